/* The contract server's other modes: bare Engine.IO, plain WebSocket, and what the bench runs. */
"use strict";

const assert = require("node:assert");
const { once } = require("node:events");
const { describe } = require("node:test");
const { WebSocket } = require("ws");
const { RawPolling, RawWebSocket, it, manage, plain, withServer } = require("./harness");

describe("MODE=eio", () => {
  const server = withServer({ MODE: "eio" });
  const path = "/engine.io/";
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));

  it("echoes text and binary over polling, in order", async () => {
    const raw = await RawPolling.open(server, { path });
    assert.strictEqual((await raw.post(`4é€😀\x1eb${bytes.toString("base64")}\x1e4`)).body, "ok");
    assert.deepStrictEqual(await raw.packets(3), ["4é€😀", `b${bytes.toString("base64")}`, "4"]);
  });

  it("echoes text and binary over WebSocket, in order", async (t) => {
    const raw = await RawWebSocket.open(server, { path });
    t.after(() => raw.ws.terminate());
    raw.send("4é€😀").send(bytes).send("4").send(Buffer.alloc(0));
    for (const frame of ["4é€😀", bytes, "4", Buffer.alloc(0)]) assert.deepStrictEqual(await raw.next(), frame);
  });

  it("upgrades", async (t) => {
    const polling = await RawPolling.open(server, { path });
    await polling.post("4before");
    const raw = await RawWebSocket.open(server, { path, sid: polling.sid });
    t.after(() => raw.ws.terminate());
    raw.send("2probe");
    assert.strictEqual(await raw.next(), "3probe");
    raw.send("5").send("4after");
    assert.strictEqual(await raw.next(), "4before");
    assert.strictEqual(await raw.next(), "4after");
  });

  it("ends a polling session upon a packet of no known type", async () => {
    const raw = await RawPolling.open(server, { path });
    await raw.post("abc").catch(() => {});
    assert.strictEqual((await raw.get()).status, 400);
  });
});

describe("MODE=ws", () => {
  const server = withServer({ MODE: "ws" });
  const open = async (t, path) => {
    const ws = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { perMessageDeflate: false });
    t.after(() => ws.terminate());
    await once(ws, "open");
    return ws;
  };

  for (const path of ["/", "/chat?room=1", "/socket.io/", "/a/b/c"]) {
    it(`echoes on ${path}`, async (t) => {
      const ws = await open(t, path);
      for (const message of ["", "é€😀", Buffer.alloc(0), Buffer.from([0, 127, 128, 255])]) {
        ws.send(message);
        const [data, isBinary] = await once(ws, "message");
        assert.strictEqual(isBinary, Buffer.isBuffer(message));
        assert.deepStrictEqual(data, Buffer.from(message));
      }
    });
  }

  it("echoes 16 MB", async (t) => {
    const ws = await open(t, "/");
    const message = Buffer.alloc(16 << 20, "0123456789abcde");
    ws.send(message);
    const [data, isBinary] = await once(ws, "message");
    assert.ok(isBinary && message.equals(data));
  });

  const FULL = 65536;
  const digits = Array.from({ length: FULL }, (_, i) => i % 10).join("");

  it("echoes a message of 65,536 fragments, and of an empty one more", async (t) => {
    const ws = await open(t, "/");
    for (const count of [FULL, FULL + 1]) {
      for (let i = 0; i < count; i++) ws.send(digits[i] ?? "", { fin: i === count - 1 });
      const [data] = await once(ws, "message");
      assert.strictEqual(data.toString(), digits);
    }
  });

  it("takes 65,600 fragments in a message, and not one more", async (t) => {
    const ws = await open(t, "/");
    for (let i = 1; i <= 65600; i++) ws.send("x", { fin: i === 65600 });
    const [data] = await once(ws, "message");
    assert.strictEqual(data.length, 65600);
    for (let i = 1; i <= 65601; i++) ws.send("x", { fin: i === 65601 });
    const [code] = await once(ws, "close");
    assert.strictEqual(code, 1008);
  });

  it("closes as it is asked to", async (t) => {
    const ws = await open(t, "/");
    ws.close(4321, "that is all");
    const [code] = await once(ws, "close");
    assert.strictEqual(code, 4321);
  });
});

describe("MODE=bench", () => {
  const server = withServer({ MODE: "bench" });
  const connected = async (t) => {
    const socket = manage(t, server, { transports: ["websocket"] }).socket("/").connect();
    await once(socket, "connect");
    return socket;
  };

  it("echoes, acknowledges, broadcasts and serves rooms, the sender included", async (t) => {
    const [a, b] = [await connected(t), await connected(t)];
    const arrived = (event) => Promise.all([a, b].map((socket) => once(socket, event)));
    const x = { text: "é€😀" };

    a.emit("echo", x);
    assert.deepStrictEqual(await once(a, "echo"), [x]);
    a.emit("echo-bin", Buffer.from([1, 2]));
    assert.deepStrictEqual((await once(a, "echo-bin")).map(plain), [{ bytes: "0102" }]);
    assert.deepStrictEqual(await a.emitWithAck("echo-ack", x), x);
    assert.deepStrictEqual(await b.emitWithAck("echo-ack", 1), 1);

    const broadcast = arrived("broadcast");
    a.emit("broadcast", x);
    assert.deepStrictEqual(await broadcast, [[x], [x]]);

    const room = arrived("room");
    b.emit("join", "r");
    assert.strictEqual(await b.emitWithAck("echo-ack", "joined"), "joined");
    a.emit("join", "r");
    a.emit("room", "r", x);
    assert.deepStrictEqual(await room, [[x], [x]]);
  });

  it("emits nothing on connection", async (t) => {
    const socket = await connected(t);
    const events = [];
    socket.onAny((...event) => events.push(event));
    await socket.emitWithAck("echo-ack", 1);
    assert.deepStrictEqual(events, []);
  });
});
