"""Consistency of the repository and the package: versions, pins, public names, lazy imports, shipped files."""

import importlib
import importlib.metadata
import importlib.resources
import inspect
import itertools
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

import twilio_memory
import twilio_memory_api
from twilio_memory import errors

ROOT = Path(__file__).parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT = PYPROJECT["project"]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
CLASSIFIER = "Programming Language :: Python :: "
LOCKS = re.findall(r"--output-file (\S+)\.txt", (ROOT / "Makefile").read_text("utf-8"))

# The patterns are written so that they do not match this file.
FORBIDDEN = {
    "the host of a registry": re.compile(r"p[y]pi\.org|python[h]osted\.org|npm[j]s\.(?:org|com)|yarn[p]kg\.com"),
    "a path of a developer's machine": re.compile(r"(?<![\w.)}~*-])/(?:work|root|tmp|home|Users)(?:/|\b(?![\w-]))"),
}


def minors(versions):
    return [tuple(map(int, version.split("."))) for version in versions if re.fullmatch(r"3\.\d+", version)]


CLASSIFIED = minors(line.removeprefix(CLASSIFIER) for line in PROJECT["classifiers"] if line.startswith(CLASSIFIER))


def files():
    """Return the files of the repository, that git tracks."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z"]
    names = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\0")
    return [ROOT / name for name in sorted(names) if name and (ROOT / name).is_file()]


def steps(workflow):
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def pins(lock):
    """Return the requirements of a lock file, each with its hashes."""
    lines = (ROOT / f"{lock}.txt").read_text("utf-8").replace("\\\n", " ").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def name_of(requirement):
    return re.match(r"[\w.-]+", requirement)[0].lower().replace("_", "-")


def test_ci_runs_every_python_version_of_the_classifiers():
    ci = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_bytes())
    assert set(CLASSIFIED) <= set(minors(ci["jobs"]["test"]["strategy"]["matrix"]["python"]))


def test_oldest_python_version_is_the_same_in_classifiers_tools_and_ci():
    oldest = f"{CLASSIFIED[0][0]}.{CLASSIFIED[0][1]}"
    assert PROJECT["requires-python"] == f">={oldest}"
    assert PYPROJECT["tool"]["ruff"]["target-version"] == f"py{oldest.replace('.', '')}"
    assert f"--python-version {oldest} " in (ROOT / "Makefile").read_text("utf-8")
    ci = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_bytes())
    assert oldest in [step["with"]["python-version"] for step in ci["jobs"]["check"]["steps"] if "python" in str(step)]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
class TestWorkflow:
    def test_workflow_pins_every_action_to_a_commit_and_names_its_version(self, path):
        uses = re.findall(r"uses: *(.*)", path.read_text("utf-8"))
        assert uses
        for action in uses:
            assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action

    def test_workflow_has_read_only_permissions_by_default(self, path):
        assert yaml.safe_load(path.read_bytes())["permissions"] == {"contents": "read"}

    def test_workflow_runs_no_make_in_jobs_with_write_permission(self, path):
        writing = [job for job in yaml.safe_load(path.read_bytes())["jobs"].values() if "permissions" in job]
        commands = [step["run"] for job in writing for step in job["steps"] if "run" in step]
        assert [line for line in commands if re.search(r"\b(make|python|npm|bash)\b", line)] == []

    def test_workflow_interpolates_nothing_into_commands(self, path):
        assert [step["run"] for step in steps(yaml.safe_load(path.read_bytes())) if "${{" in step.get("run", "")] == []

    def test_workflow_keeps_no_credentials_and_has_timeouts(self, path):
        for job in yaml.safe_load(path.read_bytes())["jobs"].values():
            assert job["timeout-minutes"] <= 30
            for step in job["steps"]:
                if step.get("uses", "").startswith("actions/checkout@"):
                    keeps = step["with"]["persist-credentials"]
                    assert keeps == (job.get("permissions") == {"contents": "write"})


def test_code_blocks_of_contributing_match_the_named_files():
    shown = 0
    for text, block in itertools.pairwise((ROOT / "CONTRIBUTING.md").read_text("utf-8").split("\n\n")):
        if re.match("```(python|yaml)\n", block):
            name = re.search(r"`(\S+\.(?:py|yaml))`", text)[1]
            lines = set((ROOT / name).read_text("utf-8").splitlines())
            wanted = block.splitlines()[1:-1]
            assert [line for line in wanted if line not in lines] == [], name
            shown += len(wanted)
    assert shown


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "README.md", ".ci/run"])
def test_make_targets_named_in_pages_exist(page):
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    named = re.findall(r"(?:^|`)make ([a-z-]+)", (ROOT / page).read_text("utf-8"), re.MULTILINE)
    assert set(named) <= set(targets)


def test_lock_files_are_all_written_by_make_lock():
    assert {f"{lock}.txt" for lock in LOCKS} == {
        path.relative_to(ROOT).as_posix() for path in files() if re.fullmatch(r"requirements[\w-]*\.txt", path.name)
    }


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_file_pins_are_exact_and_have_hashes(lock):
    requirements = pins(lock)
    assert requirements
    for requirement in requirements:
        assert re.fullmatch(r"[\w.-]+==[\w.]+( ; [^#]+?)?(\s+--hash=sha256:[0-9a-f]{64})+\s*", requirement), requirement


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_file_pins_every_input_requirement(lock):
    asked = (ROOT / f"{lock}.in").read_text("utf-8").splitlines()
    names = {name_of(line) for line in asked if line and not line.startswith("#")}
    assert names <= {name_of(pin) for pin in pins(lock)}


@pytest.mark.parametrize(
    ("lock", "extras"),
    [
        ("requirements-dev", ["fast", "testing", "server", "testcontainers"]),
        ("tests/benchmarks/requirements", ["fast", "testing"]),
        ("tests/requirements-semantic", ["semantic"]),
    ],
)
def test_lock_file_pins_the_dependencies_of_the_library_and_its_extras(lock, extras):
    needed = itertools.chain(PROJECT["dependencies"], *(PROJECT["optional-dependencies"][extra] for extra in extras))
    assert {name_of(requirement) for requirement in needed} <= {name_of(pin) for pin in pins(lock)}


def test_formatter_version_is_the_same_for_generated_code():
    first, second = ({pin for pin in pins(lock) if name_of(pin) == "ruff"} for lock in LOCKS[:2])
    assert first == second != set()


@pytest.mark.parametrize("folder", ["openapi", "tests/conformance", "docs"])
def test_node_packages_have_a_hash_and_no_address(folder):
    packages = json.loads((ROOT / folder / "package-lock.json").read_bytes())["packages"]
    locked = {name: package for name, package in packages.items() if name}
    assert locked
    for name, package in locked.items():
        assert package["integrity"].startswith("sha512-"), name
        assert "resolved" not in package, name


@pytest.mark.parametrize("kind", FORBIDDEN)
def test_forbidden_text_is_in_no_file(kind):
    found = []
    for path in files():
        content = path.read_bytes()
        if b"\0" not in content:
            lines = content.decode("utf-8", "replace").splitlines()
            found += [
                f"{path.relative_to(ROOT)}:{n}" for n, line in enumerate(lines, 1) if FORBIDDEN[kind].search(line)
            ]
    assert found == []


@pytest.mark.parametrize(
    ("kind", "text", "there"),
    [
        ("the host of a registry", "https://" + "py" + "pi.org/simple", True),
        ("the host of a registry", "https://registry." + "npm" + "js.org/x", True),
        ("the host of a registry", "https://www.twilio.com/docs", False),
        ("a path of a developer's machine", '"/' + 'work/main/x"', True),
        ("a path of a developer's machine", "cd /" + "tmp", True),
        ("a path of a developer's machine", "file:///" + "home/me", True),
        ("a path of a developer's machine", "$RUNNER/tmp or docs/rooted/x or /tmpl or and/or", False),
    ],
)
def test_forbidden_text_search_finds_each_kind(kind, text, there):
    assert bool(FORBIDDEN[kind].search(text)) == there


@pytest.mark.parametrize(
    "name",
    [
        "twilio_memory",
        "twilio_memory.errors",
        "twilio_memory.models",
        "twilio_memory.testing",
        "twilio_memory_api.models",
    ],
)
def test_public_names_exist_once(name):
    module = importlib.import_module(name)
    assert sorted(set(module.__all__)) == sorted(module.__all__)
    assert [public for public in module.__all__ if not hasattr(module, public)] == []


@pytest.mark.parametrize("name", ["twilio_memory", "twilio_memory.errors", "twilio_memory.testing"])
def test_public_names_are_sorted(name):
    names = importlib.import_module(name).__all__
    own = names if name == errors.__name__ else [public for public in names if public not in errors.__all__]
    # Constants, then classes, then the rest.
    assert own == sorted(own, key=lambda public: (not public.isupper(), not public[0].isupper(), public))


def loaded_by(program):
    program = f"{program}\nimport sys; print(*sys.modules, sep='\\n')"
    # Without coverage, which would load modules of its own.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    command = [sys.executable, "-I", "-c", program]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return set(done.stdout.split())


def test_import_of_the_library_loads_nothing_unused():
    loaded = loaded_by("import twilio_memory, twilio_memory.models")
    assert "twilio_memory" in loaded
    assert loaded.isdisjoint({"attrs", "httpx", "socket", "twilio_memory.errors", "twilio_memory_api.models.store"})


def test_client_loads_only_the_modules_of_its_own_concurrency_and_resource():
    loaded = loaded_by(
        "import twilio_memory; twilio_memory.MemoryClient('a', 'b', base_url='http://localhost').data_mappings"
    )
    assert "twilio_memory._resources._sync.data_mappings" in loaded
    assert loaded.isdisjoint(
        {"twilio_memory.testing", "jsonschema_rs", "sqlite3", "httpx", "anyio", "h11", "email.utils", "opentelemetry"}
    )
    others = ("twilio_memory._async", "twilio_memory._resources._async", "twilio_memory._resources._sync.stores")
    assert [name for name in loaded if name.startswith(others)] == []


@pytest.mark.parametrize(
    ("options", "modules"),
    [
        ("", set()),
        ("middleware=[]", set()),
        ("middleware=[Own()]", {"contexts", "_async", "_async.middleware", "_sync", "_sync.middleware"}),
    ],
)
def test_middleware_is_loaded_for_a_client_that_has_some(options, modules):
    loaded = loaded_by(f"""
