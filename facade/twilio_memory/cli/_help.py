"""How a command shows its help: usage, arguments, options, and examples that can be copied."""

from __future__ import annotations

import inspect
import re
from typing import Any

from typer.core import TyperCommand

SHARED = ("store", "as_json", "emulator", "base_url")


class Command(TyperCommand):
    """A command whose help names what a value is, such as FILE, in place of its type in Python."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:  # noqa: ANN401 - a class of Typer that moves between releases
        """Return the parts of the line of usage, arguments without braces."""
        return [piece.replace("{", "").replace("}", "") for piece in super().collect_usage_pieces(ctx)]

    def format_options(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - see above
        """Write arguments, options of the command, and those of every command."""
        sections: dict[str, list[tuple[str, str]]] = {"Arguments": [], "Options": [], "Options of every command": []}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record and parameter.param_type_name == "argument":
                name, text = record
                sections["Arguments"].append((re.sub(r" <[^>]*>$", "", name), re.sub(r" *\[required\]$", "", text)))
            elif record:
                shared = parameter.name in {*SHARED, "help"}
                sections["Options of every command" if shared else "Options"].append(record)
        for title, records in sections.items():
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)


def split(docstring: str | None) -> tuple[str, str]:
    """Return the text of a docstring, and its examples as an epilog whose lines stay as they are."""
    text, _, examples = inspect.cleandoc(docstring or "").partition("\n\nExamples:\n")
    return text, f"\b\nExamples:\n{examples}" if examples else ""
