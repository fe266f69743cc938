/* Which pages of which sites may talk to the server: ORIGINS. */
"use strict";

const assert = require("node:assert");
const { describe } = require("node:test");
const { WebSocket } = require("ws");
const { RawPolling, RawWebSocket, it, withServer } = require("./harness");

const GOOD = "https://good.example";
const OTHER = "http://other.example:8080";
const EVIL = "https://evil.example";
/** Near misses: each differs from an allowed origin in one thing. */
const FOREIGN = [EVIL, "http://good.example", `${GOOD}:444`, `${GOOD}.evil.example`, "https://x.good.example", "null"];

const polling = (server, origin, { headers, ...options } = {}) => {
  const all = origin === null ? headers : { ...headers, origin };
  return fetch(`${server.url}/socket.io/?EIO=4&transport=polling`, { ...options, headers: all });
};

/** The status of a WebSocket's opening handshake with this Origin. */
const webSocket = (t, server, origin, query = "") =>
  new Promise((resolve, reject) => {
    const ws = new WebSocket(`ws://127.0.0.1:${server.port}/socket.io/?EIO=4&transport=websocket${query}`, { origin });
    t.after(() => ws.terminate());
    ws.once("message", () => resolve(101));
    ws.once("unexpected-response", (request, response) => resolve(response.statusCode) ?? response.resume());
    ws.once("error", reject);
  });

const preflight = (server, origin) =>
  polling(server, origin, {
    method: "OPTIONS",
    headers: { "access-control-request-method": "POST", "access-control-request-headers": "x-conf" },
  });

const allowed = (response) => response.headers.get("access-control-allow-origin");
const assertRefused = (status) => assert.ok(status >= 400 && status < 500, `status ${status}`);

describe("with a list of origins", () => {
  const server = withServer({ ORIGINS: `${GOOD},${OTHER}` });

  for (const origin of [GOOD, OTHER]) {
    it(`${origin} is allowed, by name`, async (t) => {
      const response = await polling(server, origin);
      assert.strictEqual(response.status, 200);
      assert.strictEqual(allowed(response), origin);
      assert.match(response.headers.get("vary"), /\borigin\b/i);
      assert.strictEqual(await webSocket(t, server, origin), 101);
    });

    it(`${origin} may ask beforehand`, async () => {
      const response = await preflight(server, origin);
      assert.ok(response.ok, `status ${response.status}`);
      assert.strictEqual(allowed(response), origin);
      assert.match(response.headers.get("access-control-allow-methods"), /\bPOST\b/);
      assert.match(response.headers.get("access-control-allow-headers"), /x-conf/i);
    });

    it(`${origin} is named on every response of the session`, async () => {
      const raw = await RawPolling.open(server, { headers: { origin } });
      const posted = await raw.post("40", { headers: { origin } });
      const polled = await raw.get({ headers: { origin } });
      const failed = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling&sid=x`, { headers: { origin } });
      assert.deepStrictEqual([posted, polled, failed].map((response) => response.status), [200, 200, 400]);
      for (const response of [posted, polled, failed]) assert.strictEqual(allowed(response), origin);
    });
  }

  for (const origin of FOREIGN) {
    it(`${origin} is refused on every transport`, async (t) => {
      const response = await polling(server, origin);
      assertRefused(response.status);
      assert.strictEqual(allowed(response), null);
      assertRefused(await webSocket(t, server, origin));
      assert.strictEqual(allowed(await preflight(server, origin)), null);
    });
  }

  it("a foreign page can neither use a session nor take it over", async (t) => {
    const raw = await RawPolling.open(server, { headers: { origin: GOOD } });
    assertRefused((await raw.post("40", { headers: { origin: EVIL } })).status);
    assertRefused((await raw.get({ headers: { origin: EVIL } })).status);
    assertRefused(await webSocket(t, server, EVIL, `&sid=${raw.sid}`));
    await raw.join(); // it has not suffered
  });

  it("a client that is no page has no Origin, and passes", async (t) => {
    const response = await polling(server, null);
    assert.strictEqual(response.status, 200);
    const raw = await RawWebSocket.open(server);
    t.after(() => raw.ws.terminate());
    await raw.join();
  });
});

for (const [title, env] of [["unset", {}], ["empty", { ORIGINS: "" }]]) {
  describe(`with ORIGINS ${title}`, () => {
    const server = withServer(env);

    it("any origin is allowed", async (t) => {
      for (const origin of [GOOD, EVIL]) {
        const response = await polling(server, origin);
        assert.strictEqual(response.status, 200);
        assert.ok([origin, "*"].includes(allowed(response)), `${allowed(response)}`);
        const before = await preflight(server, origin);
        assert.ok(before.ok && [origin, "*"].includes(allowed(before)), `${before.status} ${allowed(before)}`);
        assert.strictEqual(await webSocket(t, server, origin), 101);
      }
    });
  });
}
