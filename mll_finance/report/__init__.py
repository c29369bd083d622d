"""From a study to what a person reads: sections make blocks, writers turn blocks into pages. No arithmetic here."""
