"""What is in a store: `stores`, `profiles find`, `recall` and `import`."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - the command line reads annotations
from typing import TYPE_CHECKING, Annotated, Any

import rich.progress
import typer

from twilio_memory import ProfileSnapshot, memory_prompt

from ._session import Exit, Session, app, command, console, fail, group, note, table

if TYPE_CHECKING:
    from twilio_memory import MemoryClient

Candidates = Annotated[
    list[str], typer.Argument(metavar="TYPE=VALUE", help="Identifiers, the preferred one first.", show_default=False)
]


@command(app, "stores")
def stores(session: Session) -> None:
    """List the account's stores.

    Examples:
      $ twilio-memory stores
      $ twilio-memory stores --json
    """
    with session.client() as memory:
        found = [memory.stores.fetch(store_id) for store_id in memory.stores.list(page_size=100)]
    rows = [(each.display_name, each.id, each.status, each.description) for each in found]
    session.show([each.to_dict() for each in found], [table("Name", "ID", "Status", "Description", rows=rows)])


profiles = group(
    "profiles",
    """Find profiles in a store.

    Examples:
      $ twilio-memory profiles find phone=+15550100123
    """,
)


@command(profiles, "find")
def find(session: Session, candidates: Candidates) -> None:
    """Show the profile of the first identifier that has one.

    Examples:
      $ twilio-memory profiles find phone=+15550100123
      $ twilio-memory profiles find phone=+15550100123 email=ada@example.com
    """
    store_id = session.store_id()
    pairs = [_pair(each) for each in candidates]
    with session.client() as memory:
        found = memory.profiles.find(store_id, pairs)
        if found is None:
            fail("No profile has any of these identifiers.", Exit.NOT_FOUND)
        profile = memory.profiles.fetch(store_id, found.id)
    data = {"id": profile.id, "found_by": found.id_type, "others": list(found.others), "traits": profile.traits}
    lines = [f"{profile.id} (found by {found.id_type})", memory_prompt(ProfileSnapshot(profile=profile))]
    if found.others:
        lines.append(f"Other profiles of these identifiers: {', '.join(found.others)}")
    session.show(data, [line for line in lines if line])


@command(app, "recall")
def recall(
    session: Session,
    person: Annotated[
        str, typer.Argument(metavar="PROFILE", help="A profile's ID, or TYPE=VALUE.", show_default=False)
    ],
    *,
    query: Annotated[str | None, typer.Option("--query", "-q", metavar="TEXT", help="What to search for.")] = None,
    conversation: Annotated[
        str | None, typer.Option("--conversation", metavar="ID", help="A conversation's ID.")
    ] = None,
    observations: Annotated[int | None, typer.Option(metavar="N", help="How many observations, 0 to 100.")] = None,
    summaries: Annotated[int | None, typer.Option(metavar="N", help="How many summaries, 0 to 100.")] = None,
    communications: Annotated[int | None, typer.Option(metavar="N", help="How many communications, 0 to 100.")] = None,
    threshold: Annotated[float | None, typer.Option(metavar="N", help="The minimum relevance, 0 to 1.")] = None,
) -> None:
    """Recall the memories of a person.

    Each successful recall is billed.

    Examples:
      $ twilio-memory recall phone=+15550100123 --query "Which seat?"
      $ twilio-memory recall email=ada@example.com --observations 3 --json
    """
    store_id = session.store_id()
    options: dict[str, Any] = {
        "query": query,
        "conversation_id": conversation,
        "observations_limit": observations,
        "summaries_limit": summaries,
        "communications_limit": communications,
        "relevance_threshold": threshold,
    }
    with session.client() as memory:
        profile_id = _profile_id(memory, store_id, person)
        given = {name: value for name, value in options.items() if value is not None}
        result = memory.profiles.recall(store_id, profile_id, **given)
    rows: list[tuple[object, ...]] = [
        (kind, "" if each.score is None else f"{each.score:.2f}", each.occurred_at or each.created_at, each.content)
        for kind, items in (("observation", result.observations), ("summary", result.summaries))
        for each in items
    ]
    rows += [("communication", "", each.created_at, each.content.text) for each in result.communications]
    session.show(result.to_dict(), [table("Kind", "Score", "Time", "Content", rows=rows)] if rows else ["Nothing."])


@command(app, "import")
def import_file(
    session: Session,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file in UTF-8.", show_default=False)],
    *,
    columns: Annotated[
        list[str],
        typer.Option("--map", "-m", metavar="COLUMN=GROUP.TRAIT", help="Which column feeds which trait. Repeatable."),
    ],
    timeout: Annotated[float, typer.Option(metavar="SECONDS", help="The longest wait for the import.")] = 3600,
    check_file: Annotated[
        bool,
        typer.Option("--check/--no-check", help="Check the head of the file first, or do not.", show_default=False),
    ] = True,
) -> None:
    r"""Import profiles from a CSV file.

    It waits until the import is done, and exits with 4 if rows were refused.

    Examples:
      $ twilio-memory import people.csv \
          --map "First name=Contact.firstName" --map E-Mail=Contact.email
    """
    store_id = session.store_id()
    mappings = dict(_column(each) for each in columns)
    with session.client() as memory:
        started = _upload(memory, store_id, file, column_mappings=mappings, check_file=check_file)
        note(f"Import {started.import_id} is accepted.")
        with console(stderr=True).status("Importing ..."):
            result = started.wait(timeout)
    refused = result.errors or 0
    session.show(result.to_dict(), [f"{result.status}: {refused} rows refused, {result.warnings or 0} warnings."])
    if refused:
        fail(
            "The reasons of the refused rows are in Twilio's error logs, or in the emulator's console.",
            Exit.PARTIAL,
        )


def _upload(memory: MemoryClient, store_id: str, file: Path, **options: Any) -> Any:  # noqa: ANN401
    """Upload a file with a progress bar, if there is a terminal."""
    terminal = console(stderr=True)
    if not terminal.is_terminal:
        return memory.imports.upload(store_id, file, **options)
    with rich.progress.open(file, "rb", console=terminal, description="Uploading", transient=True) as source:
        return memory.imports.upload(store_id, source, filename=file.name, **options)


def _profile_id(memory: MemoryClient, store_id: str, person: str) -> str:
    if "=" not in person:
        return person
    found = memory.profiles.find(store_id, [_pair(person)])
    if found is None:
        fail(f"No profile has {person}.", Exit.NOT_FOUND)
    return found.id


def _pair(text: str) -> tuple[str, str]:
    return _sides(text.partition("="), f"Expected TYPE=VALUE, such as phone=+15550100123, not {text!r}.")


def _column(text: str) -> tuple[str, str]:
    wrong = f"--map: expected COLUMN=GROUP.TRAIT, such as E-Mail=Contact.email, not {text!r}."
    return _sides(text.rpartition("="), wrong)


def _sides(parts: tuple[str, str, str], wrong: str) -> tuple[str, str]:
    """Return what is on both sides of a separator; exit if one is missing."""
    if not all(parts):
        fail(wrong, Exit.USAGE)
    return parts[0], parts[2]
