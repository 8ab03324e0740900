"""Records what is read of Twilio as a seed file."""

from __future__ import annotations

import contextlib
import secrets
from typing import TYPE_CHECKING

from twilio_memory._core.config import DEFAULT_BASE_URL, BaseURL, Credentials

from ._emulator import Emulator
from ._errors import EmulatorError
from ._recorded_seed import seed_of_reads
from ._seed_files import require_writer, seed_file, write_seed
from ._serve import run_server
from ._server_options import ServerOptions, new_token

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from ._recorded_reads import RecordedReads
    from .page import LoggedCall


_OPTIONS = {"record", "record_from", "host", "port", "quiet", "json"}


def run_recording(
    options: argparse.Namespace, defaults: Mapping[str, object], on_call: Callable[[LoggedCall], object] | None
) -> None:
    """Run the command with `--record`: pass requests on until a signal ends it, then write what was read.

    Args:
        options: The options of the command.
        defaults: Their defaults: what is for an emulator must be as in them.
        on_call: Is called after each request.

    Raises:
        EmulatorError: It would serve more than this machine, the extra `server` is not installed, the address or the
            port cannot be used, or the file cannot be written or loaded.
        ValueError: There are no credentials in the environment, the base URL is not one for them, or another option
            does not go together with this one.
    """
    if options.record is None:
        raise ValueError("--record-from: needs --record")
    others = [name for name, value in vars(options).items() if value != defaults[name] and name not in _OPTIONS]
    if others:
        raise ValueError(f"--{min(others).replace('_', '-')}: is for the emulator, and --record serves none")
    server_options = ServerOptions.parse(options.host, options.port, admin_token=new_token())
    if server_options.needs_token:
        raise EmulatorError("--host: a recording is for this machine only, since it acts with your credentials")
    file = seed_file(options.record)
    require_writer(file)
    try:
        target = BaseURL.from_environment(options.record_from or DEFAULT_BASE_URL, None, None)
    except ValueError as error:
        raise ValueError(f"--record-from: {str(error).removeprefix('base_url: ')}") from None
    try:
        credentials = Credentials.from_environment(None, None)
    except ValueError as error:  # A command has no arguments for them.
        raise ValueError(f"--record: {str(error).replace('give username and password, or ', '')}") from None
    try:
        from ._record_server import USERNAME, RecordingProxy, make_recording_server  # an extra
    except ModuleNotFoundError as error:
        raise EmulatorError(f'{error.name} is missing: pip install "twilio-memory[server]"') from error
    key = secrets.token_urlsafe(32)
    proxy = RecordingProxy(target, credentials, key, on_call)

    def announce(port: int) -> None:
        url = server_options.local_url(port)
        _print(
            f"{url} passes requests on to {target}, with the credentials of this environment.\n"
            "For a client of this library, in its shell:\n"
            f"export TWILIO_MEMORY_BASE_URL={url}\n"
            f"export TWILIO_API_KEY={USERNAME} TWILIO_API_SECRET={key}\n"
            f"What is read goes to {file} when this ends, with fictitious personal data. Ctrl+C ends it."
        )

    run_server(make_recording_server(proxy, server_options), server_options, announce)
    save_reads(proxy.reads, file)
    stores, profiles = proxy.reads.counts
    _print(f"{file} was written. Stores: {stores}. Profiles: {profiles}.")


def save_reads(reads: RecordedReads, file: Path) -> None:
    """Write what was read, with fictitious personal data.

    Raises:
        EmulatorError: The file cannot be written, or was written and cannot be loaded.
    """
    write_seed(file, seed_of_reads(reads))
    try:
        with Emulator() as emulator:
            emulator.load(file)
    except EmulatorError as error:
        raise EmulatorError(f"{file} was written, but does not fit an emulator yet: {error}") from error


def _print(text: str) -> None:
    with contextlib.suppress(OSError):  # stdout is closed.
        print(text, flush=True)  # noqa: T201 - the console of a command
