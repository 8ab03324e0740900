"""Write the resource classes of the asynchronous client, and the page for those who come from twilio-python.

Run it with the interpreter that has the pinned generator and formatter, `.venv-generator/bin/python`. With `--check` it
writes nothing, prints how the tree differs, and exits 1 if it does.

A method is generated for each operation of the spec. The types are those of the generated endpoints and models, unless
the record converts the argument. Besides, functions of other rooms become methods: see hooks.py. For each model that is
a part of a body, `params.py` has the dictionary that may be given in its place.
"""
# ruff: noqa: INP001 - a script, part of no package

from __future__ import annotations

import argparse
import importlib
import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from docstrings import argument, docstring, indented, wrapped
from generate import BIN, differences, run
from hooks import LIBRARY, ROOT, Hook, hooks
from params import params
from parsed import code, endpoints_by_name, pascal, properties, snake
from signatures import Parameter, base_method, body_fields, conditions, item_type, queries, requirements, sent_fields
from spec import HERE, Operation, Schema, operations, read_or_exit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TEMPLATES = HERE / "templates_resources"
RESOURCES = LIBRARY / "_resources" / "_async"
PARAMS = LIBRARY / "params.py"
MIGRATING = ROOT / "docs" / "how-to" / "migrating-from-twilio-python.in.md"
NOTICE = "<!-- Written by `make generate`, from the .in.md file beside it, the spec and its overlay. -->\n\n"
OPTIONS = (
    "Options of this call alone: see `CallOptions`.",
    "Options of the request for each page: see `CallOptions`.",
    "Options of each request: see `CallOptions`.",
)
#: Names in annotations that are no models, or that the template imports itself.
IMPORTED = {
    *("Any", "AsyncIterable", "AsyncPaginator", "AsyncPendingImport", "AsyncPendingOperation", "AsyncUpsertBatches"),
    *(
        "Batch",
        "BinaryIO",
        "CallOptions",
        "Callable",
        "ColumnMappings",
        "False",
        "FoundProfile",
        "Iterable",
        "Mapping",
        "None",
        "ProfileSnapshot",
    ),
    *("RecallOptions", "RequestOptions", "Sequence", "TraitChanges", "Traits", "True", "UNSET", "Unpack", "Unset"),
}
EXTRA_BODY = "Properties of the body that this method has no parameter for, by their names in the API."


class Method(NamedTuple):
    """A method of a resource."""

    name: str
    kind: str
    """The method of the base class that does it."""
    client_method: str
    endpoint: str
    path_parameters: list[Parameter]
    positional: list[Parameter]
    keywords: list[Parameter]
    body: str
    body_fields: list[tuple[str, str]]
    """The fields of the body, and the expression for each."""
    batch: str
    """The type of the items that are sent in batches; nothing if one request takes all."""
    requires: list[tuple[str, str]]
    """Arguments that have an effect only together with another one."""
    items: str
    defaults: dict[str, Any]
    """Attributes of the response, and what each is where Twilio left it out."""
    result: str
    """What one request returns."""
    returns: str
    docstring: str


