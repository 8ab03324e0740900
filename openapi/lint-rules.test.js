// Each rule refuses a spec that is wrong in one place, there and nowhere else, under the real redocly.yaml. The healthy spec
// that they are made from passes. All of them are linted by one run of the CLI, which bundles its library and exports none.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, test } from "node:test";

import plugin from "./lint-rules.js";

const ref = (kind, name) => ({ $ref: `#/components/${kind}/${name}` });
const json = (schema) => ({ "application/json": { schema } });
const text = { type: "string" };
const pet = (kind) => ({ type: "object", required: ["kind"], properties: { kind } });

function healthy() {
  const errors = Object.fromEntries(
    ["400", "401", "403", "404", "412", "429", "500", "503"].map((status) => [status, ref("responses", "Failed")]),
  );
  return {
    openapi: "3.1.0",
    info: { title: "Pets", version: "1", license: { name: "MIT", identifier: "MIT" } },
    servers: [{ url: "https://pets.test" }],
    security: [{ basic: [] }],
    tags: [{ name: "Pet", description: "Pets." }],
    paths: {
      "/pets": {
        parameters: [ref("parameters", "Tag")],
        get: {
          operationId: "ListPets",
          tags: ["Pet"],
          summary: "List pets",
          description: "Lists pets.",
          parameters: [{ name: "order", in: "query", schema: { type: "string", enum: ["ASC", "DESC"] } }],
          responses: {
            200: { description: "Pets.", content: json({ type: "array", items: ref("schemas", "Pet") }) },
            ...errors,
          },
        },
        put: {
          operationId: "PutPet",
          tags: ["Pet"],
          summary: "Put a pet",
          description: "Puts a pet.",
          parameters: [{ name: "If-Match", in: "header", schema: text }],
          requestBody: {
            required: true,
            content: { "application/json": { schema: ref("schemas", "PetInput"), example: { kind: "cat" } } },
          },
          responses: { 200: { description: "The pet.", content: json(ref("schemas", "Named")) }, ...errors },
        },
      },
    },
    components: {
      securitySchemes: { basic: { type: "http", scheme: "basic" } },
      parameters: { Tag: { name: "tag", in: "query", schema: text } },
      responses: {
        Failed: {
          description: "It failed.",
          headers: { "Retry-After": { description: "Seconds.", schema: { type: "integer" } } },
          content: json(ref("schemas", "Failure")),
        },
      },
      schemas: {
        Failure: { $comment: "Another name.", allOf: [ref("schemas", "Error")] },
        Error: { type: "object", properties: { code: { type: "integer" }, more_info: { type: ["string", "null"] } } },
        Cat: pet({ type: "string", const: "cat", default: "cat" }),
        Dog: pet({ type: "string", const: "dog", default: "dog" }),
        Other: pet({ type: "string", not: { enum: ["cat", "dog"] } }),
        Pet: { oneOf: [ref("schemas", "Cat"), ref("schemas", "Dog"), ref("schemas", "Other")] },
        PetInput: {
          oneOf: [ref("schemas", "Cat"), ref("schemas", "Dog")],
          discriminator: {
            propertyName: "kind",
            mapping: { cat: "#/components/schemas/Cat", dog: "#/components/schemas/Dog" },
          },
          unevaluatedProperties: false,
        },
        Named: {
          allOf: [
            ref("schemas", "Cat"),
            {
              type: "object",
              properties: { title: text, nick: text },
              anyOf: [{ required: ["title"] }, { required: ["nick"] }],
            },
          ],
        },
      },
    },
  };
}

const list = (spec) => spec.paths["/pets"].get;
const put = (spec) => spec.paths["/pets"].put;
const tag = (spec) => spec.components.parameters.Tag;
const failed = (spec) => spec.components.responses.Failed;
const schemas = (spec) => spec.components.schemas;
const anonymous = { type: "object", properties: { name: text } };

