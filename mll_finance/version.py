"""The version of the package, which the records of a run carry."""

__version__ = "0.1.0"
