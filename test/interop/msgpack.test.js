/* Clients with npm's socket.io-msgpack-parser: the usual suites once more, both kinds of clients together, and the wire to the byte. */
"use strict";

process.env.PARSER = "msgpack"; // before the harness looks: for the suites, and for the servers that they start

const assert = require("node:assert");
const { once } = require("node:events");
const { describe } = require("node:test");
const msgpack = require("socket.io-msgpack-parser");
const { IS_REFERENCE, RawPolling, RawWebSocket, TRANSPORTS, connect, flush, it, plain, received, reasonOf, freshTag, settled, withServer } =
  require("./harness");

// Some of their raw clients speak JSON, which one Node server does not serve beside MessagePack.
for (const suite of IS_REFERENCE ? [] : ["namespaces", "errors", "reasons", "upgrade"]) require(`./${suite}.test.js`);

const encode = (packet) => new msgpack.Encoder().encode(packet)[0];

function decode(message) {
  let packet;
  const decoder = new msgpack.Decoder();
  decoder.on("decoded", (decoded) => (packet = decoded));
  decoder.add(message);
  return packet;
}

const unhex = (text) => Buffer.from(text.replaceAll(" ", ""), "hex");

describe("limits of MessagePack", { skip: IS_REFERENCE && "one Node server does not serve both kinds" }, () => {
  const server = withServer({});

  it("who sends more binary data than others take as attachments is disconnected, not they", async (t) => {
    const packed = await connect(t, server);
    const usual = await connect(t, server, { parser: undefined });
    for (const socket of [packed, usual]) await socket.emitWithAck("join", "room");
    const bytes = (count) => Array.from({ length: count }, () => Buffer.of(1));
    packed.emit("to-room", "room", bytes(10));
    await flush(packed);
    const gone = once(packed, "disconnect");
    packed.emit("to-room", "room", bytes(11));
    await gone;
    await flush(usual);
    assert.strictEqual(received(usual, "room").length, 1);
  });
});

describe("events in MessagePack", () => {
  const server = withServer({ DEFLATE: "1" });

  for (const transport of Object.keys(TRANSPORTS)) {
    const options = { transport, perMessageDeflate: transport === "websocket" };

    it(`values over ${transport}`, async (t) => {
      const socket = await settled(await connect(t, server, options), transport);
      const values = ["é€😀\u2028\0", "", "x".repeat(70_000), 0, 127, 128, -32, -33, 65_536, -70_000, 2 ** 40, -(2 ** 40), 2 ** 53 - 1, 0.1,
        true, false, null, [], {}, { a: { b: [1, [2]] }, "": 1 }, Array.from({ length: 20 }, (_, i) => i)];
      assert.deepStrictEqual(await socket.emitWithAck("echo-ack", values), values);
      for (const value of values) socket.emit("echo", value);
      await flush(socket);
      assert.deepStrictEqual(received(socket, "echo"), values.map((value) => [value]));
    });

    it(`binary data over ${transport}`, async (t) => {
      const socket = await settled(await connect(t, server, options), transport);
      for (const length of [0, 1, 255, 256, 65_536, 300_000]) {
        const value = { a: [Buffer.alloc(length, 7)], b: Buffer.from([1]) };
        assert.deepStrictEqual(plain(await socket.emitWithAck("echo-ack", value)), plain(value));
      }
      const all = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
      socket.emit("binary-out");
      await flush(socket);
      assert.deepStrictEqual(received(socket, "binary-out")[0][0].all, plain(all));
      assert.deepStrictEqual(plain(await socket.emitWithAck("binary-out")), { bytes: "00010203" });
    });

    it(`questions of the server over ${transport}`, async (t) => {
      const socket = await settled(await connect(t, server, options), transport);
      socket.on("question", (q, answer) => answer(q, Buffer.from([9])));
      const { ok, answer } = await socket.emitWithAck("ask-me", 60_000, { deep: ["?"] });
      assert.deepStrictEqual([ok, plain(answer)], [true, [{ deep: ["?"] }, { bytes: "09" }]]);
    });
  }

  it("what JSON has not: a date is its text, undefined is null", async (t) => {
    const socket = await connect(t, server);
    const date = new Date(1_543_244_400_123);
    const echoed = await socket.emitWithAck("echo-ack", [date, undefined, { u: undefined }]);
    if (IS_REFERENCE) assert.deepStrictEqual(echoed, [date, undefined, { u: undefined }]);
    else assert.deepStrictEqual(echoed, ["2018-11-26T15:00:00.123Z", null, { u: null }]);
  });

  it("an ArrayBuffer of any length", async (t) => {
    const socket = await connect(t, server);
    for (const length of [0, 1, 2, 4, 8, 16, 300]) {
      const data = Buffer.alloc(length, 7);
      assert.deepStrictEqual(Buffer.from(await socket.emitWithAck("echo-ack", new Uint8Array(data).buffer)), data);
    }
  });

  it("numbers that JSON has not", async (t) => {
    const socket = await connect(t, server);
    const echoed = await socket.emitWithAck("echo-ack", [NaN, Infinity, -Infinity, -0, { a: NaN }]);
    assert.deepStrictEqual(echoed, IS_REFERENCE ? [NaN, Infinity, -Infinity, 0, { a: NaN }] : [null, null, null, 0, { a: null }]);
  });

  it("credentials", async (t) => {
    const socket = await connect(t, server, { auth: { token: "t", bytes: Buffer.from([1]) } });
    assert.deepStrictEqual(plain((await socket.emitWithAck("whoami")).auth), { token: "t", bytes: { bytes: "01" } });
  });
});

