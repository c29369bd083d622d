"""Why a criterion may not exist: English texts by key, the same as ``why_<key>`` in ``data/sentences.yaml``."""

from __future__ import annotations

WHY: dict[str, str] = {
    "bcr": "the costs of this perspective are not above zero",
    "irr": "the cash flow does not change sign",
    "irr_nowhere": "no discount rate above −100% makes the balance zero",
    "several_roots": "there are {count} internal rates of return ({roots}); none of them alone says whether the "
    "project is worth it",
    "rate_changes": "the discount rate changes on the way, so there is no one rate that a return must beat",
    "loan": "money comes in before it goes out: the rate is what that costs, and no return",
    "no_return": "the outlays are not earned back, even before discounting: there is no return",
    "no_benefit": "no benefit is booked in euros",
    "index_later": "more net outlay follows than falls in year 0: year 0 is preparation, no investment to divide by",
    "index_nothing": "on balance nothing comes in after year 0",
    "mirr": "it needs a year with a net outlay and a year with a net receipt",
    "no_outlay": "there is no net outlay to earn back",
    "payback": "the outlays are not earned back within the horizon",
    "payback_reopens": "the outlays are earned back on the way, but at the end the total is below zero again",
    "payback_discounted": "the outlay comes back only before discounting; the net present value is below zero",
    "discounted_payback": "the outlays are not earned back within the horizon",
    "annual_equivalent": "there is no year after year 0",
    "profitability_index": "there is no net outlay in year 0",
}
