"""The emulator from the command line: python -m twilio_memory.testing serve."""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import io
import os
import shlex
import sys
from typing import TYPE_CHECKING

from twilio_memory._core.text import escape_control

from ._account_control import VARIABLE, given_accounts
from ._behavior import Behavior
from ._clock import FakeClock, RunningClock
from ._emulator import Emulator
from ._errors import EmulatorError
from ._fault_files import read_faults
from ._record import run_recording
from ._request_log import write_json, write_text
from ._serve import run
from ._server_options import CREDENTIALS, LOOPBACK, TOKEN_VARIABLE, ServerOptions, needs_allow_http, new_token

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ._events import Event
    from .page import LoggedCall

_SECONDS = 1.0
_POLLS = 2
_WRITE_LAG = 1.0
_RECALL_LAG = 2.0


def main(arguments: list[str] | None = None, program: str = "python -m twilio_memory.testing serve") -> int:
    """Run the command line, and return the exit status: 0, or 2 on failure."""
    options = _parser(program).parse_args(arguments)
    defaults = vars(_parser(program).parse_args(["serve"]))
    stdout: object = sys.stdout
    if isinstance(stdout, io.TextIOWrapper):  # A file name may contain characters that the terminal cannot show.
        stdout.reconfigure(errors="backslashreplace")
    write = None if options.quiet else write_json if options.json else write_text
    try:
        if options.record is not None or options.record_from is not None:
            run_recording(options, defaults, write)
        else:
            _serve(options, write)
    except (EmulatorError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _serve(options: argparse.Namespace, write: Callable[[LoggedCall], object] | None) -> None:
    """Serve an emulator until a signal ends it."""
    options.admin_token = options.admin_token or os.environ.get(TOKEN_VARIABLE)
    if options.operation_polls is None:
        # Other clients may poll the resource and not the operation, so on a running clock it ends by itself.
        options.operation_polls = _POLLS
        if options.operation_seconds is None and options.clock is None:
            options.operation_seconds = _SECONDS
    new = "" if options.admin_token else new_token()
    server = _server_options(options, new)
    with Emulator(
        seed=options.seed,
        operation_polls=options.operation_polls,
        operation_seconds=options.operation_seconds,
        write_lag=_lag(options.write_lag, _WRITE_LAG, options),
        recall_lag=_lag(options.recall_lag, _RECALL_LAG, options),
        database=options.state,
        on_event=_report,
        webhook=options.webhook,
        behavior=Behavior(strict=options.strict),
        accounts=given_accounts(options.accounts),
        clock=RunningClock() if options.clock is None else FakeClock(options.clock.timestamp()),
    ) as emulator:
        if options.load is not None:
            emulator.load(options.load)
        for fault in () if options.faults is None else read_faults(options.faults):
            emulator.add_fault(fault)
        accounts = emulator.accounts
        run(emulator, server, lambda port: _announce(server, port, options.state, new, accounts), write)
        if options.save is not None:
            emulator.save(options.save)


def _server_options(options: argparse.Namespace, new_token: str) -> ServerOptions:
    """Return the options of the server, with a new token if it needs one and none is given."""
    parts = options.host, options.port, options.allow_host, options.allow_origin
    wanted = ServerOptions.parse(*parts, options.admin_token or new_token)
    return wanted if options.admin_token or wanted.needs_token else ServerOptions.parse(*parts)


def _lag(given: float | None, default: float, options: argparse.Namespace) -> float:
    """Return a lag: none by default on a clock that stands still, where it would never end."""
    if given is not None:
        return given
    return default if options.clock is None else 0.0


def _parser(program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=program.removesuffix(" serve"), description="Twilio's Memory API on your own machine."
    )
    commands = parser.add_subparsers(required=True, metavar="serve")
    serve = commands.add_parser(
        "serve",
        prog=program,
        help="serve it over HTTP, for any language",
        description="Serve the emulator until a signal ends it.",
        epilog=f"""Examples:
  $ {program}
  $ {program} --port 0 --state memory.db
  $ {program} --clock 2026-01-15T10:30:00Z
  $ {program} --host 0.0.0.0 --allow-host memory""",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    serve.add_argument(
        "--host",
        default=LOOPBACK,
        help="the address to listen at; 0.0.0.0 for all of this machine's (default: %(default)s)",
    )
    serve.add_argument("--port", type=_port, default=4010, help="0 for any that is free (default: %(default)s)")
    serve.add_argument(
        "--allow-host",
        action="append",
        metavar="NAME",
        default=[],
        help="a name by which others reach it, such as that of a container; may be repeated",
    )
    serve.add_argument(
        "--allow-origin",
        action="append",
        metavar="ORIGIN",
        default=[],
        help="an origin whose pages may send requests from a browser, such as http://localhost:3000; may be repeated",
    )
    serve.add_argument(
        "--admin-token",
        metavar="TOKEN",
        help=f"what the page and /__emulator__/ ask for (default: {TOKEN_VARIABLE} of the environment, or a new one "
        "if more than this machine reaches the server)",
    )
    serve.add_argument(
        "--state",
        type=_file,
        metavar="FILE",
        default=":memory:",
        help="keep resources and operations in this file (default: nowhere)",
    )
    serve.add_argument(
        "--accounts",
        type=_file,
        metavar="FILE",
        help="the valid API keys with their secrets by account, TOML or JSON (default: the JSON in "
        f"{VARIABLE} of the environment, else all credentials are valid)",
    )
    serve.add_argument("--load", type=_file, metavar="FILE", help="add the stores of this seed, TOML or JSON")
    serve.add_argument("--save", type=_file, metavar="FILE", help="write a seed when it ends, TOML or JSON")
    serve.add_argument(
        "--record",
        type=_file,
        metavar="FILE",
        help="pass requests on to Twilio, with the credentials of the environment, and write what was read as a seed, "
        "with fictitious personal data",
    )
    serve.add_argument("--record-from", metavar="URL", help="with --record, pass requests on to another base URL")
    serve.add_argument("--faults", type=_file, metavar="FILE", help="inject the faults of this TOML file, in its order")
    serve.add_argument("--webhook", metavar="URL", help="send each event to this URL, as JSON")
    serve.add_argument("--seed", type=int, default=0, help="another seed gives other IDs (default: %(default)s)")
    serve.add_argument(
        "--clock",
        type=_moment,
        metavar="TIME",
        help="a clock that stands still at this time until it is moved, such as 2026-01-15T10:30:00Z: then the same "
        "requests get the same responses on each run",
    )
    log = serve.add_mutually_exclusive_group()
    log.add_argument("--quiet", action="store_true", help="write no log of requests to stderr")
    log.add_argument("--json", action="store_true", help="write the log of requests as one JSON object in a line")
    serve.add_argument("--strict", action="store_true", help="refuse query parameters that the API does not document")
    pace = serve.add_mutually_exclusive_group()
    # Without defaults in the help, because they depend on the clock.
    pace.add_argument(
        "--operation-seconds",
        type=float,
        metavar="S",
        help=f"seconds that an accepted write takes (default: {_SECONDS:g}, without --clock)",
    )
    pace.add_argument(
        "--operation-polls",
        type=int,
        metavar="N",
        help=f"at its Nth poll a write is complete, instead of after seconds (default: {_POLLS}, with --clock)",
    )
    serve.add_argument(
        "--write-lag",
        type=float,
        metavar="S",
        help=f"seconds until other writes can be read (default: {_WRITE_LAG:g}, 0 with --clock)",
    )
    serve.add_argument(
        "--recall-lag",
        type=float,
        metavar="S",
        help=f"seconds until Recall finds what was written (default: {_RECALL_LAG:g}, 0 with --clock)",
    )
    return parser


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 2**16):
        raise argparse.ArgumentTypeError(f"expected 0 to 65535, got {text!r}")
    return int(text)


def _file(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("expected the name of a file")
    return text


def _moment(text: str) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(text)
        FakeClock().set(moment)
    except ValueError as error:
        expected = "expected a time with a zone in the years 1970 to 8999, such as 2026-01-15T10:30:00Z"
        raise argparse.ArgumentTypeError(f"{expected}, got {text!r}") from error
    return moment


def _report(event: Event) -> None:
    """Write what was skipped or refused to the console."""
    if event.level != "INFO":
        with contextlib.suppress(OSError):  # stderr is closed; keep serving.
            print(escape_control(event.summary), file=sys.stderr, flush=True)  # noqa: T201 - the console of a command


def _announce(
    server: ServerOptions, port: int, state: str, new: str, accounts: Mapping[str, list[str]] | None
) -> None:  # fmt: skip
    url = server.public_url(port)
    kept = "in memory only" if state == ":memory:" else f"in {state}"
    # A token that was given is not repeated: the console of a container is a log.
    page, header = url, ""
    if server.admin_token:
        token = new if server.admin_token == new else f"${TOKEN_VARIABLE}"
        page, header = f"{url}/?token={token}", f', with the header "Authorization: Bearer {token}"'
    accepted = "Any non-empty username and password are accepted."
    username, password = CREDENTIALS
    variables = [f"TWILIO_MEMORY_BASE_URL={url}", f"TWILIO_API_KEY={username} TWILIO_API_SECRET={password}"]
    if accounts is not None:
        first = next(iter(accounts.values()))[0]
        accepted = "Only the keys of its accounts are accepted."
        variables[1] = f"TWILIO_API_KEY={shlex.quote(escape_control(first))}  # and TWILIO_API_SECRET"
    if needs_allow_http(url):
        variables.append("TWILIO_MEMORY_ALLOW_HTTP=1")
    exports = "".join(f"export {line}\n" for line in variables)
    with contextlib.suppress(OSError):  # stdout is closed; keep serving.
        print(  # noqa: T201 - there may be no standard output to write to
            f"The Memory API is at {url}, its state {kept}. {accepted}\n"
            f"See what happens, in a browser: {page}\n"
            "For a client of this library, in its shell:\n"
            f"{exports}"
            f"Faults, the clock and more: {url}/__emulator__/{header}. Ctrl+C ends it.",
            flush=True,
        )


if __name__ == "__main__":
    sys.exit(main())
