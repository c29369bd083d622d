"""What to write where a text is no YAML: the line itself, mended where the slip is a known one.

The terms are read from YAML, so the English sentences stand here; ``data/sentences_yaml.yaml`` has them in both
languages.
"""

from __future__ import annotations

import re

import yaml

from mll_finance.errors import Phrase, Problem

SENTENCES = {
    "yaml_allowed": "a YAML mapping",
    "yaml_tab": "a tab at the beginning of the line",
    "yaml_tab_remedy": "write spaces in its place, as many as the lines around it have",
    "yaml_colon": "a colon within a text: {text}",
    "yaml_quotes_remedy": "put quotes around the text: {line}",
    "yaml_sign": "a text that begins with {sign}",
    "yaml_after_quote": "text behind the closing {sign} of {field}",
    "yaml_unclosed": "a {sign} that is not closed",
    "yaml_unclosed_remedy": "write the closing {closing}, in line {line} or where it belongs",
    "yaml_indent": "a line that stands further to the right or left than the lines that it belongs to",
    "yaml_indent_remedy": "begin it below the first letter of the key above it",
    "yaml_no_colon": "a line without a colon",
    "yaml_no_colon_remedy": "write key: value, or indent a line that carries on the text above it",
    "yaml_other": "not valid YAML ({detail})",
    "yaml_other_remedy": "check indentation, colons and quotes here",
    "yaml_comma": "a comma within {{}}, where each comma begins a new key: {text}",
    "yaml_comma_number_remedy": "write a decimal point: {number}",
    "yaml_comma_thousands_remedy": "write {whole} or {decimal}",
    "yaml_comma_dash_remedy": "write the number alone, without ,-",
    "yaml_hard_space": "a hard space at the beginning of the line",
    "yaml_no_comma": "two keys within {{}} without a comma between them: {text}",
    "yaml_no_comma_remedy": "write a comma between them",
    "yaml_semicolon": "a semicolon within {{}}: {text}",
    "yaml_semicolon_remedy": "write a comma in its place",
    "yaml_no_value": "a key without a value",
    "yaml_no_value_remedy": "write the value behind the colon, with a space between; what is unknown is pm: <reason>",
    "yaml_no_key": "a line that begins with a colon",
    "yaml_no_key_remedy": "write a key before the colon",
    "yaml_space": "a colon without a space behind it: {text}",
    "yaml_equals": "an equals sign where a colon belongs: {text}",
    "yaml_line_remedy": "write {line}",
    "yaml_trap_word": "write true or false where that is meant, a number where one is meant, "
    "or quotes around text",
    "yaml_trap_exponent": "write the number in full, such as 0.001 or 1.0e-3",
    "yaml_trap_zeros": "write the number without leading zeros",
    "yaml_trap_base": "write the number in decimals",
    "yaml_trap_time": "write a number, not a time",
    "yaml_trap_date": "write a number, not a date",
    "yaml_trap_infinite": "write a finite number; what is unknown is pm: <reason>",
    "yaml_trap_underscore": "write the number without underscores",
    "yaml_folder": "a folder",
    "yaml_one_file": "a case is one YAML file",
    "yaml_name_file": "name the .yaml file in it",
    "yaml_bytes": "{size:,} bytes",
    "yaml_most_bytes": "a case holds at most {size:,} bytes",
    "yaml_move_tables": "move tables to CSV files",
    "yaml_binary": "a control character: this looks like a binary file",
    "yaml_text_file": "a YAML text",
    "yaml_right_file": "name the right file",
    "yaml_empty": "an empty file",
    "yaml_sections": "a YAML mapping with the sections case, alternatives and lines",
    "yaml_start": "start from 'mll new NAME'",
    "yaml_several": "several YAML documents",
    "yaml_single_mapping": "one YAML mapping",
    "yaml_remove_lines": "remove the lines with '---'",
    "yaml_list": "a list",
    "yaml_single_value": "a single value",
    "yaml_not_a_mapping": "{kind}, not a mapping",
    "yaml_limit": "at most {values:,} values, {levels} levels deep, aliases written out",
    "yaml_no_file": "there is no such file",
    "yaml_case_file": "a case is a YAML file",
    "yaml_check_name": "check the name; 'mll new NAME' makes one",
    "yaml_unreadable": "cannot be read ({reason})",
    "yaml_readable": "a readable file",
    "yaml_permissions": "check its permissions",
    "yaml_no_text": "not a text file in UTF-8",
    "yaml_utf8": "a case is a YAML text in UTF-8",
    "yaml_save_utf8": "save it as UTF-8 text",
    "yaml_not_valid": "not valid YAML ({problem})",
    "yaml_simplify": "simplify the file",
    "yaml_trap_digits": "write a number of at most 30 digits",
    "yaml_trap_finite": "write a finite number",
    "yaml_too_many": "too many values, too deep, or an alias that holds itself",
    "yaml_anchors": "use fewer or smaller anchors (&, *)",
    "yaml_tag": "the tag {tag}",
    "yaml_no_tags": "no tags",
    "yaml_remove_tag": "remove the tag",
    "yaml_no_word": "a key that is not a word or number",
    "yaml_simple_keys": "simple keys",
    "yaml_write_word": "write a word",
    "yaml_twice": "the key '{name}' stands here twice",
    "yaml_once": "each key once",
    "yaml_rename": "remove or rename one of the two",
}
_KEYED = re.compile(r"(?P<key>\s*(?:- )?(?:[\w\-]+|\"[^\"]*\"|'[^']*')\s*:\s+)(?P<text>.*?)\s*$")
_CLOSING = {"{": "}", "[": "]", '"': '"', "'": "'"}
_HARD_SPACE = re.compile(r"[ \t]*[\u00a0\u2002-\u200b\u202f\u3000]")
_NO_COMMA = re.compile(r"[{,]\s*(?P<text>[\w\-]+:\s[^,{}:;\"']*\s[\w\-]+:\s)")
_OPENED = re.compile(r"\s*(?:- )?[\w\-]+\s*:\s+(\"[^\"]*|'[^']*)$")
_SEMICOLON = re.compile(r"[{,]\s*(?P<text>[\w\-]+:\s[^,{}\"']*;\s*[\w\-]+:\s)")
_EMPTY = re.compile(r"[{,]\s*[\w\-]+:(?=[,}])")
_JOINED = re.compile(r"\s*(?P<key>[A-Za-z_][\w\-]*)(?P<sign>:|\s*=\s*)(?P<text>\S.*)$")
_NO_START = "@`%*&!|>?"


