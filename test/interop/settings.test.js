/* A setting that the server cannot honour is refused at start: no client shall believe that it has what it has not. */
"use strict";

const assert = require("node:assert");
const { describe } = require("node:test");
const { IS_REFERENCE, it, refusedStart } = require("./harness");

const skip = IS_REFERENCE && "Node's server has all of these";

describe("settings of the contract server", () => {
  const wrong = { MODE: "nonsense", PORT: "eighty", PING_INTERVAL: "soon", TLS: "cert.pem", PARSER: "xml", REDIS: "here" };
  for (const [name, value] of Object.entries(wrong)) {
    it(`${name}=${value} is refused, by name`, async () => {
      const { code, complaint } = await refusedStart({ [name]: value });
      assert.ok(code > 0 && code < 128, `exit code ${code}`);
      assert.match(complaint, new RegExp(`\\b${name}\\b`));
    }, { skip });
  }
});
