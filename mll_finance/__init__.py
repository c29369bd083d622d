"""Business cases of AI projects for social issues, for municipalities.

The package is layered (docs/design.md). Importing the package itself loads nothing else.
"""

__version__ = "0.1.0"
