"""The emulator, with its description of the API, its tables of words and its page."""

from PyInstaller.utils.hooks import collect_data_files, collect_submodules

datas = collect_data_files("twilio_memory.testing")
# What needs an extra of its own belongs to programs that import it.
left_out = ("._pytest_plugin", ".containers", ".semantic", ".__main__")
hiddenimports = collect_submodules("twilio_memory.testing", filter=lambda name: not name.endswith(left_out))
