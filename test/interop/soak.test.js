/* A short soak, so that the long one (`make soak`) works when it is wanted. */
"use strict";

const assert = require("node:assert");
const { execFile } = require("node:child_process");
const path = require("node:path");
const { it } = require("./harness");

it(
  "good and bad clients for a few seconds: nothing is lost, and nothing is kept",
  async () => {
    const env = { ...process.env, SECONDS: "5", CLIENTS: "40" };
    const { failed, output } = await new Promise((resolve) =>
      execFile(process.execPath, [path.join(__dirname, "..", "soak", "soak.js")], { env }, (error, stdout, stderr) =>
        resolve({ failed: error !== null, output: stdout + stderr }),
      ),
    );
    assert.ok(!failed, output);
  },
  { timeout: 240_000 },
);
