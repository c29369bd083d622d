"""The loader of YAML: libyaml where PyYAML comes with it, else PyYAML's own with the same grammar."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import yaml

_BLANK = "\0 \t\r\n\x85\u2028\u2029"


class _Loader(yaml.SafeLoader):
    """The loader where PyYAML comes without libyaml: it reads a plain text in {} or [] as libyaml does.

    PyYAML's own scanner ends such a text at a question mark, so ``{nl: Wat merkt u ervan?, en: ...}`` would be no YAML.
    """

    def scan_plain(self) -> yaml.ScalarToken:
        """A plain scalar, as ``yaml.scanner.Scanner`` has it but for the question mark."""
        text_chunks: list[str] = []
        space_parts: list[str] | None = []
        start_mark = end_mark = self.get_mark()
        indent = self.indent + 1
        while self.peek() != "#":
            chunk_length = 0
            while not self._ends(chunk_length):
                chunk_length += 1
            if chunk_length == 0:
                break
            self.allow_simple_key = False
            text_chunks += [*(space_parts or ()), self.prefix(chunk_length)]
            self.forward(chunk_length)
            end_mark = self.get_mark()
            space_parts = self.scan_plain_spaces(indent, start_mark)
            if not space_parts or (not self.flow_level and self.column < indent):
                break
        return yaml.ScalarToken("".join(text_chunks), True, start_mark, end_mark)

    def _ends(self, length: int) -> bool:
        """Whether a plain scalar ends at this distance: at a blank, a colon before one, or a sign of {} and []."""
        next_sign, sign_after = self.peek(length), self.peek(length + 1)
        end_signs = f"{_BLANK},[]{{}}" if self.flow_level else _BLANK
        return (
            next_sign in _BLANK
            or (next_sign == ":" and sign_after in end_signs)
            or (self.flow_level > 0 and next_sign in ",[]{}")
        )


class _AsWritten:
    """Makes nothing of how a plain text looks: whoever reads it tells a number from a word."""

    def resolve(self, kind: type[yaml.Node], value: str | None, implicit: Any) -> str:
        """The tag of a node without one of its own."""
        return _TAGS[kind]


_TAGS: Mapping[type[yaml.Node], str] = MappingProxyType(
    {
        yaml.ScalarNode: "tag:yaml.org,2002:str",
        yaml.SequenceNode: "tag:yaml.org,2002:seq",
        yaml.MappingNode: "tag:yaml.org,2002:map",
    }
)
_WORDS = "Reads a text: by libyaml where it is there, else by Python; either leaves plain texts as they are written."
LOADER: Any = type("Loader", (_AsWritten, getattr(yaml, "CSafeLoader", _Loader)), {"__doc__": _WORDS})
