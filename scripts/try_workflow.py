"""Run the steps of .github/workflows/regenerate.yml on a clone, for changes of the spec, and compare what it would do.

    .venv/bin/python scripts/try_workflow.py [name ...]

The clone's origin is a bare clone of this repository as it is committed. Each `run:` is executed as it stands in the
workflow, but for `make types` and `make test`, which look at the environment that is borrowed from here. Of the
actions, checkout clones, and artifacts are files; `gh` writes down what it is given. What must come of it, in the words
that would be posted, stands in tests/workflow_cases.toml.
"""
# ruff: noqa: S603, T201 - a script that runs the commands of a workflow, and prints

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
WORKFLOW = ROOT / ".github" / "workflows" / "regenerate.yml"
CASES = ROOT / "tests" / "workflow_cases.toml"
BRANCH = "a-change"
#: Environments that are taken from here: to make them is no part of the workflow.
LINKED = (".venv", ".venv-generator", "openapi/node_modules")
SKIPPED = {"make types", "make test"}
FAKE_GH = '#!/bin/sh\necho "$@" >> "$GH_LOG"\nfor each; do [ -f "$each" ] && cat "$each" >> "$GH_LOG"; done; true\n'


class Run:
    """One run of the workflow."""

    def __init__(self, folder: Path, case: dict[str, Any]) -> None:
        self.folder, self.case = folder, case
        self.bare, self.artifacts, self.gh_log = folder / "origin.git", folder / "artifacts", folder / "gh.log"
        self.results: dict[str, str] = {}
        self.outputs: dict[str, dict[str, str]] = {}
        self.gh_log.touch()
        (folder / "bin").mkdir()
        (folder / "bin" / "gh").write_text(FAKE_GH)
        (folder / "bin" / "gh").chmod(0o755)
        self.base = git(ROOT, "rev-parse", "HEAD")
        git(folder, "clone", "--quiet", "--bare", str(ROOT), str(self.bare))
        work = self._clone("author")
        for change in case["changes"]:
            path = work / change["file"]
            text = path.read_text("utf-8")
            if text.count(change["old"]) < 1:
                raise ValueError(f"{change['file']}: {change['old']!r} is not in it")
            path.write_text(text.replace(change["old"], change["new"]), encoding="utf-8")
        git(work, "commit", "--quiet", "--all", "--message", "Change the spec")
        git(work, "push", "--quiet", "origin", f"HEAD:refs/heads/{BRANCH}")
        self.head = git(work, "rev-parse", "HEAD")

    def _clone(self, name: str) -> Path:
        path = self.folder / name
        git(self.folder, "clone", "--quiet", str(self.bare), str(path))
        for key in ("user.name", "user.email"):
            git(path, "config", key, "somewhere@example.com")
        return path

    def run(self) -> None:
        """Run the jobs in their order."""
        for name, job in yaml.safe_load(WORKFLOW.read_text("utf-8"))["jobs"].items():
            needs = job.get("needs", [])
            needs = [needs] if isinstance(needs, str) else needs
            default = all(self.results[each] == "success" for each in needs)
            if not (self._is_true(str(job["if"]), failed=False) if "if" in job else default):
                self.results[name] = "skipped"
                continue
            self._job(name, job)

    def _job(self, name: str, job: dict[str, Any]) -> None:
        work = self.folder / name
        self.steps: dict[str, SimpleNamespace] = {}
        failed = False
        for step in job["steps"]:
            if not (self._is_true(str(step["if"]), failed=failed) if "if" in step else not failed):
                continue
            code, outputs = self._step(step, job, work)
            step_id = step.get("id", step.get("name", ""))
            outcome = "failure" if code else "success"
            self.steps[step_id] = SimpleNamespace(outcome=outcome, outputs=SimpleNamespace(**outputs))
            print(f"  {name}: {step.get('name', step.get('uses'))}: {outcome}")
            failed = failed or (bool(code) and not step.get("continue-on-error"))
        self.results[name] = "failure" if failed else "success"
        self.outputs[name] = {key: self._filled(value) for key, value in job.get("outputs", {}).items()}

    def _step(self, step: dict[str, Any], job: dict[str, Any], work: Path) -> tuple[int, dict[str, str]]:
        if uses := step.get("uses"):
            return self._action(uses.partition("@")[0], step.get("with", {}), work), {}
        if step["run"] in SKIPPED:
            return 0, {}
        output = self.folder / "output"
        output.write_text("")
        given = {**job.get("env", {}), **step.get("env", {})}
        environment = {
            **os.environ,
            "PATH": f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": f"{work / 'facade'}{os.pathsep}{work / 'generated'}",
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary.md"),
            "GH_LOG": str(self.gh_log),
            **{key: self._filled(str(value)) for key, value in given.items()},
        }
        command = ["bash", "-e", *(["-o", "pipefail"] if step.get("shell") == "bash" else []), "-c", step["run"]]
        cwd = work if work.exists() else self.folder
        done = subprocess.run(command, cwd=cwd, env=environment, check=False, capture_output=True, text=True)
        if done.returncode:
            print("    " + "\n    ".join((done.stdout + done.stderr).strip().splitlines()[-6:]))
        return done.returncode, dict(line.split("=", 1) for line in output.read_text().splitlines())

    def _action(self, name: str, options: dict[str, Any], work: Path) -> int:
        kept = self.artifacts / str(options.get("name"))
        if name == "actions/checkout":
            self._clone(work.name)
            git(work, "checkout", "--quiet", self._filled(str(options["ref"])))
            for each in LINKED:
                (work / each).symlink_to(ROOT / each)
                (ROOT / each / "ready").touch()
        elif name == "actions/upload-artifact":
            kept.mkdir(parents=True)
            shutil.copy2(self._filled(options["path"]), kept)
        elif name == "actions/download-artifact":
            if not kept.exists():
                return 1
            shutil.copytree(kept, self._filled(options["path"]), dirs_exist_ok=True)
        return 0

    def _filled(self, text: str) -> str:
        return re.sub(r"\$\{\{(.*?)\}\}", lambda match: str(self._value(match[1])), text)

    def _is_true(self, condition: str, *, failed: bool) -> bool:
        condition = condition.strip().removeprefix("${{").removesuffix("}}")
        return bool(self._value(condition, failed=failed)) and (not failed or "cancelled()" in condition)

    def _value(self, expression: str, *, failed: bool = False) -> Any:  # noqa: ANN401 - of an expression
        jobs = {
            name: SimpleNamespace(result=result, outputs=SimpleNamespace(**self.outputs.get(name, {})))
            for name, result in self.results.items()
        }
        head = SimpleNamespace(sha=self.head, ref=BRANCH, repo=SimpleNamespace(full_name="a/b"))
        request = SimpleNamespace(number=7, head=head, base=SimpleNamespace(sha=self.base))
        names = {
            "github": SimpleNamespace(
                event=SimpleNamespace(pull_request=request),
                repository="a/b",
                actor=self.case.get("actor", "octocat"),
                token="none",  # noqa: S106 - it opens nothing
            ),
            "runner": SimpleNamespace(temp=self.folder),
            "needs": SimpleNamespace(**jobs),
            "steps": SimpleNamespace(**getattr(self, "steps", {})),
            "cancelled": lambda: False,
            "failure": lambda: failed,
        }
        code = expression.replace("&&", " and ").replace("||", " or ")
        code = re.sub(r"!(?!=)", " not ", code)
        try:
            return eval(" ".join(code.split()), {"__builtins__": {}}, names)  # noqa: S307 - of our own workflow
        except AttributeError:  # What was not set is empty.
            return ""


