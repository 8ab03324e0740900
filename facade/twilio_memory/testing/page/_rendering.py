"""Templates to responses: text is never markup, and nothing but the page's own files is loaded."""

from __future__ import annotations

import json
import re
from importlib import resources
from typing import Any

import jinja2
from markupsafe import Markup
from starlette.responses import Response

from twilio_memory.testing._signatures import hide_signatures

_PACKAGE = "twilio_memory.testing.page"
ROOT = "/__emulator__/page"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # Without a referrer, browsers send `Origin: null` with forms.
    "Cache-Control": "no-store",
}
# Control characters, the marks that turn the direction of what follows, and halves of surrogate pairs.
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_MEDIA_TYPES = {"page.css": "text/css", "page.js": "text/javascript"}


def render(name: str, *, status: int = 200, **values: object) -> Response:
    """Return a page."""
    text = _templates.get_template(name).render(root=ROOT, **values)
    return Response(text, status, HEADERS, "text/html")


def static_file(name: str) -> Response | None:
    """Return a file that pages load, or None if there is none with that name."""
    if name not in _MEDIA_TYPES:
        return None
    content = resources.files(_PACKAGE).joinpath("static", name).read_bytes()
    return Response(content, 200, HEADERS, _MEDIA_TYPES[name])


def visible(value: Any) -> Any:  # noqa: ANN401 - whatever a template prints
    """Return text with its invisible characters written as escapes, without signatures; anything else as it is."""
    if value is None:
        return ""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _INVISIBLE.sub(lambda found: f"\\u{ord(found[0]):04x}", hide_signatures(value))
    return value


def _pretty(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)


def _words(name: str) -> str:
    return name.replace("_", " ").lower().capitalize()


def _short_id(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:12]}…{text[-6:]}"  # noqa: PLR2004 - what fits a narrow screen


_templates = jinja2.Environment(
    loader=jinja2.FunctionLoader(
        lambda name: resources.files(_PACKAGE).joinpath("templates", name).read_text(encoding="utf-8")
    ),
    autoescape=True,
    undefined=jinja2.ChainableUndefined,
    finalize=visible,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters.update(pretty=_pretty, words=_words, short_id=_short_id)
