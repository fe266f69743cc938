/* Clients that are cut off for a short time come back as the sockets that they were, and get what they have missed. */
"use strict";

const assert = require("node:assert");
const { once } = require("node:events");
const net = require("node:net");
const { describe } = require("node:test");
const { RawWebSocket, TRANSPORTS, connect, flush, freshTag, greeted, it, manage, open, reasonOf, received, withServer } = require("./harness");

/** A proxy that can cut all connections that go through it, in the middle of whatever they send. */
async function startProxy(t, port) {
  const pairs = new Set();
  const server = net.createServer((near) => {
    const far = net.connect(port, "127.0.0.1");
    const pair = [near, far];
    pairs.add(pair);
    for (const [from, to] of [pair, [far, near]]) {
      from.on("data", (data) => to.write(data));
      from.on("error", () => {}).on("close", () => (to.destroy(), pairs.delete(pair)));
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = () => pairs.forEach((pair) => pair.forEach((side) => side.resetAndDestroy()));
  t.after(() => (server.close(), cut()));
  return { url: `http://127.0.0.1:${server.address().port}`, cut };
}

const numbers = (from, to) => Array.from({ length: to - from }, (_, i) => from + i);
const whoami = (socket) => socket.emitWithAck("whoami");

describe("connection state recovery", () => {
  const server = withServer({ RECOVERY: "1" });

  for (const transport of Object.keys(TRANSPORTS)) {
    it(`a stream that is cut again and again: nothing is lost, doubled or reordered (${transport})`, async (t) => {
      const proxy = await startProxy(t, server.port);
      const sender = await connect(t, server);
      const socket = open(manage(t, proxy, { transports: TRANSPORTS[transport], reconnection: true, reconnectionDelay: 10,
        reconnectionDelayMax: 20 }));
      await greeted(socket);
      await socket.emitWithAck("join", "room");
      const { id } = socket;
      const recoveries = [];
      socket.on("connect", () => recoveries.push(socket.recovered));
      const cutting = setInterval(proxy.cut, 150);
      for (let n = 0; n < 1000; n += 10) {
        for (let i = n; i < n + 10; i++) {
          if (i % 2 === 0) sender.emit("broadcast", i);
          else sender.emit("to-room", "room", i);
        }
        sender.emit("to-room", "another room", -1);
        await flush(sender);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      clearInterval(cutting);
      const stream = () => socket.inbox.filter(([event]) => event === "broadcast" || event === "room").map(([, n]) => n);
      do {
        await new Promise((resolve) => setTimeout(resolve, 20));
        await flush(socket).catch(() => {}); // the last cut may not have been noticed yet
      } while (stream().length < 1000 || !socket.connected);
      assert.deepStrictEqual(stream(), numbers(0, 1000));
      assert.ok(recoveries.length > 0 && recoveries.every(Boolean), `${recoveries.length} times: ${recoveries}`);
      assert.strictEqual(socket.id, id);
      assert.strictEqual((await whoami(socket)).recovered, true);
    });
  }

  it("volatile events and those to others are not kept; rooms and binary are", async (t) => {
    const proxy = await startProxy(t, server.port);
    const sender = await connect(t, server);
    const tag = freshTag();
    const socket = open(manage(t, proxy, { transports: ["websocket"] }), "/", { auth: { tag } });
    await greeted(socket);
    await socket.emitWithAck("join", "red");
    sender.emit("broadcast", "first");
    while (received(socket, "broadcast").length === 0) await flush(sender);
    proxy.cut();
    await once(socket, "disconnect");
    assert.strictEqual(await reasonOf(sender, tag), "transport close"); // the server has noticed
    sender.emit("to-room", "red", Buffer.from([1, 2, 3]));
    sender.emit("to-room", "blue", "not for it");
    sender.emit("volatile-burst", 3);
    sender.emit("to-except", "red", "red", "excepted");
    await flush(sender);
    socket.connect();
    await once(socket, "connect");
    assert.strictEqual(socket.recovered, true);
    await flush(socket);
    const missed = socket.inbox.slice(socket.inbox.findIndex(([event]) => event === "broadcast") + 1);
    assert.deepStrictEqual(missed.filter(([event]) => event !== "auth").map(([event, value]) => [event, value]),
      [["room", { bytes: "010203" }]]);
    assert.deepStrictEqual(await socket.emitWithAck("join", "green"), ["green", "red"]);
  });

  it("a client that has disconnected, or was disconnected, is a new one", async (t) => {
    const socket = await connect(t, server);
    const { id } = socket;
    socket.disconnect().connect();
    await greeted(socket);
    assert.strictEqual(socket.recovered, false);
    assert.notStrictEqual(socket.id, id);
    socket.emit("kick", false);
    await once(socket, "disconnect");
    socket.connect();
    await greeted(socket);
    assert.strictEqual((await whoami(socket)).recovered, false);
  });

  it("a name that the server does not know is a new socket", async (t) => {
    for (const data of [{ pid: "x".repeat(20), offset: "x" }, { pid: 1, offset: 2 }, { pid: null }, { offset: "x" }, { pid: "" }]) {
      const raw = await RawWebSocket.open(server);
      raw.send("40" + JSON.stringify(data));
      const { sid, pid } = JSON.parse((await raw.next()).slice(2));
      assert.match(sid, /^[\w-]{20}$/);
      assert.match(pid, /^[\w-]{20}$/);
      assert.notStrictEqual(pid, data.pid);
      raw.ws.close();
    }
  });
});
