/** What machines read of a report, held against schema.org's own vocabulary: the types that schema-dts makes of it. */

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { test } from "node:test";

import ts from "typescript";

import { open } from "../lib/browser.mjs";
import { stage } from "../lib/stage.mjs";

/**
 * What the compiler says when each node has to be what it says it is. A literal may have no property that the vocabulary
 * does not know.
 * @param {{ "@context": string, "@graph": { "@type": string }[] }} document
 */
function misfits(document) {
  const types = [...new Set(document["@graph"].map((node) => node["@type"]))];
  const checks = document["@graph"].map(
    (node, at) => `const node${at}: Exclude<${node["@type"]}, string> = ${JSON.stringify(node)};`,
  );
  const source = `import type { ${types.join(", ")} } from "schema-dts";\n${checks.join("\n")}\n`;
  const file = fileURLToPath(new URL("../schema-check.ts", import.meta.url));
  const options = { strict: true, noEmit: true, skipLibCheck: true, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.readFile = (name) => (name === file ? source : readFile(name));
  host.getSourceFile = (name, language, ...rest) =>
    name === file ? ts.createSourceFile(name, source, language) : getSourceFile.call(host, name, language, ...rest);
  const program = ts.createProgram([file], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

test("ClaimReview and MediaReview are what schema.org says they are", async () => {
  const desk = await stage.shelf.desk();
  const { page } = await open(stage.browser, desk);
  for (const format of ["claimreview", "mediareview"]) {
    const document = await (await page.request.get(`/api/v1/reports/R-1/versions/2/${format}`)).json();
    assert.ok(document["@graph"].length > 0, `${format} is empty`);
    assert.deepEqual(misfits(document), [], format);
  }

  // The check can fail: a property and a value that the vocabulary does not know are found.
  const context = "https://schema.org";
  const wrong = { "@type": "MediaReview", mediaAuthenticityCategory: "https://schema.org/Fake", verdict: "fake" };
  assert.notDeepEqual(misfits({ "@context": context, "@graph": [wrong] }), []);
  await desk.stop();
});