class Resource(NamedTuple):
    """A resource of the client."""

    name: str
    summary: str
    docstring: str
    methods: list[Method]
    hooks: list[Hook]

    @property
    def class_name(self) -> str:
        """The name of the class, without `Async`."""
        return pascal(self.name)

    @property
    def params(self) -> set[str]:
        """The dictionaries in the annotations."""
        return {name for name in self._names if name.endswith("Param")}

    @property
    def models(self) -> set[str]:
        """The models in the annotations."""
        return {name for name in self._names - IMPORTED - self.params if not name.startswith("Ensured")}

    @property
    def _names(self) -> set[str]:
        parts = [p.annotation for m in self.methods for p in (*m.positional, *m.keywords)]
        parts += [m.returns for m in self.methods]
        parts += [re.sub("'[^']*'", "", head) for hook in self.hooks for head in (hook.head, *hook.overloads)]
        return {name for part in parts for name in re.findall(r"(?<![\w.])[A-Z]\w+", part)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Generate, then compare or replace."""
    parser = argparse.ArgumentParser(description="Write the resource classes.")
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 if something differs")
    check: bool = parser.parse_args(arguments).check
    with tempfile.TemporaryDirectory() as name:
        fresh = Path(name)
        files = generate(fresh)
        found = [line for file in files for line in differences(fresh / file.name, file)]
        strays = [path for path in sorted(RESOURCES.glob("*.py")) if path not in files]
        found += [f"stray: {path}\n" for path in strays]
        if check:
            sys.stdout.writelines(found)
            return 1 if found else 0
        for path in strays:
            path.unlink()
        for file in files:
            file.write_bytes((fresh / file.name).read_bytes())
    return 0


def generate(folder: Path) -> list[Path]:
    """Write everything into a folder; return where each file belongs."""
    jinja2 = importlib.import_module("jinja2")
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
        autoescape=False,
    )
    spec = read_or_exit()
    found = [*resources(spec)]
    files = []
    for resource in found:
        files.append(RESOURCES / f"{resource.name}.py")
        text = environment.get_template("resource.py.jinja").render(resource=resource)
        (folder / files[-1].name).write_text(text, encoding="utf-8")
    files.append(RESOURCES / "__init__.py")
    text = environment.get_template("resources.py.jinja").render(resources=found, hooks=[*hooks("client")])
    (folder / files[-1].name).write_text(text, encoding="utf-8")
    files.append(PARAMS)
    text = environment.get_template("params.py.jinja").render(
        params=sorted(params({name for each in found for name in each.params}))
    )
    (folder / PARAMS.name).write_text(text, encoding="utf-8")
    options = ["--config", str(ROOT / "pyproject.toml"), "--config", "format.skip-magic-trailing-comma=true"]
    for hook in ("check . --fix-only --select F401,I,TC --unsafe-fixes --exit-zero", "format ."):
        run([str(BIN / "ruff"), *hook.split(), "--quiet", "--no-cache", *options], cwd=folder)
    rows = "\n".join(f"| `{theirs}` | `{ours}` |" for theirs, ours in map(migration, operations(spec)))
    page = NOTICE + environment.from_string(MIGRATING.read_text(encoding="utf-8")).render(rows=rows)
    files.append(MIGRATING.with_name("migrating-from-twilio-python.md"))
    (folder / files[-1].name).write_text(page, encoding="utf-8")
    return files


def resources(spec: Schema) -> Iterator[Resource]:
    """Describe each resource of the client, in the order of the overlay."""
    endpoints = endpoints_by_name(spec)
    for name, text in spec["x-resources"].items():
        methods = [
            described(spec, operation, *endpoints[snake(operation.name)])
            for operation in operations(spec)
            if operation.record["method"].startswith(f"{name}.")
        ]
        # The synchronous class may be called like a model.
        methods = [
            method._replace(returns=f"models.{method.returns}") if method.returns == pascal(name) else method
            for method in methods
        ]
        summary, _, rest = text.partition("\n\n")
        more = f"\n\n    {indented(wrapped(rest, 4)).strip()}\n    " if rest else ""
        docs = f"{summary.removesuffix('.')}: `memory.{name}`.{more}"
        yield Resource(name, summary, docs, methods, [*hooks(name)])


def described(spec: Schema, operation: Operation, tag: str, endpoint: Any) -> Method:  # noqa: ANN401 - of the generator
    """Describe the method of an operation."""
    success = next(each.prop for each in endpoint.responses.patterns if each.status_code.range[0] // 100 == 2)  # noqa: PLR2004
    kind, returns, items = base_method(operation, success)
    (body,) = [each.prop for each in endpoint.bodies] or (None,)
    names = {snake(name): data for name, data in operation.parameters.items() if data["in"] == "path"}
    path = [
        Parameter(name, "str", argument(operation, name, names[name], names[name]["schema"]))
        for name in map(str, (each.python_name for each in endpoint.path_parameters))
    ]
    keywords = [*queries(operation, endpoint), *conditions(operation)]
    if body:
        fields = [each for each in body_fields(spec, operation, body) if each.name not in names]
        keywords = [*fields, *keywords, Parameter("extra_body", "Mapping[str, Any] | None", EXTRA_BODY, "None")]
    is_batch = "batch_size" in operation.record
    positional = [each for each in keywords if each.name in operation.record.get("positional", ())]
    keywords = [each for each in keywords if each not in positional]
    options = OPTIONS[2 if is_batch else kind == "_list"]
    arguments = [*((each.name, each.description) for each in (*path, *positional, *keywords)), ("**options", options)]
    return Method(
        name=operation.record["method"].rpartition(".")[2],
        kind=kind,
        client_method=operation.record["method"],
        endpoint=f"api.{tag}.{endpoint.name}",
        path_parameters=path,
        positional=positional,
        keywords=keywords,
        body=code(body.get_type_string()) if body else "",
        body_fields=[*sent_fields(operation, body)] if body else [],
        batch=item_type(operation, *properties(body)) if is_batch else "",
        requires=[*requirements(operation, body)] if body else [],
        items=items,
        defaults=operation.record.get("defaults", {}),
        result=returns,
        returns=f"tuple[Batch[{returns}], ...]" if is_batch else returns,
        docstring=docstring(operation, kind, arguments, code(success.get_type_string())),
    )


def migration(operation: Operation) -> tuple[str, str]:
    """Write the call of twilio-python and ours, each below its root."""
    record = operation.record
    names = [snake(name) for name, data in operation.parameters.items() if data["in"] == "path"]
    resource, _, verb = record["method"].rpartition(".")
    theirs = record.get("helper", f"{resource}.{'patch' if operation.http_method == 'patch' else verb}")
    resource, _, verb = theirs.rpartition(".")
    place = f"{resource}({', '.join(names)})" if names else resource
    arguments = ", ".join([*names, *([record["example"]] if "example" in record else [])])
    return f"{place}.{verb}({'body' if 'requestBody' in operation.data else ''})", f"{record['method']}({arguments})"


if __name__ == "__main__":
    sys.exit(main())
