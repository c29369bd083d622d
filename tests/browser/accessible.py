"""What axe-core (Deque) finds against WCAG 2.1 A and AA on a page.

Contrast is measured for each look instead of for each element: of all texts with the same letters, tags and classes on
the same ground the first, the one halfway and the last. Of a report that is 500 of 6,500 elements, and a sixth of the
time.
"""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],
}
"""Levels A and AA; axe describes every element that passes too unless it is told not to, which takes twice as long."""
CONTRAST = "color-contrast"
LINKS = "link-in-text-block"
"""What else depends on colours: a link within a text is told from it."""
# Gives the elements of which contrast is measured a mark, and says how many they are.
_MARK = """within => {
  const known = new Map(), looks = new Map();
  const ground = element => {
    if (element === null) return '';
    if (!known.has(element)) {
      const style = getComputedStyle(element);
      const own = [element.tagName, element.getAttribute('class'), element.getAttribute('style'),
        style.backgroundColor, style.backgroundImage, style.opacity];
      known.set(element, `${ground(element.parentElement)}|${own.join(' ')}`);
    }
    return known.get(element);
  };
  const says = element => element.matches('input, select, textarea')
    || [...element.childNodes].some(child => child.nodeType === Node.TEXT_NODE && child.data.trim() !== '');
  for (const element of document.querySelectorAll(`${within}, ${within} *`)) {
    if (!says(element) || !element.checkVisibility({visibilityProperty: true})) continue;
    const style = getComputedStyle(element);
    const letters = [style.color, style.fontSize, style.fontWeight, style.textShadow, element.matches(':disabled')];
    const look = `${ground(element)} ${letters.join(' ')}`;
    if (!looks.has(look)) looks.set(look, []);
    looks.get(look).push(element);
  }
  for (const alike of looks.values())
    for (const place of [0, alike.length >> 1, alike.length - 1]) alike[place].setAttribute('data-look', '');
  return looks.size;
}"""
_UNMARK = (
    "() => document.querySelectorAll('[data-look]').forEach(element => element.removeAttribute('data-look'))"
)


def violations(page: Page, *, within: str = "html", contrast: bool = True) -> list[str]:
    """What axe finds in a part of a page, contrast left out if asked: the rule with the element that breaks it."""
    without = {"rules": {CONTRAST: {"enabled": False}}}
    return _found(page, within, WCAG | without) + (_of_contrast(page, within) if contrast else [])


def violations_of_colour(page: Page, *, within: str = "html") -> list[str]:
    """What axe finds in the colours of a part of a page of which the rest was looked at in other colours."""
    return _found(page, within, WCAG | {"runOnly": [LINKS]}) + _of_contrast(page, within)


def _of_contrast(page: Page, within: str) -> list[str]:
    if not page.evaluate(_MARK, within):
        return []
    found = _found(page, "[data-look]", WCAG | {"runOnly": [CONTRAST]})
    page.evaluate(_UNMARK)
    return found


def _found(page: Page, context: str, options: dict[str, Any]) -> list[str]:
    broken = Axe().run(page, context=context, options=options).response["violations"]
    return [f"{rule['id']}: {node['html']}" for rule in broken for node in rule["nodes"]]
