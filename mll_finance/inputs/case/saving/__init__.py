"""Saving what somebody tried as a scenario in the file of the case."""
