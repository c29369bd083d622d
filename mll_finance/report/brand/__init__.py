"""The house style of a municipality, read from design tokens in the form of NL Design System."""