def phrase(key: str, **fields: object) -> Phrase:
    """A sentence about YAML that can be told in Dutch."""
    return Phrase(SENTENCES[key].format(**fields), key, fields)


def quoted(text: str) -> str:
    """A text in single quotes, as YAML reads it back.

    Examples
    --------
    >>> quoted("Foto's: oud")
    "'Foto''s: oud'"
    """
    return "'" + text.replace("'", "''") + "'"


def syntax_problem(error: yaml.MarkedYAMLError, text: str) -> Problem:
    """The problem of a text that is no YAML, with what to write."""
    words = " ".join(filter(None, (error.context, error.problem)))
    mark = error.problem_mark or error.context_mark
    if "could not find expected ':'" in words:
        mark = error.context_mark or mark
    number = mark.line if mark else 0
    lines = text.splitlines()
    line = lines[number] if number < len(lines) else ""
    hard = next(
        (at for at, text_line in enumerate(lines[: number + 1]) if _HARD_SPACE.match(text_line)), None
    )
    if hard is not None:
        hard_space, remedy_text = phrase("yaml_hard_space"), phrase("yaml_tab_remedy")
        return Problem("", hard_space, phrase("yaml_allowed"), remedy_text, hard + 1)
    opened = _open_quote(lines[:number])
    if opened is not None:
        sign = lines[opened].partition(":")[2].strip()[0]
        remedy_text = phrase("yaml_unclosed_remedy", closing=sign, line=opened + 1)
        return Problem(
            "", phrase("yaml_unclosed", sign=sign), phrase("yaml_allowed"), remedy_text, opened + 1
        )
    sentences = (
        _tab(line)
        or _unclosed(error, lines)
        or _sign_between(line, words)
        or _text(line, mark.column if mark else 0, words)
        or _place(line, words)
        or (phrase("yaml_other", detail=words), phrase("yaml_other_remedy"))
    )
    return Problem("", sentences[0], phrase("yaml_allowed"), sentences[1], number + 1 if mark else None)


def _tab(line: str) -> tuple[Phrase, Phrase] | None:
    if "\t" not in line[: len(line) - len(line.lstrip())]:
        return None
    return phrase("yaml_tab"), phrase("yaml_tab_remedy")


def _unclosed(error: yaml.MarkedYAMLError, lines: list[str]) -> tuple[Phrase, Phrase] | None:
    """A bracket or quote that is open where the text ends, or where a later line begins a key."""
    opening_mark, mark = error.context_mark, error.problem_mark
    if opening_mark is None or mark is None or not opening_mark.line < min(mark.line, len(lines)):
        return None
    sign = lines[opening_mark.line][opening_mark.column : opening_mark.column + 1]
    if sign not in _CLOSING:
        return None
    return (
        phrase("yaml_unclosed", sign=sign),
        phrase("yaml_unclosed_remedy", closing=_CLOSING[sign], line=opening_mark.line + 1),
    )


