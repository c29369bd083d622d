"""The fields of the two public registers that a draft entry is made for: of processing, and of algorithms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from mll_finance.inputs.grammar.base import Language
from mll_finance.resources import SHIPPED_DATA, resource
from mll_finance.yaml_text import read_yaml

Register = Literal["processing_register", "algorithm_register"]


@dataclass(frozen=True)
class Field:
    """One field of a register.

    Parameters
    ----------
    id : str
        Key of the field.
    nl, en : str
        Its name for readers.
    group : str
        Part of the register that it stands in.
    rule : str
        When it must be filled in: ``required``, ``shown`` (its absence is shown), ``optional``, ``hidden``.
    limit : int or None
        Number of characters that the text has to stay below.
    form : str
        ``link``, ``address`` (a link or an address for mail) or ``month``; empty for any text.
    choices : tuple of str
        The texts that it takes; none for any text.
    list : str
        Official list that its text has to be on, ``organisations`` or ``themes``; empty where there is none.
    plain : bool
        Whether it is to be written at language level B1.
    """

    id: str
    nl: str
    en: str
    group: str
    rule: str
    limit: int | None
    form: str
    choices: tuple[str, ...]
    list: str
    plain: bool

    def name(self, language: Language) -> str:
        """Name of the field for readers."""
        return self.nl if language == "nl" else self.en


@SHIPPED_DATA.kept
@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return read_yaml(resource("data", "registers.yaml")).data


def fields(register: Register) -> tuple[Field, ...]:
    """The fields of a register in its own order.

    Examples
    --------
    >>> [field.id for field in fields("processing_register")][:2]
    ['controller', 'joint_controller']
    """
    return tuple(
        Field(
            raw["id"],
            raw["nl"],
            raw["en"],
            raw.get("group", ""),
            raw.get("rule", "required"),
            raw.get("limit"),
            raw.get("form", ""),
            tuple(raw.get("choices", ())),
            raw.get("list", ""),
            raw.get("plain") is True,
        )
        for raw in _data()[register]["fields"]
    )


def version(register: Register) -> str:
    """Version of the register's form that the fields are of."""
    return str(_data()[register]["version"])


def reference(register: Register, language: Language) -> str:
    """Where the fields of a register are laid down."""
    return str(_data()[register]["source"][language])
