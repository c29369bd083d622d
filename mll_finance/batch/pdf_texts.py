"""The words of a PDF: streams unpacked, each string read with the table of signs of its font.

A damaged file gives what can still be read of it, and then says that there may be more.

Positions are left out: what is drawn sign by sign is read with spaces between, as the search for numbers expects.

References
----------
ISO 32000-1:2008, 7.3 (objects), 7.4.4 (Flate), 9.4.3 (text-showing operators), 9.10.3 (ToUnicode).
"""

from __future__ import annotations

import contextlib
import re
import zlib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

_OBJECT = re.compile(rb"(?s)(\d+)\s+\d+\s+obj\b(.*?)endobj")
_BEGIN = re.compile(rb"\b\d+\s+\d+\s+obj\b")
_LENGTH = re.compile(rb"/Length\s+(\d+)(?!\s+\d+\s+R)\b")
_STREAM = re.compile(rb"(?s)stream\r?\n(.*)endstream")
_PACKED_OBJECTS = re.compile(rb"/Type\s*/ObjStm")
_FIRST = re.compile(rb"/First\s+(\d+)")
_FILTER = re.compile(rb"/Filter\s*(\[[^\]]*\]|/\w+)")
_FONT_NAME = re.compile(rb"/([\w.+-]+)\s+(\d+)\s+\d+\s+R")
_SIGNS_OF_FONT = re.compile(rb"/ToUnicode\s+(\d+)\s+\d+\s+R")
_PICTURE = re.compile(
    rb"/Subtype\s*/Image|/FontFile|/Length1\b|/Subtype\s*/(?:Type1C|CIDFontType0C|OpenType)|/Type\s*/XRef"
)
_TOKEN = re.compile(
    rb"(?s)/([\w.+-]+)\s+[-\d.]+\s+Tf"  # the font from here on
    rb"|<([0-9A-Fa-f\s]*)>(?!>)"  # a string in hexadecimal
    rb"|\(((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*)\)"  # a string in signs
    rb"|(Tj|TJ|T\*|Td|TD|Tm|'|\")(?![\w])"  # what is shown, or where
)
_ESCAPE = re.compile(rb"(?s)\\([nrtbf()\\]|[0-7]{1,3}|\r?\n)")
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_SPACE = re.compile(rb"begincodespacerange\s*<([0-9A-Fa-f\s]*)>")
_CODES = re.compile(rb"(?s)begin(bfchar|bfrange)(.*?)end(?:bfchar|bfrange)")
_PART = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])")
_PACKING = re.compile(rb"/(\w+)")
_WIDEST = 65_536


class Signs(NamedTuple):
    """What the codes of a font stand for."""

    width: int
    """Bytes of a code."""
    by_code: dict[int, str]


_PLAIN = Signs(1, {})


def pdf_texts(content: bytes) -> Iterator[str]:
    """The words of each part of a PDF.

    Raises
    ------
    OSError
        When it is encrypted, or packed otherwise than with Flate; after the last words, when it is damaged.
    """
    if re.search(rb"/Encrypt\s+\d+\s+\d+\s+R", content):
        raise OSError("encrypted")
    object_by_number = _objects(content)
    signs_by_font = _signs_by_font(object_by_number)
    for pdf_object in object_by_number.values():
        if _PICTURE.search(pdf_object[:2000]) is None:
            yield from _words(pdf_object, signs_by_font)
    if not _is_whole(content):
        raise OSError("damaged")


def _is_whole(content: bytes) -> bool:
    """Whether nothing of a file is seen to be lost: it has its end, so has each object, and streams unpack."""
    if not content.rstrip(b"\r\n \0").endswith(b"%%EOF"):
        return False
    dictionaries = [match[2].partition(b"stream")[0] for match in _OBJECT.finditer(content)]
    if any(_BEGIN.search(bytes_outside) for bytes_outside in (*dictionaries, _OBJECT.sub(b"", content))):
        return False
    return all(_is_whole_stream(match[2]) for match in _OBJECT.finditer(content))


