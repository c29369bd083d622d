"""What a reader of a page sees: its text, line by line, without addresses, commands and the paths of a case."""

from __future__ import annotations

import re
from html.parser import HTMLParser

ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:nl|com|org|net|eu|uk|be|io|us)\b\S*")
PATH = re.compile(r"\b[\w-]*_[\w.-]*|\b[a-z]\w*(?:\.[a-z_0-9]\w*)+\b")
"""Ids with an underscore, and paths such as lines.licence.price."""
_WITHIN_A_LINE = {"a", "abbr", "b", "em", "i", "strong", "sup", "tspan", "wbr"}
_UNSEEN = {"script", "style", "code", "footer"}
"""Code is a command to repeat a figure; the foot is of the whole file and is not printed with the decision."""
_NAMED = ("alt", "aria-label", "title")


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.unseen += tag in _UNSEEN
        if tag not in _WITHIN_A_LINE:
            self.parts.append("\n")
        if not self.unseen:
            self.parts += [f"\n{text}\n" for name, text in attrs if name in _NAMED and text]

    def handle_endtag(self, tag: str) -> None:
        self.unseen -= tag in _UNSEEN
        if tag not in _WITHIN_A_LINE:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.parts.append(data)


def page_text(html: str) -> str:
    """The visible lines of a page, each once, with the texts that a screen reader says in the place of a picture."""
    reader = _Text()
    reader.feed(html)
    lines = (" ".join(line.split()) for line in "".join(reader.parts).replace("\xad", "").split("\n"))
    return "\n".join(dict.fromkeys(line for line in lines if line))


def words_only(text: str) -> str:
    """A text without addresses and without ids and paths of a case."""
    return PATH.sub(" ", ADDRESS.sub(" ", text))
