"""Municipalities by their CBS code: which one a name means, however it is written.

The names stand in ``data/municipality_names.csv``; a table of a case adds those of other years, by code and name.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from mll_finance.inputs.tables.problems import TableLookupError
from mll_finance.resources import SHIPPED_DATA, shipped_rows

_CODE = re.compile(r"(?:GM)?(\d{2,4})", re.IGNORECASE)
"""A code, also with the zeros lost before it: a spreadsheet makes 34 of 0034."""
_AROUND = re.compile(r"^(?:gemeente|gem\.?|municipality of) |(?: \((?:gemeente|gem\.?)\)|, gemeente)$")
_SIGNS = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "-": " ", "_": " "})
_ARTICLE = re.compile(r"^'[a-z] ")
_NEAR = 5
"""Names that are proposed for one that is not known, at most."""
_AS_NEAR = 0.1
"""Difference in likeness (0 to 1) below which two names are about as near."""


@dataclass(frozen=True)
class Municipality:
    """A municipality: its CBS code, such as GM0772, and its name in the division of municipalities."""

    code: str
    name: str


def folded(name: str) -> str:
    """A name without what people write differently: case, accents, hyphens, blanks, and the word gemeente around it.

    Examples
    --------
    >>> folded(" Gemeente Súdwest-Fryslân "), folded("Eindhoven (gemeente)")
    ('sudwest fryslan', 'eindhoven')
    """
    decomposed_name = unicodedata.normalize("NFKD", name.translate(_SIGNS))
    base_letters = "".join(
        letter for letter in decomposed_name if not unicodedata.combining(letter)
    ).casefold()
    return _AROUND.sub("", " ".join(base_letters.split()))


def alphabetical(name: str) -> str:
    """What a municipality is sorted by: its name as it is folded, without an article such as 's- before it.

    Examples
    --------
    >>> sorted(["Zwolle", "'s-Hertogenbosch", "Súdwest-Fryslân", "Heerlen", "Sluis"], key=alphabetical)
    ['Heerlen', "'s-Hertogenbosch", 'Sluis', 'Súdwest-Fryslân', 'Zwolle']
    """
    return _ARTICLE.sub("", folded(name))


def as_code(text: str) -> str | None:
    """The CBS code that a text is: GM0772, gm0772 or 0772; None where it is none.

    Examples
    --------
    >>> as_code("0772"), as_code("34"), as_code("Eindhoven")
    ('GM0772', 'GM0034', None)
    """
    code_match = _CODE.fullmatch(text.strip())
    return f"GM{code_match[1]:0>4}" if code_match else None


def own_name(name: str, register: MunicipalityRegister) -> str:
    """The name of a municipality as a reader knows it: the alias that was written, else the official name.

    Raises
    ------
    TableLookupError
        The name is not known or fits several.

    Examples
    --------
    >>> own_name("Gemeente Den Haag", municipality_register()), own_name("GM0772", municipality_register())
    ('Den Haag', 'Eindhoven')
    """
    municipality = register.find(name)
    return register.spelling(name) or municipality.name


class MunicipalityRegister:
    """The municipalities that are known, by code and by every name.

    Parameters
    ----------
    official : mapping
        Official name by code.
    names : iterable of (str, str)
        Every name with the code that it stands for; a name of several codes is ambiguous.
    """

    def __init__(self, official: Mapping[str, str], names: Iterable[tuple[str, str]]) -> None:
        self.official = dict(official)
        self._codes: dict[str, list[str]] = {}
        self._names = tuple(names)
        self._alias_by_folded: dict[str, str] = {}
        for alias, _ in self._names:
            self._alias_by_folded.setdefault(folded(alias), alias)
        for municipality_name, code in (*((name, code) for code, name in official.items()), *self._names):
            codes_of_name = self._codes.setdefault(folded(municipality_name), [])
            if code not in codes_of_name:
                codes_of_name.append(code)

    def with_more(self, more: Mapping[str, str]) -> MunicipalityRegister:
        """The register with the places of a user's table, name by code; a known code keeps its name."""
        new_name_by_code = {code: name for code, name in more.items() if code not in self.official}
        alias_pairs = [(name, code) for code, name in more.items()]
        return (
            MunicipalityRegister({**self.official, **new_name_by_code}, (*self._names, *alias_pairs))
            if more
            else self
        )

    @property
    def municipalities(self) -> Iterator[Municipality]:
        """Those with a code of CBS, by code: no region that only a table of the case knows by its name."""
        return (
            Municipality(code, self.official[code]) for code in sorted(self.official) if as_code(code) == code
        )

    def codes(self, name: str) -> tuple[str, ...]:
        """The codes that a name or code may stand for; none where it is not known."""
        code = as_code(name)
        if code in self.official:
            return (code,)
        return tuple(self._codes.get(folded(name), ()))

    def find(self, name: str) -> Municipality:
        """The municipality that a code or name stands for.

        Raises
        ------
        TableLookupError
            The name is not known (with those that are near) or fits several (with each of them).

        Examples
        --------
        >>> municipality_register().find("Den Haag")
        Municipality(code='GM0518', name="'s-Gravenhage")
        """
        codes = self.codes(name)
        if len(codes) == 1:
            return Municipality(codes[0], self.official[codes[0]])
        if codes:
            candidates_text = ", ".join(f"{self.official[code]} ({code})" for code in codes)
            raise TableLookupError("municipality_ambiguous", written=name.strip(), candidates=candidates_text)
        near_names = self.near(name)
        if near_names:
            raise TableLookupError("municipality_misspelt", written=name.strip(), near=", ".join(near_names))
        raise TableLookupError("municipality_unknown", written=name.strip())

    def spelling(self, name: str) -> str | None:
        """The alias that a name is, as the register writes it; None where it is the official name or a code."""
        return self._alias_by_folded.get(folded(name))

    def near(self, name: str) -> list[str]:
        """Names near to one that is not known: the nearest, and those that are about as near."""
        folded_name = folded(name)
        close_names = difflib.get_close_matches(folded_name, list(self._codes), n=_NEAR, cutoff=0.7)
        nearness_by_name = {
            near_name: difflib.SequenceMatcher(None, near_name, folded_name).ratio()
            for near_name in close_names
        }
        highest_nearness = max(nearness_by_name.values(), default=0.0)
        near_codes = dict.fromkeys(
            code
            for near_name in close_names
            if nearness_by_name[near_name] > highest_nearness - _AS_NEAR
            for code in self._codes[near_name]
        )
        return [f"'{self.official[code]}'" for code in near_codes]


@SHIPPED_DATA.kept
@lru_cache(maxsize=1)
def municipality_register() -> MunicipalityRegister:
    """The municipalities that come along."""
    name_rows = shipped_rows("municipality_names.csv")
    official_name_by_code = {row["code"]: row["name"] for row in name_rows if row["kind"] == "official"}
    return MunicipalityRegister(
        official_name_by_code, [(row["name"], row["code"]) for row in name_rows if row["kind"] == "alias"]
    )
