"""A brand from a file of design tokens: the part of them that a report uses, each checked; the rest is left alone."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from mll_finance.errors import InputError, Phrase, Problem
from mll_finance.plain_files import plain_bytes
from mll_finance.report.brand.contrast import TEXT, Colour, least_contrast, readable
from mll_finance.report.brand.logo import logo_address
from mll_finance.report.brand.tokens import Token, Tokens
from mll_finance.report.house_style import Brand, unread
from mll_finance.terms import phrase, three

PATHS: dict[str, tuple[str, ...]] = {
    "ink": ("utrecht.document.color", "nl.paragraph.color", "basis.color.default.color-document"),
    "heading": (
        "utrecht.heading.color",
        "utrecht.heading-1.color",
        "nl.heading.level-1.color",
        "utrecht.heading-2.color",
    ),
    "accent": (
        "utrecht.link.color",
        "nl.link.color",
        "utrecht.button.primary-action.background-color",
        "basis.color.action-1.color-default",
        "basis.color.accent-1.color-default",
    ),
    "font": ("utrecht.document.font-family", "nl.paragraph.font-family", "basis.text.font-family.default"),
    "heading_font": (
        "utrecht.heading.font-family",
        "utrecht.heading-1.font-family",
        "nl.heading.level-1.font-family",
    ),
    "logo": ("mll.logo",),
}
"""The tokens that a report uses, by what they give: the first that a file has.

A logo has no token of NL Design System.
"""
_HEX = re.compile(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_RGB = re.compile(r"rgb\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\s*\)")
_FONT = re.compile(r"[\w .'\",-]{1,200}")
_LARGEST = 5_000_000
"""Bytes of a file of tokens: the largest export of a whole design system has half a million."""


def read_brand(path: Path) -> Brand:
    """The brand that a file of tokens gives.

    A colour that cannot be read is made as little darker as it takes, and the brand says so in its remarks.

    Parameters
    ----------
    path : Path
        A JSON file of design tokens; a logo stands beside it.

    Raises
    ------
    InputError
        The file cannot be read, has none of the tokens of :data:`PATHS`, or one that is no colour, font or logo.
    """
    try:
        return _brand(Tokens(_document(path)), path)
    except InputError as error:
        raise InputError(error.problems, file=str(path)) from error


def _document(path: Path) -> dict[str, Any]:
    try:
        tokens_bytes = plain_bytes(path, _LARGEST)
        if len(tokens_bytes) > _LARGEST:
            raise ValueError
        tokens_document = json.loads(tokens_bytes.decode("utf-8"))
    except OSError as error:
        raise _refusal("--brand", unread(error)) from error
    except (ValueError, RecursionError) as error:
        raise _refusal("--brand", phrase("brand_no_json")) from error
    if not isinstance(tokens_document, dict):
        raise _refusal("--brand", phrase("brand_no_json"))
    return tokens_document


def _refusal(place: str, finding: str) -> InputError:
    token_paths_text = ", ".join(token_path for token_paths in PATHS.values() for token_path in token_paths)
    return InputError(
        Problem(place, finding, phrase("brand_allowed", names=token_paths_text), phrase("brand_remedy"))
    )


def _brand(tokens: Tokens, path: Path) -> Brand:
    token_by_role = {role: token for role, paths in PATHS.items() if (token := tokens.first(paths))}
    if not token_by_role:
        raise _refusal("--brand", phrase("brand_no_tokens"))
    remarks: list[Phrase] = []
    logo = token_by_role.get("logo")
    return Brand(
        **{role: _colour(token_by_role.get(role), remarks) for role in ("ink", "heading", "accent")},
        **{role: _font(token_by_role.get(role)) for role in ("font", "heading_font")},
        logo="" if logo is None else logo_address(path.parent / logo.text, logo.path),
        logo_text="" if logo is None else logo.description,
        remarks=tuple(remarks),
    )


def _colour(token: Token | None, remarks: list[Phrase]) -> str:
    if token is None:
        return ""
    brand_colour = _parsed(token)
    shown_colour = readable(brand_colour)
    if shown_colour != brand_colour:
        remarks.append(
            phrase(
                "brand_darkened",
                path=token.path,
                asked=_written(brand_colour),
                contrast=f"{least_contrast(brand_colour):.1f}",
                least=f"{TEXT:.1f}",
                shown=_written(shown_colour),
            )
        )
    return _written(shown_colour)


def _parsed(token: Token) -> Colour:
    colour_text = token.text.strip()
    if (hex_or_rgb_match := _HEX.fullmatch(colour_text)) is not None:
        hex_digits = (
            hex_or_rgb_match.group(1)
            if len(hex_or_rgb_match.group(1)) == 6
            else "".join(2 * digit for digit in hex_or_rgb_match.group(1))
        )
        return int(hex_digits[:2], 16), int(hex_digits[2:4], 16), int(hex_digits[4:], 16)
    if (hex_or_rgb_match := _RGB.fullmatch(colour_text)) is not None and all(
        int(channel) <= 255 for channel in hex_or_rgb_match.groups()
    ):
        red, green, blue = map(int, hex_or_rgb_match.groups())
        return red, green, blue
    raise InputError(Problem(token.path, *three("brand_colour", text=token.text)))


def _written(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _font(token: Token | None) -> str:
    if token is None:
        return ""
    font_text = token.text.strip()
    if _FONT.fullmatch(font_text) and font_text.count('"') % 2 == font_text.count("'") % 2 == 0:
        return font_text
    raise InputError(Problem(token.path, *three("brand_font", text=token.text)))
