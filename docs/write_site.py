"""Write build/site: the pages of the site and their order, for mkdocs.

    write_site.py pages    before the build: pages/ and mkdocs.yml
    write_site.py texts    after it: llms.txt, and a page in Markdown for each method, into html/

The pages are those of docs/, in the order of docs/README.md, which is a page itself, and the README, CHANGELOG,
CONTRIBUTING and SECURITY.
Added are pages of the reference for the public API, from its docstrings, and one for each of Twilio's codes.
"""
# ruff: noqa: INP001 - a script, part of no package

from __future__ import annotations

import inspect
import json
import re
import shutil
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import _site_links as links

import twilio_memory
from twilio_memory import errors, ids, middleware, models, otel, provisioning, testing
from twilio_memory._error_codes import ERROR_CODES, ErrorCode
from twilio_memory._version import DOCS_URL
from twilio_memory.errors import error_class
from twilio_memory.testing import containers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
SITE = ROOT / "build" / "site"
PAGES = SITE / "pages"
ROOT_PAGES = {"README.md": "index.md", "docs/README.md": "contents.md"}
ROOT_PAGES |= {name: name for name in ("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")}
BOOSTED = "---\nsearch: { boost: 3 }\n---\n\n"
ERRORS = "../api/errors.md#twilio_memory.errors"


class Page(NamedTuple):
    """A page of the reference: its title, what it says first, and the objects that it documents."""

    title: str
    intro: str
    objects: tuple[str, ...]
    options: tuple[str, ...] = ()
    """How they are shown, where that is not as in mkdocs.yml."""


def resources() -> dict[str, type[Any]]:
    """Return the class of each resource, by its name on the client."""
    client = twilio_memory.MemoryClient("SK", "x")
    names = [name for name in dir(twilio_memory.MemoryClient) if not name.startswith("_")]
    kinds = {name: type(getattr(client, name)) for name in names}
    return {name: kind for name, kind in kinds.items() if "._resources." in kind.__module__}


def reference() -> dict[str, Page]:
    """Return the pages of the reference by their paths; each public name is on one of them."""
    pages = {
        "client": Page(
            "Clients",
            "`MemoryClient`, and `AsyncMemoryClient` for asyncio and trio. Each resource has [a page](stores.md).",
            ("twilio_memory.MemoryClient", "twilio_memory.AsyncMemoryClient"),
        )
    }
    for name, kind in resources().items():
        pages[name] = Page(
            f"memory.{name}",
            f"The methods of `memory.{name}`. `AsyncMemoryClient` has the same ones, to be awaited.",
            tuple(
                f"{base.__module__}.{base.__qualname__}.{each}\n    options:\n        heading: memory.{name}.{each}"
                for base in reversed(kind.__mro__)
                for each, method in vars(base).items()
                if inspect.isfunction(method) and not each.startswith("_")
            ),
        )
    lists = [
        name for name in vars(twilio_memory)["__all__"] if re.fullmatch("(Async)?(Pages|Paginator|Pending.*)", name)
    ]
    options = [
        "Timeouts",
        "RetryBudget",
        "ConnectionOptions",
        "CallOptions",
        "RequestOptions",
        "Clock",
        "UNSET",
        "Unset",
    ]
    others = {*lists, *options, *errors.__all__, "MemoryClient", "AsyncMemoryClient", "TTID", "TTIDKind", "__version__"}
    results = [name for name in vars(twilio_memory)["__all__"] if name not in others]
    for path, title, intro, module, names in (
        ("lists-and-handles", "Lists and handles", "What lists and accepted writes return.", twilio_memory, lists),
        ("options", "Options", "How calls are sent.", twilio_memory, options),
        ("results", "Results", "What methods return and take besides the models.", twilio_memory, results),
        ("errors", "Error classes", "See [errors](../errors.md) for how to handle them.", errors, errors.__all__),
        ("models", "Models", "Bodies and responses, as attributes.", models, sorted(vars(models)["__all__"])),
        ("middleware", "twilio_memory.middleware", "", middleware, middleware.__all__),
        ("otel", "twilio_memory.otel", "The extra `otel`.", otel, otel.__all__),
        ("testing", "twilio_memory.testing", "The extra `testing`.", testing, testing.__all__),
        (
            "containers",
            "twilio_memory.testing.containers",
            "The extra `testcontainers`.",
            containers,
            containers.__all__,
        ),
        ("provisioning", "twilio_memory.provisioning", "The extra `provisioning`.", provisioning, provisioning.__all__),
        ("ids", "twilio_memory.ids", "Twilio Type IDs.", ids, ["TTID", "TTIDKind"]),
    ):
        pages[path] = Page(title, intro, tuple(place_of(module, name) for name in names))
    # What errors have in common is shown once, for the base class.
    return pages | {"errors": pages["errors"]._replace(options=("inherited_members: false",))}


