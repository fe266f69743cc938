/* The contract's rows, over every transport of the official JavaScript client: the greeting, events, acknowledgements. */
"use strict";

const assert = require("node:assert");
const { once } = require("node:events");
const { describe } = require("node:test");
const { TRANSPORTS, connect, flush, it, plain, received, settled, withServer } = require("./harness");

const VALUES = [
  null, true, false,
  0, 7, -1, 1.5, -0.001, 2147483648, 9007199254740991, -9007199254740991, 1e21, 1e-7, 5e-324, 1.7976931348623157e308,
  "", "text", "é€😀", "\u0000\u0007\n\r\t\b\f", '"quotes" \\ /', "\u2028\u2029\u007f", "\ud800 alone",
  "<script>", "\x1e", "4", "b",
  [], [[]], [null, [1, [2, [3]]]], {}, { b: 1, a: { "": [] }, "ключ": "значение" }, [{ deep: [{ deeper: {} }] }],
  { _placeholder: false, num: 0 },
  "x".repeat(100000),
]; // prettier-ignore

const BINARIES = [
  Buffer.from([1, 2, 3]),
  Buffer.alloc(0),
  Buffer.from(Array.from({ length: 256 }, (_, i) => i)),
  Buffer.alloc(100000, "0123456789abcde"),
  new Uint8Array([0, 255]),
  new Uint8Array([9, 8, 7, 6]).subarray(1, 3),
  new Uint16Array([1, 65535]),
  new Uint8Array([5, 6]).buffer,
  [Buffer.from("a"), Buffer.alloc(0), Buffer.from("b")],
  { list: [Buffer.from("x"), { deep: Buffer.from("y"), none: null }], text: "é€😀", n: 1.5 },
  Array.from({ length: 10 }, (_, i) => Buffer.from([i])),
];

for (const transport of Object.keys(TRANSPORTS)) {
  describe(`events over ${transport}`, () => rows(transport));
}

