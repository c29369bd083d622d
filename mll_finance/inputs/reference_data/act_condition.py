"""Conditions of the decision aid on the AI Act: whether labels are there, with ``&&``, ``||``, ``!`` and brackets.

A condition is read by a grammar of its own and never run as code: ``"a" in labels && !("b" in labels)``.
"""

from __future__ import annotations

import re
from collections.abc import Set

_TOKEN = re.compile(r'\s*(?:(?P<label>"[^"]*")|(?P<word>in\b|labels\b|&&|\|\||!|\(|\)))')
_MOST_SIGNS = 2000
_MOST_DEPTH = 50


class ConditionError(ValueError):
    """A condition that says something else than labels, ``in``, ``&&``, ``||``, ``!`` and brackets."""


def holds(condition: str, labels: Set[str]) -> bool:
    """Whether a condition holds; ``!`` binds before ``&&``, and ``&&`` before ``||``.

    Raises
    ------
    ConditionError
        What is written is no condition.

    Examples
    --------
    >>> holds('"a" in labels || "b" in labels && !("c" in labels)', {"b"})
    True
    """
    parser = _ConditionParser(_tokens(condition), labels)
    is_true = parser.either()
    parser.finish()
    return is_true


def _tokens(condition: str) -> tuple[str, ...]:
    condition_text = condition.strip()
    if not condition_text or len(condition_text) > _MOST_SIGNS:
        raise ConditionError(condition[:_MOST_SIGNS])
    tokens: list[str] = []
    text_offset = 0
    while text_offset < len(condition_text):
        next_token = _TOKEN.match(condition_text, text_offset)
        if next_token is None:
            raise ConditionError(condition)
        tokens.append(next_token["label"] or next_token["word"])
        text_offset = next_token.end()
    return tuple(tokens)


class _ConditionParser:
    """Goes through the parts of a condition from left to right, and keeps where it is."""

    def __init__(self, tokens: tuple[str, ...], labels: Set[str]) -> None:
        self._tokens, self._labels = tokens, labels
        self._at = self._depth = 0

    def either(self) -> bool:
        """Parts between ``||``; each is read to its end, also where the answer is known."""
        is_true = self._both()
        while self._next("||"):
            is_true = self._both() or is_true
        return is_true

    def _both(self) -> bool:
        is_true = self._single()
        while self._next("&&"):
            is_true = self._single() and is_true
        return is_true

    def _single(self) -> bool:
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise ConditionError(" ".join(self._tokens))
        if self._next("!"):
            is_true = not self._single()
        elif self._next("("):
            is_true = self.either()
            self._expect(")")
        else:
            is_true = self._label() in self._labels
        self._depth -= 1
        return is_true

    def _label(self) -> str:
        token = self._tokens[self._at] if self._at < len(self._tokens) else ""
        if not token.startswith('"'):
            raise ConditionError(" ".join(self._tokens))
        self._at += 1
        self._expect("in")
        self._expect("labels")
        return token[1:-1]

    def finish(self) -> None:
        """Refuse what stands behind a condition."""
        if self._at < len(self._tokens):
            raise ConditionError(" ".join(self._tokens))

    def _next(self, token: str) -> bool:
        is_next = self._at < len(self._tokens) and self._tokens[self._at] == token
        self._at += is_next
        return is_next

    def _expect(self, token: str) -> None:
        if not self._next(token):
            raise ConditionError(" ".join(self._tokens))
