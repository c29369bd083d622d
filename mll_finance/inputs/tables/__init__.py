"""The data tables: read, laid over each other by one rule, looked up by municipality."""
