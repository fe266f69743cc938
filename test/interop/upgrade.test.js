/* From polling to WebSocket while both sides are talking: nothing lost, nothing twice, nothing out of order. */
"use strict";

const assert = require("node:assert");
const { once } = require("node:events");
const { describe } = require("node:test");
const { setTimeout: pause } = require("node:timers/promises");
const { NodeWebSocket, NodeXHR } = require("engine.io-client");
const { RawPolling, RawWebSocket, connect, flush, greeted, it, manage, open, received, withServer } = require("./harness");

const numbers = (count) => Array.from({ length: count }, (_, i) => i);

/** So many messages may be under way: what is sent follows what arrives, so that no machine is too slow for the load. */
const WINDOW = 60;

describe("the official client's upgrade under load", () => {
  const server = withServer({ UPGRADE_TIMEOUT: "120000" });

  /** A client on polling that tries WebSocket only when `upgrade` is called: by then it is busy. */
  async function connectOnPolling(t) {
    let upgrade;
    const asked = new Promise((resolve) => (upgrade = resolve));
    class LateWebSocket extends NodeWebSocket {
      doOpen() {
        asked.then(() => super.doOpen());
      }
    }
    const socket = await greeted(open(manage(t, server, { transports: [NodeXHR, LateWebSocket] })));
    const upgraded = once(socket.io.engine, "upgrade");
    return { socket, upgrade, upgraded };
  }

  /** Numbered messages both ways, from before the upgrade until after it. */
  async function talkWhileUpgrading({ socket, upgrade, upgraded }) {
    let sent = 0;
    let upgradedAt = null;
    upgraded.then(() => (upgradedAt = sent));
    const asked = [];
    let echoed = 0;
    for (const event of ["echo", "echo-bin"]) socket.on(event, () => echoed++);
    while (upgradedAt === null || sent < upgradedAt + 30) {
      while (sent - echoed >= WINDOW) await pause(1);
      if (sent === 30) upgrade();
      if (sent % 10 === 0) asked.push(socket.emitWithAck("count-to", 10));
      if (sent % 5 === 4) socket.emit("echo-bin", Buffer.from(`${sent++}`));
      else socket.emit("echo", sent++);
      if (sent % 3 === 0) await pause(1); // a few at a time, so that the upgrade comes in the midst of them
    }
    await Promise.all(asked);
    await flush(socket);
    return { sent, asked: asked.length, note: `${socket.id}: upgraded after ${upgradedAt} of ${sent}` };
  }

  it("10 clients at once", async (t) => {
    const clients = await Promise.all(numbers(10).map(() => connectOnPolling(t)));
    await Promise.all(
      clients.map(async (client) => {
        const { socket } = client;
        const { sent, asked, note } = await talkWhileUpgrading(client);
        const echoes = socket.inbox.filter(([event]) => event.startsWith("echo"));
        const values = echoes.map(([, x]) => (typeof x === "number" ? x : Number(Buffer.from(x.bytes, "hex"))));
        assert.deepStrictEqual(values, numbers(sent), note);
        const counts = numbers(asked).flatMap(() => numbers(10));
        assert.deepStrictEqual(received(socket, "count").flat(), counts, note);
        assert.strictEqual((await socket.emitWithAck("whoami")).transport, "websocket");
      }),
    );
  });

  it("a flood that began on polling ends on WebSocket", async (t) => {
    const { socket, upgrade, upgraded } = await connectOnPolling(t);
    socket.emit("flood", 5000, 20);
    upgrade();
    for (let i = 0; i < 100; i++) socket.emit("echo", i);
    await upgraded;
    await flush(socket);
    assert.deepStrictEqual(received(socket, "flood"), numbers(5000).map((i) => [i, "x".repeat(20)]));
    assert.deepStrictEqual(received(socket, "echo"), numbers(100).map((i) => [i]));
  });

  it("broadcasts reach clients that are upgrading, in the order of their sender", async (t) => {
    const sender = await connect(t, server);
    const listeners = await Promise.all(numbers(10).map(() => connectOnPolling(t)));
    let upgrading = true;
    Promise.all(listeners.map(({ upgraded }) => upgraded)).then(() => (upgrading = false));
    let sent = 0;
    let arrived = 0;
    for (const { socket } of listeners) socket.on("broadcast", () => arrived++);
    while (upgrading) {
      while (sent - arrived / listeners.length >= WINDOW) await pause(1);
      sender.emit("broadcast", sent++);
      if (sent % 10 === 0 && sent <= 100) listeners[sent / 10 - 1].upgrade();
      await pause(1);
    }
    sender.emit("broadcast", sent++);
    await flush(sender, ...listeners.map(({ socket }) => socket));
    for (const { socket } of listeners) assert.deepStrictEqual(received(socket, "broadcast"), numbers(sent).map((i) => [i]));
  });
});

