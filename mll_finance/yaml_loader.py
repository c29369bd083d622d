"""The loader of YAML: libyaml where PyYAML comes with it, else PyYAML's own with the same grammar."""

from __future__ import annotations

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


LOADER = getattr(yaml, "CSafeLoader", _Loader)
