"""What makes the reports of a batch: each file registers one executor, by the name that ``--engine`` knows it by."""
