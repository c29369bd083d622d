"""What follows from the numbers: decision, advice, scan, evaluation, publication, the identities of the model."""
