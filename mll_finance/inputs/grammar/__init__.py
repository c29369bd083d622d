"""The grammar of a case: assumptions, quantities, lines, parties, sections."""
