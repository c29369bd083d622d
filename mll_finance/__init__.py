"""Business cases of AI projects for social issues, for municipalities.

The package is layered (docs/design.md): ``cli`` > ``report`` > ``appraisal`` > ``inputs`` > (``formulas`` |
``uncertainty``) > (``terms``, ``errors``). Importing the package itself loads nothing else.
"""

__version__ = "0.1.0"
