"""What PyInstaller has to know to put this library into a program."""

from pathlib import Path


def get_hook_dirs() -> list[str]:
    """Return where the hooks are; PyInstaller finds this function by an entry point."""
    return [str(Path(__file__).parent / "hooks")]  # A folder, no package: a hook is no module to import.