def _open_quote(lines: list[str]) -> int | None:
    """The line on which a text begins with a quote that is closed nowhere on it, nor by the lines that carry it on."""
    for number, line in enumerate(lines):
        opened = _OPENED.match(line)
        if opened is None:
            continue
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if _KEYED.match(f"{following} ") or not following.strip():
            return number
    return None


def _sign_between(line: str, words: str) -> tuple[Phrase, Phrase] | None:
    """A semicolon for a comma, a key without a value, a colon without a space, an equals sign for a colon."""
    semicolon = _SEMICOLON.search(line)
    if semicolon is not None:
        return phrase("yaml_semicolon", text=semicolon["text"].strip()), phrase("yaml_semicolon_remedy")
    beside = _NO_COMMA.search(line)
    if beside is not None:
        return phrase("yaml_no_comma", text=beside["text"].strip()), phrase("yaml_no_comma_remedy")
    if "unexpected ':'" in words or _EMPTY.search(line):
        return phrase("yaml_no_value"), phrase("yaml_no_value_remedy")
    if line.lstrip().startswith(":"):
        return phrase("yaml_no_key"), phrase("yaml_no_key_remedy")
    joined = _JOINED.match(line)
    if joined is not None:
        sentence_key = "yaml_space" if joined["sign"].strip() == ":" else "yaml_equals"
        written = f"{joined['key']}: {joined['text'].strip()}"
        return phrase(sentence_key, text=line.strip()), phrase("yaml_line_remedy", line=written)
    return None


def _text(line: str, column: int, words: str) -> tuple[Phrase, Phrase] | None:
    """A text that needs quotes: it holds a colon, begins with a sign of YAML, or goes on behind its own quotes."""
    keyed = _KEYED.match(line)
    if keyed is None:
        return None
    text = keyed["text"]
    remedy_text = phrase("yaml_quotes_remedy", line=f"{keyed['key'].strip()} {quoted(text)}")
    if text[:1] in _CLOSING and column > 0:
        closing = text.rfind(_CLOSING[text[0]])
        if 0 < closing < len(text) - 1 and text[closing + 1 :].strip()[:1] != "#":
            return phrase(
                "yaml_after_quote", sign=_CLOSING[text[0]], field=keyed["key"].strip(" :-")
            ), remedy_text
        return None
    if text[:1] and (text[0] in _NO_START or text.startswith("- ")):
        return phrase("yaml_sign", sign=text[0]), remedy_text
    if "mapping values" in words and re.search(r":(\s|$)", text):
        return phrase("yaml_colon", text=text), remedy_text
    return None


def _place(line: str, words: str) -> tuple[Phrase, Phrase] | None:
    """A line without a colon, or one whose indentation fits none of the lines around it."""
    if "could not find expected ':'" in words:
        return phrase("yaml_no_colon"), phrase("yaml_no_colon_remedy")
    misplaced = (
        *("mapping values", "did not find expected", "expected the node content"),
        *("<block end>", "document start", "indentation"),
    )
    if _KEYED.match(f"{line} ") and any(sign in words for sign in misplaced):
        return phrase("yaml_indent"), phrase("yaml_indent_remedy")
    return None


def comma_sentences(key: str, text: str, behind: str) -> tuple[Phrase, Phrase]:
    """What is said of ``{key: text, behind}``: a decimal comma, or a comma within a text."""
    together = f"{key}: {text}, {behind}"
    if re.fullmatch(r"-{1,2}", behind) and re.search(r"\d$", text):
        return phrase("yaml_comma", text=f"{key}: {text},{behind}"), phrase("yaml_comma_dash_remedy")
    if re.fullmatch(r"[-+]?[1-9]\d{0,2}", text) and re.fullmatch(r"\d{3}", behind):
        decimal = f"{text}.{behind.rstrip('0') or '0'}" if behind.endswith("0") else f"{text}.{behind}0"
        return phrase("yaml_comma", text=f"{key}: {text},{behind}"), phrase(
            "yaml_comma_thousands_remedy", whole=f"{text}{behind}", decimal=decimal
        )
    if re.fullmatch(r"[-+]?\d+", text) and re.fullmatch(r"\d+", behind):
        return phrase("yaml_comma", text=f"{key}: {text},{behind}"), phrase(
            "yaml_comma_number_remedy", number=f"{text}.{behind}"
        )
    return phrase("yaml_comma", text=together), phrase(
        "yaml_quotes_remedy", line=f"{key}: {quoted(f'{text}, {behind}')}"
    )
