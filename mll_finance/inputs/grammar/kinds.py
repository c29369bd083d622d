"""Finding kinds: every class with a ``kind`` in a folder of kinds is one; a new kind is a new file there."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import lru_cache
from types import ModuleType
from typing import Any, ClassVar, ForwardRef, TypeVar, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.base import Strict, Text
from mll_finance.inputs.text.case_files import CaseFiles


class Part(Strict):
    """What every quantity and line has."""

    CHANGES: ClassVar[tuple[str, ...]] = ()
    """Fields that are the share by which something grows, or shrinks where it is below zero."""
    SHARES: ClassVar[tuple[str, ...]] = ()
    """Fields that are shares of a whole: from 0 to 1, in every draw."""
    NEVER_NEGATIVE: ClassVar[tuple[str, ...]] = ()
    """Fields that are counts, capacities or prices: 0 or more, in every draw."""
    INDEX_WITHIN: ClassVar[tuple[str, ...]] = ()
    """Fields of a line whose euros an index moves before its kind does the arithmetic, where what comes out is not in
    proportion to what goes in. An amount that is that of another line follows the index of that line."""
    COUNTS: ClassVar[tuple[str, ...]] = ()
    """Fields that are a whole number with which the kind calculates as with any other."""
    POINTS: ClassVar[tuple[str, ...]] = ()
    """Fields that are a row of points, with whose numbers the kind calculates as with any other: only how many there
    are shapes the arithmetic."""
    UNITS: ClassVar[dict[str, str]] = {}
    """What some fields are measured in, such as min or EUR/hour; a unit of another family is refused."""

    kind: str
    """Kind of quantity or line."""
    title: Text | None = None
    """Name for readers."""
    note: Text | None = None
    """What a reader should know."""

    def never_negative(self) -> tuple[str, ...]:
        """Fields that are 0 or more as this part stands in its case."""
        return self.NEVER_NEGATIVE

    @classmethod
    def prepare(cls, raw: dict[Any, Any], files: CaseFiles) -> dict[Any, Any]:
        """The raw part with what it names in other files read in."""
        return raw


Kind = TypeVar("Kind", bound=Part)


def modules(package: str) -> Iterator[ModuleType]:
    """The modules of a package in the order of their names."""
    for member in pkgutil.iter_modules(importlib.import_module(package).__path__):
        yield importlib.import_module(f"{package}.{member.name}")


def discover(package: str, base: type[Kind]) -> dict[str, type[Kind]]:
    """The kinds that the modules of a package define, by the word that a case writes."""
    class_by_kind: dict[str, type[Kind]] = {}
    for module in modules(package):
        for member in vars(module).values():
            if isinstance(member, type) and issubclass(member, base) and member.__module__ == module.__name__:
                (kind_word,) = get_args(member.model_fields["kind"].annotation)
                class_by_kind[kind_word] = member
    return dict(sorted(class_by_kind.items()))


def assumptions(part: Strict, path: str) -> Iterator[tuple[str, Assumption]]:
    """Every assumption that a part of a case holds, with its path (maps of named factors included)."""
    for field_name in _numeric_fields(type(part)):
        field_content: Any = getattr(part, field_name)
        if isinstance(field_content, Assumption):
            yield f"{path}.{field_name}", field_content
        elif isinstance(field_content, dict):
            for key, child_content in field_content.items():
                if isinstance(child_content, Assumption):
                    yield f"{path}.{field_name}.{key}", child_content


@lru_cache(maxsize=256)
def _numeric_fields(kind: type[BaseModel]) -> tuple[str, ...]:
    """The fields of a class that may hold an assumption, or named ones: a part has some thirty others."""
    return tuple(name for name, field in kind.model_fields.items() if _mentions_assumption(field.annotation))


def _mentions_assumption(annotation: Any) -> bool:
    if annotation is Any or isinstance(annotation, ForwardRef):
        return True
    if isinstance(annotation, type) and issubclass(annotation, Assumption):
        return True
    return any(_mentions_assumption(inner) for inner in get_args(annotation) if not _is_metadata(inner))


def _is_metadata(inner: Any) -> bool:
    """Whether an argument of a type is no type itself, such as a word of a Literal or a validator of Annotated."""
    return not (isinstance(inner, (type, ForwardRef)) or inner is Any or get_origin(inner) is not None)


def field_names(kind: type[BaseModel]) -> list[str]:
    """The keys that a part may have, as a case writes them."""
    return [_alias(name, field) for name, field in kind.model_fields.items()]


def _alias(name: str, field: FieldInfo) -> str:
    return field.alias or name