def place_of(module: ModuleType, name: str) -> str:
    """Return where a name of a public module is for a reader of the source."""
    # The names of `models` are made when it is loaded.
    return f"{getattr(models, name).__module__}.{name}" if module is models else f"{module.__name__}.{name}"


def code_page(code: ErrorCode) -> str:
    """Return the page of one of Twilio's codes."""
    name = error_class(code.status or 0, code.code).__name__
    status = f"It comes with the status {code.status}. " if code.status else ""
    page = f"""\
        # {code.code}: {code.meaning}

        {status}The library raises [`{name}`]({ERRORS}.{name}). The code also stands in the error's `code`.

        **What to do:** {code.hint}

        ```python
        from twilio_memory import {name}

        try:
            ...  # the call
        except {name} as error:
            if error.code == {code.code}:
                print(error, error.request_id)
        ```

        The error's `outcome` states whether a write may have been carried out: see [errors](../errors.md).
        Twilio's page: <{links.DICTIONARY}/{code.code}>.
        """
    return textwrap.dedent(page)


def rewrite_links(text: str, source: Path, target: Path) -> str:
    """Let the links of a page lead to pages of the site; what links to other files is shown as text."""
    up = "../" * (len(target.relative_to(PAGES).parts) - 1)

    def of_code(link: re.Match[str]) -> str:
        return f"]({up}reference/codes/{link[1]}.md)" if int(link[1]) in ERROR_CODES else link[0]

    def replaced(link: re.Match[str]) -> str:
        path = (source.parent / link[3]).resolve()
        if path.is_relative_to(DOCS) and path != DOCS / "README.md":
            found = PAGES / path.relative_to(DOCS)
        elif (name := path.relative_to(ROOT).as_posix()) in ROOT_PAGES:
            found = PAGES / ROOT_PAGES[name]
        else:
            return link[2]
        if not path.is_file() or (path.suffix == ".md" and path.name.endswith(".in.md")):
            return link[2]
        return f"{link[1]}[{link[2]}]({up}{found.relative_to(PAGES).as_posix()}{link[4] or ''})"

    return links.TO_DICTIONARY.sub(of_code, links.replace(text, replaced))


def copy_pages() -> None:
    """Copy the pages of docs/ and of the root, and the pictures."""
    sources = {ROOT / name: PAGES / target for name, target in ROOT_PAGES.items()}
    for path in sorted(DOCS.rglob("*")):
        if (
            path.suffix in {".md", ".svg", ".png", ".toml"}
            and not path.name.endswith(".in.md")
            and path != DOCS / "README.md"
            and "node_modules" not in path.parts
        ):
            sources[path] = PAGES / path.relative_to(DOCS)
    for source, target in sources.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.suffix == ".md":
            is_guide = {"how-to", "tutorial"} & {*source.relative_to(ROOT).parts}
            text = rewrite_links(source.read_text("utf-8"), source, target)
            target.write_text((BOOSTED if is_guide else "") + text, "utf-8")
        else:
            shutil.copyfile(source, target)


def write_reference(pages: dict[str, Page]) -> None:
    """Write the pages of the reference and of the codes."""
    for path, page in pages.items():
        options = "".join(f"\n        {option}" for option in page.options)
        more = f"    options:{options}\n" if options else ""
        blocks = "\n".join(f"::: {name}\n{more}" for name in page.objects)
        write(PAGES / "reference" / "api" / f"{path}.md", f"{BOOSTED}# {page.title}\n\n{page.intro}\n\n{blocks}")
    rows = "\n".join(f"| [{code.code}]({code.code}.md) | {code.meaning} |" for code in ERROR_CODES.values())
    write(PAGES / "reference" / "codes" / "index.md", f"# Error codes\n\n| Code | Meaning |\n| - | - |\n{rows}\n")
    for code in ERROR_CODES.values():
        write(PAGES / "reference" / "codes" / f"{code.code}.md", code_page(code))


