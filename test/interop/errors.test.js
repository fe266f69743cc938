/* Engine.IO's HTTP errors: status, code and message. */
"use strict";

const assert = require("node:assert");
const { describe } = require("node:test");
const { WebSocket } = require("ws");
const { RawPolling, RawWebSocket, it, withServer } = require("./harness");

/** The status, headers and body with which a WebSocket's opening handshake is refused. */
function refusedUpgrade(t, url, options) {
  const ws = new WebSocket(url.replace("http", "ws"), options);
  t.after(() => ws.terminate());
  return new Promise((resolve, reject) => {
    ws.once("open", () => reject(new Error("the handshake was accepted")));
    ws.once("error", reject);
    ws.once("unexpected-response", async (request, response) => {
      let body = "";
      for await (const chunk of response) body += chunk;
      resolve({ status: response.statusCode, headers: response.headers, body });
    });
  });
}

describe("HTTP errors of Engine.IO", () => {
  const server = withServer();
  const request = async (query, options) => {
    const response = await fetch(`${server.url}/socket.io/${query}`, options);
    return { status: response.status, type: response.headers.get("content-type"), body: await response.text() };
  };
  const error = (code, message) => ({ status: 400, type: "application/json", body: JSON.stringify({ code, message }) });
  const UNKNOWN_TRANSPORT = error(0, "Transport unknown");
  const UNKNOWN_SID = error(1, "Session ID unknown");
  const BAD_METHOD = error(2, "Bad handshake method");
  const BAD_REQUEST = error(3, "Bad request");
  const UNSUPPORTED = error(5, "Unsupported protocol version");

  for (const query of ["", "?EIO=4", "?EIO=4&transport=", "?EIO=4&transport=abc", "?EIO=4&transport=webtransport"]) {
    it(`an unknown transport: ${query || "no query"}`, async () => {
      assert.deepStrictEqual(await request(query), UNKNOWN_TRANSPORT);
    });
  }

  for (const method of ["GET", "POST"]) {
    it(`an unknown session: ${method}`, async () => {
      assert.deepStrictEqual(await request("?EIO=4&transport=polling&sid=nobody", { method }), UNKNOWN_SID);
    });
  }

  for (const method of ["POST", "PUT", "DELETE"]) {
    it(`a handshake by ${method}`, async () => {
      assert.deepStrictEqual(await request("?EIO=4&transport=polling", { method }), BAD_METHOD);
    });
  }

  it("a WebSocket that does not ask for the upgrade", async () => {
    assert.deepStrictEqual(await request("?EIO=4&transport=websocket"), BAD_REQUEST);
  });

  for (const revision of ["", "EIO=3&", "EIO=5&", "EIO=abc&"]) {
    it(`an unsupported protocol revision: ${revision || "none"}`, async () => {
      assert.deepStrictEqual(await request(`?${revision}transport=polling`), UNSUPPORTED);
    });
  }

  it("a request with another protocol revision than its session's", async () => {
    const { sid } = await RawPolling.open(server);
    assert.deepStrictEqual(await request(`?EIO=3&transport=polling&sid=${sid}`), BAD_REQUEST);
  });

  it("a poll in a session that is a WebSocket", async (t) => {
    const raw = await RawWebSocket.open(server);
    t.after(() => raw.ws.terminate());
    assert.deepStrictEqual(await request(`?EIO=4&transport=polling&sid=${raw.handshake.sid}`), BAD_REQUEST);
    await raw.join(); // the session has not suffered
  });

  const UPGRADES = {
    "?EIO=4&transport=abc": "Transport unknown",
    "?EIO=4&transport=websocket&sid=nobody": "Session ID unknown",
  };
  for (const [query, message] of Object.entries(UPGRADES)) {
    it(`an upgrade with ${query}`, async (t) => {
      const { status, body } = await refusedUpgrade(t, `${server.url}/socket.io/${query}`);
      assert.strictEqual(status, 400);
      assert.ok(body.includes(message), body); // the message alone in Node, in JSON elsewhere
    });
  }

  for (const query of ["?transport=websocket", "?EIO=3&transport=websocket"]) {
    it(`an upgrade with an unsupported protocol revision opens nothing: ${query}`, async (t) => {
      const ws = new WebSocket(`${server.url.replace("http", "ws")}/socket.io/${query}`);
      t.after(() => ws.terminate());
      ws.on("error", () => {}); // Node accepts the handshake and then writes an HTTP error where a frame should be
      await new Promise((resolve, reject) => {
        ws.once("close", resolve);
        ws.once("message", () => reject(new Error("a session was opened")));
      });
    });
  }

  it("has the headers of a session's responses", async () => {
    const raw = await RawPolling.open(server);
    const posted = await raw.post("40");
    const polled = await raw.get();
    assert.strictEqual(posted.headers.get("content-type"), "text/html");
    assert.strictEqual(posted.body, "ok");
    assert.match(polled.headers.get("content-type"), /^text\/plain; charset=utf-8$/i);
    for (const { status, headers } of [posted, polled]) {
      assert.strictEqual(status, 200);
      assert.strictEqual(headers.get("cache-control"), "no-store");
    }
  });
});
