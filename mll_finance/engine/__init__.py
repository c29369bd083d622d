"""From a case to its numbers: ledger, valuation, draws, outcomes, criteria. Knows no text, language or file format."""