describe("both kinds of clients at once", { skip: IS_REFERENCE && "one Node server has one parser" }, () => {
  const server = withServer({ ALLOW_EIO3: "1" });

  it("hear each other in a room, whatever they send", async (t) => {
    const packed = await connect(t, server);
    const usual = await connect(t, server, { parser: undefined });
    const polling = await connect(t, server, { transport: "polling" });
    const old = require("socket.io-client-2")(server.url, { transports: ["websocket"], forceNew: true, reconnection: false });
    t.after(() => old.close());
    await once(old, "auth");
    const heard = [];
    old.on("room", (...args) => heard.push(args.map(plain)));
    for (const socket of [packed, usual, polling]) await socket.emitWithAck("join", "mixed");
    await new Promise((resolve) => old.emit("join", "mixed", resolve));
    const value = { text: "é€😀", bytes: Buffer.from([1, 2, 3]), list: [1, 1.5, null, true] };
    for (const socket of [packed, usual, polling]) await socket.emit("to-room", "mixed", value).emitWithAck("echo-ack", 0);
    await flush(packed, usual, polling);
    await new Promise((resolve) => old.emit("echo-ack", 0, resolve));
    for (const inbox of [received(packed, "room"), received(usual, "room"), received(polling, "room"), heard]) {
      assert.deepStrictEqual(inbox, Array.from({ length: 3 }, () => [plain(value)]));
    }
  });

  it("get null for a number that JSON has not", async (t) => {
    const packed = await connect(t, server);
    const usual = await connect(t, server, { parser: undefined });
    for (const socket of [packed, usual]) await socket.emitWithAck("join", "numbers");
    packed.emit("to-room", "numbers", NaN, { a: [Infinity, -Infinity] });
    usual.emit("to-room", "numbers", NaN, { a: [Infinity, -Infinity] });
    await flush(packed, usual);
    await flush(packed, usual);
    const values = [null, { a: [null, null] }];
    for (const socket of [packed, usual]) assert.deepStrictEqual(received(socket, "room"), [values, values]);
  });

  it("answer a question together", async (t) => {
    const asker = await connect(t, server);
    const sockets = [await connect(t, server), await connect(t, server, { parser: undefined })];
    sockets.forEach((socket, i) => socket.on("question", (q, answer) => answer(`${q} ${i}`)));
    for (const socket of sockets) await socket.emitWithAck("join", "asked");
    const { ok, answers } = await asker.emitWithAck("ask-room", "asked", 60_000, "who?");
    assert.deepStrictEqual([ok, answers.sort()], [true, ["who? 0", "who? 1"]]);
  });
});

