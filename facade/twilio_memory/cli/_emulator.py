"""`twilio-memory emulator`."""

from __future__ import annotations

import typer

from ._session import app, fail


@app.command(
    "emulator", context_settings={"ignore_unknown_options": True, "allow_extra_args": True}, add_help_option=False
)
def emulator(context: typer.Context) -> None:
    """Serve the emulator on this machine."""
    try:
        from twilio_memory.testing.__main__ import main
    except ImportError as error:
        fail(f'The emulator needs its extra ({error}): pip install "twilio-memory[server]"')
    raise typer.Exit(main(["serve", *context.args], "twilio-memory emulator"))
