"""Who pays and who gains: incidence, bridge, partnership, sharing."""
