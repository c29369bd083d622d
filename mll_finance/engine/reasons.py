"""Why a criterion may not exist: English texts by key, the same as ``why_<key>`` in ``data/sentences.yaml``."""

from __future__ import annotations

WHY: dict[str, str] = {
    "bcr": "the costs of this perspective are not above zero",
    "irr": "it needs years with a net outlay and years with a net receipt; here there is only one of the two",
    "irr_nowhere": "at no discount rate above −100% is the balance zero",
    "several_roots": "the balance is zero at {count} rates ({roots}); none of them alone says whether the project pays",
    "rate_changes": "the discount rate changes within the years of the case, so a return has no one rate to beat",
    "loan": "money comes in first and goes out only later; the rate is then the price of that money, and no return",
    "no_return": "what is spent does not come back, not even if interest does not count",
    "no_benefit": "no benefit is booked in euros",
    "index_later": "more net outlay follows than falls in year 0: year 0 is preparation, no investment to divide by",
    "index_nothing": "on balance nothing comes in after year 0",
    "mirr": "it needs years with a net outlay and years with a net receipt; here there is only one of the two",
    "no_outlay": "there is no net outlay to earn back",
    "payback": "the outlays are not earned back within the horizon",
    "payback_reopens": "the outlays are earned back on the way, but at the end the total is below zero again",
    "payback_discounted": "the outlay comes back only before discounting; the net present value is below zero",
    "discounted_payback": "the outlays are not earned back within the horizon",
    "annual_equivalent": "there is no year after year 0",
    "profitability_index": "there is no net outlay in year 0",
}
