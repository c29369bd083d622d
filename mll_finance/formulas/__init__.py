"""Formulas of appraisal and municipal finance: pure functions on arrays (years,) or (years, draws).

Modules
-------
discounting
    Discount schedules as forward rates, discount factors for the three timings, nominal factors.
criteria
    Present value, benefit-cost ratio, annual equivalent, profitability index, MIRR, payback.
irr
    All internal rates of return of a cash flow, with multiplicity and the reason when there is none.
capital
    Capital charges, annuity and linear, and the omslagrente with its rounding.
prices
    Price indices, nominal and real amounts, the Fisher relation.
additionality
    Deadweight, displacement, attribution and drop-off; the form with a reference case.
bias
    Optimism bias: combined upper bounds and adjusted amounts.
"""
