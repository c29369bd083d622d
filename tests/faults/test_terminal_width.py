"""Messages of every command at 80 columns: wrapped on a terminal, whole where another program reads them."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mll_finance.cli.main import main
from mll_finance.inputs.case.finding import case_path

WIDTH = 80
LONG = "en dit staat er uitgebreid bij omdat een bron nu eenmaal een lange titel en een lange vindplaats kan hebben"
BAD = f"""\
schema: 2
case: {{id: trial, title: "{LONG}", base_year: 2026, horizon: 3, language: nl, discounting: nl_2052}}
alternatives: {{baseline: {{}}, app: {{}}}}
lines:
  licence:
    kind: subscriptionn
    alternative: [apps]
    payer: municipalty
"""
ODD = f"""\
schema: 2
case: {{id: odd, title: "{LONG}", base_year: 2026, horizon: 3, language: nl, owner: "NOG IN TE VULLEN"}}
alternatives: {{baseline: {{title: niets}}, app: {{title: "NOG IN TE VULLEN"}}}}
lines:
  licence:
    kind: subscription
    alternative: [app]
    payer: municipality
    receiver: resources
    btw: {{rate: 0.21, compensable: 1}}
    price: {{value: 90000, unit: EUR/jaar, price_year: 2024, source: "{LONG}", quality: D}}
"""


def may_be_longer(line: str) -> bool:
    """A path or a command that is to be copied, alone on its line."""
    return len(line.split()) == 1 or line.lstrip().startswith("mll ")


def too_long(printed: str) -> list[str]:
    return [line for line in printed.splitlines() if len(line) > WIDTH and not may_be_longer(line)]


@pytest.fixture
def says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """Exit code of a command in a folder with cases, and what it prints at 80 columns."""
    for name, text in (("bad", BAD), ("odd", ODD)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    shutil.copy(case_path("two_years"), tmp_path / "adopted.yaml")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", str(WIDTH))
    monkeypatch.delenv("LINES", raising=False)

    def says_at_80(*arguments: str) -> tuple[int, str]:
        try:
            code = main(arguments)
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return says_at_80


@pytest.mark.parametrize(
    ("code", "command"),
    [
        (0, "check vroegsignalering_eindhoven"),
        (0, "check fraude_selectie_bijstand --municipality Breda"),
        (2, "check bad.yaml"),
        (2, "check bad.yaml --language en"),
        (0, "check odd.yaml"),
        (2, f"check {'a/' * 60}nowhere.yaml"),
        (2, "run bad.yaml"),
        (2, "run odd.yaml"),
        (2, "run two_years --formats docs,htm --notebooks none"),
        (
            0,
            "run two_years --notebooks none --out out/that/has/a/long/path/so/that/it/stands/on/a/line/of/its/own",
        ),
        (0, "run two_years --public --out public"),
        (2, "appraise bad.yaml"),
        (2, "appraise two_years --set lines.nothing.price=1 --set case.horizont=3"),
        (2, "appraise two_years --sensitivity none --per-draw irrr"),
        (0, "appraise two_years --sensitivity"),
        (0, "new another_case"),
        (0, "new another_form --form"),
        (2, "new bad"),
        (2, "new 1-is-no-name"),
        (0, "scan vroegsignalering_scan --out out.yaml"),
        (2, "scan bad.yaml"),
        (2, "lock adopted.yaml"),
        (2, "import bad.yaml"),
        (2, "lab bad.yaml"),
        (2, "municipalities import bad.yaml"),
        (2, "run two_years --municipality Nergenshuizen-aan-de-verre-kust-waar-niemand-woont"),
        (2, "comparee"),
        *(
            (0, f"{command} --help")
            for command in ["scan", "check", "appraise", "run", "new", "import", "lock", "lab"]
        ),
    ],
)
def test_nothing_is_wider_than_the_screen(
    says: Callable[..., tuple[int, str]], code: int, command: str
) -> None:
    ended, printed = says(*command.split())
    assert ended == code and printed, printed
    assert too_long(printed) == []


def test_what_was_locked_and_what_changed_fit(says: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    path = tmp_path / "adopted.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("  base_year:", "  status: vastgesteld\n  base_year:", 1), encoding="utf-8")
    by_text = "de raad van een gemeente met een lange naam, in de vergadering van 12 mei 2027"
    for arguments in (
        ("lock", "adopted.yaml", "--by", by_text),
        ("lock", "adopted.yaml"),
        ("check", "adopted.yaml"),
    ):
        code, printed = says(*arguments)
        assert code == 0 and too_long(printed) == [], printed


def test_a_command_to_copy_stands_on_a_line_of_its_own(says: Callable[..., tuple[int, str]]) -> None:
    name = "a_name_of_a_case_that_is_so_long_that_two_commands_with_it_never_fit_on_one_line_of_80"
    code, printed = says("new", name)
    assert code == 0
    assert {f"  mll check {name}.yaml", f"  mll run {name}.yaml"} <= set(printed.splitlines())


def test_a_message_that_is_piped_is_one_line_a_problem(
    says: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, wrapped = says("check", "bad.yaml")
    # Python with readline hands both of these on to whatever it starts, also through a pipe.
    monkeypatch.setenv("LINES", "24")
    _, piped = says("check", "bad.yaml")
    monkeypatch.delenv("COLUMNS")
    monkeypatch.delenv("LINES")
    assert says("check", "bad.yaml")[1] == piped
    assert " ".join(wrapped.split()) == " ".join(piped.split())
    count = int(piped.split(": ")[1].split()[0])
    assert len(piped.splitlines()) == count + 1 < len(wrapped.splitlines())


def test_a_terminal_itself_is_as_wide_as_it_says(tmp_path: Path) -> None:
    """A terminal of 80 columns without COLUMNS, as a shell gives it to its commands."""
    pty, termios, fcntl = (pytest.importorskip(name) for name in ("pty", "termios", "fcntl"))
    (tmp_path / "bad.yaml").write_text(BAD, encoding="utf-8")
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, WIDTH, 0, 0))
    environment = {name: text for name, text in os.environ.items() if name != "COLUMNS"}
    command = [sys.executable, "-m", "mll_finance", "check", str(tmp_path / "bad.yaml")]
    with subprocess.Popen(
        command,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment,
        cwd=tmp_path,
        start_new_session=True,
    ) as started:
        os.close(theirs)
        parts = []
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # the other end is closed: the command is done
                break
            if not part:
                break
            parts.append(part)
    os.close(ours)
    printed = b"".join(parts).decode().replace("\r\n", "\n")
    assert started.returncode == 2 and "licence" in printed
    assert too_long(printed) == []
