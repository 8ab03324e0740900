"""The emulator, with its description of the API, its tables of words and its page."""

from PyInstaller.utils.hooks import collect_data_files, collect_submodules

datas = collect_data_files("twilio_memory.testing")
# The plugin of pytest and the ranker by meaning belong to programs that import them.
hiddenimports = collect_submodules(
    "twilio_memory.testing", filter=lambda name: not name.endswith(("._pytest_plugin", ".semantic", ".__main__"))
)
