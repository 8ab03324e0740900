"""What all commands share: their options, the client, what they print, and the exit status."""

from __future__ import annotations

import contextlib
import inspect
import json
import os
import sys
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Annotated, Any, Final, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from twilio_memory import (
    InvalidArgumentError,
    MemoryClient,
    NotFoundError,
    OperationError,
    OperationPollError,
    OperationTimeoutError,
    Outcome,
    TwilioMemoryError,
)

from ._help import Command, split

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence

EMULATOR_URL: Final = "http://127.0.0.1:4010"
STORE_VARIABLE: Final = "TWILIO_MEMORY_STORE_ID"
URL_VARIABLE: Final = "TWILIO_MEMORY_BASE_URL"

app = typer.Typer(
    name="twilio-memory",
    help="Twilio's Conversation Memory from the command line.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # Its frames would show credentials.
    rich_markup_mode=None,
    epilog="""\b
Examples:
  $ twilio-memory doctor
  $ twilio-memory plan memory.toml
  $ twilio-memory recall phone=+15550100123 --query "Which seat?"

\b
Credentials: TWILIO_API_KEY and TWILIO_API_SECRET, or TWILIO_ACCOUNT_SID
             and TWILIO_AUTH_TOKEN
Exit status: 0 done, 1 failed, 2 wrong usage, 3 not found, 4 done in part,
             5 outcome unknown, 6 differs""",
)


def group(name: str, text: str) -> typer.Typer:
    """Return a group of commands."""
    text, examples = split(text)
    result = typer.Typer(help=text, epilog=examples, no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(result, name=name)
    return result


class Exit(IntEnum):
    """The exit statuses, which `docs/reference/command-line.md` lists."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    NOT_FOUND = 3
    PARTIAL = 4
    UNKNOWN = 5
    DIFFERS = 6


@dataclass(frozen=True)
class Session:
    """The options that every command has."""

    store: str | None
    as_json: bool
    emulator: bool
    base_url: str | None

    def client(self, **options: Any) -> MemoryClient:  # noqa: ANN401 - the options of a client
        """Return a client; one for the emulator never gets the credentials of the environment."""
        if self.emulator:
            from twilio_memory.testing._server_options import CREDENTIALS  # not needed by other clients

            return MemoryClient(*CREDENTIALS, base_url=self.base_url or EMULATOR_URL, **options)
        try:
            return MemoryClient(base_url=self.base_url, **options)
        except InvalidArgumentError as error:
            text = str(error).replace("give username and password, or set", "give --emulator, or set")
        raise InvalidArgumentError(text)

    def store_id(self) -> str:
        """Return the ID of the store, or exit."""
        if not self.store:
            fail(
                f"Which store? Give --store, or set {STORE_VARIABLE}; `twilio-memory stores` lists the IDs.", Exit.USAGE
            )
        return self.store

    def show(self, data: object, lines: Iterable[object] = ()) -> None:
        """Print the result: JSON if it was asked for, else what is for people."""
        if self.as_json:
            sys.stdout.write(json.dumps(data, indent=2, ensure_ascii=False, default=str) + "\n")
            return
        for line in lines:
            console().print(escape(line) if isinstance(line, str) else line, highlight=False, soft_wrap=True)


def console(*, stderr: bool = False) -> Console:
    """Return the terminal of now, which tests replace."""
    return Console(stderr=stderr)


def table(*columns: str, rows: Iterable[Sequence[object]]) -> Table:
    """Return a table whose cells are never markup."""
    result = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        result.add_column(column, overflow="fold")
    for row in rows:
        result.add_row(*(escape("" if cell is None else str(cell)) for cell in row))
    return result


def note(text: str) -> None:
    """Print what is not the result, so that the result can be piped."""
    console(stderr=True).print(escape(text), highlight=False, soft_wrap=True)


def fail(text: str, status: Exit = Exit.FAILED) -> NoReturn:
    """Print an error and exit."""
    note(text)
    raise typer.Exit(status)


def confirm(question: str, name: str, given: str | None) -> None:
    """Ask for the name of what is about to be removed, unless it was given; exit if it is another."""
    if given is None:
        if not sys.stdin.isatty():
            fail(f"{question} Give --confirm {json.dumps(name, ensure_ascii=False)} to say yes.", Exit.USAGE)
        given = typer.prompt(f"{question} Type its name to go on", err=True)
    if given != name:
        fail(f"That is not the name {name!r}. Nothing was removed.", Exit.USAGE)


#: The exit status for an error, by the first class that fits.
_STATUSES: Final = (
    (InvalidArgumentError, Exit.USAGE),
    ((OperationTimeoutError, OperationPollError), Exit.UNKNOWN),
    (OperationError, Exit.FAILED),
    ((NotFoundError, LookupError), Exit.NOT_FOUND),
    (Exception, Exit.FAILED),
)


def status_of(error: Exception) -> Exit:
    """Return the exit status for an error."""
    if getattr(error, "outcome", None) is Outcome.MAYBE_PROCESSED:
        return Exit.UNKNOWN
    return next(status for kinds, status in _STATUSES if isinstance(error, kinds))


@contextlib.contextmanager
def errors_as_exit(session: Session) -> Generator[None]:
    """Turn what a command raises into a message and an exit status."""
    try:
        yield
    except BrokenPipeError:  # The reader of a pipe, such as `head`, has ended.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(Exit.FAILED) from None
    except (TwilioMemoryError, OSError, LookupError) as error:
        status = status_of(error)
        if session.as_json:
            details = {
                name: value
                for name in ("method", "outcome", "status", "code", "request_id", "operation_id")
                if (value := getattr(error, name, None)) is not None
            }
            sys.stderr.write(json.dumps({"error": str(error), **details}, ensure_ascii=False, default=str) + "\n")
            raise typer.Exit(status) from None
        fail(str(error), status)


def _shared(name: str, kind: Any, default: object, *flags: str, **options: Any) -> inspect.Parameter:  # noqa: ANN401
    annotation = Annotated[kind, typer.Option(*flags, **options)]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


_EMULATOR_HELP: Final = f"Use the emulator at {EMULATOR_URL}, or at --base-url."
_OPTIONAL: Final = str | None
_SHARED: Final = (
    _shared("store", _OPTIONAL, None, "--store", "-s", metavar="ID", envvar=STORE_VARIABLE, help="The store's ID."),
    _shared("as_json", bool, False, "--json", help="Print JSON."),
    _shared("emulator", bool, False, "--emulator", help=_EMULATOR_HELP),
    _shared("base_url", _OPTIONAL, None, "--base-url", metavar="URL", envvar=URL_VARIABLE, help="Where the API is."),
)


def command(parent: typer.Typer, name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a function, whose first parameter is the session, as a command with the options that all have."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]
        parameters = [*own, *_SHARED]

        def run(**values: Any) -> None:  # noqa: ANN401 - the options of the command
            session = Session(**{each.name: values.pop(each.name) for each in _SHARED})
            with errors_as_exit(session):
                function(session, **values)

        text, examples = split(function.__doc__)
        run.__name__ = function.__name__
        run.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
            [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in parameters]
        )
        run.__annotations__ = {each.name: each.annotation for each in parameters}
        parent.command(name, cls=Command, help=text, epilog=examples)(run)
        return function

    return register
