"""What reports on many municipalities may be laid beside each other."""
