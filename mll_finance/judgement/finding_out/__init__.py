"""What finding out is worth before the choice, and whether a pilot is worth its price."""
