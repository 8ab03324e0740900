"""openapi/generate.py without the generator itself; `make check-generated` runs both."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

ROOT = Path(__file__).parent.parent


@pytest.fixture
def script(monkeypatch):
    """Import a fresh copy of the script, whose folders a test may change."""
    monkeypatch.syspath_prepend(ROOT / "openapi")
    spec = importlib.util.spec_from_file_location("generate", ROOT / "openapi" / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


# -------------------------------------------------------------------------------------------------- the committed files


def test_emulator_spec_equals_the_source_spec(script):
    spec = yaml.load(script.SPEC.read_bytes(), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    assert script.SPEC_AS_JSON.read_text(encoding="utf-8") == script.as_json(spec)


# ------------------------------------------------------------------------------------------------------- comparing


def test_differences_of_equal_folders_ignore_compiled_files(script, tmp_path):
    fresh = write(tmp_path / "fresh", {"a.py": "1\n", "api/b.py": "2\n"})
    committed = write(tmp_path / "old", {"a.py": "1\n", "api/b.py": "2\n", "api/__pycache__/b.pyc": "3"})
    assert list(script.differences(fresh, committed)) == []


def test_differences_name_missing_stray_and_different_files(script, tmp_path):
    fresh = write(tmp_path / "fresh", {"a.py": "1\n", "api/b.py": "2\n", "c.py": "same"})
    committed = write(tmp_path / "old", {"a.py": "1", "api/z.py": "", "c.py": "same"})
    assert list(script.differences(fresh, committed)) == [
        f"different: {committed / 'a.py'}\n",
        f"missing: {committed / 'api/b.py'}\n",
        f"stray: {committed / 'api/z.py'}\n",
    ]


def test_differences_show_a_truncated_diff(script, tmp_path):
    fresh = write(tmp_path, {"fresh": "".join(f"{n}\n" for n in range(100))}) / "fresh"
    committed = write(tmp_path, {"old": ""}) / "old"
    found = list(script.differences(fresh, committed))
    assert found[:3] == [f"different: {committed}\n", "--- committed\n", "+++ fresh\n"]
    assert found[3:5] == ["@@ -0,0 +1,100 @@\n", "+0\n"]
    assert found[-1] == f"... {103 - script.DIFF_LINES} more lines\n"
    assert len(found) == 1 + script.DIFF_LINES + 1


def test_differences_report_a_missing_file(script, tmp_path):
    fresh = write(tmp_path, {"spec.json": "{}"}) / "spec.json"
    assert list(script.differences(fresh, tmp_path / "none")) == [f"missing: {tmp_path / 'none'}\n"]


# ------------------------------------------------------------------------------------------------ checking and writing


@pytest.fixture
def tree(script, tmp_path, monkeypatch):
    """Point the script at a small tree, with a generator that writes one file."""
    monkeypatch.setattr(script, "PACKAGE", tmp_path / "generated" / "package")
    monkeypatch.setattr(script, "SPEC_AS_JSON", tmp_path / "facade" / "spec.json")
    monkeypatch.setattr(script, "read_yaml", lambda _: {"b": 1, "a": ["ä"]})
    monkeypatch.setattr(script, "generate", lambda package: write(package, {"models/new.py": "new\n"}))
    (tmp_path / "generated").mkdir()
    return tmp_path


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_write_replaces_the_whole_package_and_leaves_no_other_file(script, tree):
    write(tree, {"generated/package/models/stale.py": "old", "facade/spec.json": "old"})
    assert script.main([]) == 0
    assert contents(tree) == {
        "generated/package/models/new.py": "new\n",
        "facade/spec.json": '{\n "b": 1,\n "a": [\n  "ä"\n ]\n}\n',
    }
    assert script.main(["--check"]) == 0


def test_write_works_in_an_empty_tree(script, tree):
    assert script.main([]) == 0
    assert contents(tree).keys() == {"generated/package/models/new.py", "facade/spec.json"}


def test_check_reports_differences_and_changes_nothing(script, tree, capsys):
    write(tree, {"generated/package/models/new.py": "edited\n", "generated/package/stray.py": ""})
    before = contents(tree)
    assert script.main(["--check"]) == 1
    assert contents(tree) == before
    printed = capsys.readouterr().out
    assert all(part in printed for part in ["-edited\n+new\n", "stray.py", "missing: ", "spec.json"])


def test_failed_generation_leaves_the_tree_unchanged(script, tree, monkeypatch):
    write(tree, {"generated/package/models/old.py": "old", "facade/spec.json": "old"})
    before = contents(tree)
    monkeypatch.setattr(script, "generate", lambda package: sys.exit(f"cannot write {package.name}"))
    with pytest.raises(SystemExit, match="cannot write package"):
        script.main([])
    assert contents(tree) == before
    assert [path.name for path in (tree / "generated").iterdir()] == ["package"]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1, 2}])
def test_values_that_json_lacks_are_refused(script, value):
    with pytest.raises((TypeError, ValueError)):
        script.as_json({"value": value})


# -------------------------------------------------------------------------------------------------------- generating


@pytest.fixture
def settings(script, monkeypatch):
    """Install a fake generator that has two settings."""
    config = SimpleNamespace(ConfigFile=SimpleNamespace(model_fields={"post_hooks": None, "literal_enums": None}))
    monkeypatch.setitem(sys.modules, "openapi_python_client", SimpleNamespace(config=config))
    monkeypatch.setitem(sys.modules, "openapi_python_client.config", config)
    values = {"post_hooks": [f"{Path(sys.executable).name} -c pass"]}
    monkeypatch.setattr(script, "read_yaml", lambda _: values)
    monkeypatch.setattr(script, "records", lambda: {"FetchStore": {"method": "stores.fetch", "retry": "safe"}})
    return values


def test_unknown_generator_setting_is_refused(script, settings, tmp_path):
    settings["literal_enum"] = True
    with pytest.raises(SystemExit, match=r"generator\.yaml: there is no setting literal_enum$"):
        script.generate(tmp_path / "package")


def test_formatter_missing_beside_the_interpreter_is_refused(script, settings, tmp_path):
    settings["post_hooks"] = ["no-such-formatter ."]
    with pytest.raises(SystemExit, match="no-such-formatter: not found"):
        script.generate(tmp_path / "package")


@pytest.mark.usefixtures("settings")
def test_generator_output_is_completed_and_formatted(script, tmp_path, monkeypatch):
    package, commands = tmp_path / "package", []

    def run(command, *, cwd):
        commands.append((command, cwd))
        if "generate" in command:
            (templates,) = (part for part in command if part.startswith("--custom-template-path="))
            records = Path(templates.partition("=")[2], "records.jinja").read_text("utf-8")
            assert records == "{% set records = {'FetchStore': {'method': 'stores.fetch', 'retry': 'safe'}} %}"
            write(package, {"types.py": "class Unset: ...\n"})

    monkeypatch.setattr(script, "run", run)
    script.generate(package)
    assert (package / "py.typed").read_bytes() == b""
    generator, hook = commands
    assert {"--fail-on-warning", "--meta=none", f"--output-path={package}"} <= set(generator[0])
    assert hook == ([Path(sys.executable).name, "-c", "pass"], package)


def test_command_path_begins_with_this_environment(script, tmp_path):
    code = "import os, pathlib; pathlib.Path('path').write_text(os.environ['PATH'])"
    script.run([sys.executable, "-c", code], cwd=tmp_path)
    assert (tmp_path / "path").read_text().startswith(str(Path(sys.executable).parent))


def test_failed_command_exits_with_its_output(script, tmp_path):
    code = "import sys; print('out'); print('why', file=sys.stderr); sys.exit(3)"
    with pytest.raises(SystemExit, match=r"(?s)out.*why.*failed with status 3"):
        script.run([sys.executable, "-c", code], cwd=tmp_path)