def _is_whole_stream(described: bytes) -> bool:
    """Whether a stream is as long as it says, and unpacks to its end."""
    stream_match = _STREAM.search(described)
    if stream_match is None:
        return b"stream" not in described
    dictionary, packed_stream = described[: stream_match.start()], stream_match[1]
    length_match = _LENGTH.search(dictionary)
    if length_match is not None and not 0 <= len(packed_stream) - int(length_match[1]) <= len(b"\r\n"):
        return False
    if not packed_stream.strip() or _PICTURE.search(dictionary) or _FILTER.search(dictionary) is None:
        return True
    unpacking = zlib.decompressobj()
    try:
        unpacking.decompress(packed_stream)
    except zlib.error:
        return False
    return unpacking.eof


def _objects(content: bytes) -> dict[int, bytes]:
    """The objects by number; a stream follows its dictionary, unpacked."""
    object_by_number: dict[int, bytes] = {}
    for match in _OBJECT.finditer(content):
        pdf_object = _unpacked(match[2])
        object_by_number[int(match[1])] = pdf_object
        if _PACKED_OBJECTS.search(pdf_object[:2000]):
            object_by_number |= _within(pdf_object)
    return object_by_number


def _unpacked(described: bytes) -> bytes:
    stream_match = _STREAM.search(described)
    if stream_match is None:
        return described
    dictionary = described[: stream_match.start()]
    if _PICTURE.search(dictionary):
        return dictionary
    packing_match = _FILTER.search(dictionary)
    packings = _PACKING.findall(packing_match[1]) if packing_match else []
    if any(packing not in (b"FlateDecode", b"Fl") for packing in packings) or len(packings) > 1:
        raise OSError("packed otherwise than with Flate")
    stream_bytes = _inflated(stream_match[1]) if packings else stream_match[1]
    return dictionary + b"stream\n" + stream_bytes


def _inflated(packed: bytes) -> bytes:
    """What is packed, as far as it can be unpacked."""
    try:
        return zlib.decompressobj().decompress(packed)
    except zlib.error:
        # What comes before the damaged place is read byte by byte.
        unpacker, unpacked_bytes = zlib.decompressobj(), bytearray()
    with contextlib.suppress(zlib.error):
        for byte_offset in range(len(packed)):
            unpacked_bytes += unpacker.decompress(packed[byte_offset : byte_offset + 1])
    return bytes(unpacked_bytes)


def _within(described: bytes) -> dict[int, bytes]:
    """The objects that are packed together in a stream."""
    dictionary, _, stream_bytes = described.partition(b"stream\n")
    first_match = _FIRST.search(dictionary)
    if first_match is None:
        return {}
    first_offset = int(first_match[1])
    numbers_and_offsets = [int(number) for number in stream_bytes[:first_offset].split()]
    object_starts = [first_offset + offset for offset in numbers_and_offsets[1::2]]
    return {
        number: stream_bytes[start:end]
        for number, start, end in zip(
            numbers_and_offsets[::2], object_starts, [*object_starts[1:], len(stream_bytes)], strict=True
        )
    }


def _signs_by_font(objects: Mapping[int, bytes]) -> dict[bytes, list[Signs]]:
    """Tables of signs by the name that pages give to a font; several where a name stands for several fonts."""
    signs_by_font: dict[bytes, list[Signs]] = {}
    for pdf_object in objects.values():
        for font_name, object_number in _FONT_NAME.findall(pdf_object.partition(b"stream\n")[0]):
            signs_match = _SIGNS_OF_FONT.search(objects.get(int(object_number), b""))
            if signs_match is not None:
                table_of_signs = _signs(objects.get(int(signs_match[1]), b""))
                if table_of_signs not in signs_by_font.setdefault(font_name, []):
                    signs_by_font[font_name].append(table_of_signs)
    return signs_by_font


