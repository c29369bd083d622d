"""What is allowed but deserves a second look."""
