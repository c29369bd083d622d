"""What to write where a text is no YAML: the line itself, mended where the slip is a known one.

The terms are read from YAML, so the English sentences stand here; ``data/sentences_yaml.yaml`` has them in both
languages.
"""

from __future__ import annotations

import re
from decimal import Decimal

import yaml

from mll_finance.errors import Phrase, Problem
from mll_finance.plain_text import steering_sign

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
    "yaml_two_commas": "two commas within {{}} with nothing between them",
    "yaml_two_commas_remedy": "remove one of the two",
    "yaml_other": "not valid YAML",
    "yaml_other_remedy": "check indentation, colons and quotes here",
    "yaml_comma": "a comma within {{}}, where each comma begins a new key: {text}",
    "yaml_comma_number_remedy": "write a decimal point: {number}",
    "yaml_comma_thousands_remedy": "write {whole} or {decimal}",
    "yaml_comma_dash_remedy": "write the number alone, without ,-",
    "yaml_anchor": "a text that begins with & and holds nothing else",
    "yaml_anchor_remedy": "write the text behind it, or put quotes around the whole: '&name'",
    "yaml_text_value": "a text, a number, or a mapping",
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
    "yaml_no_plain_file": "no plain file, but a device or a pipe",
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
    "yaml_merge": "<<: {text} takes over nothing",
    "yaml_merge_allowed": "an anchor that is written elsewhere as &name: <<: *name",
    "yaml_merge_remedy": "write the star before the name, or remove the line",
    "yaml_twice": "the key '{name}' stands here twice",
    "yaml_once": "each key once",
    "yaml_rename": "remove or rename one of the two",
    "yaml_steering": "a sign that cannot be seen and steers the screen ({sign})",
    "yaml_plain_text": "text of letters, digits, punctuation and line ends",
    "yaml_retype": "remove the sign: type the text anew",
    "yaml_long_text": "a text of {length} signs",
    "yaml_most_signs": "at most {most} signs",
    "yaml_shorten": "shorten it, or put it in a document of its own",
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
_SIGN_IN_BRACES = re.compile(rf"[{{,]\s*(?P<key>[\w\-]+):\s+(?P<text>[{re.escape(_NO_START)}][^,}}]*)")
_TWO_COMMAS = re.compile(r",\s*,")
_APOSTROPHE = re.compile(r"(?P<key>[\w\-]+):\s+(?P<text>'[st][- ][^',}]*?)\s*(?=[,}]|$)")
"""A name such as 's-Hertogenbosch or 't Zand: its apostrophe opens a quote."""
_GROUPED = r"(?:€\s*)?(?P<whole>[-+]?[1-9]\d{0,2}(?:\.\d{3})+|[-+]?\d+)"
_POWERS = {
    "%": -2,
    "procent": -2,
    "k": 3,
    "duizend": 3,
    "mille": 3,
    "mln": 6,
    "miljoen": 6,
    "million": 6,
    "mld": 9,
    "miljard": 9,
    "billion": 9,
}
"""Powers of ten of the words behind a number."""


def phrase(key: str, **fields: object) -> Phrase:
    """A sentence about YAML that can be told in Dutch."""
    return Phrase(SENTENCES[key].format(**fields), key, fields)


def unfit(text: str, most: int) -> tuple[Phrase, Phrase, Phrase] | tuple[()]:
    r"""What is wrong with a text that steers the screen or has more signs than fit: found, allowed, remedy.

    Examples
    --------
    >>> unfit("red", 20)
    ()
    >>> unfit("red \x1b[31m", 20)[0]
    'a sign that cannot be seen and steers the screen (U+001B)'
    """
    steering = steering_sign(text)
    if steering is not None:
        return phrase("yaml_steering", sign=steering), phrase("yaml_plain_text"), phrase("yaml_retype")
    if len(text) > most:
        allowed_phrase = phrase("yaml_most_signs", most=f"{most:,}")
        return phrase("yaml_long_text", length=f"{len(text):,}"), allowed_phrase, phrase("yaml_shorten")
    return ()


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
    error_words = " ".join(filter(None, (error.context, error.problem)))
    place_mark = error.problem_mark or error.context_mark
    if "could not find expected ':'" in error_words:
        place_mark = error.context_mark or place_mark
    line_number = place_mark.line if place_mark else 0
    text_lines = text.splitlines()
    error_line = text_lines[line_number] if line_number < len(text_lines) else ""
    hard_space_line = next(
        (
            line_index
            for line_index, text_line in enumerate(text_lines[: line_number + 1])
            if _HARD_SPACE.match(text_line)
        ),
        None,
    )
    if hard_space_line is not None:
        hard_space_phrase, remedy_phrase = phrase("yaml_hard_space"), phrase("yaml_tab_remedy")
        return Problem("", hard_space_phrase, phrase("yaml_allowed"), remedy_phrase, hard_space_line + 1)
    named_problem = _named(text_lines, error_words)
    if named_problem is not None:
        return named_problem
    open_quote_line = _open_quote(text_lines[:line_number])
    if open_quote_line is not None:
        quote_sign = text_lines[open_quote_line].partition(":")[2].strip()[0]
        remedy_phrase = phrase("yaml_unclosed_remedy", closing=quote_sign, line=open_quote_line + 1)
        return Problem(
            "",
            phrase("yaml_unclosed", sign=quote_sign),
            phrase("yaml_allowed"),
            remedy_phrase,
            open_quote_line + 1,
        )
    problem_sentences = (
        _tab(error_line)
        or _unclosed(error, text_lines)
        or _sign_between(error_line, error_words)
        or _text(error_line, place_mark.column if place_mark else 0, error_words)
        or _place(error_line, error_words)
        or (phrase("yaml_other"), phrase("yaml_other_remedy"))
    )
    return Problem(
        "",
        problem_sentences[0],
        phrase("yaml_allowed"),
        problem_sentences[1],
        line_number + 1 if place_mark else None,
    )


