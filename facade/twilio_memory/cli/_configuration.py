"""Configuration as code: `plan`, `apply`, `export`, `restore`, and the deletion of a data mapping with its backup."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from twilio_memory import provisioning

from ._session import Exit, Session, app, command, confirm, fail, group, note, table

File = Annotated[Path, typer.Argument(metavar="FILE", help="The configuration, a TOML file.", show_default=False)]
Backups = Annotated[Path, typer.Option("--backup", metavar="FOLDER", help="Where backups of what is removed go.")]
Timeout = Annotated[float, typer.Option(metavar="SECONDS", help="The longest wait for each write.")]
Prune = Annotated[bool, typer.Option("--prune", help="Remove what the file does not have.")]
Replace = Annotated[
    list[str],
    typer.Option("--replace", metavar="NAME", help="Remove and create again what cannot be changed. Repeatable."),
]
Confirmed = Annotated[
    str | None, typer.Option("--confirm", metavar="NAME", help="The name of what is removed, in place of the question.")
]
BACKUPS = Path("twilio-memory-backups")


@command(app, "plan")
def plan(
    session: Session,
    file: File,
    *,
    prune: Prune = False,
    replace: Replace = [],  # noqa: B006 - read only
    check: Annotated[bool, typer.Option("--check", help="Exit with 6 if anything would be written.")] = False,
) -> None:
    """Show what `apply` would write. Nothing is changed.

    Examples:
      $ twilio-memory plan memory.toml
      $ twilio-memory plan memory.toml --prune --check  # in CI
      $ twilio-memory plan memory.toml --replace crm    # a data mapping
    """
    with session.client() as memory:
        config = provisioning.load(file)
        planned = provisioning.plan(memory, config, store_id=session.store, prune=prune, replace=replace)
    session.show(planned.to_dict(), [str(planned)])
    if planned.blocked:
        raise typer.Exit(Exit.FAILED)
    if check and not planned.is_empty:
        raise typer.Exit(Exit.DIFFERS)


@command(app, "apply")
def apply(
    session: Session,
    file: File,
    *,
    prune: Prune = False,
    replace: Replace = [],  # noqa: B006 - read only
    backup: Backups = BACKUPS,
    timeout: Timeout = 300,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing, if nothing is removed.")] = False,
    confirmed: Confirmed = None,
) -> None:
    """Make a store as the file says.

    The plan is shown first. What is removed is backed up, and asked for by the store's name.

    Examples:
      $ twilio-memory apply memory.toml
      $ twilio-memory apply memory.toml --yes  # without a terminal
      $ twilio-memory apply memory.toml --prune --confirm support
    """
    with session.client() as memory:
        config = provisioning.load(file)
        planned = provisioning.plan(memory, config, store_id=session.store, prune=prune, replace=replace)
        note(str(planned))
        planned.require_unblocked()
        if planned.removed:
            names = ", ".join(each.name for each in planned.removed)
            confirm(f"This removes {names} from the store.", str(config.store["displayName"]), confirmed)
        elif not planned.is_empty and not yes:
            if not sys.stdin.isatty():
                fail("Give --yes to write this.", Exit.USAGE)
            typer.confirm("Write this?", abort=True, err=True)
        applied = provisioning.apply(memory, planned, backup_dir=backup, timeout=timeout, on_step=note)
    backups = [str(path) for path in applied.backups]
    session.show(
        {"store_id": applied.store_id, "steps": list(applied.steps), "backups": backups},
        [
            f"Done: {applied.store_id} is as {file} says.",
            *(f"To bring back: twilio-memory restore {each}" for each in backups),
        ],
    )


@command(app, "export")
def export(
    session: Session,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to this file, not to stdout.")
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="The store's name, in place of its ID.")
    ] = None,
) -> None:
    """Write the configuration of a store to a file.

    It is TOML, for `plan` and `apply`.

    Examples:
      $ twilio-memory export --output memory.toml
      $ twilio-memory export --name support
    """
    with session.client() as memory:
        text = provisioning.export(memory, **({"display_name": name} if name else {"store_id": session.store_id()}))
    if output:
        output.write_text(text, encoding="utf-8")
        note(f"Written to {output}.")
    else:
        sys.stdout.write(text)


@command(app, "restore")
def restore(
    session: Session,
    backup: Annotated[
        Path, typer.Argument(metavar="BACKUP", help="A file that a removal has written.", show_default=False)
    ],
    timeout: Timeout = 300,
) -> None:
    """Bring back what was removed, from its backup.

    A backup has a data mapping, a trait group, or identity resolution settings. It goes into the store of the backup,
    or into that of --store. What exists is not changed.

    Examples:
      $ twilio-memory restore backups/data_mapping.crm.json
    """
    with session.client() as memory:
        restored = provisioning.restore(memory, backup, store_id=session.store, timeout=timeout)
    done = "Created" if restored.created else "Completed" if restored.added else "Nothing was missing"
    differs = [f"  {each}" for each in restored.differs]
    session.show(
        {
            "created": restored.created,
            "added": list(restored.added),
            "differs": [str(each) for each in restored.differs],
            "resource": restored.to_dict(),
        },
        [f"{done}.", *(["It differs from the backup:", *differs] if differs else [])],
    )


mappings = group(
    "data-mappings",
    """List and delete the data mappings of a store.

    Examples:
      $ twilio-memory data-mappings list
      $ twilio-memory data-mappings delete crm
    """,
)


@command(mappings, "list")
def list_mappings(session: Session) -> None:
    """List the data mappings of a store.

    Examples:
      $ twilio-memory data-mappings list
      $ twilio-memory data-mappings list --json
    """
    with session.client() as memory:
        found = list(memory.data_mappings.list(session.store_id()))
    rows = [(each.display_name, each.id, each.mapping_from.type_) for each in found]
    session.show([each.to_dict() for each in found], [table("Name", "ID", "Source", rows=rows)])


@command(mappings, "delete")
def delete_mapping(
    session: Session,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name or the ID of the mapping.", show_default=False)],
    backup: Backups = BACKUPS,
    timeout: Timeout = 300,
    confirmed: Confirmed = None,
) -> None:
    """Delete a data mapping, after its backup.

    It is shown first, and asked for by its name; the command waits until it is gone. `twilio-memory restore` brings it
    back, with a new ID. The command can be run again after any failure.

    Examples:
      $ twilio-memory data-mappings delete crm
      $ twilio-memory data-mappings delete crm --backup backups --confirm crm
    """
    store_id = session.store_id()
    with session.client() as memory:
        found = [each for each in memory.data_mappings.list(store_id) if name in {each.id, each.display_name}]
        if found:
            note("\n".join(f"{field}: {value}" for field, value in found[0].to_dict().items() if value is not None))
            confirm("This deletes the data mapping.", found[0].display_name, confirmed)
            name = found[0].display_name
        path = provisioning.delete_data_mapping(memory, store_id, name, backup_dir=backup, timeout=timeout)
    session.show(
        {"deleted": name, "backup": str(path)},
        [f"Deleted {name}. To bring it back: twilio-memory restore {path}"],
    )