def write(path: Path, text: str) -> None:
    """Write a file, with its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def entries(text: str) -> list[object]:
    """Return the pages that a part of docs/README.md links to."""
    return [{link[2][:1].upper() + link[2][1:]: link[3]} for link in links.LINK.finditer(text)]


def navigation(reference_pages: dict[str, Page]) -> list[object]:
    """Return the order of the pages: that of docs/README.md, and what is written here."""
    contents = (DOCS / "README.md").read_text("utf-8")
    sections: dict[str, list[object]] = {}
    for section in re.split("^## ", contents, flags=re.MULTILINE)[1:]:
        title, _, body = section.partition("\n")
        first, *groups = re.split("^### ", body, flags=re.MULTILINE)
        sections[title] = entries(first)
        for name, _, rest in (group.partition("\n") for group in groups):
            sections[title].append({name: entries(rest)})
    sections["Reference"] += [
        {"API": [{page.title: f"reference/api/{path}.md"} for path, page in reference_pages.items()]},
        {
            "Error codes": [
                "reference/codes/index.md",
                *({str(code.code): f"reference/codes/{code.code}.md"} for code in ERROR_CODES.values()),
            ]
        },
    ]
    about = [{"Changelog": "CHANGELOG.md"}, {"Security": "SECURITY.md"}, {"Contributing": "CONTRIBUTING.md"}]
    start = [{"Home": "index.md"}, {"All pages": "contents.md"}]
    return [*start, *({title: pages} for title, pages in sections.items()), {"About": about}]


def methods() -> Iterator[tuple[str, Any]]:
    """Yield each method of the client and of its resources, under its name as it is called."""
    client = twilio_memory.MemoryClient
    for name, method in inspect.getmembers(client, inspect.isfunction):
        if not name.startswith("_"):
            yield name, method
    for resource, kind in resources().items():
        for name, function in inspect.getmembers(kind, inspect.isfunction):
            if not name.startswith("_"):
                yield f"{resource}.{name}", function


def method_text(name: str, method: Any) -> str:  # noqa: ANN401 - a function
    """Return a method as a page for assistants."""
    signature = f"memory.{name}{inspect.signature(method)}".replace("(self, ", "(").replace("(self)", "()")
    doc = inspect.getdoc(method) or ""
    return f"# memory.{name}\n\n```python\n{signature}\n```\n\n{doc}\n"


def write_texts() -> None:
    """Write llms.txt, the pages of all methods, and the guides as they are, into the built site."""
    html = SITE / "html"
    lines = ["# twilio-memory", "", f"> {(twilio_memory.__doc__ or '').splitlines()[0]}", "", "## Guides", ""]
    for page in sorted(PAGES.rglob("*.md")):
        path = page.relative_to(PAGES).as_posix()
        if not path.startswith("reference/api/"):
            text = page.read_text("utf-8").removeprefix(BOOSTED)
            title = re.search("^# (.*)$", text, re.MULTILINE)
            write(html / "text" / path, links.for_texts(text, page.relative_to(PAGES)))
            lines.append(f"- [{title[1] if title else path}](text/{path})")
    lines += ["", "## Methods", ""]
    for name, method in methods():
        write(html / "text" / "methods" / f"{name}.md", method_text(name, method))
        first = (inspect.getdoc(method) or "").partition("\n")[0]
        lines.append(f"- [memory.{name}](text/methods/{name}.md): {first}")
    write(html / "llms.txt", "\n".join(lines) + "\n")


def main(arguments: list[str]) -> int:
    """Write one of both; return the exit status."""
    if arguments == ["texts"]:
        write_texts()
        return 0
    if arguments != ["pages"]:
        print(__doc__)  # noqa: T201
        return 2
    shutil.rmtree(SITE, ignore_errors=True)
    copy_pages()
    pages = reference()
    write_reference(pages)
    config = {
        "INHERIT": "../../docs/mkdocs.yml",
        "site_url": DOCS_URL,
        "docs_dir": "pages",
        "site_dir": "html",
        "nav": navigation(pages),
    }
    write(SITE / "mkdocs.yml", json.dumps(config, indent=1))  # JSON is YAML.
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