def _named(lines: list[str], words: str) -> Problem | None:
    """A name that begins with an apostrophe, where a quote is open."""
    for line_number, line in (
        enumerate(lines, start=1) if "quoted scalar" in words or "block" in words else ()
    ):
        name_match = _APOSTROPHE.search(line)
        if name_match is not None and line.count("'") % 2:
            remedy_phrase = phrase("yaml_quotes_remedy", line=f'{name_match["key"]}: "{name_match["text"]}"')
            return Problem(
                "", phrase("yaml_unclosed", sign="'"), phrase("yaml_allowed"), remedy_phrase, line_number
            )
    return None


def _tab(line: str) -> tuple[Phrase, Phrase] | None:
    if "\t" not in line[: len(line) - len(line.lstrip())]:
        return None
    return phrase("yaml_tab"), phrase("yaml_tab_remedy")


def _unclosed(error: yaml.MarkedYAMLError, lines: list[str]) -> tuple[Phrase, Phrase] | None:
    """A bracket or quote that is open where the text ends, or where a later line begins a key."""
    opening_mark, closing_mark = error.context_mark, error.problem_mark
    if (
        opening_mark is None
        or closing_mark is None
        or not opening_mark.line < min(closing_mark.line, len(lines))
    ):
        return None
    opening_sign = lines[opening_mark.line][opening_mark.column : opening_mark.column + 1]
    if opening_sign not in _CLOSING:
        return None
    return (
        phrase("yaml_unclosed", sign=opening_sign),
        phrase("yaml_unclosed_remedy", closing=_CLOSING[opening_sign], line=opening_mark.line + 1),
    )


def _open_quote(lines: list[str]) -> int | None:
    """The line on which a text begins with a quote that is closed nowhere on it, nor by the lines that carry it on."""
    for line_index, line in enumerate(lines):
        opening_match = _OPENED.match(line)
        if opening_match is None:
            continue
        next_line = lines[line_index + 1] if line_index + 1 < len(lines) else ""
        if _KEYED.match(f"{next_line} ") or not next_line.strip():
            return line_index
    return None


def _sign_between(line: str, words: str) -> tuple[Phrase, Phrase] | None:
    """A semicolon for a comma, a key without a value, a colon without a space, an equals sign for a colon."""
    sign_match = _SIGN_IN_BRACES.search(line)
    if sign_match is not None:
        raw_text = sign_match["text"].strip()
        quoted_line = f"{sign_match['key']}: {quoted(raw_text)}"
        return phrase("yaml_sign", sign=raw_text[0]), phrase("yaml_quotes_remedy", line=quoted_line)
    if "{" in line and _TWO_COMMAS.search(line):
        return phrase("yaml_two_commas"), phrase("yaml_two_commas_remedy")
    semicolon_match = _SEMICOLON.search(line)
    if semicolon_match is not None:
        return phrase("yaml_semicolon", text=semicolon_match["text"].strip()), phrase("yaml_semicolon_remedy")
    comma_match = _NO_COMMA.search(line)
    if comma_match is not None:
        return phrase("yaml_no_comma", text=comma_match["text"].strip()), phrase("yaml_no_comma_remedy")
    if "unexpected ':'" in words or _EMPTY.search(line):
        return phrase("yaml_no_value"), phrase("yaml_no_value_remedy")
    if line.lstrip().startswith(":"):
        return phrase("yaml_no_key"), phrase("yaml_no_key_remedy")
    joined_match = _JOINED.match(line)
    if joined_match is not None:
        sentence_key = "yaml_space" if joined_match["sign"].strip() == ":" else "yaml_equals"
        written_pair = f"{joined_match['key']}: {joined_match['text'].strip()}"
        return phrase(sentence_key, text=line.strip()), phrase("yaml_line_remedy", line=written_pair)
    return None


