"""Reports of one batch that keep together what is the same in many: each can be made whole again, byte by byte."""
