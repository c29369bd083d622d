"""Design tokens by their path: what a JSON file in the form of NL Design System says, references followed.

A token is an object with a ``value`` (Style Dictionary) or ``$value`` (Design Tokens Community Group); ``{a.b.c}``
refers to another. An export of Figma has sets above the paths (``common``): a path is found below any set.

References
----------
NL Design System, https://github.com/nl-design-system/themes; Style Dictionary, https://styledictionary.com;
Design Tokens Community Group (2025), Design Tokens Format Module, https://www.designtokens.org/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mll_finance.errors import InputError, Problem
from mll_finance.terms import three

_REFERENCE = re.compile(r"\{([^{}]+)\}")
_VALUES = ("$value", "value")
_DESCRIPTIONS = ("$description", "description", "comment")


@dataclass(frozen=True)
class Token:
    """One token: where it stands, what it says, and what is said of it."""

    path: str
    text: str
    description: str = ""


class Tokens:
    """The tokens of a file by path.

    Parameters
    ----------
    document : mapping
        The file, as JSON has it.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._by_path: dict[str, Token] = {}
        whole_tokens = tuple(_tokens(document, ()))
        self._by_path.update({token.path: token for token in whole_tokens})
        for token in whole_tokens:
            path_steps = token.path.split(".")
            for start_index in range(1, len(path_steps)):
                self._by_path.setdefault(".".join(path_steps[start_index:]), token)

    def first(self, paths: tuple[str, ...]) -> Token | None:
        """The first of the paths that has a token, its references followed.

        Raises
        ------
        InputError
            A reference leads nowhere, or back to itself.
        """
        token = next((self._by_path[path] for path in paths if path in self._by_path), None)
        return None if token is None else Token(token.path, self._followed(token, ()), token.description)

    def _followed(self, token: Token, before: tuple[str, ...]) -> str:
        def text_of(match: re.Match[str]) -> str:
            referred_path = match.group(1).strip().removesuffix(".value")
            if referred_path in (*before, token.path) or referred_path not in self._by_path:
                raise InputError(Problem(token.path, *three("brand_reference", path=referred_path)))
            return self._followed(self._by_path[referred_path], (*before, token.path))

        return _REFERENCE.sub(text_of, token.text)


def _tokens(part: Mapping[str, Any], above: tuple[str, ...]) -> Iterator[Token]:
    value_key = next((key for key in _VALUES if isinstance(part.get(key), (str, list))), None)
    if value_key is not None:
        text_or_list = part[value_key]
        token_text = text_or_list if isinstance(text_or_list, str) else ", ".join(map(str, text_or_list))
        description_text = next((part[key] for key in _DESCRIPTIONS if isinstance(part.get(key), str)), "")
        yield Token(".".join(above), token_text, description_text)
        return
    for key, child_node in part.items():
        if isinstance(child_node, dict):
            yield from _tokens(child_node, (*above, key))
