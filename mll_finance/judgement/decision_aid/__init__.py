"""What a case answers in a decision aid of the state, beside what it states."""