def _text(line: str, column: int, words: str) -> tuple[Phrase, Phrase] | None:
    """A text that needs quotes: it holds a colon, begins with a sign of YAML, or goes on behind its own quotes."""
    key_match = _KEYED.match(line)
    if key_match is None:
        return None
    raw_text = key_match["text"]
    remedy_phrase = phrase("yaml_quotes_remedy", line=f"{key_match['key'].strip()} {quoted(raw_text)}")
    if raw_text[:1] in _CLOSING and column > 0:
        closing_offset = raw_text.rfind(_CLOSING[raw_text[0]])
        if 0 < closing_offset < len(raw_text) - 1 and raw_text[closing_offset + 1 :].strip()[:1] != "#":
            return phrase(
                "yaml_after_quote", sign=_CLOSING[raw_text[0]], field=key_match["key"].strip(" :-")
            ), remedy_phrase
        return None
    if raw_text[:1] and (raw_text[0] in _NO_START or raw_text.startswith("- ")):
        return phrase("yaml_sign", sign=raw_text[0]), remedy_phrase
    if "mapping values" in words and re.search(r":(\s|$)", raw_text):
        return phrase("yaml_colon", text=raw_text), remedy_phrase
    return None


def _place(line: str, words: str) -> tuple[Phrase, Phrase] | None:
    """A line without a colon, or one whose indentation fits none of the lines around it."""
    if "could not find expected ':'" in words:
        return phrase("yaml_no_colon"), phrase("yaml_no_colon_remedy")
    words_of_misplacing = (
        *("mapping values", "did not find expected", "expected the node content"),
        *("<block end>", "document start", "indentation"),
    )
    if _KEYED.match(f"{line} ") and any(sign in words for sign in words_of_misplacing):
        return phrase("yaml_indent"), phrase("yaml_indent_remedy")
    return None


def is_bare_anchor(node: yaml.Node) -> bool:
    """Whether a value is an anchor (&name) and nothing else: an empty plain text that takes up room."""
    is_empty = node.value == "" and isinstance(node, yaml.ScalarNode) and node.style in (None, "")
    return is_empty and bool(node.end_mark.index > node.start_mark.index)


def without_noughts(numeral: str) -> str:
    """A number without the noughts before it, such as in 085, with which a case does not take it."""
    return re.sub(r"^([-+]?)0+(?=[0-9])", r"\1", numeral)


def comma_sentences(key: str, text: str, behind: str) -> tuple[Phrase, Phrase]:
    """What is said of ``{key: text, behind}``: a decimal comma, or a comma within a text."""
    flow_text = f"{key}: {text}, {behind}"
    text = without_noughts(text)
    if re.fullmatch(r"-{1,2}", behind) and re.search(r"\d$", text):
        return phrase("yaml_comma", text=f"{key}: {text},{behind}"), phrase("yaml_comma_dash_remedy")
    if re.fullmatch(r"[-+]?[1-9]\d{0,2}", text) and re.fullmatch(r"\d{3}", behind):
        decimal_text = f"{text}.{behind.rstrip('0') or '0'}" if behind.endswith("0") else f"{text}.{behind}0"
        return phrase("yaml_comma", text=f"{key}: {text},{behind}"), phrase(
            "yaml_comma_thousands_remedy", whole=f"{text}{behind}", decimal=decimal_text
        )
    grouped_match, decimal_match = re.fullmatch(_GROUPED, text), re.fullmatch(r"(\d+)\s*(\D*)", behind)
    if grouped_match is not None and decimal_match is not None:
        decimals, word_behind = decimal_match[1], decimal_match[2].strip().lower()
        number_text = f"{grouped_match['whole'].replace('.', '')}.{decimals}"
        power_of_ten = _POWERS.get(word_behind)
        if power_of_ten is not None:
            number_text = times_ten(number_text, power_of_ten)
        if power_of_ten is not None or not word_behind:
            return phrase("yaml_comma", text=f"{key}: {text},{behind}"), phrase(
                "yaml_comma_number_remedy", number=number_text
            )
    return phrase("yaml_comma", text=flow_text), phrase(
        "yaml_quotes_remedy", line=f"{key}: {quoted(f'{text}, {behind}')}"
    )


def times_ten(numeral: str, power: int) -> str:
    """A number times a power of ten, in full.

    Examples
    --------
    >>> times_ten("2.5", 6), times_ten("5", -2)
    ('2500000', '0.05')
    """
    shifted_numeral = format(Decimal(numeral).scaleb(power), "f")
    return shifted_numeral.rstrip("0").rstrip(".") if "." in shifted_numeral else shifted_numeral