// Each case: what makes the healthy spec wrong, and where that is.
const cases = {
  "memory/path-item-in-place": [
    [
      (spec) => {
        spec.components.pathItems = { Pets: spec.paths["/pets"] };
        spec.paths["/pets"] = ref("pathItems", "Pets");
      },
      "#/paths/~1pets/$ref",
    ],
  ],
  "memory/operation-id-pascal-case": [
    [(spec) => (list(spec).operationId = "listPets"), "#/paths/~1pets/get/operationId"],
    [(spec) => (list(spec).operationId = "list-pets"), "#/paths/~1pets/get/operationId"],
    [(spec) => (list(spec).operationId = "ListPETS"), "#/paths/~1pets/get/operationId"],
  ],
  "memory/documented-errors": ["400", "401", "403", "404", "429", "500", "503"].map((status) => [
    (spec) => delete list(spec).responses[status],
    `#/paths/~1pets/get/responses/${status}`,
  ]),
  "memory/if-match-has-412": [
    [(spec) => delete put(spec).responses[412], "#/paths/~1pets/put/responses/412"],
    [
      (spec) => {
        Object.assign(tag(spec), { name: "if-match", in: "header" });
        delete list(spec).responses[412];
      },
      "#/paths/~1pets/get/responses/412",
    ],
  ],
  "memory/no-parameter-content": [
    [
      (spec) => (spec.components.parameters.Tag = { name: "tag", in: "query", content: json(text) }),
      "#/components/parameters/Tag/content",
    ],
  ],
  "memory/no-parameter-description": [
    [(spec) => (tag(spec).description = "A tag."), "#/components/parameters/Tag/description"],
    [(spec) => (list(spec).parameters[0].description = ""), "#/paths/~1pets/get/parameters/0/description"],
  ],
  "memory/no-parameter-style": [
    [(spec) => (tag(spec).explode = false), "#/components/parameters/Tag/explode"],
    [(spec) => (tag(spec).style = "pipeDelimited"), "#/components/parameters/Tag/style"],
  ],
  "memory/parameter-name-free": ["params", "headers", "Headers", "body", "quote"].map((name) => [
    (spec) => (tag(spec).name = name),
    "#/components/parameters/Tag/name",
  ]),
  "memory/shared-types-named": [
    [(spec) => (tag(spec).schema = { type: "string", enum: ["a"] }), "#/components/parameters/Tag/schema"],
    [
      (spec) => (tag(spec).schema = { type: "array", items: { oneOf: [text, { enum: ["a"] }] } }),
      "#/components/parameters/Tag/schema/items/oneOf/1",
    ],
    [
      (spec) => {
        spec.paths["/pets"].parameters[0] = { name: "tag", in: "query", schema: { enum: ["a"] } };
        delete spec.components.parameters;
      },
      "#/paths/~1pets/parameters/0/schema",
    ],
    [
      (spec) => {
        failed(spec).content = json(anonymous);
        delete schemas(spec).Error;
        delete schemas(spec).Failure;
      },
      "#/components/responses/Failed/content/application~1json/schema",
    ],
    [
      (spec) => {
        spec.components.requestBodies = { Pet: { required: true, content: json({ type: "object" }) } };
        put(spec).requestBody = ref("requestBodies", "Pet");
        delete schemas(spec).PetInput;
      },
      "#/components/requestBodies/Pet/content/application~1json/schema",
    ],
  ],
  "memory/one-content-type-of-required-body": [
    [
      (spec) => (put(spec).requestBody.content["application/merge-patch+json"] = { schema: ref("schemas", "PetInput") }),
      "#/paths/~1pets/put/requestBody/content",
    ],
  ],
  "memory/response-has-schema": [
    [(spec) => (list(spec).responses[204] = { description: "No pets." }), "#/paths/~1pets/get/responses/204"],
    [
      (spec) => (list(spec).responses[202] = { description: "Wait.", content: { "application/json": {} } }),
      "#/paths/~1pets/get/responses/202/content/application~1json",
    ],
  ],
  "memory/schema-name-free": ["Response", "Client", "Unset", "Mapping", "UUID"].map((name) => [
    (spec) => {
      schemas(spec)[name] = anonymous;
      schemas(spec).Pet.oneOf.push(ref("schemas", name));
    },
    `#/components/schemas/${name}`,
  ]),
  "memory/schema-names-distinct": [
    [
      (spec) => {
        schemas(spec).CAT = anonymous;
        schemas(spec).Pet.oneOf.push(ref("schemas", "CAT"));
      },
      "#/components/schemas/CAT",
    ],
  ],
  "memory/no-schema-title": [[(spec) => (schemas(spec).Dog.title = "Hound"), "#/components/schemas/Dog/title"]],
  "memory/property-name-free": [
    ...["d", "to_dict", "additional_properties", "toDict", "from_dict", "cls", "cast"].map((name) => [
      (spec) => (schemas(spec).Error.properties[name] = text),
      `#/components/schemas/Error/properties/${name}`,
    ]),
    [(spec) => (schemas(spec).Named.allOf[1].properties.d = text), "#/components/schemas/Named/allOf/1/properties/d"],
  ],
  "memory/property-names-distinct": [
    [(spec) => (schemas(spec).Error.properties.moreInfo = text), "#/components/schemas/Error/properties/moreInfo"],
    [(spec) => (schemas(spec).Error.properties.Code = text), "#/components/schemas/Error/properties/Code"],
  ],
  "memory/default-beside-const": [
    [(spec) => (tag(spec).schema = { type: "string", default: "a" }), "#/components/parameters/Tag/schema/default"],
    [(spec) => (schemas(spec).Error.properties.code.default = 0), "#/components/schemas/Error/properties/code/default"],
    [(spec) => (schemas(spec).Dog.properties.kind.default = "cat"), "#/components/schemas/Dog/properties/kind/default"],
  ],
  "memory/union-stands-alone": [
    [(spec) => (schemas(spec).Pet.properties = { name: text }), "#/components/schemas/Pet/oneOf"],
    [
      (spec) => (schemas(spec).Error.anyOf = [{ required: ["code"] }, { required: ["more_info"] }]),
      "#/components/schemas/Error/anyOf",
    ],
    [(spec) => (schemas(spec).Named.oneOf = [text, { type: "null" }]), "#/components/schemas/Named/oneOf"],
  ],
  "memory/all-of-entry-plain": [
    [
      (spec) => (schemas(spec).Named.allOf[1].oneOf = [ref("schemas", "Dog"), anonymous]),
      "#/components/schemas/Named/allOf/1/oneOf",
    ],
    [(spec) => (schemas(spec).Named.allOf[1].allOf = [anonymous]), "#/components/schemas/Named/allOf/1/allOf"],
  ],
  "memory/no-lone-ref-in-all-of": [
    [
      (spec) => (schemas(spec).Named = { description: "A cat.", allOf: [ref("schemas", "Cat")] }),
      "#/components/schemas/Named/allOf",
    ],
    [
      (spec) => (schemas(spec).Named = { allOf: [ref("schemas", "Cat")], properties: { nick: text } }),
      "#/components/schemas/Named/allOf",
    ],
  ],
  "memory/nothing-lost-beside-ref": [
    [
      (spec) => (put(spec).requestBody.content["application/json"].schema.description = "A pet."),
      "#/paths/~1pets/put/requestBody/content/application~1json/schema/description",
    ],
    [(spec) => (schemas(spec).Pet.oneOf[2].default = {}), "#/components/schemas/Pet/oneOf/2/default"],
  ],
  "memory/enum-of-one-type": [
    [
      (spec) => (schemas(spec).Error.properties.kind = { type: ["string", "null"], enum: ["a", null] }),
      "#/components/schemas/Error/properties/kind/type",
    ],
  ],
  "memory/array-has-items": [
    [(spec) => (schemas(spec).Error.properties.all = { type: "array" }), "#/components/schemas/Error/properties/all/type"],
    [
      (spec) => (schemas(spec).Error.properties.all = { type: ["array", "null"] }),
      "#/components/schemas/Error/properties/all/type",
    ],
  ],
  "memory/no-defs": [
    [
      (spec) => {
        schemas(spec).Error.$defs = { Inner: anonymous };
        schemas(spec).Error.properties.inner = { $ref: "#/components/schemas/Error/$defs/Inner" };
      },
      "#/components/schemas/Error/$defs",
    ],
  ],

  // Rules in stock that the generator makes necessary: they must stay switched on.
  "operation-operationId-unique": [[(spec) => (put(spec).operationId = "ListPets"), "#/paths/~1pets/put/ListPets"]],
  "operation-singular-tag": [
    [
      (spec) => {
        spec.tags.push({ name: "Animal", description: "All of them." });
        list(spec).tags.push("Animal");
      },
      "#/paths/~1pets/get/tags",
    ],
  ],
  "response-contains-header": [
    [
      (spec) => (list(spec).responses[429] = { description: "Too many.", content: json(text) }),
      "#/paths/~1pets/get/responses/429/headers",
    ],
  ],
  "no-invalid-media-type-examples": [
    [
      (spec) => (put(spec).requestBody.content["application/json"].example = { kind: 1 }),
      "#/paths/~1pets/put/requestBody/content/application~1json/example",
    ],
  ],
};

