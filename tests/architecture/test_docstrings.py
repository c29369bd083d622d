"""Everything public says what it is; a formula also says its convention and source, a key of a case what it means."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from pydantic import BaseModel

import mll_finance
from mll_finance import formulas
from mll_finance.inputs.grammar.field_words import field_words
from mll_finance.inputs.lines import line_kinds
from mll_finance.inputs.quantities import quantity_kinds

MODULES = sorted(
    {info.name for info in pkgutil.walk_packages(mll_finance.__path__, "mll_finance.")}
    - {"mll_finance.__main__"}
)
FORMULAS = sorted(
    f"mll_finance.formulas.{i.name}" for i in pkgutil.iter_modules(formulas.__path__) if i.name[0] != "_"
)
KINDS: dict[str, type[BaseModel]] = {
    **{f"quantity {word}": kind for word, kind in quantity_kinds().items()},
    **{f"line {word}": kind for word, kind in line_kinds().items()},
}


def own(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """The public classes and functions that a module defines itself."""
    for name, thing in vars(module).items():
        ours = not name.startswith("_") and getattr(thing, "__module__", None) == module.__name__
        if ours and (inspect.isclass(thing) or inspect.isroutine(thing)):
            yield name, thing


def undocumented(module: ModuleType) -> list[str]:
    """What is public in a module and has no docstring: its own, an inherited one, or that of the module's protocol."""
    lacking = [] if module.__doc__ else [module.__name__]
    protocols = [thing for _, thing in own(module) if getattr(thing, "_is_protocol", False)]
    for name, thing in own(module):
        if not thing.__doc__ or _made_by_dataclass(name, thing):
            lacking.append(f"{module.__name__}.{name}")
        if inspect.isclass(thing):
            members = [key for key, held in vars(thing).items() if key[0] != "_" and _is_method(held)]
            lacking += [
                f"{module.__name__}.{name}.{key}"
                for key in members
                if not _documented((*thing.__mro__, *protocols), key)
            ]
    return lacking


def _made_by_dataclass(name: str, thing: Any) -> bool:
    """Whether a docstring is the signature that ``dataclass`` puts where there is none."""
    return inspect.isclass(thing) and str(thing.__doc__).startswith(f"{name}(")


def _is_method(held: Any) -> bool:
    return (
        inspect.isfunction(held)
        or isinstance(held, (property, classmethod, staticmethod))
        or hasattr(held, "func")
    )


def _documented(bases: tuple[type, ...], key: str) -> bool:
    return any(getattr(vars(base)[key], "__doc__", None) for base in bases if key in vars(base))


def lacking_sections(function: Any) -> list[str]:
    """The parts that the docstring of a formula lacks."""
    text = inspect.getdoc(function) or ""
    demanded = {
        "Parameters": "Parameters\n---" in text,
        "Convention or Notes": "Convention" in text or "Notes\n---" in text,
        "References": "References\n---" in text,
        "Examples": ">>> " in text,
    }
    return [name for name, present in demanded.items() if not present]


@pytest.mark.parametrize("name", ["mll_finance", *MODULES])
def test_everything_public_is_documented(name: str) -> None:
    assert undocumented(importlib.import_module(name)) == []


@pytest.mark.parametrize("name", FORMULAS)
def test_a_formula_says_its_convention_and_source(name: str) -> None:
    functions = [
        (key, thing) for key, thing in own(importlib.import_module(name)) if inspect.isfunction(thing)
    ]
    assert functions
    assert {key: lacking for key, thing in functions if (lacking := lacking_sections(thing))} == {}


@pytest.mark.parametrize("word", KINDS)
def test_a_kind_explains_itself_and_its_keys(word: str) -> None:
    kind = KINDS[word]
    assert kind.__doc__
    assert kind.__doc__ != kind.__base__.__doc__
    assert [name for name in kind.model_fields if not field_words(kind).get(name)] == []


def test_there_are_kinds() -> None:
    assert {"quantity detection", "quantity per_inhabitant", "line product", "line cash_flow"} <= KINDS.keys()


def test_a_missing_docstring_is_found() -> None:
    module = ModuleType("made_up", "A module.")
    source = (
        "class Base:\n    '''A base.'''\n    def told(self):\n        '''Tell.'''\n"
        "class Child(Base):\n    def told(self): ...\n    def untold(self): ...\n"
        "def bare(): ...\ndef _private(): ...\n"
    )
    exec(source, module.__dict__)
    assert undocumented(module) == ["made_up.Child", "made_up.Child.untold", "made_up.bare"]


def test_a_formula_without_source_is_found() -> None:
    def rate() -> None:
        """Return a rate.

        Parameters
        ----------
        none : None

        Notes
        -----
        Convention: none.

        Examples
        --------
        >>> 1
        1
        """

    assert lacking_sections(rate) == ["References"]


@pytest.mark.parametrize("kind", sorted(quantity_kinds()))
def test_an_output_is_not_named_like_a_field(kind: str) -> None:
    # A reference by that name would point at two things.
    assert not set(quantity_kinds()[kind].OUTPUTS) & set(quantity_kinds()[kind].model_fields)