function rows(transport) {
  const server = withServer();
  const client = (t, options) => connect(t, server, { transport, ...options });
  const clients = (t, count) => Promise.all(Array.from({ length: count }, () => client(t)));

  describe("connecting", () => {
    it("greets with the auth payload, once, as the first event", async (t) => {
      const auth = { token: "é€😀", nested: { list: [1, null, "x"] } };
      const socket = await client(t, { auth });
      await flush(socket);
      assert.deepStrictEqual(socket.inbox, [["auth", auth]]);
    });

    it("greets with an empty object if there was no auth payload", async (t) => {
      const socket = await client(t);
      await flush(socket);
      assert.deepStrictEqual(socket.inbox, [["auth", {}]]);
    });

    it("takes the auth payload of a function", async (t) => {
      const socket = await client(t, { auth: (send) => send({ late: true }) });
      assert.deepStrictEqual(received(socket, "auth"), [[{ late: true }]]);
    });

    it("tells who is there (whoami)", async (t) => {
      const auth = { user: "ada" };
      const options = { query: { tag: "a b&c=é" }, extraHeaders: { "X-Conf": "yes, twice" } };
      const socket = await settled(await client(t, { auth, ...options }), transport);
      assert.deepStrictEqual(await socket.emitWithAck("whoami"), {
        id: socket.id,
        nsp: "/",
        auth,
        query: "a b&c=é",
        transport: transport === "polling" ? "polling" : "websocket",
        eio: 4,
        header: "yes, twice",
      });
      assert.notStrictEqual(socket.id, socket.io.engine.id);
    });

    it("has nulls for what the client did not send (whoami)", async (t) => {
      const socket = await client(t);
      const { auth, query, header } = await socket.emitWithAck("whoami");
      assert.deepStrictEqual({ auth, query, header }, { auth: {}, query: null, header: null });
    });

    it("gives every socket an id of its own", async (t) => {
      const sockets = await clients(t, 5);
      assert.strictEqual(new Set(sockets.map((socket) => socket.id)).size, 5);
    });
  });

  describe("events", () => {
    it("returns a message with all its arguments", async (t) => {
      const socket = await client(t);
      socket.emit("message", 1, "2", { 3: [true] }, null);
      socket.emit("message");
      socket.send("by send");
      await flush(socket);
      assert.deepStrictEqual(received(socket, "message-back"), [[1, "2", { 3: [true] }, null], [], ["by send"]]);
    });

    it("acknowledges with all arguments", async (t) => {
      const socket = await client(t);
      const args = await new Promise((resolve) => {
        socket.emit("message-with-ack", 1, "2", { 3: [false] }, null, (...answer) => resolve(answer));
      });
      assert.deepStrictEqual(args, [1, "2", { 3: [false] }, null]);
      const none = await new Promise((resolve) => socket.emit("message-with-ack", (...answer) => resolve(answer)));
      assert.deepStrictEqual(none, []);
    });

    it("echoes every kind of value, in order", async (t) => {
      const socket = await client(t);
      for (const value of VALUES) socket.emit("echo", value);
      await flush(socket);
      assert.deepStrictEqual(received(socket, "echo"), VALUES.map((value) => [value]));
      assert.strictEqual(JSON.stringify(received(socket, "echo")), JSON.stringify(VALUES.map((value) => [value])));
    });

    it("acknowledges with every kind of value", async (t) => {
      const socket = await client(t);
      const answers = await Promise.all(VALUES.map((value) => socket.emitWithAck("echo-ack", value)));
      assert.deepStrictEqual(answers, VALUES);
    });

    it("echoes binary, nested too, in order", async (t) => {
      const socket = await client(t);
      for (const value of BINARIES) socket.emit("echo-bin", value);
      await flush(socket);
      assert.deepStrictEqual(received(socket, "echo-bin"), BINARIES.map((value) => [plain(value)]));
    });

    it("acknowledges with binary, nested too", async (t) => {
      const socket = await client(t);
      const answers = await Promise.all(BINARIES.map((value) => socket.emitWithAck("echo-ack", value)));
      assert.deepStrictEqual(answers.map(plain), BINARIES.map(plain));
    });

    it("keeps text and binary in order", async (t) => {
      const socket = await client(t);
      for (let i = 0; i < 50; i++) socket.emit(i % 3 === 0 ? "echo-bin" : "echo", i % 3 === 0 ? Buffer.from([i]) : i);
      await flush(socket);
      const arrived = socket.inbox.slice(1).map(([, x]) => (typeof x === "number" ? x : parseInt(x.bytes, 16)));
      assert.deepStrictEqual(arrived, Array.from({ length: 50 }, (_, i) => i));
    });

    it("gives a client with forceBase64 no binary frames", async (t) => {
      const socket = await settled(await connect(t, server, { transport, forceBase64: true }), transport);
      const frames = [];
      socket.io.engine.on("packet", ({ type }) => type === "message" && frames.push(type));
      socket.io.engine.transport.ws?.addEventListener("message", ({ data }) => assert.strictEqual(typeof data, "string"));
      const value = { bytes: Buffer.from([0, 1, 2, 255]), deep: [Buffer.alloc(0)] };
      assert.deepStrictEqual(plain(await socket.emitWithAck("echo-ack", value)), plain(value));
      assert.strictEqual(frames.length, 3);               // the packet and its two attachments
    });

    it("sends binary of its own (binary-out)", async (t) => {
      const socket = await client(t);
      const answer = await new Promise((resolve) => socket.emit("binary-out", (...args) => resolve(args)));
      const all = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, "0")).join("");
      const value = { all: { bytes: all }, list: [{ bytes: "010203" }, { deep: { bytes: "" } }], n: null, s: "é€😀" };
      assert.deepStrictEqual(received(socket, "binary-out"), [[value]]);
      assert.deepStrictEqual(plain(answer), [{ bytes: "00010203" }, "end"]);
    });

    it("counts, and acknowledges after the last one", async (t) => {
      const socket = await client(t);
      assert.strictEqual(await socket.emitWithAck("count-to", 10000), 10000);
      assert.deepStrictEqual(received(socket, "count"), Array.from({ length: 10000 }, (_, i) => [i]));
      assert.strictEqual(await socket.emitWithAck("count-to", 0), 0);
    });

    it("floods in order and in full", async (t) => {
      const socket = await client(t);
      socket.emit("flood", 2000, 500);
      socket.emit("flood", 3, 65536);
      socket.emit("flood", 2, 0);
      socket.emit("flood", 0, 5);
      await flush(socket);
      const events = (count, size) => Array.from({ length: count }, (_, i) => [i, "x".repeat(size)]);
      assert.deepStrictEqual(received(socket, "flood"), [...events(2000, 500), ...events(3, 65536), ...events(2, 0)]);
    });

    it("lists what it has seen, by name and number of arguments", async (t) => {
      const socket = await client(t);
      socket.emit("message", 1, "two");
      socket.emit("forbidden", 1, 2, 3);
      socket.emit('unknown "événement"\n');
      socket.emit("echo-bin", Buffer.from("x"));
      await socket.emitWithAck("echo-ack", 1);
      await socket.emitWithAck("seen");
      assert.deepStrictEqual(await socket.emitWithAck("seen"), [
        ["message", 2],
        ["forbidden", 3],
        ['unknown "événement"\n', 0],
        ["echo-bin", 1],
        ["echo-ack", 1],
      ]);
    });

    it("lists the first thousand events only", async (t) => {
      const socket = await client(t);
      for (let i = 0; i < 1005; i++) socket.emit(`noise ${i}`, i);
      const expected = Array.from({ length: 1000 }, (_, i) => [`noise ${i}`, 1]);
      assert.deepStrictEqual(await socket.emitWithAck("seen"), expected);
    });

    it("refuses a forbidden event, and says so", async (t) => {
      const socket = await client(t);
      socket.emit("forbidden", () => assert.fail("acknowledged"));
      socket.emit("forbidden", "again");
      await flush(socket);
      assert.deepStrictEqual(received(socket, "error-back"), [["forbidden event"], ["forbidden event"]]);
    });

    it("ignores events whose arguments have other types", async (t) => {
      const socket = await client(t);
      const wrong = [
        ["count-to", "7"], ["count-to", 1.5], ["count-to", -1], ["count-to", null], ["count-to", [3]],
        ["join", 5], ["join", null], ["join", ["a"]], ["leave", {}], ["reason-of", 1], ["kick", "yes"],
        ["ask-me", "100", "q"], ["ask-room", 1, 100, "q"], ["ask-room", "r", "100", "q"],
      ]; // prettier-ignore
      for (const [event, ...args] of wrong) socket.emit(event, ...args, () => assert.fail(`${event} acknowledged`));
      socket.emit("to-room", 1, "x");
      socket.emit("flood", "1", 1);
      await flush(socket);
      assert.deepStrictEqual(socket.inbox, [["auth", {}]]);
    });

    it("does not answer an acknowledgement where the row names no answer", async (t) => {
      const socket = await client(t);
      await assert.rejects(socket.timeout(50).emitWithAck("message", 1), /timed out/);
      await flush(socket);
      assert.deepStrictEqual(received(socket, "message-back"), [[1]]);
    });
  });

  describe("volatile", () => {
    it("arrives if the connection can take it (volatile-later)", async (t) => {
      const socket = await settled(await client(t), transport);
      await flush(socket);
      // a poll must be waiting in that moment: on a busy machine, a later one
      for (const ms of [200, 2000, 20000]) socket.emit("volatile-later", ms, { v: "é€😀" });
      assert.deepStrictEqual(await once(socket, "vol"), [{ v: "é€😀" }]);
    });

    it("may be dropped, yet never reordered or repeated (volatile-burst)", async (t) => {
      const socket = await settled(await client(t), transport);
      assert.strictEqual(await socket.emitWithAck("volatile-burst", 500), 500);
      await flush(socket);
      const values = received(socket, "vol").map(([i]) => i);
      assert.ok(values.every((v, i) => Number.isInteger(v) && v < 500 && (i === 0 || v > values[i - 1])), `${values}`);
      if (transport === "websocket") assert.strictEqual(values[0], 0);
    });
  });
}