def problems(run: Run, expected: dict[str, Any]) -> list[str]:
    """Compare what the run did with what it should have done."""
    posted = run.gh_log.read_text("utf-8")
    found = [
        f"not posted: {line}"
        for line in expected.get("posted", ())
        if line.format(temp=run.folder) not in posted.splitlines()
    ]
    found += [f"posted: {line}" for line in expected.get("not_posted", ()) if line in posted]
    found += [
        f"job {name}: {run.results[name]}, not {result}"
        for name, result in expected["jobs"].items()
        if run.results[name] != result
    ]
    pushed = git(run.bare, "diff", "--no-renames", "--name-only", run.head, BRANCH).splitlines()
    found += [f"not pushed: {name}" for name in expected.get("pushed", ()) if name not in pushed]
    if not expected.get("pushed") and pushed:
        found.append(f"pushed: {', '.join(pushed)}")
    return found


def git(folder: Path, *arguments: str) -> str:
    """Run git."""
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def main(names: list[str]) -> int:
    """Run the cases."""
    cases = tomllib.loads(CASES.read_text("utf-8"))
    failed = 0
    for name in names or cases:
        print(name)
        with tempfile.TemporaryDirectory() as folder:
            run = Run(Path(folder), cases[name])
            run.run()
            found = problems(run, cases[name]["expected"])
            failed += bool(found)
            if found:
                print("\n".join(["", *found, "", run.gh_log.read_text("utf-8")]))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