from twilio_memory.testing import Emulator
{"from twilio_memory.middleware import Middleware as Own" if modules else ""}
with Emulator() as emulator, emulator.client({options}) as memory:
    memory.stores.create(display_name="a").wait()
""")
    room = "twilio_memory._middleware"
    assert {name for name in loaded if name.startswith(room)} == {f"{room}.{name}" for name in modules} | (
        {room} if modules else set()
    )


@pytest.mark.parametrize(
    "name", ["twilio_memory", "twilio_memory.models", "twilio_memory.testing", "twilio_memory_api"]
)
def test_lazy_names_can_be_listed_and_star_imported(name):
    program = f"""
        from {name} import *
        import {name} as module
        assert set(module.__all__) <= set(globals()) & set(dir(module))
        try:
            module.Nothing
        except AttributeError as error:
            assert "Nothing" in str(error)
        else:
            raise AssertionError
    """
    subprocess.run([sys.executable, "-I", "-c", inspect.cleandoc(program)], check=True)


@pytest.mark.parametrize("package", [twilio_memory, twilio_memory_api], ids=lambda package: package.__name__)
def test_packages_have_py_typed(package):
    assert (importlib.resources.files(package) / "py.typed").is_file()


def test_tested_package_is_the_installed_one():
    """Check that a test of the wheel does not import the source tree."""
    distribution = importlib.metadata.distribution("twilio-memory")
    origin = json.loads(distribution.read_text("direct_url.json"))
    editable = origin.get("dir_info", {}).get("editable", False)
    for package, folder in ((twilio_memory, "facade"), (twilio_memory_api, "generated")):
        parent = ROOT / folder if editable else Path(distribution.locate_file("."))
        assert Path(package.__file__).parent.parent.resolve() == parent.resolve()


def test_license_and_version_are_shipped():
    metadata = importlib.metadata.metadata("twilio-memory")
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Version"] == twilio_memory.__version__
    shipped = [path for path in importlib.metadata.files("twilio-memory") if path.name == "LICENSE"]
    assert [path.read_text("utf-8") for path in shipped] == [(ROOT / "LICENSE").read_text("utf-8")]


def test_citation_names_the_version():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_bytes())
    assert citation["version"] == twilio_memory.__version__
    assert citation["license"] == PROJECT["license"]


def test_publishing_job_stores_no_token_and_runs_no_code_of_the_repository():
    release = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_bytes())
    job = release["jobs"]["publish"]
    assert job["permissions"] == {"id-token": "write", "attestations": "write"}
    assert job["environment"] == "release"
    assert [step for step in job["steps"] if "run" in step or "checkout" in step["uses"]] == []
    assert "secrets." not in str(release)


def test_twilio_pages_in_docstrings_are_named_by_the_spec():
    pages = set(
        re.findall(r"url: (https://www\.twilio\.com/\S+)", (ROOT / "openapi/memory-v1.yaml").read_text("utf-8"))
    )
    for path in sorted((ROOT / "facade/twilio_memory/_async").glob("*.py")):
        for page in re.findall(r"See (https://\S+)", path.read_text("utf-8")):
            assert page in pages, f"{path.name}: {page}"


def test_description_for_a_package_index_has_no_relative_links():
    command = [sys.executable, "-m", "hatchling", "metadata", "readme"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    description = done.stdout
    assert "python-client](https://github.com/openapi-generators/" in description
    assert "Documentation\n\n- Your first store, a tutorial" in description
    assert re.findall(r"\]\((?!https?://)[^)]*\)", description) == []
