"""What a case may hold and a message may show: no sign that steers the screen, no word and no list without end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mll_finance.cli.main import main

CASE = """\
schema: 2
case: {{id: t, title: {title}, base_year: 2026, horizon: 2, language: en{tables}}}
alternatives: {{baseline: {{}}, project: {{}}}}
lines:
  cost:
    kind: cash_flow
    alternative: project
    payer: municipality
    receiver: resources
    amounts: {amounts}
"""
AMOUNTS = "{value: {2026: 1000}, unit: EUR, price_year: 2026, source: s, quality: A}"
STEERING = (
    "\\e[31mred",
    "\\0",
    "\\r",
    "\\a",
    "\\x9b2J",
    "\\u202E",
    "\\u2066",
    "\\u200F",
    "\\x7f",
    "\\u2028",
    "\\uFFFE",
    "\\uFFFF",
)
"""Signs as YAML writes them: escapes, end of text, the other end of a line, a bell, turned directions, no sign."""


def written(folder: Path, *, title: str = "Title", amounts: str = AMOUNTS, tables: str = "") -> str:
    path = folder / "case.yaml"
    path.write_text(CASE.format(title=title, amounts=amounts, tables=tables), encoding="utf-8")
    return str(path)


def shown(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    try:
        code = main(arguments)
    except SystemExit as stopped:
        code = int(stopped.code or 0)
    printed = capsys.readouterr()
    return code, printed.out + printed.err


def is_neutral(text: str) -> bool:
    return all(sign == "\n" or sign.isprintable() or sign in "\u00a0\u202f\u2009" for sign in text)


@pytest.mark.parametrize("sign", STEERING)
def test_a_sign_that_steers_is_refused_after_decoding(
    sign: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for changed in (
        {"title": f'"P{sign}x"'},
        {"amounts": AMOUNTS.replace("source: s", f'source: "s{sign}"')},
    ):
        for command in ("check", "appraise"):
            code, text = shown([command, written(tmp_path, **changed)], capsys)
            assert code == 2
            assert "a sign that cannot be seen" in text
            assert is_neutral(text)


def test_a_sign_that_steers_is_refused_in_a_change(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for change in ("case.title=\x1b[31m", 'case.title="\\e[2J"', "case.title=a\u202eb"):
        code, text = shown(["check", written(tmp_path), "--set", change], capsys)
        assert code == 2
        assert is_neutral(text)


@pytest.mark.parametrize("cell", ["s\x1b[5m", "s\u202e", "s" * 30_000])
def test_a_cell_of_a_table_is_plain_and_bounded(
    cell: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    heading = "id,value,low,high,unit,price_year,region,quality,source,page,retrieved,note,year\n"
    row = f"x,1,,,EUR,2026,Nederland,A,{cell},,2026-01-01,,2026\n"
    (tmp_path / "own.csv").write_text(heading + row, encoding="utf-8")
    case = written(tmp_path, amounts="{table: own, id: x}", tables=", tables: {own: own.csv}")
    code, text = shown(["check", case], capsys)
    assert code == 2
    assert is_neutral(text)
    assert len(text) < 2_000


@pytest.mark.parametrize("word", ["x" * 4_800_000, "1" * 4_800_000, "x," * 2_400_000])
def test_a_word_without_end_is_cut(word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for changed in ({"title": word}, {"amounts": AMOUNTS.replace("1000", f'"{word}"')}):
        code, text = shown(["check", written(tmp_path, **changed)], capsys)
        assert code == 2
        assert len(text) < 3_000


def test_a_key_without_end_is_cut(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    amounts = AMOUNTS.replace("unit:", f"{'k' * 900}: 1, unit:")
    code, text = shown(["check", written(tmp_path, amounts=amounts)], capsys)
    assert code == 2
    assert "kkk" not in text


def test_many_problems_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(written(tmp_path))
    path.write_text(
        path.read_text(encoding="utf-8")
        + "".join(f"  l{number}: {{kind: nope}}\n" for number in range(8_000)),
        encoding="utf-8",
    )
    code, text = shown(["check", str(path)], capsys)
    assert code == 2
    assert "8000 problems" in text
    assert "and 7900 more" in text
    assert text.count("\n") == 102


def test_the_contents_of_a_file_are_never_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secret = "root:$6$geheim"
    (tmp_path / "secret").write_text(f"{secret}\n" * 3, encoding="utf-8")
    folder = tmp_path / "cases"
    folder.mkdir()
    distribution = "{distribution: {kind: empirical, file: NAME}, unit: EUR, source: s, quality: A}"
    for name in ("../secret", str(tmp_path / "secret")):
        code, text = shown(["check", written(folder, amounts=distribution.replace("NAME", name))], capsys)
        assert code == 2
        assert secret not in text


def test_a_case_without_a_line_decides_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(written(tmp_path))
    path.write_text(path.read_text(encoding="utf-8").partition("lines:")[0] + "lines: {}\n", encoding="utf-8")
    for command in ("check", "appraise"):
        code, text = shown([command, str(path)], capsys)
        assert code == 2
        assert "no line at all" in text


def test_where_a_line_comes_from_is_not_for_a_user_to_say(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = written(tmp_path)
    for change in ("lines.cost.made_by=preconditions", "lines.cost={kind: cash_flow, made_by: iemand}"):
        code, text = shown(["appraise", case, "--set", change], capsys)
        assert code == 2
        assert "made_by" in text
    path = Path(case)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("    kind:", "    made_by: iemand\n    kind:"), encoding="utf-8")
    code, text = shown(["appraise", case], capsys)
    assert code == 2
    assert "made_by (line 6)" in text


@pytest.mark.parametrize("command", ["check", "appraise", "run", "lock", "scan", "new", "import", "lab"])
def test_names_that_no_file_can_have_are_a_sentence(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (
        "n" * 300,
        f"{'n' * 300}.yaml",
        f"a/{'n' * 300}.yaml",
        "\x1b[31m.yaml",
        "a\udcff.yaml",
        "a\0b.yaml",
    ):
        code, text = shown([command, name], capsys)
        assert code in (1, 2)
        assert is_neutral(text)
        assert len(text) < 3_000
    assert list(tmp_path.iterdir()) == []


def started(*arguments: str, **options: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
        [sys.executable, "-m", "mll_finance", *arguments],
        stderr=subprocess.PIPE,
        start_new_session=True,
        **{"stdout": subprocess.PIPE, **options},
    )


def test_a_stop_while_loading_is_a_sentence() -> None:
    probe = (
        "import runpy, sys\n"
        "from importlib.abc import MetaPathFinder\n"
        "class Stop(MetaPathFinder):\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == where: raise KeyboardInterrupt\n"
        "where = sys.argv.pop()\n"
        "sys.meta_path.insert(0, Stop())\n"
        "sys.argv = ['mll', 'appraise', 'two_years']\n"
        "runpy.run_module('mll_finance', run_name='__main__')\n"
    )
    for name in ("argparse", "mll_finance.cli.main", "mll_finance.cli.streams", "yaml", "numpy"):
        ended = subprocess.run([sys.executable, "-c", probe, name], capture_output=True, check=False)
        assert ended.returncode == 1
        # Where words can be loaded, in the language of the case.
        in_dutch = b"gestopt; er is niets half gemaakt blijven staan\n"
        assert ended.stderr in (b"stopped; nothing half-made is left\n", in_dutch)


def test_a_reader_that_leaves_is_no_fault() -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    for arguments in (("--help",), ("appraise", "two_years"), ("check", "two_years")):
        process = started(*arguments, stdout=write_end)
        _, error = process.communicate()
        assert b"Traceback" not in error
        assert process.returncode in (0, 1)
    os.close(write_end)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
def test_output_without_room_is_a_sentence() -> None:
    with Path("/dev/full").open("wb") as full:
        process = started("appraise", "two_years", stdout=full)
        _, error = process.communicate()
    assert process.returncode == 1
    assert b"de schijf is vol" in error
    assert b"Traceback" not in error


@pytest.mark.skipif(not hasattr(signal, "SIGINT"), reason="a system with signals")
def test_a_byte_that_is_no_text_is_refused() -> None:
    process = started("check", "two_years", "--set", os.fsdecode(b"case.title=\xff"))
    _, error = process.communicate()
    assert process.returncode == 2
    assert b"is no text" in error
