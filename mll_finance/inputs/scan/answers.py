"""The answers of a quick scan: words and ranges, read from a file; what is not answered is unknown."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainValidator

from mll_finance.errors import suggestion
from mll_finance.inputs.grammar.base import Language, Strict
from mll_finance.inputs.grammar.reading import Reader
from mll_finance.inputs.grammar.sections import Identifier
from mll_finance.inputs.reference_data.prose_tables import techniques
from mll_finance.inputs.text.numerals import spread
from mll_finance.inputs.text.written import number, refusal, refuse_doubtful, show
from mll_finance.resources import resource
from mll_finance.terms import phrase
from mll_finance.yaml_text import read_yaml

Range = tuple[float, float, float]
"""Low, likely, high."""
NOBODY = "none"
_UNKNOWN = ("unknown", "onbekend", "?", None)
_DUTCH = {"ja": "yes", "nee": "no", "geen": NOBODY, "regel": "rule", "personeel": "staff"}


def _known(written: Any) -> Any:
    """None for what is unknown; Dutch words as the English ones."""
    if isinstance(written, str):
        plain = written.strip().lower()
        return None if plain in _UNKNOWN else _DUTCH.get(plain, str(written).strip())
    return written


def _range(written: Any) -> Range | None:
    if _known(written) is None:
        return None
    if isinstance(written, dict):
        if set(written) != {"low", "likely", "high"}:
            raise refusal(
                show(written), phrase("problem_low_likely_high"), phrase("problem_such_as_low_likely_high")
            )
        written = [written["low"], written["likely"], written["high"]]
    ends = spread(written) if isinstance(written, str) else None
    if ends is not None:
        raise refusal(
            show(written),
            phrase("problem_low_likely_and_high"),
            phrase("scan_range_remedy", low=ends[0], high=ends[1]),
        )
    if not isinstance(written, (list, tuple)):
        written = [written] * 3
    if len(written) != 3:
        raise refusal(
            phrase("problem_numbers", count=len(written)),
            phrase("problem_low_likely_and_high"),
            phrase("problem_such_as_or_unknown"),
        )
    refuse_doubtful(written)
    low, likely, high = (number(bound) for bound in written)
    if not 0 <= low <= likely <= high:
        raise refusal(
            f"{low:g}, {likely:g}, {high:g}",
            phrase("problem_low_likely_and_high_from"),
            phrase("problem_correct_the_numbers"),
        )
    return low, likely, high


def _technique(written: Any) -> Any:
    known = _known(written)
    if known is not None and known not in techniques():
        raise refusal(
            phrase("problem_unknown_technique_2", shown=show(written)),
            phrase("problem_one_of_or_unknown", names=", ".join(techniques())),
            suggestion(str(known), techniques()),
        )
    return known


Said = Annotated[str | None, BeforeValidator(_known)]
YesNo = Annotated[Literal["yes", "no"] | None, BeforeValidator(_known)]
Ranged = Annotated[Any, PlainValidator(_range)]


class Answers(Strict):
    """The answers of a quick scan; what is not answered is unknown."""

    name: Identifier
    """Name of the scan and of the case that it writes."""
    language: Language = "nl"
    municipality: str | None = None
    base_year: int = Field(default=2027, ge=1900, le=2030)
    """Year 0: the one-off cost falls in it. Amounts are in prices of this year."""
    horizon: int = Field(default=5, ge=1, le=50)
    """Years of use after it."""
    issue: Said = None
    owner: Said = None
    rival: Annotated[Literal["rule", "staff"] | None, BeforeValidator(_known)] = None
    technique: Annotated[str | None, PlainValidator(_technique)] = None
    sourcing: Annotated[Literal["join", "buy", "build"] | None, BeforeValidator(_known)] = None
    individuals: YesNo = None
    legal_basis: YesNo = None
    prohibited: YesNo = None
    follow_up: Ranged = None
    helped_extra: Ranged = None
    value: Ranged = None
    one_off: Ranged = None
    yearly: Ranged = None
    savings: Ranged = None
    structural_budget: YesNo = None


def scan_path(name: str) -> Path:
    """Path of an answers file: a file, or an example of ``parameters/scans`` by name."""
    path = Path(name)
    carried = resource("parameters", "scans", f"{name}.yaml")
    return carried if not path.exists() and len(path.parts) == 1 and carried.exists() else path


def load_answers(path: Path) -> Answers:
    """Read the answers of a scan.

    Raises
    ------
    InputError
        With every problem of the file at once.
    """
    reader = Reader(read_yaml(path), path.parent)
    answers = reader.part(Answers, reader.document.data, ())
    reader.stop_if_wrong()
    assert answers is not None
    return answers
