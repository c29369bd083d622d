"""What differs between two cases, what each change moves, and which changes turn the advice."""
