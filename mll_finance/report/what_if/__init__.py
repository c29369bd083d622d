"""Trying a case out in the mailed report: its programs as JavaScript, and the script that works with them."""
