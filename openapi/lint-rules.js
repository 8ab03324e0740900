// Rules for the spec that no linter has in stock. Most refuse what openapi-python-client 0.29.1 drops or breaks without a
// word: it exits with 0 and writes a client that lacks a type, a parameter or an operation.
//
// A rule is why it exists, and for some kinds of node a generator of the paths, below the node, of what is wrong. Nodes come
// as they are written: a `$ref` inside them is not followed, and a shared component is visited once, at its own place.

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
const ERRORS = ["400", "401", "403", "404", "429", "500", "503"];

// Names that the generated code uses itself.
const TAKEN_BY_ENDPOINTS = names("body headers params quote");
const TAKEN_BY_MODULES = names(
  "Any AuthenticatedClient BinaryIO Client Generator HTTPStatus Mapping Response T TextIO TypeVar Unset UUID",
);
const TAKEN_BY_MODELS = names(
  "additional_keys additional_properties cast cls d field_dict from_dict prop prop_name src_dict to_dict",
);

const rules = {
  // ------------------------------------------------------------ paths and operations
  "path-item-in-place": {
    why: "The generator skips every operation of a path item that is a $ref. Write it in place.",
    *Paths(paths) {
      for (const [path, item] of Object.entries(paths)) if (item.$ref) yield [path, "$ref"];
    },
  },
  "operation-id-pascal-case": {
    why: "Twilio's operation IDs are PascalCase, such as FetchStore. Mixed with others, two can share a generated module.",
    *Operation({ operationId }) {
      if (operationId && !/^([A-Z][a-z0-9]+)+$/.test(operationId)) yield ["operationId"];
    },
  },
  "documented-errors": {
    why: `Every operation documents ${ERRORS.join(", ")}: any of them can come, and each has its own exception.`,
    *Operation({ responses = {} }) {
      for (const status of ERRORS) if (!(status in responses)) yield ["responses", status];
    },
  },
  "if-match-has-412": {
    why: "An operation that takes If-Match returns 412 when it does not match.",
    *PathItem(item, { resolve }) {
      for (const method of METHODS.filter((method) => item[method])) {
        const parameters = [...(item.parameters ?? []), ...(item[method].parameters ?? [])];
        const conditional = parameters.some((parameter) => /^if-match$/i.test(resolve(parameter).node?.name));
        if (conditional && !("412" in (item[method].responses ?? {}))) yield [method, "responses", "412"];
      }
    },
  },

  // ------------------------------------------------------------ parameters
  "no-parameter-content": {
    why: "The generator drops a parameter that has `content`. Give it a `schema`.",
    *Parameter(parameter) {
      if (parameter.content) yield ["content"];
    },
  },
  "no-parameter-description": {
    why: "The generator reads only the description of a parameter's schema.",
    *Parameter(parameter) {
      if ("description" in parameter) yield ["description"];
    },
  },
  "no-parameter-style": {
    why: "The generator repeats the parameter for each item whatever the spec says. Describe a list as one string.",
    *Parameter({ explode, style = "simple" }) {
      if (explode === false) yield ["explode"];
      if (!["form", "simple"].includes(style)) yield ["style"];
    },
  },
  "parameter-name-free": {
    why: "The generated function has a variable of this name.",
    *Parameter({ name }) {
      if (TAKEN_BY_ENDPOINTS.has(bare(name))) yield ["name"];
    },
  },
  "shared-types-named": {
    why: "The generator makes a class for each use of a shared enum or object without a name. Move it to components/schemas.",
    *Parameter({ schema }, { location }) {
      if (isShared(location)) yield* unnamedClasses(schema, ["schema"]);
    },
    *RequestBody({ content }, { location }) {
      if (isShared(location)) yield* unnamedClassesOfContent(content);
    },
    *Response({ content }, { location }) {
      if (isShared(location)) yield* unnamedClassesOfContent(content);
    },
  },

  // ------------------------------------------------------------ bodies and responses
  "one-content-type-of-required-body": {
    why: "With two content types the generator makes a required body optional.",
    *RequestBody({ content = {}, required }) {
      if (required && Object.keys(content).length > 1) yield ["content"];
    },
  },
  "response-has-schema": {
    why: "One response without a schema adds Any to what the operation may return, and nothing is checked any more.",
    *Response({ content = {} }) {
      if (!Object.keys(content).length) yield [];
      for (const [type, { schema }] of Object.entries(content)) if (!schema) yield ["content", type];
    },
  },

  // ------------------------------------------------------------ names
  "schema-name-free": {
    why: "The generated modules import something else under this name.",
    *NamedSchemas(schemas) {
      for (const name of Object.keys(schemas)) if (TAKEN_BY_MODULES.has(bare(name))) yield [name];
    },
  },
  "schema-names-distinct": {
    why: "Schemas whose names differ only in case or delimiters share a generated module: the last one wins.",
    *NamedSchemas(schemas) {
      yield* alike(Object.keys(schemas));
    },
  },
  "no-schema-title": {
    why: "A title renames the generated class. Tell it in the description.",
    *Schema(schema) {
      if ("title" in schema) yield ["title"];
    },
  },
  "property-name-free": {
    why: "The generated class has a member or a variable of this name.",
    *SchemaProperties(properties) {
      for (const name of Object.keys(properties)) if (TAKEN_BY_MODELS.has(bare(name))) yield [name];
    },
  },
  "property-names-distinct": {
    why: "Properties whose names differ only in case or delimiters become attributes that are not in snake_case, or none.",
    *SchemaProperties(properties) {
      yield* alike(Object.keys(properties));
    },
  },

  // ------------------------------------------------------------ schemas
  "default-beside-const": {
    why: "A default would be sent although the caller gave nothing. Only a const may be its own default.",
    *Schema(schema) {
      if ("default" in schema && schema.default !== schema.const) yield ["default"];
    },
  },
  "union-stands-alone": {
    why: "The generator drops `properties` and `allOf` beside `oneOf` or `anyOf`. Put the union and the rest into an allOf.",
    *Schema(schema, { location }) {
      if (isEntryOfAllOf(location) || !(schema.properties || schema.allOf)) return;
      for (const union of ["oneOf", "anyOf"]) if (schema[union]) yield [union];
    },
  },
  "all-of-entry-plain": {
    why: "Inside allOf the generator reads only `properties`, `required` and references to objects.",
    *Schema(schema, { location }) {
      if (!isEntryOfAllOf(location)) return;
      if (schema.allOf) yield ["allOf"];
      for (const union of ["oneOf", "anyOf"]) if (!(schema[union] ?? []).every(saysOnlyWhatIsRequired)) yield [union];
    },
  },
  "no-lone-ref-in-all-of": {
    why: "The generator replaces an allOf of one $ref by what it refers to; all that stands beside it is lost.",
    *Schema({ allOf = [], $comment, ...beside }) {
      if (allOf.length === 1 && allOf[0].$ref && Object.keys(beside).length) yield ["allOf"];
    },
  },
  "nothing-lost-beside-ref": {
    why: "The generator reads nothing beside a $ref.",
    *ref(reference, { type }) {
      if (type.name !== "Schema") return;
      for (const keyword of ["default", "description", "properties", "required"]) if (keyword in reference) yield [keyword];
    },
  },
  "enum-of-one-type": {
    why: "The generator makes one enum class for each type in the list. Use oneOf with a named enum.",
    *Schema(schema) {
      if (schema.enum && Array.isArray(schema.type)) yield ["type"];
    },
  },
  "array-has-items": {
    why: "The generator leaves out whatever contains an array without `items`.",
    *Schema(schema) {
      if ([schema.type].flat().includes("array") && !schema.items && !schema.prefixItems) yield ["type"];
    },
  },
  "no-defs": {
    why: "The generator does not know $defs. Move it to components/schemas.",
    *Schema(schema) {
      if ("$defs" in schema) yield ["$defs"];
    },
  },
};

