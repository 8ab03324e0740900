"""The HTTP room imports nothing of the library outside itself."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import twilio_memory

ROOT = Path(str(twilio_memory.__file__)).parent
MODULES = sorted((ROOT / "_http").rglob("*.py"))


def imports(source):
    """Yield the modules that a source imports, also for type checkers and in functions."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield f"{'.' * node.level}{node.module}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_http_module_imports_nothing_of_the_library_outside_http(path):
    own = [name for name in imports(path.read_text("utf-8")) if name.startswith(("twilio_memory", "."))]
    assert [name for name in own if not f"{name}.".startswith("twilio_memory._http.")] == []


def test_http_modules_are_found():
    assert {"types.py", "pool.py", "asyncio.py"} <= {path.name for path in MODULES}
