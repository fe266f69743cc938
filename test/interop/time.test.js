/* Time runs out: for pings, for a connection without a namespace, for an upgrade, and for the server. */
"use strict";

const assert = require("node:assert");
const { once } = require("node:events");
const { describe } = require("node:test");
const { RawPolling, RawWebSocket, connect, flush, freshTag, it, reasonOf, settled, startServer } = require("./harness");

describe("time runs out", () => {
  it("ping timeout: a client that does not answer pings", async (t) => {
    const server = await startServer({ PING_INTERVAL: "500", PING_TIMEOUT: "2000" });
    t.after(() => server.stop());
    const [wsTag, pollingTag] = [freshTag(), freshTag()];
    const started = Date.now();
    const raw = await RawWebSocket.open(server);
    t.after(() => raw.ws.terminate());
    await raw.join({ tag: wsTag });
    raw.answersPings = false;
    const silent = await (await RawPolling.open(server)).join({ tag: pollingTag }); // never polls again

    const watcher = await connect(t, server, { reconnection: true, reconnectionDelay: 10 });
    assert.strictEqual(await reasonOf(watcher, wsTag), "ping timeout");
    assert.ok(Date.now() - started >= 2495, "not before interval and timeout");
    await raw.closed;
    assert.deepStrictEqual(raw.frames, ["2"]);
    assert.strictEqual(await reasonOf(watcher, pollingTag), "ping timeout");
    assert.strictEqual((await silent.get()).status, 400);
  });

  it("clients that answer pings stay, on every transport", async (t) => {
    const server = await startServer({ PING_INTERVAL: "50", PING_TIMEOUT: "20000" });
    t.after(() => server.stop());
    await Promise.all(
      ["polling", "websocket", "upgrade"].map(async (transport) => {
        const socket = await connect(t, server, { transport });
        socket.on("disconnect", (reason) => assert.fail(reason));
        for (let i = 0; i < 4; i++) await once(socket.io, "ping");
        await flush(socket);
        socket.off("disconnect");
      }),
    );
  });

  it("closes a connection that joins no namespace (CONNECT_TIMEOUT)", async (t) => {
    const server = await startServer({ CONNECT_TIMEOUT: "2000" });
    t.after(() => server.stop());
    const idle = await RawWebSocket.open(server);
    const refused = await RawWebSocket.open(server);
    refused.send("40/nope,");
    const joined = await (await RawWebSocket.open(server)).join();
    for (const raw of [idle, refused, joined]) t.after(() => raw.ws.terminate());
    await Promise.all([idle.closed, refused.closed]);
    joined.send('421["echo-ack",1]');
    assert.strictEqual(await joined.next(), "431[1]");
  });

  it("gives an upgrade up that is not completed, and the session goes on (UPGRADE_TIMEOUT)", async (t) => {
    const server = await startServer({ UPGRADE_TIMEOUT: "1000" });
    t.after(() => server.stop());
    const polling = await (await RawPolling.open(server)).join();
    const probe = await RawWebSocket.open(server, { sid: polling.sid });
    t.after(() => probe.ws.terminate());
    probe.send("2probe");
    assert.strictEqual(await probe.next(), "3probe");
    await probe.closed;
    await polling.post('421["echo-ack",1]');
    assert.deepStrictEqual((await polling.packets(1)).filter((packet) => packet !== "6"), ['431[1]']);
  });

  for (const transport of ["polling", "websocket", "upgrade"]) {
    it(`closes gracefully on SIGTERM: ${transport}`, async (t) => {
      const server = await startServer();
      t.after(() => server.stop());
      const socket = await connect(t, server, { transport });
      await settled(socket, transport);
      const custom = await connect(t, server, { name: "/custom" });
      await flush(socket, custom, custom); // by now the next poll is waiting
      const gone = Promise.all([socket, custom].map((s) => once(s, "disconnect")));
      const { code, signal } = await server.terminate();
      assert.deepStrictEqual((await gone).map(([reason]) => reason), ["transport close", "transport close"]);
      const ended = code === 0 || code === 143; // 143: a JVM, once its shutdown hooks have run
      assert.ok(ended, `ended with ${signal ?? code}`);
      await assert.rejects(fetch(`${server.url}/socket.io/?EIO=4&transport=polling`));
    });
  }
});
