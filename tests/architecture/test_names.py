"""Locals say what they hold, a class name stands once in a layer, and one thing has one name as a parameter.

The words are those of section 4 of docs/design.md. Names are counted on the syntax tree, so that text does not count.
"""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

BANNED = ("made", "found", "held", "one", "said", "told")
"""Participles that fit anything; assigned nowhere."""
EMPTY = (
    *("result", "value", "item", "items", "data", "thing", "things", "elem", "element", "stuff"),
    *("temp", "tmp", "obj", "object_", "val", "res", "ret", "info", "x"),
)
"""Words without content, which would otherwise come in their place."""
EMPTY_AT_MOST = 3
"""How often each of them may be assigned over all rooms."""
HABITS = (
    *EMPTY,
    "each",
    "other",
    "rest",
    "left",
    "whole",
    "given",
    "wanted",
    "kept",
    "shown",
    "which",
    "used",
)
"""Words that may say enough in one function, and nothing once they are a habit."""
COMMONEST = 40
TRUTH = ("is_", "has_", "are_", "may_", "was_", "can_", "needs_")
"""How a local begins that holds a truth: a comparison, any(), all(), isinstance() and what is made of them."""
TRUTHS = ("any", "all", "isinstance", "bool", "hasattr")
TEXT = ("text", "sentence", "label", "heading", "phrase")
"""How a local ends that holds words for a reader: what say(), phrase() and sentence() give; a phrase may say so."""
TEXTS = ("say", "phrase", "sentence")
PARAMETERS = {
    "Study": ("study", "was", "now"),
    "Case": ("case", "was", "now"),
    "Perspective": ("viewpoint", "society", "municipality"),
    "Line": ("line",),
    "Answers": ("answers",),
    "Context": ("context", "was", "now"),
    "Language": ("language",),
}
"""What a parameter of a type is called, wherever it goes."""
ACROSS = {
    *("Contract", "Criterion", "Figure", "Part", "Row", "Step", "Table", "View"),
}
"""Class names that stand in several layers; none is to be added, and one that no longer does leaves."""

Named = tuple[str, int]


def assigned(tree: ast.AST) -> Iterator[Named]:
    """Each name bound inside a function or comprehension with its line; fields of classes are not locals."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.comprehension):
            yield from _bound(function)


def _bound(function: ast.AST) -> Iterator[Named]:
    pending = list(ast.iter_child_nodes(function))
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno
        if isinstance(node, ast.ExceptHandler) and node.name:
            yield node.name, node.lineno
        if not isinstance(
            node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef | ast.comprehension
        ):
            pending += ast.iter_child_nodes(node)


def parameters(tree: ast.AST) -> Iterator[tuple[str, str, int]]:
    """Each parameter with its annotation, None left out, and its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            annotation = "" if node.annotation is None else ast.unparse(node.annotation)
            yield node.arg, annotation.removesuffix(" | None"), node.lineno


