"""The command line, `twilio-memory`. It needs `pip install "twilio-memory[cli]"`."""

from __future__ import annotations

import importlib.util
import sys


def main() -> None:
    """Run the command line and exit with its status."""
    if any(importlib.util.find_spec(name) is None for name in ("rich", "typer")):
        sys.stderr.write('The command line needs its extra: pip install "twilio-memory[cli]"\n')
        raise SystemExit(1)
    from ._app import app

    app()