function names(text) {
  return new Set(text.split(" ").map(bare));
}

/** A name without case and delimiters: stricter than the generator's snake_case, and simpler. */
function bare(name) {
  return String(name).replace(/[^\p{L}\p{N}]/gu, "").toLowerCase();
}

/** Those of the names that are like an earlier one. */
function* alike(names) {
  const seen = new Set();
  for (const name of names) {
    if (seen.has(bare(name))) yield [name];
    seen.add(bare(name));
  }
}

function isShared({ pointer }) {
  return !METHODS.includes(pointer.match(/^#\/(?:paths|components\/pathItems)\/[^/]+\/(\w+)/)?.[1]);
}

function isEntryOfAllOf({ pointer }) {
  return /\/allOf\/\d+$/.test(pointer);
}

function saysOnlyWhatIsRequired(branch) {
  return Object.keys(branch).every((keyword) => ["required", "not"].includes(keyword));
}

function* unnamedClassesOfContent(content = {}) {
  for (const [type, { schema }] of Object.entries(content)) yield* unnamedClasses(schema, ["content", type, "schema"]);
}

/** Where below a schema the generator makes a class and names it after the operation. */
function* unnamedClasses(schema, path) {
  if (!schema || schema.$ref) return;
  if (schema.enum || schema.properties || schema.allOf || [schema.type].flat().includes("object")) {
    yield path;
    return;
  }
  yield* unnamedClasses(schema.items, [...path, "items"]);
  for (const union of ["oneOf", "anyOf"]) {
    for (const [index, branch] of (schema[union] ?? []).entries()) yield* unnamedClasses(branch, [...path, union, index]);
  }
}

/** What Redocly calls a rule: visitors that report. */
function asRedoclyRule({ why, ...finders }) {
  const visitors = Object.entries(finders).map(([type, find]) => [
    type,
    (node, context) => {
      // A schema can be `true` or `false`; what is no object at all is reported by Redocly's own rules.
      if (!node || typeof node !== "object") return;
      for (const path of find(node, context)) {
        const location = path.length ? context.location.child(path) : context.location;
        context.report({ message: why, location: location.key() });
      }
    },
  ]);
  return () => Object.fromEntries(visitors);
}

// Redocly's check of examples forgets which properties a discriminator's branch has evaluated and reports all of them.
function discriminatorsEvaluate() {
  return {
    Schema: {
      enter(schema) {
        if (schema.discriminator) delete schema.unevaluatedProperties;
      },
    },
  };
}

export default function plugin() {
  return {
    id: "memory",
    rules: { oas3: Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, asRedoclyRule(rule)])) },
    preprocessors: { oas3: { "discriminators-evaluate": discriminatorsEvaluate } },
    configs: {
      all: {
        rules: Object.fromEntries(Object.keys(rules).map((name) => [`memory/${name}`, "error"])),
        preprocessors: { "memory/discriminators-evaluate": "on" },
      },
    },
  };
}
