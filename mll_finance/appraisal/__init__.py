"""From a case to its results: ledger, valuation, budget, incidence. Knows no text, colour, language or file format."""
