"""The writer that turns blocks into one HTML page that needs no network, and its templates and style."""
