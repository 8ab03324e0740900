"""Changes the library in one place at a time, and expects a test to fail for each change.

    make mutation
    make mutation MUTATION="ids retry"

The changes are those of cosmic-ray's operators. Each mutant runs in a fork of this process, which has the packages of
others loaded already, and is compiled from memory: no file changes, so two may run side by side. Those that no test
notices are listed in survivors.toml, each with its reason; any other, and a reason that is not needed, fails the run.
"""
# ruff: noqa: T201 - a script that prints

from __future__ import annotations

import ast
import collections
import importlib
import io
import itertools
import os
import resource
import signal
import sys
import time
import tomllib
import traceback
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import MutationVisitor
from cosmic_ray.operators import (
    binary_operator_replacement as binary,
)
from cosmic_ray.operators import (
    boolean_replacer,
    break_continue,
    exception_replacer,
    number_replacer,
    remove_decorator,
    unary_operator_replacement,
    zero_iteration_for_loop,
)
from cosmic_ray.operators import (
    comparison_operator_replacement as comparison,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
#: Loaded once, by the process that is forked.
PRELOADED = ["anyio", "attrs", "h11", "httpx", "httpx2", "hypothesis", "jsonschema_rs", "msgspec", "trio", "yaml"]
TIMEOUT, LIMIT = 120, 4 * 1024**3
OPERATORS = [
    *[
        getattr(comparison, f"ReplaceComparisonOperator_{names}")()
        for names in (
            *("Eq_NotEq", "NotEq_Eq", "Is_IsNot", "IsNot_Is"),
            *("Lt_LtE", "Lt_GtE", "LtE_Lt", "LtE_Gt", "Gt_GtE", "Gt_LtE", "GtE_Gt", "GtE_Lt"),
        )
    ],
    *[
        getattr(binary, f"ReplaceBinaryOperator_{names}")()
        for names in (
            *("Add_Sub", "Sub_Add", "Mul_Div", "Div_Mul", "FloorDiv_Mul", "Mod_Mul", "Pow_Mul"),
            *("RShift_LShift", "LShift_RShift", "BitOr_BitAnd", "BitAnd_BitOr"),
        )
    ],
    *[operator() for operator in unary_operator_replacement.operators() if "Delete" in operator.__name__],
    boolean_replacer.AddNot(),
    boolean_replacer.ReplaceTrueWithFalse(),
    boolean_replacer.ReplaceFalseWithTrue(),
    boolean_replacer.ReplaceAndWithOr(),
    boolean_replacer.ReplaceOrWithAnd(),
    break_continue.ReplaceBreakWithContinue(),
    break_continue.ReplaceContinueWithBreak(),
    exception_replacer.ExceptionReplacer(),
    number_replacer.NumberReplacer(),
    remove_decorator.RemoveDecorator(),
    zero_iteration_for_loop.ZeroIterationForLoop(),
]


class Mutant(NamedTuple):
    """A module with one change."""

    number: int
    line: str
    mutant: str
    source: str


def ranges(source: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield where nothing is executed: annotations, and imports for type checkers."""
    for node in ast.walk(ast.parse(source)):
        unused = [getattr(node, "annotation", None), getattr(node, "returns", None)]
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            unused.append(node)
        for part in filter(None, unused):
            yield (part.lineno, part.col_offset), (part.end_lineno, part.end_col_offset)


def mutants(path: Path) -> Iterator[Mutant]:
    """Yield all mutants of a module."""
    source = path.read_text("utf-8")
    skipped = list(ranges(source))
    tree = get_ast(source)
    for operator in OPERATORS:
        places = itertools.chain.from_iterable(operator.mutation_positions(node) for node in ast_nodes(tree))
        for occurrence, (start, _) in enumerate(places):
            if any(first <= start < last for first, last in skipped):
                continue
            changed = MutationVisitor.mutate_code(source, operator, occurrence)
            assert changed
            pairs = enumerate(zip(source.splitlines(), changed.splitlines(), strict=False), 1)
            number, (line, mutant) = next((n, pair) for n, pair in pairs if pair[0] != pair[1])
            if "*," in line and "/," in mutant:
                continue  # Only how a parameter may be passed has changed.
            yield Mutant(number, line.strip(), mutant.strip(), changed)


def run_tests(module: str, source: str | None, tests: list[str]) -> int:
    """Run tests with a mutant in the place of a module; called in the child."""
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT))
    if source is not None:
        get_code = SourceFileLoader.get_code

        def get_mutated_code(loader: SourceFileLoader, name: str) -> object:
            if name == module:
                return compile(source, loader.path, "exec", dont_inherit=True)
            return get_code(loader, name)

        SourceFileLoader.get_code = get_mutated_code
    quiet = ["-x", "-q", "--no-header", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
    return pytest.main([*quiet, "-p", "twilio_memory.testing._pytest_plugin", *tests])


def start(module: str, source: str | None, tests: list[str], output: Path) -> int:
    """Return the ID of a process that runs the tests of a mutant."""
    sys.stdout.flush()
    if child := os.fork():
        return child
    code = 70
    try:
        os.setpgid(0, 0)
        signal.alarm(TIMEOUT)
        file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        os.dup2(file, 1)
        os.dup2(file, 2)
        sys.stdout, sys.stderr = io.TextIOWrapper(open(1, "wb", closefd=False)), sys.stderr  # noqa: SIM115
        code = int(run_tests(module, source, tests))
    except BaseException:  # noqa: BLE001 - it is reported
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def survivors_of(module: str, found: list[Mutant], tests: list[str], jobs: int, folder: Path) -> Iterator[Mutant]:
    """Yield the mutants that no test notices."""
    running: dict[int, Mutant] = {}
    queue = collections.deque(found)
    while queue or running:
        while queue and len(running) < jobs:
            mutant = queue.popleft()
            running[start(module, mutant.source, tests, folder / f"{len(running)}.txt")] = mutant
        child, status = os.wait()
        if status == 0:
            yield running[child]
        del running[child]


def main(names: list[str]) -> int:
    """Try the mutants of the named modules, or of all; return how many survivors have no reason, or no need of it."""
    table = tomllib.loads((HERE / "survivors.toml").read_text("utf-8"))
    os.chdir(ROOT)
    for name in PRELOADED:
        importlib.import_module(name)
    folder = ROOT / "build" / "mutation"
    folder.mkdir(parents=True, exist_ok=True)
    failed = 0
    for name in names or table["modules"]:
        entry = table["modules"][name]
        path = ROOT / "facade" / "twilio_memory" / entry["file"]
        module = "twilio_memory." + entry["file"].removesuffix(".py").replace("/", ".")
        started = time.monotonic()
        _, status = os.waitpid(start(module, None, entry["tests"], folder / "unchanged.txt"), 0)
        if status:
            print(f"{name}: its tests fail without a change\n{(folder / 'unchanged.txt').read_text('utf-8')}")
            return 1
        found = list(mutants(path))
        jobs = int(os.environ.get("JOBS", os.cpu_count() or 1))
        reasons = {(row["line"], row["mutant"]) for row in table.get("survivor", []) if row["module"] == name}
        survived = set()
        for mutant in survivors_of(module, found, entry["tests"], jobs, folder):
            survived.add(mutant[1:3])
            if mutant[1:3] not in reasons:
                failed += 1
                print(f"{entry['file']}:{mutant.number}: survives\n    {mutant.line}\n    {mutant.mutant}", flush=True)
        for line, mutant in sorted(reasons - survived):
            failed += 1
            print(f"survivors.toml, {name}: no survivor\n    {line}\n    {mutant}")
        print(
            f"{name:10} {len(found)} mutants, {len(survived)} survivors, {time.monotonic() - started:.0f} s", flush=True
        )
    return min(failed, 100)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
