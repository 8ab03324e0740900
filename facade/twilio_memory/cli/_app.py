"""The commands, put together: their modules register them."""

from __future__ import annotations

from typing import Annotated

import typer

from twilio_memory._version import __version__

from . import _configuration, _data, _doctor, _emulator
from ._session import app

__all__ = ["app"]

_MODULES = (_configuration, _data, _doctor, _emulator)


def _show_version(value: bool) -> None:  # noqa: FBT001 - the interface of a callback
    if value:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _main(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    pass
