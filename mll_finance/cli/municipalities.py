"""``mll municipalities``: figures by municipality into a table of the user, from a file or from CBS.

The table is a CSV that a case names: ``case: {tables: {municipalities: municipalities.csv}}``. Nothing uses it unasked.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from mll_finance.cli.streams import show_message
from mll_finance.errors import InputError, RunError
from mll_finance.extras import need
from mll_finance.inputs.tables.municipality_import import read_import, table_text
from mll_finance.inputs.tables.problems import table_problem
from mll_finance.inputs.tables.statline import Import, read_records, statline_tables, topics
from mll_finance.inputs.text.csv_text import MAX_BYTES
from mll_finance.plain_text import shortened
from mll_finance.system_reasons import system_reason
from mll_finance.terms import Language, phrase, sentence
from mll_finance.whole_files import replaced_file

_LISTED = 8


def run(options: argparse.Namespace) -> int:
    """Read the figures, write them into the table and say what came in and what did not."""
    asked_year = None if options.year is None else int(options.year)
    if options.action == "import":
        source_path = Path(options.file)
        figures_import = read_import(
            _contents(source_path), source_path.name, table=options.table, year=asked_year
        )
    else:
        source_path = None
        figures_import = fetched(
            "85984NED" if options.table is None else options.table, asked_year, options.address
        )
    target_path = Path(options.to)
    if not figures_import.figures:
        problem = table_problem("no_figures", "", file=options.file or options.table or "CBS")
        remedy_phrase = phrase("municipalities_lost", names=", ".join(figures_import.unknown[:_LISTED]))
        raise InputError(replace(problem, remedy=remedy_phrase) if figures_import.unknown else problem)
    if source_path is not None and target_path.exists() and target_path.samefile(source_path):
        raise InputError(table_problem("same_file", "--to", file=str(target_path)))
    existing_contents = _contents(target_path) if target_path.exists() else None
    retrieved_on = dt.datetime.now(dt.UTC).date().isoformat()
    _write(target_path, table_text(figures_import.figures, existing_contents, retrieved=retrieved_on))
    for line in told(figures_import, target_path, options.language):
        show_message(line)
    return 0


def told(taken: Import, target: Path, language: Language) -> list[str]:
    """What came in and what did not, and how a case uses it."""
    years_by_figure = {
        figure.id: sorted(
            {figure_of_year.year for figure_of_year in taken.figures if figure_of_year.id == figure.id}
        )
        for figure in taken.figures
    }
    municipality_codes = {figure.code for figure in taken.figures if figure.code}
    text_lines = [
        sentence(
            "municipalities_written",
            language,
            file=target,
            rows=len(taken.figures),
            count=len(municipality_codes),
        ),
        *(
            sentence(
                "municipalities_figure", language, figure=figure, years=", ".join(map(str, figure_years))
            )
            for figure, figure_years in sorted(years_by_figure.items())
        ),
    ]
    if taken.missing:
        text_lines.append(sentence("municipalities_missing", language, count=taken.missing))
    if taken.other_levels:
        text_lines.append(sentence("municipalities_levels", language, count=taken.other_levels))
    for names_left_out, key in (
        (taken.topics_left, "municipalities_topics"),
        (taken.unknown, "municipalities_unknown"),
    ):
        if names_left_out:
            names_left_out_text = ", ".join(names_left_out[:_LISTED]) + (
                f" (+{len(names_left_out) - _LISTED})" if len(names_left_out) > _LISTED else ""
            )
            text_lines.append(sentence(key, language, names=names_left_out_text))
    text_lines.append(sentence("municipalities_use", language, file=target))
    return text_lines


def fetched(table: str, year: int | None, address: str | None) -> Import:
    """The figures of a StatLine table from CBS, through ``cbsodata``.

    Parameters
    ----------
    table : str
        Id of the table.
    year : int, optional
        Year of the figures, for a table that has periods; every year that it has without it.
    address : str, optional
        Another server than that of CBS, such as http://127.0.0.1:8000.

    Raises
    ------
    InputError
        The table is not known here, the address is none of a server, or the extra ``cbs`` is not installed.
    RunError
        The server cannot be reached or does not give the table.
    """
    table_by_name = {key.casefold(): key for key in statline_tables()}
    if table.casefold() not in table_by_name:
        raise InputError(
            table_problem("no_statline", "--table", written=table, known=", ".join(statline_tables()))
        )
    server_parts = None if address is None else _server(address)
    need("cbs", "mll municipalities fetch")
    table = table_by_name[table.casefold()]
    table_settings = statline_tables()[table]
    filter_text = f"substringof('GM',{table_settings['region']})"
    if table_settings["year"] is None and year is not None:
        filter_text += f" and Perioden eq '{year}JJ00'"
    raw_rows = _download(table, filter_text, server_parts)
    return read_records(list(enumerate(raw_rows, start=1)), f"CBS {table}", table=table, year=None)


def _server(address: str) -> SplitResult:
    """The address of a server in its parts; one without a host would go to CBS unasked."""
    try:
        server_parts = urlsplit(address.strip())
        is_server = (
            server_parts.scheme in ("http", "https")
            and bool(server_parts.hostname)
            and server_parts.port != 0
        )
    except ValueError:
        is_server = False
    if not is_server:
        raise InputError(table_problem("no_server", "--from", written=shortened(address, 100)))
    return server_parts


def _download(table: str, filters: str, server: SplitResult | None) -> Sequence[Mapping[str, Any]]:
    import cbsodata
    import requests

    was_https, host = cbsodata.options.use_https, server.netloc if server is not None else None
    try:
        if server is not None:
            cbsodata.options.use_https = server.scheme == "https"
        properties = cbsodata.get_meta(table, "DataProperties", catalog_url=host)
        column_keys = _columns(table, [str(column_properties["Key"]) for column_properties in properties])
        raw_rows: Sequence[Mapping[str, Any]] = cbsodata.get_data(
            table, filters=filters, select=column_keys, catalog_url=host
        )
    except (requests.RequestException, ValueError, KeyError) as error:
        raise RunError(
            f"CBS {table}: {type(error).__name__}: {str(error)[:200]}; a connection to {host or 'opendata.cbs.nl'}; "
            "try again later, or download the table and use mll municipalities import"
        ) from error
    finally:
        cbsodata.options.use_https = was_https
    return raw_rows


def _columns(table: str, keys: list[str]) -> list[str]:
    """The columns that are asked for: regions, periods, names and the topics that are known."""
    topic_names = {topic.topic for topic in topics() if table in topic.tables}
    region_column_keys = ("RegioS", "WijkenEnBuurten", "Perioden", "Gemeentenaam", "SoortRegio")
    return [
        key
        for key in keys
        if key.rpartition("_")[0] in (*topic_names, *region_column_keys) or key in region_column_keys
    ]


def _contents(path: Path) -> bytes:
    try:
        if path.is_file() and path.stat().st_size > MAX_BYTES:
            size_fields = {"file": path.name, "size": path.stat().st_size, "most": MAX_BYTES}
            raise InputError(table_problem("too_large", "", **size_fields))
        if path.exists() and not path.is_file():
            raise InputError(table_problem("no_file", "", file=str(path)))
        return path.read_bytes()
    except OSError as error:
        raise InputError(table_problem("missing", "", file=str(path))) from error


def _write(target: Path, text: str) -> None:
    """Write the table whole, or leave it as it was."""
    try:
        with replaced_file(target) as part_file:
            part_file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise RunError(phrase("file_not_written", file=target, reason=system_reason(error))) from error
