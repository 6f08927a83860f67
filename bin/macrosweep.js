#!/usr/bin/env node
// Starts the command line, or says in one sentence why it cannot. Plain old JavaScript, so that an old Node gets as far as the sentence.
"use strict";

// biome-ignore lint/style/useNodejsImportProtocol: Node 12 knows no node:fs
var existsSync = require("fs").existsSync;

var version = process.versions.node.split(".").map(Number);

if (version[0] < 22 || (version[0] === 22 && version[1] < 14)) {
  fail(`needs Node.js 22.14 or newer; this is ${process.versions.node} (${process.execPath})`);
} else if (!existsSync(`${__dirname}/../dist/cli/main.js`)) {
  fail("is not built yet; run `npm run build` in its folder (or `npm run quickstart`, which does all)");
} else {
  import("../dist/cli/main.js");
}

function fail(sentence) {
  console.error(`macrosweep: ${sentence}`);
  process.exitCode = 2;
}
