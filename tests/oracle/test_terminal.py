"""What a command shows on a screen of 80 signs: the decision first, nothing wider, no colour but on a terminal."""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from mll_finance import appraise, load_case
from mll_finance.cli.main import main
from mll_finance.cli.streams import NeutralStream
from mll_finance.report.screen import Screen, TextTable, grid, prose
from mll_finance.report.terminal import decision_table, tables

EXAMPLES = ("vroegsignalering_eindhoven", "samenwerking_naar_werk", "two_years")
ADDRESS = re.compile(r"https?://\S+")


@pytest.fixture(scope="module")
def texts() -> dict[tuple[str, str], str]:
    """What is shown of each example, by name and language."""
    return {
        (name, language): tables(appraise(load_case(name).with_({"case.language": language})), language)
        for name in EXAMPLES
        for language in ("nl", "en")
    }


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_no_line_is_wider_than_80_signs(texts, name, language):
    lines = [line for line in texts[name, language].split("\n") if not ADDRESS.search(line)]
    assert max(map(len, lines)) <= 80
    assert not [line for line in lines if line != line.rstrip()]
    assert "\x1b" not in texts[name, language]


def test_the_decision_comes_first_with_one_line_an_alternative(texts):
    text = texts["vroegsignalering_eindhoven", "nl"]
    study = appraise(load_case("vroegsignalering_eindhoven"))
    assert text.index("Alternatief ") < text.index("Advies: begin niet")
    shown = decision_table(study, "nl")
    rows = [line for line in shown.split("\n") if "niet doen" in line]
    assert len(rows) == len(study.case.projects)
    for alternative in study.case.projects:
        row = study.value("society", alternative, "npv")
        (line,) = [
            line
            for line in rows
            if line.startswith(study.case.alternatives[alternative].title.nl[:30] + " ")
            or (
                line.startswith(study.case.alternatives[alternative].title.nl[:38])
                and len(study.case.alternatives[alternative].title.nl) > 30
            )
        ]
        for amount in (row["mean"], row["p05"], row["p95"]):
            assert f"{round(amount / 1000):,}".replace(",", ".").replace("-", "\u2212") in line


def test_a_number_is_never_broken_or_cut():
    numbers = [f"\u2212{number}.126.541" for number in range(12)]
    shown = grid(
        TextTable("c", ["Post", *numbers], [["Een lange naam voor een post " * 2, *numbers]]), Screen()
    )
    assert all(shown.count(number) == 2 for number in numbers)
    assert max(map(len, shown.split("\n"))) <= 80


def test_items_hang_and_addresses_stay_whole():
    address = "https://example.org/" + "a" * 90
    assert prose(f"  - see {address} there", Screen(20)).split("\n") == [
        "  - see",
        f"    {address}",
        "    there",
    ]


# --- Colour ---------------------------------------------------------------------------------------------------------


def on_a_terminal(arguments: list[str], **environment: str) -> str:
    """What a command shows on a terminal of its own."""
    parent, child = pty.openpty()
    names = {"TERM": "xterm-256color", "COLUMNS": "80", **environment}
    kept = {name: text for name, text in os.environ.items() if name not in ("NO_COLOR", "TERM", "COLUMNS")}
    process = subprocess.Popen(
        [sys.executable, "-m", "mll_finance", *arguments],
        stdout=child,
        stderr=child,
        env=kept | names,
        start_new_session=True,
    )
    os.close(child)
    shown = b""
    while True:
        try:
            part = os.read(parent, 65536)
        except OSError:
            break
        if not part:
            break
        shown += part
    process.wait()
    os.close(parent)
    return shown.decode("utf-8").replace("\r\n", "\n")


def test_a_terminal_has_colour_unless_it_says_no():
    coloured = on_a_terminal(["appraise", "two_years"])
    plain = on_a_terminal(["appraise", "two_years"], NO_COLOR="1")
    piped = subprocess.run(
        [sys.executable, "-m", "mll_finance", "appraise", "two_years"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert re.search(r"\x1b\[3[1-3]m", coloured) and "\x1b[1m" in coloured
    assert "\x1b" not in plain and "\x1b" not in piped
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured).split() == plain.split() == piped.split()


def test_only_colours_pass():
    stream = io.StringIO()
    NeutralStream(stream).styled("\x1b[1mbold\x1b[0m \x1b[2J\x1b]0;title\x07")
    assert stream.getvalue() == "\x1b[1mbold\x1b[0m ?[2J?]0;title?\n"


# --- Progress and help ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "first"), [("nl", "de case doorrekenen"), ("en", "appraising the case")]
)
def test_a_run_says_each_step_on_standard_error(tmp_path, capsys, language, first):
    options = ["--notebooks", "00_start_here", "--formats", "csv", "--language", language]
    assert main(["run", "two_years", "--out", str(tmp_path / "run"), *options]) == 0
    shown = capsys.readouterr()
    assert [line.partition("]")[0] for line in shown.err.splitlines()] == [
        f"[{number}/4" for number in range(1, 5)
    ]
    assert shown.err.splitlines()[0] == f"[1/4] {first}"
    assert (
        shown.out.splitlines()[-1] == str((tmp_path / "run" / "results.json").resolve())
        or Path(shown.out.splitlines()[-1]) == tmp_path / "run" / "results.json"
    )


@pytest.mark.parametrize(
    "command", ["scan", "check", "appraise", "run", "new", "import", "municipalities", "lock", "lab"]
)
def test_the_help_of_a_command_ends_with_an_example(command, capsys):
    with pytest.raises(SystemExit):
        main([command, "--help"])
    assert f"\nexample:\n  mll {command}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("mll app", {"appraise"}),
        ("mll appraise two_y", {"two_years"}),
        ("mll appraise samenwerking_naar_werk --scenario ", {"licence", "together", "disappointing"}),
        ("mll run two_years --language ", {"nl", "en"}),
    ],
)
def test_the_shell_completes(tmp_path, line, offered):
    asked = {
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_IFS": "\n",
        "_ARGCOMPLETE_STDOUT_FILENAME": str(tmp_path / "offered"),
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
    }
    program = "from mll_finance.cli.main import main; main()"
    subprocess.run([sys.executable, "-c", program], env=os.environ | asked, check=True)
    assert {word.strip() for word in (tmp_path / "offered").read_text().split("\n")} == offered