describe("the upgrade, step by step", () => {
  const server = withServer();
  const probe = async (t, polling) => {
    const raw = await RawWebSocket.open(server, { sid: polling.sid });
    t.after(() => raw.ws.terminate());
    return raw;
  };
  const joined = async () => (await RawPolling.open(server)).join();

  it("answers the probe, releases the waiting poll, and goes on over the WebSocket", async (t) => {
    const polling = await joined();
    const { poll } = await polling.waitingPoll();
    const raw = await probe(t, polling);
    raw.send("2probe");
    assert.strictEqual(await raw.next(), "3probe");
    assert.strictEqual((await poll).body, "6");
    raw.send("5").send('421["echo-ack","over WebSocket"]');
    assert.strictEqual(await raw.next(), '431["over WebSocket"]');
    assert.strictEqual((await polling.get()).status, 400); // the session has left polling, and does not suffer from this
    assert.strictEqual((await polling.post('422["echo-ack",2]')).status, 400);
    raw.send('423["echo-ack",3]');
    assert.strictEqual(await raw.next(), "433[3]");
  });

  it("still serves the poll between the probe and the upgrade", async (t) => {
    const polling = await joined();
    const raw = await probe(t, polling);
    raw.send("2probe");
    assert.strictEqual(await raw.next(), "3probe");
    await polling.post('421["echo-ack",1]');
    const bodies = [(await polling.get()).body, (await polling.get()).body]; // one is, or has, the noop of the probe
    const packets = bodies.flatMap((body) => body.split("\x1e"));
    assert.deepStrictEqual(packets.filter((packet) => packet !== "6"), ["431[1]"]);
    assert.deepStrictEqual(raw.frames, []);
  });

  it("sends over the WebSocket what no poll has fetched, in order", async (t) => {
    const polling = await joined();
    await polling.post('427["count-to",5]\x1e42["binary-out"]');
    const raw = await probe(t, polling);
    raw.send("2probe");
    assert.strictEqual(await raw.next(), "3probe");
    raw.send("5");
    for (let i = 0; i < 5; i++) assert.strictEqual(await raw.next(), `42["count",${i}]`);
    assert.strictEqual(await raw.next(), "437[5]");
    assert.match(await raw.next(), /^453-\["binary-out",/);
    for (const size of [256, 3, 0]) assert.strictEqual((await raw.next()).length, size);
  });

  it("closes a second WebSocket of a session that has one", async (t) => {
    const polling = await joined();
    const raw = await probe(t, polling);
    raw.send("2probe");
    assert.strictEqual(await raw.next(), "3probe");
    for (const upgraded of [false, true]) {
      if (upgraded) raw.send("5").send('421["echo-ack",1]') && assert.strictEqual(await raw.next(), "431[1]");
      const second = await probe(t, polling);
      await second.closed;
      assert.deepStrictEqual(second.frames, []);
    }
    raw.send('422["echo-ack","unharmed"]');
    assert.strictEqual(await raw.next(), '432["unharmed"]');
  });

  for (const packet of ["4hello", "2", "2prob", "abc", "6"]) {
    it(`closes a WebSocket that begins with ${packet} instead of the probe, and the session goes on`, async (t) => {
      const polling = await joined();
      const raw = await probe(t, polling);
      raw.send(packet);
      await raw.closed;
      assert.deepStrictEqual(raw.frames, []);
      await polling.post('421["echo-ack",1]');
      assert.deepStrictEqual(await polling.packets(1), ["431[1]"]);
    });
  }

  it("goes on polling when the WebSocket breaks after the probe, and lets another try", async (t) => {
    const polling = await joined();
    const broken = await probe(t, polling);
    broken.send("2probe");
    assert.strictEqual(await broken.next(), "3probe");
    broken.ws.close();
    await broken.closed;
    await polling.post('421["echo-ack",1]');
    assert.deepStrictEqual((await polling.get()).body.split("\x1e").filter((packet) => packet !== "6"), ["431[1]"]);
    const raw = await probe(t, polling);
    raw.send("2probe");
    assert.strictEqual(await raw.next(), "3probe");
    raw.send("5").send('422["echo-ack",2]');
    assert.strictEqual(await raw.next(), "432[2]");
  });
});
