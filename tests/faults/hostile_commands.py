"""Hostile inputs of every command and every option that the parser of ``mll`` knows.

What is drawn is read from the parser itself; how each argument is made hostile stands in :data:`HOSTILE`, by command
and name. An option without a row there stops the fuzz, and with it the test.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import random
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

import docx
from slips import filled

from mll_finance.cli.main import command_line, main
from mll_finance.resources import resource

Maker = Callable[[random.Random, Path], list[str]]
"""Gives the words that follow an option, or a positional argument, and writes the files that they name."""

EXAMPLES = ("two_years", "wmo_intake", "samenwerking_naar_werk", "sensor_valdetectie")
FRAGMENTS = (
    b"\x1b[2J", b"\\x1b]0;x\\x07", b'"\\u202e"', b"\xff\xfe", b"\x00", b"&a [*a, *a]", b"!!python/object:os.system x",
    b"{{7*7}}", b"=cmd|'/c calc'!A0", b"1e999", b".nan", b"-.inf", b"9" * 400, b"[" * 300, b"{a: " * 200, b"~", b"''",
    b"../../../../etc/passwd", b"/dev/zero", b"<script>alert(1)</script>", b"made_by: preconditions", b"%s%n", b"\t",
    b"2026-02-30", b"0o17", b"? [a]: b", b"<<: *x", b"--- \n---\n", b"x" * 30_000, "é\u0301\u200b".encode(),
)  # fmt: skip
WORDS = ("", "case", "case.horizon", "lines", "alternatives.x", "a" * 300, "\x1b[31m", "\u202e", "..", "/", "-", "*",
         "é", "NaN", "-1", "0", "1.000", "12,5", "9" * 40, "nl", "/dev/full")  # fmt: skip
OPTION_CHANCE = 0.1
"""Chance that an option is on the command line."""
WHOLE_CHANCE = 0.4
"""Chance that a file which a command reads is as it should be: what comes after it is then tried too."""
SCENARIO = b"scenarios:\n  slow:\n    title: Slow\n    set:\n      lines.savings.amounts.2027: 500\n"
TOKENS = {"utrecht": {"document": {"color": {"value": "#123456"}, "font-family": {"value": "Arial"}},
                      "link": {"color": {"$value": "#a00000"}}},
          "mll": {"logo": {"value": "logo.svg", "$description": "Logo"}}}  # fmt: skip
LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
TREE = (Path(__file__).parent / "act_tree_twin.yaml").read_bytes()
FIGURES = b"id,value,unit,region,quality,source,year\ninhabitants,243000,inhabitant,Eindhoven,B,cbs,2026\n"
QUESTIONS = b"""name: Vragen
urn: urn:nl:dpia
version: "3.0"
tasks: [{id: "1", type: [task_group], tasks: [{id: "1.1", type: [open_text]}, {id: "14.2", type: [open_text]}]}]
"""
ANSWERS = b"""{"metadata": {"urn": "urn:nl:dpia:3.0", "createdAt": "2027-01-01T00:00:00Z", "completedTasks": ["1"]},
 "answers": {"1.1": {"value": "x"}, "14.2": [{"_index": 0, "14.2": {"value": ["y"]}}]}}"""
SECRET = json.dumps({"schema": 1, "note": "Secret.", "noise": {"lines.investment.amounts.2026": 0.5}})
NOWHERE = ("http://127.0.0.1:1", "127.0.0.1:1", "http://[", "http://127.0.0.1:x", "ftp://127.0.0.1:1/a", "https://127.0.0.1:1",
           "file:///etc/passwd", "http://127.0.0.1:1/\x1b[2J", "-")  # fmt: skip
"""Addresses of servers that are not there."""


class Terminal(io.StringIO):
    """What somebody types."""

    def isatty(self) -> bool:
        """Somebody is there."""
        return True


@cache
def text_of(name: str) -> bytes:
    """The text of an example."""
    return resource("parameters", f"{name}.yaml").read_bytes()


@cache
def tender_text() -> bytes:
    """The smallest case, with a confidential amount."""
    return text_of("two_years").replace(
        b"    alternative: project\n", b"    alternative: project\n    confidential: true\n", 1
    )


@cache
def adopted_text() -> bytes:
    """The smallest case, adopted."""
    return text_of("two_years").replace(b"case:\n", b"case:\n  status: vastgesteld\n", 1)


@cache
def written_by(*words: str, text: bytes = b"") -> Mapping[str, bytes]:
    """The files that a command writes, beside those of a case."""
    with tempfile.TemporaryDirectory() as name, contextlib.chdir(name):
        if text:
            Path("case.yaml").write_bytes(text)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            assert main(words) == 0, words
        return {
            path.relative_to(name).as_posix(): path.read_bytes()
            for path in Path(name).rglob("*")
            if path.is_file()
        }


@cache
def form_bytes() -> bytes:
    """A form that is filled in."""
    with tempfile.TemporaryDirectory() as name:
        return filled(Path(name) / "form.xlsx").save().read_bytes()


@cache
def template_bytes() -> bytes:
    """A document of Word."""
    stream = io.BytesIO()
    docx.Document().save(stream)
    return stream.getvalue()


def damaged(drawn: random.Random, content: bytes) -> bytes:
    """A text with one to three wounds: a fragment put in, a piece cut, doubled or moved, or bytes changed."""
    for _ in range(drawn.randint(1, 3)):
        place = drawn.randrange(len(content) + 1)
        end = min(len(content), place + drawn.choice([1, 5, 40, 400, 4_000]))
        piece = content[place:end]
        wound = drawn.randrange(6)
        if wound <= 1:
            content = content[:place] + drawn.choice(FRAGMENTS) + content[place:]
        elif wound == 2:
            content = content[:place] + content[end:]
        elif wound == 3:
            content = content[:end] + piece + content[end:]
        elif wound == 4:
            other = drawn.randrange(len(content) + 1)
            content = content[:other] + piece + content[other:]
        else:
            content = content[:place] + bytes(drawn.randrange(256) for _ in piece[:5]) + content[end:]
    return content


def damaged_package(drawn: random.Random, content: bytes) -> bytes:
    """A workbook or document with wounds in one of its parts; or in what packs them."""
    if drawn.random() < 0.2 or not zipfile.is_zipfile(io.BytesIO(content)):
        return damaged(drawn, content)
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as whole, zipfile.ZipFile(target, "w") as hurt:
        parts = whole.namelist()
        wounded = drawn.choice(
            [*parts, *[part for part in parts if "sheet" in part or "document" in part] * 3]
        )
        for part in parts:
            hurt.writestr(part, damaged(drawn, whole.read(part)) if part == wounded else whole.read(part))
    return target.getvalue()


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files below a folder."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def perhaps_damaged(drawn: random.Random, content: bytes) -> bytes:
    """A file as it should be, or with wounds."""
    wounded = damaged_package if content.startswith(b"PK") else damaged
    return content if drawn.random() < WHOLE_CHANCE else wounded(drawn, content)


def file(name: str, content: Callable[[], bytes]) -> Maker:
    """A file that is whole or damaged, or that is none."""

    def words(drawn: random.Random, folder: Path) -> list[str]:
        if drawn.random() < 0.1:
            return [drawn.choice([*WORDS, str(folder), "/dev/zero", "/dev/stdin"])]
        path = folder / name
        path.write_bytes(perhaps_damaged(drawn, content()))
        return [str(path)]

    return words


def one_of(*words: str) -> Maker:
    return lambda drawn, folder: [drawn.choice(words)]


def brand(drawn: random.Random, folder: Path) -> list[str]:
    """A file of tokens, and the logo beside it."""
    put(folder, {"logo.svg": perhaps_damaged(drawn, LOGO)})
    return file("brand.json", lambda: json.dumps(TOKENS).encode())(drawn, folder)


def case(drawn: random.Random, folder: Path) -> list[str]:
    """A case with what lies beside it, the folder of a run, an example, or something that is none."""
    kind = drawn.choices(["text", "tender", "adopted", "run", "example", "word"], [46, 16, 12, 14, 8, 4])[0]
    if kind == "word":
        return [drawn.choice([*WORDS, str(folder), *NOWHERE])]
    if kind == "example":
        return [drawn.choice(EXAMPLES)]
    if kind == "run":
        return run_folder(drawn, folder)
    path = folder / drawn.choice(["case.yaml", "ge val.yaml", "é.yaml"])
    if kind == "text":
        path.write_bytes(perhaps_damaged(drawn, text_of(drawn.choice(EXAMPLES))))
    elif kind == "tender":
        path.write_bytes(perhaps_damaged(drawn, tender_text()))
        if drawn.random() < 0.7:
            path.with_suffix(".private.json").write_bytes(perhaps_damaged(drawn, SECRET.encode()))
    else:
        return adopted_case(drawn, folder)
    return [str(path)]


def run_folder(drawn: random.Random, folder: Path) -> list[str]:
    """The folder of a run of which a file is damaged, or a file in it."""
    words = ("run", "case.yaml", "--out", "out", "--notebooks", "none", "--draws", "16")
    run = written_by(*words, text=text_of("two_years"))
    hurt = drawn.choice([*run, *["out/manifest.json", "out/case.yaml"] * 4])
    put(folder, {**run, hurt: perhaps_damaged(drawn, run[hurt])})
    return [str(folder / drawn.choice(["out", "out", "out/case.yaml", "out/manifest.json"]))]


def delivered(drawn: random.Random, folder: Path) -> list[str]:
    """What a review is asked of: mostly a run."""
    named = run_folder(drawn, folder)
    return named if drawn.random() < 0.8 else [drawn.choice([*WORDS, str(folder), "two_years"])]


def side(drawn: random.Random, folder: Path) -> list[str]:
    """One of two cases, sometimes in a scenario; the two lie in one folder, so the later may write over the first."""
    named = case(drawn, folder)
    return [f"{named[0]}#{drawn.choice(['slow', *WORDS])}"] if drawn.random() < 0.3 else named


def actuals_text() -> bytes:
    """What really came of an example."""
    return resource("parameters", "actuals", "vroegsignalering_eindhoven.csv").read_bytes()


def adopted_case(drawn: random.Random, folder: Path) -> list[str]:
    """An adopted case, mostly with its lock."""
    path = folder / "case.yaml"
    path.write_bytes(adopted_text() if drawn.random() < 0.8 else damaged(drawn, adopted_text()))
    lock = written_by("lock", "case.yaml", text=adopted_text())["case.lock.json"]
    if drawn.random() < 0.7:
        path.with_suffix(".lock.json").write_bytes(perhaps_damaged(drawn, lock))
    return [str(path)]


def answers(drawn: random.Random, folder: Path) -> list[str]:
    """A file of answers; or a name, after which what is typed at the terminal."""
    if drawn.random() < 0.2:
        return [drawn.choice([*WORDS, "fresh", "vroegsignalering_scan"])]
    name = drawn.choice(["chatbot_scan", "vroegsignalering_scan"])
    return file("answers.yaml", lambda: resource("parameters", "scans", f"{name}.yaml").read_bytes())(
        drawn, folder
    )


def change(drawn: random.Random, folder: Path) -> list[str]:
    """A path, and what is put there."""
    lines = [line.split(b":")[0].strip() for line in text_of("wmo_intake").splitlines() if b":" in line]
    path = ".".join(
        drawn.choice([*WORDS, *(drawn.choice(lines).decode(errors="replace") for _ in range(20))])
        for _ in range(drawn.randint(1, 4))
    )
    path = drawn.choice(
        [path, path, "lines.savings.amounts.2027", "case.horizon", "case.status", "lines.investment"]
    )
    assigned = drawn.choice([*FRAGMENTS[:-2], b"1", b"1.000", b"12,5", b"{low: 1}", b"-5", b"true"])
    return [f"{path}={assigned.decode(errors='surrogateescape')}"]


def typed(drawn: random.Random) -> str:
    """Lines that somebody types, of which some are no answers."""
    lines = [*WORDS[:14], "1", "2", "3", "x", "10 20 40", "50%", "yes", "unknown", "mijn_scan"]
    return "\n".join(drawn.choice(lines) for _ in range(drawn.choice([0, 3, 60])))


_FLAG: Maker = lambda drawn, folder: []  # noqa: E731
_TARGET: Maker = lambda drawn, folder: [  # noqa: E731
    drawn.choice([str(folder / "out"), str(folder / "out"), str(folder / "no" / "such"), *WORDS])
]
_PAGE: Maker = lambda drawn, folder: [  # noqa: E731
    drawn.choice(
        [str(folder / "diff.html"), str(folder / "diff.txt"), str(folder / "no" / "such.html"), *WORDS]
    )
]
_LANGUAGE = one_of("nl", "en", "en", "de", "")
_OF_A_CASE: Mapping[str, Maker] = {
    "case": case,
    "--set": change,
    "--accept": _FLAG,
    "--scenario": one_of("slow", "low", "central", "a+b", "+", *WORDS),
    "--scenario-file": file("scenario.yaml", lambda: SCENARIO),
    "--municipality": one_of("Eindhoven", "Bergen", "GM0772", *WORDS),
    "--draws": one_of("16", "32", "1", "999999999999", *WORDS),
    "--until": one_of("1000000", "0.5", *WORDS),
    "--seed": one_of("1", "1.5", *WORDS),
    "--language": _LANGUAGE,
}
HOSTILE: Mapping[tuple[str, str], Maker] = {
    **{
        (command, name): maker
        for command in ("check", "appraise", "run")
        for name, maker in _OF_A_CASE.items()
    },
    ("", "--version"): _FLAG,
    ("review", "case"): delivered,
    ("review", "--case"): case,
    ("review", "--export"): _FLAG,
    ("review", "--to"): _TARGET,
    ("review", "--format"): one_of("json", "table", "xml", ""),
    ("review", "--language"): _LANGUAGE,
    ("appraise", "--voi"): _FLAG,
    ("appraise", "--format"): one_of("json", "csv", "table", "xml", ""),
    ("appraise", "--per-draw"): one_of("all", "irr,payback", ",", "npv", *WORDS),
    ("appraise", "--sensitivity"): lambda drawn, folder: drawn.choice(
        [[], ["project"], ["baseline"], [drawn.choice(WORDS)]]
    ),
    ("run", "--notebooks"): one_of("none", "none", "none", ",", *WORDS[1:]),
    ("run", "--formats"): one_of(
        "html",
        "xlsx",
        "csv",
        "docx",
        "parquet",
        "html,xlsx,docx",
        "html,html",
        ",",
        "none",
        *["docx", "html", "csv"] * 6,
        "pdf",
        *WORDS[1:],
    ),
    ("run", "--public"): _FLAG,
    ("run", "--draft"): _FLAG,
    ("run", "--brand"): brand,
    ("run", "--template"): file("template.docx", template_bytes),
    ("run", "--out"): _TARGET,
    ("lock", "case"): lambda drawn, folder: drawn.choice([case, adopted_case])(drawn, folder),
    ("lock", "--by"): one_of("council", *WORDS),
    ("lock", "--replace"): _FLAG,
    ("lock", "--language"): _LANGUAGE,
    ("lab", "case"): case,
    ("lab", "--folder"): _TARGET,
    ("lab", "--no-browser"): _FLAG,
    ("lab", "--language"): _LANGUAGE,
    ("scan", "scan"): answers,
    ("scan", "--language"): _LANGUAGE,
    ("scan", "--out"): _TARGET,
    ("import", "form"): file("form.xlsx", form_bytes),
    ("import", "--out"): _TARGET,
    ("import", "--accept"): _FLAG,
    ("new", "name"): lambda drawn, folder: [drawn.choice(WORDS) + drawn.choice(["", "x", ".yaml", "/a/b"])],
    ("new", "--from"): one_of("two_years", "../two_years", *WORDS),
    ("new", "--full"): _FLAG,
    ("new", "--form"): _FLAG,
    ("new", "--schema"): _FLAG,
    ("new", "--language"): _LANGUAGE,
    ("import", "--into"): case,
    ("import", "--title"): one_of("As typed", *WORDS),
    ("diff", "case"): side,
    ("diff", "other"): side,
    ("diff", "--format"): one_of("json", "table", "xml", ""),
    ("diff", "--language"): _LANGUAGE,
    ("diff", "--out"): _PAGE,
    **{("track", name): maker for name, maker in _OF_A_CASE.items()},
    ("track", "actuals"): file("actuals.csv", actuals_text),
    ("track", "more"): lambda drawn, folder: (
        [*case(drawn, folder), *file("more.csv", actuals_text)(drawn, folder)] if drawn.random() < 0.1 else []
    ),
    ("track", "--format"): one_of("json", "table", "xml", ""),
    ("batch", "cases"): case,
    ("batch", "--language"): _LANGUAGE,
    ("batch", "--municipalities"): file("places.txt", lambda: b"Eindhoven\nGM0772\nBergen\n"),
    ("batch", "--scenarios"): one_of("all", "central", "slow,central", ",", *WORDS),
    ("batch", "--out"): _TARGET,
    ("batch", "--engine"): one_of("local", "kernel", "dask", *WORDS),
    ("batch", "--scheduler"): one_of(NOWHERE[0], "tcp://127.0.0.1:9", *WORDS),
    ("batch", "--workers"): one_of("1", "0", *WORDS),
    ("batch", "--formats"): one_of("html", "none", "pdf", ",", *WORDS),
    ("batch", "--notebooks"): one_of("none", ",", *WORDS),
    ("batch", "--seconds"): one_of("60", "0", *WORDS),
    ("batch", "--megabytes"): one_of("4000", "0", *WORDS),
    ("batch", "--resume"): _FLAG,
    ("batch", "--whole"): _FLAG,
    ("batch", "--public"): _FLAG,
    ("batch", "--dry-run"): _FLAG,
    ("classify", "case"): case,
    ("classify", "--tree"): file("tree.yaml", lambda: TREE),
    ("classify", "--format"): one_of("json", "table", "xml", ""),
    ("classify", "--out"): _TARGET,
    ("classify", "--language"): _LANGUAGE,
    ("publish", "case"): case,
    ("publish", "--to"): _TARGET,
    ("publish", "--theme"): one_of("debts", "wmo", "depts", *WORDS),
    ("publish", "--licence"): one_of("CC-BY-4.0", *WORDS),
    ("publish", "--contact"): one_of("informatiepunt@gemeente.example", *WORDS),
    ("publish", "--sibling"): one_of("two_years", "wmo_intake", *WORDS),
    ("publish", "--replace"): _FLAG,
    ("publish", "--accept"): _FLAG,
    ("publish", "--language"): _LANGUAGE,
    ("municipalities import", "file"): file("figures.csv", lambda: FIGURES),
    ("shelf", "shelf"): _TARGET,
    ("shelf", "--theme"): one_of("debts", "depts", *WORDS),
    ("shelf", "--format"): one_of("json", "table", "xml", ""),
    ("shelf", "--language"): _LANGUAGE,
    ("forms", "case"): case,
    ("forms", "--questions"): file("dpia.yaml", lambda: QUESTIONS),
    ("forms", "--register"): one_of("algorithm_register", "processing_register", *WORDS),
    ("forms", "--lists"): _TARGET,
    ("forms", "--draft"): _FLAG,
    ("forms", "--to"): _TARGET,
    ("forms", "--read"): file("answers.json", lambda: ANSWERS),
    ("forms", "--language"): _LANGUAGE,
    **{
        (f"municipalities {action}", name): maker
        for action in ("import", "fetch")
        for name, maker in {
            "--to": file("own.csv", lambda: FIGURES),
            "--table": one_of("70072ned", "85984NED", *WORDS),
            "--year": one_of("2026", "0", "99999", *WORDS),
            "--language": _LANGUAGE,
        }.items()
    },
    ("municipalities fetch", "--from"): one_of(*NOWHERE),
}
"""How each argument of each command is made hostile, by the words of the command and the name of the argument."""
ALWAYS: Mapping[str, Mapping[str, list[str]]] = {
    "run": {"--notebooks": ["none"], "--draws": ["16"]},
    "appraise": {"--draws": ["16"]},
    "batch": {"--dry-run": []},
    "track": {"--draws": ["16"]},
    "publish": {"--to": ["shelf"]},
    "municipalities fetch": {"--from": [NOWHERE[0]]},
}
"""What a command is given where nothing else was drawn, so that it is done in a moment and reaches nobody."""
WEIGHTS = {
    "check": 25,
    "appraise": 22,
    "run": 18,
    "lock": 8,
    "scan": 8,
    "import": 5,
    "new": 6,
    "lab": 3,
    "diff": 4,
    "review": 4,
    "track": 4,
    "batch": 3,
    "publish": 2,
    "forms": 2,
    "classify": 2,
    "": 1,
}
"""How often a command is tried; one that is not named here, as often as the last."""


def command_parsers(
    parser: argparse.ArgumentParser, words: str = ""
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """The parser of each command that can be given, by its words; of the whole line by none."""
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not below or not words:
        yield words, parser
    for action in below:
        for name, inner in action.choices.items():
            yield from command_parsers(inner, f"{words} {name}".strip())


def arguments_of(parser: argparse.ArgumentParser) -> dict[str, argparse.Action]:
    """The arguments that a command takes, by name; not its help, and not the commands below it."""
    return {
        action.option_strings[-1] if action.option_strings else action.dest: action
        for action in parser._actions
        if not isinstance(action, argparse._HelpAction | argparse._SubParsersAction)
    }


@cache
def parsers_by_command() -> dict[str, argparse.ArgumentParser]:
    """The parser of each command, by its words."""
    return dict(command_parsers(command_line()))


def hostile_command(drawn: random.Random, folder: Path) -> list[str]:
    """A command on hostile inputs, in a folder."""
    parsers = parsers_by_command()
    command = drawn.choices([*parsers], [WEIGHTS.get(words, WEIGHTS[""]) for words in parsers])[0]
    positional, optional = [], dict(ALWAYS.get(command, {}))
    for name, action in arguments_of(parsers[command]).items():
        if action.option_strings:
            if drawn.random() < OPTION_CHANCE:
                optional[name] = HOSTILE[command, name](drawn, folder)
        elif drawn.random() < 0.97:
            positional += HOSTILE[command, name](drawn, folder)
    if drawn.random() < 0.03:
        optional[drawn.choice(["--nothing", "--help", "--ou", "-x"])] = [drawn.choice(WORDS)]
    return [
        *command.split(),
        *positional,
        *(word for name, words in optional.items() for word in (name, *words)),
    ]
