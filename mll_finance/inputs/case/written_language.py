"""The language in which to tell what is wrong with a case, also where the rest of it cannot be read."""

from __future__ import annotations

import re
from pathlib import Path

from mll_finance.errors import InputError
from mll_finance.inputs.case.finding import case_path
from mll_finance.plain_files import plain_bytes
from mll_finance.terms import LANGUAGES, Language
from mll_finance.yaml_text import MAX_BYTES, read_yaml

_DEFAULT: Language = "nl"
"""Language of a case that names none, as in its settings."""
_WRITTEN = re.compile(r"(?m)^\s+language:\s*['\"]?(nl|en)\b|[{,]\s*language:\s*['\"]?(nl|en)\b")


def written_language(named: str) -> tuple[Language, ...]:
    """The language of a case as its file says, also where the rest of the file cannot be read."""
    try:
        path = Path(case_path(named))
        raw_settings = read_yaml(path).data.get("case")
        language_word = raw_settings.get("language", _DEFAULT) if isinstance(raw_settings, dict) else _DEFAULT
        return (language_word,) if language_word in LANGUAGES else LANGUAGES
    except InputError:
        return _sniffed(Path(named))


def _sniffed(path: Path) -> tuple[Language, ...]:
    """The language that a text names which is no YAML."""
    try:
        file_text = plain_bytes(path, MAX_BYTES).decode("utf-8", errors="replace")
    except OSError:
        return LANGUAGES
    language_match = _WRITTEN.search(file_text)
    if language_match is None:
        return LANGUAGES
    return ("nl",) if "nl" in language_match.groups() else ("en",)