describe("MessagePack on the wire", () => {
  const server = withServer({});

  it("to the byte, over WebSocket", async (t) => {
    const raw = await RawWebSocket.open(server);
    t.after(() => raw.ws.close());
    raw.send(unhex("83 a474797065 00 a464617461 d40000 a36e7370 a12f"));
    const { data, ...rest } = decode(await raw.next());
    assert.deepStrictEqual(rest, { type: 0, nsp: "/" });
    assert.match(data.sid, /^[\w-]{20}$/);
    assert.deepStrictEqual(decode(await raw.next()), { type: 2, nsp: "/", data: ["auth", {}] });
    raw.send(unhex("84 a474797065 02 a36e7370 a12f a26964 05 a464617461 92 a86563686f2d61636b c403010203"));
    const answer = await raw.next();
    assert.deepStrictEqual(decode(answer), { type: 3, nsp: "/", id: 5, data: [Buffer.from([1, 2, 3])] });
    if (!IS_REFERENCE) assert.deepStrictEqual(answer, unhex("84 a474797065 03 a36e7370 a12f a464617461 91 c403010203 a26964 05"));
    raw.send(unhex("82 a474797065 01 a36e7370 a12f")); // disconnect: the session goes on
    raw.send(unhex("82 a474797065 00 a36e7370 a72f637573746f6d"));
    assert.strictEqual(decode(await raw.next()).nsp, "/custom");
  });

  it("a type or an id that comes as a double is the number that it is", async (t) => {
    const double = (value) => {
      const bytes = Buffer.alloc(9, 0xcb);
      bytes.writeDoubleBE(value, 1);
      return bytes;
    };
    const raw = await RawWebSocket.open(server);
    t.after(() => raw.ws.close());
    raw.send(Buffer.concat([unhex("82 a474797065"), double(-0), unhex("a36e7370 a12f")]));
    assert.strictEqual(decode(await raw.next()).type, 0);
    await raw.next();
    const event = [unhex("84 a36e7370 a12f a464617461 91 a86563686f2d61636b a474797065"), double(2), unhex("a26964")];
    for (const id of [0, -0, 7, 2 ** 32, 2 ** 53, 10 ** 17]) {
      raw.send(Buffer.concat([...event, double(id)]));
      assert.strictEqual(decode(await raw.next()).id, id + 0);
    }
    raw.send(Buffer.concat([...event, unhex("cf0020000000000001")])); // 2^53 + 1
    assert.strictEqual(decode(await raw.next()).id, 2 ** 53);
  });

  it("over polling, as base64", async () => {
    const raw = await RawPolling.open(server);
    await raw.post("b" + encode({ type: 0, nsp: "/" }).toString("base64"));
    const [connected, greeting] = await raw.packets(2);
    assert.strictEqual(decode(Buffer.from(connected.slice(1), "base64")).type, 0);
    assert.deepStrictEqual(decode(Buffer.from(greeting.slice(1), "base64")).data, ["auth", {}]);
  });

  it("an unknown namespace, and a middleware's refusal", async (t) => {
    const raw = await RawWebSocket.open(server);
    t.after(() => raw.ws.close());
    raw.send(encode({ type: 0, nsp: "/nowhere" }));
    assert.deepStrictEqual(decode(await raw.next()), { type: 4, nsp: "/nowhere", data: { message: "Invalid namespace" } });
    raw.send(encode({ type: 0, nsp: "/admin" }));
    assert.deepStrictEqual(decode(await raw.next()),
      { type: 4, nsp: "/admin", data: { message: "not authorized", data: { code: 4001, hint: "bad token" } } });
  });

  const malformed = {
    "no MessagePack": unhex("c1"),
    "an end in the middle": encode({ type: 2, nsp: "/", data: ["echo", 1] }).subarray(0, -1),
    "bytes behind the packet": Buffer.concat([encode({ type: 2, nsp: "/", data: ["echo", 1] }), Buffer.of(0)]),
    "an unknown type": encode({ type: 5, nsp: "/", data: ["echo", 1] }),
    "a type between two": encode({ type: 2.5, nsp: "/", data: ["echo", 1] }),
    "a type that is no number": encode({ type: NaN, nsp: "/", data: ["echo", 1] }),
    "a type below 0": encode({ type: -1, nsp: "/", data: ["echo", 1] }),
    "an id between two": encode({ type: 2, nsp: "/", data: ["echo", 1], id: 2.5 }),
    "an id without end": encode({ type: 2, nsp: "/", data: ["echo", 1], id: Infinity }),
    "no namespace": encode({ type: 2, data: ["echo", 1] }),
    "an event that is no list": encode({ type: 2, nsp: "/", data: "echo" }),
    "an id that is a text": encode({ type: 2, nsp: "/", data: ["echo", 1], id: "1" }),
    "a list longer than the message": unhex("83 a474797065 02 a36e7370 a12f a464617461 dd 7fffffff"),
  };
  const ours = {
    "a reserved name": encode({ type: 2, nsp: "/", data: ["disconnect"] }), // taken by npm's parser
    "an id below 0": encode({ type: 2, nsp: "/", data: ["echo", 1], id: -1 }),
    "an id of 19 digits": encode({ type: 2, nsp: "/", data: ["echo", 1], id: 1e18 }),
    "an event without a name": encode({ type: 2, nsp: "/", data: [] }),
    "a list nested too deeply": Buffer.concat([unhex("83 a474797065 02 a36e7370 a12f a464617461"), Buffer.alloc(100_000, 0x91), Buffer.of(0x90)]),
    "text": '42["echo",1]',
  };
  for (const [what, message] of Object.entries(IS_REFERENCE ? malformed : { ...malformed, ...ours })) {
    it(`${what} ends the client`, async (t) => {
      const tag = freshTag();
      const watcher = await connect(t, server);
      const raw = await RawWebSocket.open(server);
      raw.send(encode({ type: 0, nsp: "/", data: { tag } }));
      await raw.next();
      await raw.next();
      raw.send(message);
      await raw.closed;
      assert.strictEqual(await reasonOf(watcher, tag), "forced close");
    });
  }
});

describe("a server without MessagePack", { skip: IS_REFERENCE && "it serves one kind or the other" }, () => {
  const server = withServer({ PARSER: "json" });

  it("refuses such clients, and serves others", async (t) => {
    const raw = await RawWebSocket.open(server);
    raw.send(encode({ type: 0, nsp: "/" }));
    await raw.closed;
    assert.deepStrictEqual(raw.frames, []);
    const usual = await connect(t, server, { parser: undefined });
    await flush(usual);
  });
});
