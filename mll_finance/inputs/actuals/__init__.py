"""What really came of a case: the rows of a file with actuals."""