def _signs(described: bytes) -> Signs:
    """Code to sign, of a ToUnicode table."""
    sign_by_code: dict[int, str] = {}
    space_match = _SPACE.search(described)
    bytes_per_code = 1 if space_match is None else max(1, len(re.sub(rb"\s", b"", space_match[1])) // 2)
    for kind_of_codes, body in _CODES.findall(described):
        code_parts = [match.group(0).strip(b"<>") for match in _PART.finditer(body)]
        if kind_of_codes == b"bfchar":
            sign_by_code |= {
                int(code, 16): _unicode(sign)
                for code, sign in zip(code_parts[::2], code_parts[1::2], strict=False)
            }
            continue
        while len(code_parts) >= 3:
            first_code, last_code = (
                int(code_parts[0], 16),
                min(int(code_parts[1], 16), int(code_parts[0], 16) + _WIDEST),
            )
            if code_parts[2] == b"[":
                closing_index = code_parts.index(b"]")
                sign_by_code |= {
                    first_code + sign_index: _unicode(sign)
                    for sign_index, sign in enumerate(code_parts[3:closing_index])
                }
                code_parts = code_parts[closing_index + 1 :]
                continue
            code_of_first_sign = int(code_parts[2], 16)
            sign_by_code |= {
                code: chr(min(code_of_first_sign + code - first_code, 0x10FFFF))
                for code in range(first_code, last_code + 1)
            }
            code_parts = code_parts[3:]
    return Signs(bytes_per_code, sign_by_code)


def _unicode(hexadecimal: bytes) -> str:
    return bytes.fromhex(hexadecimal.decode()).decode("utf-16-be", errors="replace")


def _words(described: bytes, signs_by_font: Mapping[bytes, list[Signs]]) -> Iterator[str]:
    """The words of an object: of a page what it shows, of another stream its text, else the strings it holds.

    Objects that are packed together have been read one by one: how they refer to each other is no text.
    """
    dictionary, _, stream_bytes = described.partition(b"stream\n")
    if _PACKED_OBJECTS.search(dictionary) and _within(described):
        return
    if stream_bytes and not re.search(rb"\bBT\b", stream_bytes):
        if b"begincmap" not in stream_bytes:
            yield stream_bytes.decode("utf-8", errors="replace")
        stream_bytes = b""
    largest_table_count = max((len(tables) for tables in signs_by_font.values()), default=0)
    for table_index in range(max(1, largest_table_count)):
        table_by_font = {
            name: tables_of_font[min(table_index, len(tables_of_font) - 1)]
            for name, tables_of_font in signs_by_font.items()
        }
        yield _shown(stream_bytes or dictionary, table_by_font)


def _shown(content: bytes, tables: Mapping[bytes, Signs]) -> str:
    table_of_signs = _PLAIN
    words_shown: list[str] = []
    for font, hexadecimal, literal, operator in _TOKEN.findall(content):
        if font:
            table_of_signs = tables.get(font, _PLAIN)
        elif operator:
            words_shown.append(" ")
        else:
            hexadecimal_digits = re.sub(rb"\s", b"", hexadecimal)
            code_bytes = (
                bytes.fromhex((hexadecimal_digits + b"0" * (len(hexadecimal_digits) % 2)).decode())
                if hexadecimal_digits
                else _plain(literal)
            )
            words_shown.append(_read(code_bytes, table_of_signs))
    return "".join(words_shown)


def _plain(literal: bytes) -> bytes:
    def sign(match: re.Match[bytes]) -> bytes:
        if match[1].isdigit():
            return bytes([int(match[1], 8) % 256])
        return _ESCAPED.get(match[1], b"" if match[1].endswith(b"\n") else match[1])

    return _ESCAPE.sub(sign, literal)


def _read(codes: bytes, signs: Signs) -> str:
    if codes.startswith(b"\xfe\xff"):
        return codes[2:].decode("utf-16-be", errors="replace")
    if not signs.by_code:
        return codes.decode("cp1252", errors="replace")
    code_offsets = range(0, len(codes), signs.width)
    character_codes = [
        int.from_bytes(codes[code_offset : code_offset + signs.width]) for code_offset in code_offsets
    ]
    return "".join(signs.by_code.get(code, " ") for code in character_codes)