const folder = mkdtempSync(join(tmpdir(), "lint-rules-"));
after(() => rmSync(folder, { recursive: true }));

const specs = new Map([["healthy", healthy()]]);
for (const [rule, rows] of Object.entries(cases)) {
  for (const [index, [spoil]] of rows.entries()) {
    const spec = healthy();
    spoil(spec);
    specs.set(nameOf(rule, index), spec);
  }
}
const problems = lint(specs);

function nameOf(rule, index) {
  return `${rule.replace("/", ".")}.${index}`;
}

/** What is wrong in which spec, as [name of the spec, rule, pointer]. */
function lint(specs) {
  const files = [...specs].map(([name, spec]) => {
    const file = join(folder, `${name}.json`);
    writeFileSync(file, JSON.stringify(spec));
    return file;
  });
  const { stdout, stderr } = spawnSync(
    join(import.meta.dirname, "node_modules/.bin/redocly"),
    ["lint", "--config", "redocly.yaml", "--format", "json", "--max-problems", "10000", ...files],
    {
      cwd: import.meta.dirname,
      encoding: "utf8",
      env: { ...process.env, REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" },
      maxBuffer: 2 ** 26,
      timeout: 60_000,
    },
  );
  // One JSON object follows the other, one for each file.
  const reports = JSON.parse(`[${stdout.replace(/^\}\{$/gm, "},{")}]`);
  assert.equal(reports.length, files.length, stderr);
  return reports.flatMap((report) =>
    report.problems.map(({ ruleId, location: [{ source, pointer }] }) => [basename(source.ref, ".json"), ruleId, pointer]),
  );
}

test("a healthy spec passes", () => {
  assert.deepEqual(problemsOf("healthy"), []);
});

test("every rule of the plugin has a case", () => {
  const rules = Object.keys(plugin().rules.oas3).map((rule) => `memory/${rule}`);
  assert.deepEqual(rules.filter((rule) => !(rule in cases)), []);
});

for (const [rule, rows] of Object.entries(cases)) {
  test(rule, () => {
    for (const [index, [spoil, pointer]] of rows.entries()) {
      assert.deepEqual(problemsOf(nameOf(rule, index)), [[rule, pointer]], `${spoil}`);
    }
  });
}

function problemsOf(name) {
  return problems.filter(([spec]) => spec === name).map(([, rule, pointer]) => [rule, pointer]);
}
