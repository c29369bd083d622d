"""No test looks at a clock: a busy machine is slow, not wrong. A test waits for a state, as long as that takes.

What may go on for ever is ended from outside, by whoever started the tests.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PROFILE = "tests/conftest.py"
"""Where the one profile of hypothesis stands."""
PATIENT = "tests/browser/conftest.py"
"""Where contexts of the browser are made, without a time-out."""
EXCEPTIONS: dict[str, str] = {}
"""File -> why it may look at a clock. It is empty, and that is how it should stay."""

CLOCKS = {"time", "sched", "timeit"}
READS = {
    "sleep", "monotonic", "perf_counter", "process_time", "now", "utcnow", "today", "wait_for_timeout",
    "setitimer", "alarm", "timeout", "Timer",
}  # fmt: skip
WITHIN_TEXT = re.compile(
    r"\bimport [\w, ]*\btime\b|\bsleep\(|setTimeout|setInterval|networkidle|performance\.now"
)

A_FUNCTION = re.compile(r"\s*(async )?(\w+|\([^()]*\)) =>")
"""What the browser calls again and again until it is true; a bare expression is evaluated as a string each time, which
the content security policy of a report refuses: then the test passes only if it is true at once."""


def clocks(source: str, name: str = "tests/test_sample.py") -> Iterator[str]:
    """Each place of a file of tests that looks at a clock."""
    tree = ast.parse(source)
    words = {ast.unparse(node.targets[0]): node.value for node in tree.body if isinstance(node, ast.Assign)}
    for node in ast.walk(tree):
        for complaint in [*_complaints(node, name), *_expressions(node, words)]:
            yield f"{name} ({getattr(node, 'lineno', 0)}): {complaint}"


def _expressions(node: ast.AST, words: dict[str, ast.expr]) -> Iterator[str]:
    """A wait of the browser for something that is not a function."""
    if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "wait_for_function":
        waited = words.get(ast.unparse(node.args[0]), node.args[0])
        if isinstance(waited, ast.Name):
            return  # imported: seen where it is defined and waited for
        if not (isinstance(waited, ast.Constant) and A_FUNCTION.match(str(waited.value))):
            yield "waits for an expression and not for a function"


def _complaints(node: ast.AST, name: str) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (f"imports {part.name}" for part in node.names if part.name.split(".")[0] in CLOCKS)
    elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in CLOCKS:
        yield f"imports from {node.module}"
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and WITHIN_TEXT.search(node.value):
        yield "code in a text waits or looks at a clock"
    elif isinstance(node, ast.Call):
        yield from _calls(node, name)


def _calls(call: ast.Call, name: str) -> Iterator[str]:
    called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    owner = ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""
    if called in READS:
        yield f"calls {called}"
    if "timeout" in keywords and ast.unparse(keywords["timeout"]) != "0":
        yield "has a time-out"
    if {"deadline", "suppress_health_check"} & keywords.keys() and name != PROFILE:
        yield f"has a deadline or health check of its own; the profile is in {PROFILE}"
    if (called == "new_context" or (called == "new_page" and owner.endswith("browser"))) and name != PATIENT:
        yield f"has the time-outs of a browser; use `patient` of {PATIENT}"
    if called == "Popen" and ast.unparse(keywords.get("start_new_session", ast.Constant(False))) != "True":
        yield "starts a process that cannot be ended with all that it started: start_new_session=True"


def test_no_test_looks_at_a_clock(root: Path) -> None:
    places = [*(root / "tests").rglob("*.py"), *(root / "notebooks").glob("*.py")]
    names = {path.relative_to(root).as_posix(): path for path in places}
    assert {PROFILE, PATIENT} <= names.keys() and EXCEPTIONS.keys() <= names.keys()
    own = Path(__file__).relative_to(root).as_posix()
    found = [
        complaint
        for name, path in names.items()
        if name != own and name not in EXCEPTIONS
        for complaint in clocks(path.read_text(encoding="utf-8"), name)
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "import time",
        "from time import monotonic",
        "page.wait_for_timeout(200)",
        "page.locator('x').wait_for(timeout=60_000)",
        "page.click('x', timeout=1)",
        "subprocess.run(command, timeout=60)",
        "process.communicate(timeout=30)",
        "process.wait(timeout=5)",
        "settings(max_examples=3, deadline=None)",
        "settings(suppress_health_check=[])",
        "signal.alarm(3)",
        "datetime.now(UTC)",
        "date.today()",
        "CODE = 'import sys, time'",
        "CODE = 'time.sleep(60)'",
        "page.evaluate('new Promise(done => setTimeout(done, 100))')",
        "page.wait_for_load_state('networkidle')",
        "browser.new_context()",
        "browser.new_page()",
        "page.wait_for_function('window.ready')",
        "READY = 'window.ready'\npage.wait_for_function(READY)",
        "subprocess.Popen(command)",
    ],
)
def test_a_clock_is_found(source: str) -> None:
    assert len(list(clocks(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "page.locator('x').wait_for(state='attached')",
        "driver.launch(timeout=0)",
        "READY = 'async () => window.ready'\npage.wait_for_function(READY)",
        "page.wait_for_function('([one, two]) => one === two')",
        "patient(browser).new_page()",
        "subprocess.run(command, check=True)",
        "subprocess.Popen(command, start_new_session=True)",
        "settings(max_examples=3)",
        "case.time.ramp(start=2026)",
    ],
)
def test_what_looks_at_no_clock_is_left_alone(source: str) -> None:
    assert list(clocks(source)) == []
