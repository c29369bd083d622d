"""How a case writes the distribution of a number: a kind with its numbers, and ``truncate`` where it is cut off."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any

from pydantic import PlainValidator, WithJsonSchema

from mll_finance.errors import InputError, Problem, suggestion
from mll_finance.inputs.text.case_files import CaseFiles
from mll_finance.inputs.text.csv_text import CsvCellError, csv_of
from mll_finance.inputs.text.units import has_three_decimals
from mll_finance.inputs.text.written import number, ratio, refusal, refuse_doubtful, settled, show
from mll_finance.terms import joined, phrase
from mll_finance.uncertainty import distributions

TRUNCATE = "truncate"
FILE = "file"
VALUE = "value"
"""Column of a CSV that holds the observations, where it has several."""
_ENDS = ("low", "high")


def distribution(written: Any) -> distributions.Distribution:
    """The distribution that a case writes, else an error that says what to write."""
    if not isinstance(written, dict):
        raise refusal(
            show(written),
            phrase("problem_a_mapping_with_a_kind_2"),
            phrase("problem_such_as_kind_pert_low"),
        )
    distribution_kind = written.get("kind")
    if not isinstance(distribution_kind, str) or distribution_kind not in distributions.KINDS:
        raise refusal(
            phrase("problem_the_kind_2", shown=show(distribution_kind)),
            phrase("problem_one_of", names=", ".join(distributions.KINDS)),
            suggestion(str(distribution_kind), distributions.KINDS),
        )
    parameter_names = distributions.parameters(distribution_kind)
    raw_parameters = {str(name): part for name, part in written.items() if name not in ("kind", TRUNCATE)}
    for parameter_name in raw_parameters:
        if parameter_name not in parameter_names:
            raise refusal(
                phrase("problem_the_key_2", name=parameter_name),
                phrase("problem_has", kind=distribution_kind, names=", ".join(parameter_names)),
                suggestion(parameter_name, parameter_names),
            )
    missing_parameter_names = [
        name for name in distributions.required(distribution_kind) if name not in raw_parameters
    ]
    if missing_parameter_names:
        raise refusal(
            phrase("problem_no_3", names=joined("problem_and_no", missing_parameter_names)),
            phrase("problem_has", kind=distribution_kind, names=", ".join(parameter_names)),
            phrase("problem_add_2", names=", ".join(missing_parameter_names)),
        )
    refuse_doubtful(_with_units(distribution_kind, raw_parameters))
    value_by_parameter = {name: _held(distribution_kind, name, part) for name, part in raw_parameters.items()}
    try:
        plain_distribution: distributions.Distribution = distributions.KINDS[distribution_kind](
            **value_by_parameter
        )
        return _cut(plain_distribution, written[TRUNCATE]) if TRUNCATE in written else plain_distribution
    except distributions.DistributionError as error:
        article = "an" if distribution_kind[0] in "aeiou" else "a"
        raise refusal(
            phrase("problem_that_contradicts_itself", article=article, kind=distribution_kind),
            error.args[0],
            phrase("problem_correct_the_numbers"),
        ) from error


def _with_units(kind: str, given: Mapping[str, Any]) -> Iterator[Any]:
    """The numbers of a distribution that have its unit, so that a dot before three decimals is asked about."""
    for parameter_name, parameter_entry in given.items():
        if parameter_name not in distributions.unitless(kind):
            yield from parameter_entry if isinstance(parameter_entry, (list, tuple)) else [parameter_entry]


def _held(kind: str, name: str, written: Any) -> Any:
    """One value of a distribution: a number, a list of numbers, or a word."""
    if name in distributions.unitless(kind):
        written = settled(written)
    allowed_words = distributions.choices(kind).get(name)
    if allowed_words is not None:
        if written not in allowed_words:
            raise refusal(
                phrase("problem_named", name=name, shown=show(written)),
                phrase("problem_one_of", names=", ".join(allowed_words)),
                suggestion(str(written), allowed_words),
            )
        return str(written)
    if name in distributions.mixed(kind):
        if not isinstance(written, (list, tuple)):
            raise refusal(
                phrase("problem_named", name=name, shown=show(written)),
                phrase("problem_a_list_of_distributions_each"),
                phrase("problem_such_a_part"),
            )
        return tuple(_part(written_part) for written_part in written)
    if name in distributions.lists(kind):
        if not isinstance(written, (list, tuple)):
            raise refusal(
                phrase("problem_named", name=name, shown=show(written)),
                phrase("problem_a_list_of_numbers"),
                phrase("problem_such_as_5"),
            )
        return tuple(number(written_number) for written_number in written)
    return number(written)


def _part(written: Any) -> distributions.Part:
    """One distribution of a mixture with its weight."""
    if not isinstance(written, dict) or "weight" not in written:
        raise refusal(
            phrase("problem_the_part", shown=show(written)),
            phrase("problem_a_distribution_with_a_weight"),
            phrase("problem_such_a_part"),
        )
    fields_without_weight = {name: part for name, part in written.items() if name != "weight"}
    return distributions.Part(ratio(written["weight"]), distribution(fields_without_weight))


def _cut(plain: distributions.Distribution, written: Any) -> distributions.Truncated:
    if not isinstance(written, dict) or not written or not set(written) <= set(_ENDS):
        raise refusal(
            phrase("problem_truncate", shown=show(written)),
            phrase("problem_a_mapping_with_low_high"),
            phrase("problem_such_as_low"),
        )
    return distributions.Truncated(plain, **{name: number(end) for name, end in written.items()})


Uncertain = Annotated[
    Any,
    PlainValidator(distribution),
    WithJsonSchema(
        {
            "type": "object",
            "required": ["kind"],
            "properties": {"kind": {"enum": list(distributions.KINDS)}},
            "additionalProperties": {"type": "number"},
        }
    ),
]


def with_observations(raw: Any, files: CaseFiles) -> Any:
    """A raw part of a case with the observations read in of each distribution that names a file.

    Raises
    ------
    InputError
        With every file that cannot be read, each at its path within the part.
    """
    key_paths_of_files = list(_files(raw, ()))
    if not key_paths_of_files:
        return raw
    raw_with_numbers, problems = copy.deepcopy(raw), []
    for key_path in key_paths_of_files:
        raw_holder = raw_with_numbers
        for key in key_path:
            raw_holder = raw_holder[key]
        try:
            numbers_of_file = _numbers(files, str(raw_holder.pop(FILE)), _unit(raw, key_path))
            raw_holder[distributions.from_file(raw_holder["kind"])] = numbers_of_file
        except InputError as error:
            problems += [replace(problem, path=".".join(map(str, key_path))) for problem in error.problems]
    if problems:
        raise InputError(problems)
    return raw_with_numbers


def _files(node: Any, place: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """Where a distribution names a file."""
    if isinstance(node, dict):
        if isinstance(node.get(FILE), str) and distributions.from_file(str(node.get("kind"))) is not None:
            yield place
        for key, child_node in node.items():
            if isinstance(child_node, dict):
                yield from _files(child_node, (*place, key))


def _unit(raw: Any, place: tuple[Any, ...]) -> str | None:
    """The unit that stands nearest above a distribution."""
    unit_text = None
    for key in place:
        if isinstance(raw, dict) and isinstance(raw.get("unit"), str):
            unit_text = raw["unit"]
        raw = raw[key]
    return unit_text


def _numbers(files: CaseFiles, name: str, unit: str | None) -> list[float]:
    """The observations in a file: its column ``value``, or its only column."""
    path = files.folder / name
    observations_csv = csv_of(files.read(name), path)
    value_column_name = VALUE if VALUE in observations_csv.columns else observations_csv.columns[0]
    if len(observations_csv.columns) > 1 and value_column_name != VALUE:
        columns_text = ", ".join(observations_csv.columns)
        finding_phrase = phrase(
            "csv_several_columns", count=len(observations_csv.columns), columns=columns_text
        )
        raise InputError(
            Problem("", finding_phrase, phrase("csv_allowed"), phrase("csv_one_column")), file=str(path)
        )
    has_thousandths = has_three_decimals(unit)
    observed_numbers, problems = [], []
    for observation_row in observations_csv:
        try:
            observation = observation_row.number(value_column_name, three_decimals=has_thousandths)
        except CsvCellError as error:
            problems.append(observations_csv.problem(observation_row, error.problem))
            continue
        if observation is not None:
            observed_numbers.append(observation)
    if not observed_numbers and not problems:
        finding_phrase = phrase("csv_file", file=path.name, found=phrase("csv_no_rows"))
        problems.append(Problem("", finding_phrase, phrase("csv_allowed"), phrase("csv_remedy")))
    if problems:
        raise InputError(problems, file=str(path))
    return observed_numbers
