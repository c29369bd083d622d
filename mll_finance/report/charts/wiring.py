"""The figure of what goes into what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mll_finance.report.chart import MapBox, Slip, Wiring
from mll_finance.report.charts.ordering import ordered


@dataclass(frozen=True)
class Station:
    """A number, quantity, line or party, and what it reads."""

    id: str
    name: str
    text: str
    """Its name where its owner stands beside it."""
    grade: str
    hint: str
    """What it is in full, for who points at it or hears it."""
    reads: tuple[str, ...] = ()


def wiring(
    numbers: Sequence[Station],
    quantities: Sequence[Station],
    lines: Sequence[Station],
    parties: Sequence[Station],
    *,
    signs: Mapping[tuple[str, str], int],
    names: tuple[str, str],
    grades: Sequence[tuple[str, str]],
    sign_names: tuple[str, str],
) -> Wiring:
    """Boxes in an order with few crossings; a number that one box alone reads stands in it.

    Parameters
    ----------
    numbers, quantities, lines, parties : sequence of Station
        What there is, in the order of the case.
    signs : mapping
        Whether a party is better (1) or worse (-1) off by a line, by their ids.
    names : tuple of str
        What stands above quantities and lines.
    grades : sequence of tuple
        Each grade with its name.
    sign_names : tuple of str
        What better and worse are called.
    """
    readers = [*quantities, *lines]
    reader_count_by_number = {
        number.id: sum(number.id in reader.reads for reader in readers) for number in numbers
    }
    shared_numbers = [number for number in numbers if reader_count_by_number[number.id] > 1]
    station_by_id = {station.id: station for station in (*shared_numbers, *readers)}
    own_number_by_id = {number.id: number for number in numbers if reader_count_by_number[number.id] == 1}
    left_ids, right_ids = ordered(
        [station.id for station in (*shared_numbers, *quantities)],
        [line.id for line in lines],
        {
            reader.id: [source for source in reader.reads if source not in own_number_by_id]
            for reader in readers
        },
    )
    left_index_by_id = {station_id: left_index for left_index, station_id in enumerate(left_ids)}

    def box(id_: str) -> MapBox:
        return _box(station_by_id[id_], own_number_by_id, left_index_by_id)

    return Wiring(
        tuple(map(box, left_ids)),
        tuple(map(box, right_ids)),
        tuple(MapBox(party.name, party.grade, party.id, party.hint) for party in parties),
        tuple(tuple(signs.get((line, party.id), 0) for party in parties) for line in right_ids),
        names,
        tuple(grades),
        sign_names,
    )


def _box(station: Station, own: Mapping[str, Station], place_by_id: Mapping[str, int]) -> MapBox:
    """A box with the numbers that it alone reads, and the places of the boxes that go into it."""
    numbers_in_box = [own[source] for source in station.reads if source in own]
    return MapBox(
        station.name,
        station.grade,
        station.id,
        station.hint,
        tuple(Slip(number.text, number.grade, number.id, number.hint) for number in numbers_in_box),
        tuple(sorted(place_by_id[source] for source in station.reads if source in place_by_id)),
    )