@cache
def _trees(package: Path) -> tuple[tuple[str, ast.Module], ...]:
    return tuple(
        (path.relative_to(package).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted(package.rglob("*.py"))
    )


@cache
def _locals(package: Path) -> tuple[tuple[str, str, int], ...]:
    return tuple((place, *named) for place, tree in _trees(package) for named in assigned(tree))


@cache
def _parameters(package: Path) -> tuple[tuple[str, str, str, int], ...]:
    return tuple((place, *parameter) for place, tree in _trees(package) for parameter in parameters(tree))


def assignments(tree: ast.AST) -> Iterator[tuple[str, int, ast.expr]]:
    """Each name that a function assigns with its line and what it is given; a pair of values counts as two."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                    for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                        yield from _paired(target, node.value)


def _paired(target: ast.expr, given: ast.expr) -> Iterator[tuple[str, int, ast.expr]]:
    if isinstance(target, ast.Name):
        yield target.id, target.lineno, given
    elif isinstance(target, ast.Tuple) and isinstance(given, ast.Tuple):
        for part, part_given in zip(target.elts, given.elts, strict=False):
            yield from _paired(part, part_given)


def _is_truth(given: ast.expr) -> bool:
    if isinstance(given, ast.BoolOp):
        return all(_is_truth(operand) for operand in given.values)
    if isinstance(given, ast.Constant):
        return isinstance(given.value, bool)
    if isinstance(given, ast.UnaryOp):
        return isinstance(given.op, ast.Not)
    return isinstance(given, ast.Compare) or _calls(given, TRUTHS, methods=False)


def _is_text(given: ast.expr) -> bool:
    if isinstance(given, ast.IfExp):
        return _is_text(given.body) and _is_text(given.orelse)
    return _calls(given, TEXTS, methods=True)


def _calls(given: ast.expr, names: tuple[str, ...], *, methods: bool) -> bool:
    function = given.func if isinstance(given, ast.Call) else None
    if methods and isinstance(function, ast.Attribute):
        return function.attr in names
    return isinstance(function, ast.Name) and function.id in names


def unclear(package: Path) -> list[str]:
    """Truths and texts whose names do not show that they are one."""
    return [
        f"{place} ({line}): '{name}' holds {what}; {ending}"
        for place, tree in _trees(package)
        for name, line, given in assignments(tree)
        for what, ending, is_unclear in (
            ("a truth", f"begin with {' or '.join(TRUTH)}", _is_truth(given) and not name.startswith(TRUTH)),
            ("words", f"end in {' or '.join(TEXT)}", _is_text(given) and not name.endswith(TEXT)),
        )
        if is_unclear
    ]


def _room(place: str) -> str:
    return place.partition("/")[0]


def banned(package: Path) -> list[str]:
    """Where a banned word is assigned or a parameter."""
    named = {*_locals(package), *((place, name, line) for place, name, _, line in _parameters(package))}
    return [
        f"{place} ({line}): a local is called '{name}'; say what it holds"
        for place, name, line in sorted(named)
        if name in BANNED
    ]


def commonest(package: Path) -> Counter[str]:
    """How often each local name is assigned."""
    return Counter(name for place, name, _ in _locals(package))


def misnamed(package: Path) -> list[str]:
    """Parameters that give a known type another name than everywhere else."""
    return [
        f"{place} ({line}): a {annotation} is called '{name}'; elsewhere {' or '.join(PARAMETERS[annotation])}"
        for place, name, annotation, line in _parameters(package)
        if annotation in PARAMETERS and name not in PARAMETERS[annotation]
    ]


def class_names_twice(package: Path) -> dict[str, dict[str, list[str]]]:
    """Class names that stand in several modules of a layer, or are a type there and something else elsewhere."""
    meanings: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for place, tree in _trees(package):
        for name, meaning in _types(tree):
            same = place if meaning == "class" else meaning
            meanings[_room(place)][name][same] = place
    return {
        layer: twice
        for layer, names in meanings.items()
        if (twice := {name: sorted(places.values()) for name, places in names.items() if len(places) > 1})
    }


def classes_across(package: Path) -> set[str]:
    """Class names that stand in more than one layer."""
    layers: dict[str, set[str]] = defaultdict(set)
    for place, tree in _trees(package):
        for name, meaning in _types(tree):
            if meaning == "class":
                layers[name].add(_room(place))
    return {name for name, rooms in layers.items() if len(rooms) > 1}


def _types(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Classes, and aliases of types written in capitals and small letters, with what they stand for."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield node.name, "class"
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            if name[0].isupper() and not name.isupper() and "TypeVar" not in ast.unparse(node.value):
                yield name, ast.unparse(node.value)


def test_no_local_has_a_banned_name(root: Path) -> None:
    assert banned(root / "mll_finance") == []


def test_empty_words_do_not_come_in_their_place(root: Path) -> None:
    counts = commonest(root / "mll_finance")
    assert {word: counts[word] for word in EMPTY if counts[word] > EMPTY_AT_MOST} == {}


def test_the_commonest_locals_say_what_they_hold(root: Path) -> None:
    names = [name for name, _ in commonest(root / "mll_finance").most_common(COMMONEST)]
    assert [name for name in names if name in HABITS] == [], names


def test_truths_and_texts_show_in_their_names(root: Path) -> None:
    assert unclear(root / "mll_finance") == []


def test_one_thing_has_one_name_as_a_parameter(root: Path) -> None:
    assert misnamed(root / "mll_finance") == []


def test_no_class_name_stands_twice_in_a_layer(root: Path) -> None:
    assert class_names_twice(root / "mll_finance") == {}


def test_no_further_class_name_stands_in_several_layers(root: Path) -> None:
    assert classes_across(root / "mll_finance") == ACROSS


@pytest.mark.parametrize(
    "text",
    [
        "def f():\n    made = 1\n",
        "def f(found): ...\n",
        "def f(*, held): ...\n",
        "def f(rows):\n    return [one for one in rows]\n",
        "def f(rows):\n    for said, _ in rows: ...\n",
        "def f():\n    with g() as told: ...\n",
        "def f():\n    while (found := g()): ...\n",
        "def f(rows):\n    return sorted(rows, key=lambda one: one.rank)\n",
        "class C:\n    def f(self):\n        self.a, made = 1, 2\n",
        "def f():\n    try: ...\n    except E as found: ...\n",
    ],
)
def test_a_banned_name_is_seen_wherever_it_is_bound(tmp_path: Path, text: str) -> None:
    (tmp_path / "room.py").write_text(text)
    assert len(banned(tmp_path)) == 1


def test_fields_and_attributes_are_no_locals_and_each_assignment_counts_once(tmp_path: Path) -> None:
    (tmp_path / "room.py").write_text(
        "class C:\n    value: float\n    def f(self):\n        self.value = 1\n        def g():\n"
        "            value = 2\n        return [value for value in g() for item in value]\n"
    )
    assert commonest(tmp_path) == {"value": 2, "item": 1}


@pytest.mark.parametrize(
    "assignment",
    [
        "known = a is None",
        "known = not a",
        "known: bool = any(a)",
        "known = a > 1 and isinstance(a, int)",
        "row, known = a, True",
        "title = context.say('title')",
        "title = phrase('yes') if a else phrase('no')",
    ],
)
def test_a_truth_or_a_text_with_another_name_is_seen(tmp_path: Path, assignment: str) -> None:
    (tmp_path / "room.py").write_text(f"def f(a):\n    {assignment}\n")
    assert len(unclear(tmp_path)) == 1


def test_a_truth_and_a_text_with_their_own_name_are_clear(tmp_path: Path) -> None:
    (tmp_path / "room.py").write_text(
        "def f(a):\n    is_known, title_text = a is None, phrase('yes')\n    number = a or 3\n    a.known = a > 1\n"
    )
    assert unclear(tmp_path) == []


def test_another_name_for_a_known_type_is_seen(tmp_path: Path) -> None:
    (tmp_path / "room.py").write_text(
        "def f(s: Study, case: Case, through: Perspective | None = None): ...\n"
    )
    assert len(misnamed(tmp_path)) == 2


def test_a_class_name_that_stands_twice_is_seen(tmp_path: Path) -> None:
    for layer, file, text in (
        ("a", "first.py", "class Step: ...\nArray = list[float]\nSide = int\n"),
        ("a", "second.py", "class Step: ...\nArray = list[float]\nSide = str\n"),
        ("b", "third.py", "class Step: ...\n"),
    ):
        (tmp_path / layer).mkdir(exist_ok=True)
        (tmp_path / layer / file).write_text(text)
    assert {layer: set(names) for layer, names in class_names_twice(tmp_path).items()} == {
        "a": {"Step", "Side"}
    }
