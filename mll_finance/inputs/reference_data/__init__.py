"""The tables that come along: prices, rates, units, preconditions, partnerships."""
