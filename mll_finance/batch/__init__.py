"""Running cases to folders of files: all or nothing. Does not know what a report says."""
