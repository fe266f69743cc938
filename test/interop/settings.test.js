/* A setting that the server cannot honour yet is refused at start: no client shall believe that it has what it has not. */
"use strict";

const assert = require("node:assert");
const { describe } = require("node:test");
const { IS_REFERENCE, it, refusedStart } = require("./harness");

const skip = IS_REFERENCE && "Node's server has all of these";

describe("settings of the contract server", () => {
  for (const name of ["COOKIE"]) {
    it(`${name}=1 is refused, by name`, async () => {
      const { code, complaint } = await refusedStart({ [name]: "1" });
      assert.ok(code > 0 && code < 128, `exit code ${code}`);
      assert.match(complaint, new RegExp(`\\b${name}\\b`));
      assert.doesNotMatch(complaint, /^\s+at /m, "a message, not a stack trace");
    }, { skip });
  }

  const wrong = { MODE: "nonsense", PORT: "eighty", PING_INTERVAL: "soon", TLS: "cert.pem", PARSER: "xml", REDIS: "here" };
  for (const [name, value] of Object.entries(wrong)) {
    it(`${name}=${value} is refused, by name`, async () => {
      const { code, complaint } = await refusedStart({ [name]: value });
      assert.ok(code > 0 && code < 128, `exit code ${code}`);
      assert.match(complaint, new RegExp(`\\b${name}\\b`));
    }, { skip });
  }
});
