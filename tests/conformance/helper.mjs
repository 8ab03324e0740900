// Twilio's own helper for Node on the emulator's server, as it is but for the host.
//
//     node helper.mjs <base URL>
//
// The exit status is 1, with the reason on standard error, if anything is not as it should be.
import assert from "node:assert/strict";
import twilio from "twilio";

const SEVERAL = 120;
const UNKNOWN = "mem_datamapping_00000000000000000000000000";
const client = twilio("AC00000000000000000000000000000000", "secret");
client.memory.baseUrl = process.argv[2];
const memory = client.memory.v1;

const mapping = (number) => ({
  displayName: `mapping-${number}`,
  mappingFrom: { type: "INGRESS", columns: ["a"] },
  mappingTo: {
    type: "TRAITS",
    mappings: [{ expression: "a", traitGroup: "Contact", traitName: "email" }],
  },
});

const created = await memory.stores.createWithHttpInfo({ displayName: "sandbox" });
assert.equal(created.statusCode, 202);
const operationId = created.body.statusUrl.split("/").at(-1);
const operation = await memory.operations(operationId).fetch();
assert.equal(operation.status, "COMPLETED");
const [storeId] = await memory.stores.list();
assert.equal(operation.result.id, storeId);
assert.equal((await memory.stores(storeId).fetch()).displayName, "sandbox");

const mappings = memory.dataMappings(storeId);
for (let number = 0; number < SEVERAL; number++) await mappings.create(mapping(number));
const listed = await mappings.list({ orderBy: "ASC" });
assert.deepEqual(
  listed.map((each) => each.displayName),
  Array.from({ length: SEVERAL }, (_, number) => `mapping-${number}`),
);
assert.equal((await mappings.list({ pageSize: 50, limit: 60 })).length, 60);

const first = memory.dataMappings(storeId, listed[0].id);
assert.deepEqual((await first.fetch()).mappingFrom.columns, ["a"]);
assert.equal((await first.removeWithHttpInfo()).statusCode, 202);
await assert.rejects(first.fetch(), { status: 404, code: 520048 });
await assert.rejects(memory.dataMappings(storeId, UNKNOWN).remove(), { status: 404, code: 520048 });

const ordered = await fetch(`${process.argv[2]}/__emulator__/faults`, {
  method: "POST",
  body: JSON.stringify({ operation: "FetchStore", kind: "error_response", status: 401 }),
});
assert.equal(ordered.status, 201);
await assert.rejects(memory.stores(storeId).fetch(), { status: 401, code: 20003 });
