"""Modules that are loaded by name when they are first used, without the rooms that only some programs have."""

from PyInstaller.utils.hooks import collect_submodules

_ROOMS = tuple(f"twilio_memory.{name}" for name in ("_pyinstaller", "cli", "otel", "provisioning", "testing"))

hiddenimports = collect_submodules("twilio_memory", filter=lambda name: not name.startswith(_ROOMS))
hiddenimports += collect_submodules("twilio_memory_api")
