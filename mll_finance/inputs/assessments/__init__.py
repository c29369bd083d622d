"""Assessments of central government: what a case answers of them, and what their answers say of its preconditions."""
