"""How the command line is read: its parser, and what the shell may complete."""
