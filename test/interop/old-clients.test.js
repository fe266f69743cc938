/* Clients of Socket.IO 1 and 2, and how they and newer ones hear each other. */
"use strict";

const assert = require("node:assert");
const { once } = require("node:events");
const { describe } = require("node:test");
const { TRANSPORTS, connect, flush, it, plain, received, startServer, withServer } = require("./harness");

const TEXT = "é€😀\u2028\"\\\n";
const ASCII = "plain \"\\\n";

/** The clients under test: their `io`, what a browser would load, and the text that each can send by polling. */
const CLIENTS = {
  "1.7": { io: require("socket.io-client-1"), pollingText: ASCII }, // by polling, it encodes other text twice, and expects that
  2.5: { io: require("socket.io-client-2"), pollingText: TEXT },
};

/** A connection of an old client that ends with the test: `socket.inbox` has what was sent to it. */
function openOld(t, io, server, { name = "", transport = "websocket", ...options } = {}) {
  const socket = io(server.url + name, { transports: TRANSPORTS[transport], forceNew: true, reconnection: false, ...options });
  t.after(() => {
    socket.io.reconnection(false);
    socket.io.engine.close();
  });
  socket.inbox = [];
  const onevent = socket.onevent;
  socket.onevent = function (packet) {
    this.inbox.push(packet.data.map(plain));
    onevent.call(this, packet);
  };
  socket.emitWithAck = (...args) => new Promise((resolve) => socket.emit(...args, resolve));
  return socket;
}

/** Resolves when the server has greeted the client; rejects with the server's refusal. */
function greeted(socket) {
  return new Promise((resolve, reject) => {
    socket.once("auth", () => resolve(socket));
    for (const event of ["error", "connect_error"]) socket.once(event, (e) => reject(Object.assign(new Error("refused"), { data: e })));
  });
}

async function connectOld(t, io, server, options = {}) {
  const socket = await greeted(openOld(t, io, server, options));
  if (options.transport === "upgrade" && socket.io.engine.transport.name !== "websocket") await once(socket.io.engine, "upgrade");
  return socket;
}

/** Emits, and waits for one event in return. */
function exchange(socket, answer, ...args) {
  const arrived = new Promise((resolve) => socket.once(answer, (...values) => resolve(values.map(plain))));
  socket.emit(...args);
  return arrived;
}

const hex = (bytes) => ({ bytes: bytes.toString("hex") });

for (const [version, { io, pollingText }] of Object.entries(CLIENTS)) {
  describe(`socket.io-client ${version}`, () => {
    const server = withServer({ ALLOW_EIO3: "1", PING_INTERVAL: "300", PING_TIMEOUT: "10000" });

    for (const transport of Object.keys(TRANSPORTS)) {
      const text = transport === "websocket" ? TEXT : pollingText;

      it(`connects over ${transport}, and the server knows what it is`, async (t) => {
        const socket = await connectOld(t, io, server, { transport, query: { tag: "t1" } });
        const me = await socket.emitWithAck("whoami");
        const expected = transport === "polling" ? "polling" : "websocket";
        assert.deepStrictEqual({ ...me, header: null },
          { id: socket.id, nsp: "/", auth: {}, query: "t1", transport: expected, eio: 3, header: null });
      });

      it(`events and acknowledgements over ${transport}`, async (t) => {
        const socket = await connectOld(t, io, server, { transport });
        const values = [text, 0, -1.5, true, null, [], { a: { b: [text] } }];
        assert.deepStrictEqual(await exchange(socket, "message-back", "message", ...values), values);
        assert.deepStrictEqual(await socket.emitWithAck("echo-ack", values), values);
        socket.on("question", (q, answer) => answer(q, text));
        assert.deepStrictEqual(await socket.emitWithAck("ask-me", 60_000, text), { ok: true, answer: [text, text] });
      });

      it(`binary over ${transport}`, async (t) => {
        const socket = await connectOld(t, io, server, { transport });
        const data = Buffer.from([0, 1, 0x80, 0xff, 4]);
        assert.deepStrictEqual(await exchange(socket, "echo-bin", "echo-bin", { one: data, two: [data, { three: data }] }),
          [{ one: hex(data), two: [hex(data), { three: hex(data) }] }]);
        const large = Buffer.alloc(100_000, 7);
        assert.deepStrictEqual(await exchange(socket, "echo-bin", "echo-bin", large), [hex(large)]);
        assert.deepStrictEqual(plain(await socket.emitWithAck("echo-ack", [Buffer.alloc(0), data])), [hex(Buffer.alloc(0)), hex(data)]);
      });

      it(`what the server sends over ${transport} keeps its order, text and binary`, async (t) => {
        const socket = await connectOld(t, io, server, { transport });
        assert.strictEqual(await socket.emitWithAck("count-to", 2_000), 2_000);
        assert.deepStrictEqual(received(socket, "count"), Array.from({ length: 2_000 }, (_, i) => [i]));
        const echoes = [];
        for (let i = 0; i < 40; i++) echoes.push(i % 3 ? i : Buffer.from([i]));
        socket.inbox.length = 0;
        for (const value of echoes) socket.emit("echo", value);
        await flush(socket);
        assert.deepStrictEqual(received(socket, "echo"), echoes.map((value) => [plain(value)]));
      });

      it(`what it sends over ${transport} keeps its order`, async (t) => {
        const socket = await connectOld(t, io, server, { transport });
        for (let i = 0; i < 2_000; i++) socket.emit("echo", i);
        await flush(socket);
        assert.deepStrictEqual(received(socket, "echo"), Array.from({ length: 2_000 }, (_, i) => [i]));
      });

      if (text === TEXT) { // there is some in it
        it(`gets binary that the server begins with over ${transport}`, async (t) => {
          const socket = await connectOld(t, io, server, { transport });
          const answer = await new Promise((resolve) => socket.emit("binary-out", (...args) => resolve(args.map(plain))));
          assert.deepStrictEqual(answer, [hex(Buffer.from([0, 1, 2, 3])), "end"]);
          const [[{ all, list, n }]] = received(socket, "binary-out");
          assert.deepStrictEqual({ all, list, n }, {
            all: hex(Buffer.from(Array.from({ length: 256 }, (_, i) => i))),
            list: [hex(Buffer.from([1, 2, 3])), { deep: hex(Buffer.alloc(0)) }],
            n: null,
          });
        });
      }

      it(`rooms and broadcasts over ${transport}`, async (t) => {
        const name = `/dyn-${version.replace(".", "")}${Object.keys(TRANSPORTS).indexOf(transport)}`; // nobody else is here
        const [a, b, c] = [await connectOld(t, io, server, { name, transport }), await connectOld(t, io, server, { name, transport }),
          await connectOld(t, io, server, { name, transport })];
        assert.deepStrictEqual(await a.emitWithAck("join", "r1"), ["r1"]);
        assert.deepStrictEqual(await b.emitWithAck("join", "r2"), ["r2"]);
        assert.deepStrictEqual(await b.emitWithAck("join", "r1"), ["r1", "r2"]);
        a.emit("broadcast", ASCII, 1);
        a.emit("emit-all", 2);
        a.emit("to-rooms", "r1", "r2", "once");
        a.emit("to-except", "r1", "r2", "not b");
        a.emit("to-room", "r2", "b alone");
        await flush(a);
        assert.deepStrictEqual(await b.emitWithAck("leave", "r1"), ["r2"]);
        b.emit("to-room", "r1", "a alone");
        await flush(b, a, c);
        const all = (socket) => ["broadcast", "emit-all", "room"].map((event) => received(socket, event));
        assert.deepStrictEqual(all(a), [[], [[2]], [["once"], ["not b"], ["a alone"]]]);
        assert.deepStrictEqual(all(b), [[[ASCII, 1]], [[2]], [["once"], ["b alone"]]]);
        assert.deepStrictEqual(all(c), [[[ASCII, 1]], [[2]], []]);
      });

      it(`namespaces over ${transport}: credentials are in the query`, async (t) => {
        const custom = await connectOld(t, io, server, { name: "/custom", transport, query: { tag: "t2" } });
        const me = await custom.emitWithAck("whoami");
        assert.deepStrictEqual([me.id, me.nsp, me.auth], [`/custom#${custom.io.engine.id}`, "/custom", { tag: "t2" }]);
        if (version !== "1.7") assert.strictEqual(custom.id, me.id);
        const admin = await connectOld(t, io, server, { name: "/admin?token=secret", transport });
        assert.strictEqual((await admin.emitWithAck("whoami")).nsp, "/admin");
        for (const name of ["/admin", "/admin?token=wrong"]) {
          const refusal = await connectOld(t, io, server, { name, transport }).catch((e) => e.data);
          assert.deepStrictEqual(refusal, { code: 4001, hint: "bad token" });
        }
        const unknown = await connectOld(t, io, server, { name: "/nope", transport }).catch((e) => e.data);
        assert.deepStrictEqual(unknown, { message: "Invalid namespace" });
      });

      it(`is disconnected over ${transport}, and disconnects`, async (t) => {
        const watcher = await connectOld(t, io, server);
        for (const [end, reason, seen] of [
          [(socket) => socket.emit("kick", false), "io server disconnect", "server namespace disconnect"],
          [(socket) => socket.emit("kick", true), "io server disconnect", "server namespace disconnect"],
          [(socket) => socket.disconnect(), "io client disconnect", "client namespace disconnect"],
        ]) {
          const tag = `old ${version} ${transport} ${reason} ${seen} ${Math.random()}`;
          const socket = await connectOld(t, io, server, { transport, query: { tag } });
          const gone = once(socket, "disconnect");
          end(socket);
          assert.strictEqual((await gone)[0], reason);
          for (let told = null; told !== seen; told = await watcher.emitWithAck("reason-of", tag)) {
            assert.ok(told === null || told === seen, told);
          }
        }
      });

      it(`pings over ${transport}, and stays connected`, async (t) => {
        const socket = await connectOld(t, io, server, { transport });
        for (let i = 0; i < 4; i++) await once(socket, "pong");
        assert.strictEqual(socket.connected, true);
      });
    }

    it("without binary in its transports it gets base64", async (t) => {
      for (const transport of ["polling", "websocket"]) {
        const socket = await connectOld(t, io, server, { transport, forceBase64: true });
        const data = Buffer.from([9, 0, 0xff]);
        assert.deepStrictEqual(await exchange(socket, "echo-bin", "echo-bin", data), [hex(data)]);
      }
    });

    it("hears volatile events, text and binary", async (t) => {
      const socket = await connectOld(t, io, server);
      for (const value of [TEXT, Buffer.from([1, 0xff])]) {
        assert.deepStrictEqual(await exchange(socket, "vol", "volatile-later", 1, value), [plain(value)]);
      }
    });

    it("comes back when its connection was dropped", async (t) => {
      const socket = await connectOld(t, io, server, { reconnection: true, reconnectionDelay: 10 });
      const first = socket.id;
      const again = once(socket, "auth");
      socket.emit("drop");
      await again;
      assert.notStrictEqual(socket.id, first);
      await flush(socket);
    });

    it("hears the same as newer clients, and they hear it", async (t) => {
      const room = `both ${version}`;
      const sockets = [];
      for (const transport of Object.keys(TRANSPORTS)) {
        sockets.push(await connectOld(t, io, server, { transport }), await connect(t, server, { transport }));
      }
      for (const socket of sockets) await socket.emitWithAck("join", room);
      const data = Buffer.from([1, 2, 3, 4, 250]);
      for (const sender of sockets) {
        sender.emit("to-room", room, ASCII, data, { deep: [data] });
        sender.emit("to-room-others", room, "not to me");
        await flush(sender, ...sockets);
      }
      for (const socket of sockets) {
        const heard = received(socket, "room");
        assert.strictEqual(heard.filter(([value]) => value === "not to me").length, sockets.length - 1);
        const others = heard.filter(([value]) => value !== "not to me");
        assert.deepStrictEqual(others, sockets.map(() => [ASCII, hex(data), { deep: [hex(data)] }]));
      }
      const asked = await sockets[0].emitWithAck("ask-room", `none ${version}`, 100, 1);
      assert.deepStrictEqual(asked, { ok: true, answers: [] });
      for (const socket of sockets) socket.on("question", (q, answer) => answer(q));
      const { ok, answers } = await sockets[1].emitWithAck("ask-room", room, 60_000, "x");
      assert.deepStrictEqual([ok, answers], [true, sockets.map(() => "x")]);
    });
  });

  describe(`socket.io-client ${version} that may not connect`, () => {
    it("is refused without ALLOW_EIO3", async (t) => {
      const server = await startServer();
      t.after(() => server.stop());
      for (const transport of ["polling", "websocket"]) {
        const refusal = await connectOld(t, io, server, { transport }).catch((e) => e);
        assert.strictEqual(refusal.message, "refused", transport);
      }
      const answer = await fetch(`${server.url}/socket.io/?EIO=3&transport=polling`);
      assert.deepStrictEqual([answer.status, await answer.json()], [400, { code: 5, message: "Unsupported protocol version" }]);
    });

    it("is noticed when it stops pinging", async (t) => {
      const server = await startServer({ ALLOW_EIO3: "1", PING_INTERVAL: "100", PING_TIMEOUT: "5000" });
      t.after(() => server.stop());
      const tag = `silent ${version}`;
      const socket = await connectOld(t, io, server, { query: { tag } });
      socket.io.engine.ping = () => {};
      clearTimeout(socket.io.engine.pingIntervalTimer);
      clearTimeout(socket.io.engine.pingTimeoutTimer);
      await once(socket, "disconnect");
      const watcher = await connectOld(t, io, server);
      assert.strictEqual(await watcher.emitWithAck("reason-of", tag), "ping timeout");
    });
  });
}

describe("clients of Socket.IO 3 and 4.0", () => {
  const server = withServer();

  for (const [version, { io }] of Object.entries({ 3.1: { io: require("socket.io-client-3") }, "4.0": { io: require("socket.io-client-40") } })) {
    for (const transport of Object.keys(TRANSPORTS)) {
      it(`${version} over ${transport}`, async (t) => {
        const socket = openOld(t, io, server, { transport, auth: { tag: "t3" } });
        await greeted(socket);
        if (transport === "upgrade" && socket.io.engine.transport.name !== "websocket") await once(socket.io.engine, "upgrade");
        const me = await socket.emitWithAck("whoami");
        assert.deepStrictEqual([me.eio, me.auth, me.id], [4, { tag: "t3" }, socket.id]);
        const data = Buffer.from([0, 0x80, 0xff]);
        assert.deepStrictEqual(await exchange(socket, "message-back", "message", TEXT, data, { deep: [data] }),
          [TEXT, hex(data), { deep: [hex(data)] }]);
        socket.on("question", (q, answer) => answer(q));
        assert.deepStrictEqual(await socket.emitWithAck("ask-me", 60_000, TEXT), { ok: true, answer: [TEXT] });
        assert.deepStrictEqual(await socket.emitWithAck("join", "r"), ["r"]);
        const gone = once(socket, "disconnect");
        socket.emit("kick", true);
        assert.strictEqual((await gone)[0], "io server disconnect");
      });

      it(`${version} over ${transport}: namespaces, by the auth payload`, async (t) => {
        const admin = await greeted(openOld(t, io, server, { name: "/admin", transport, auth: { token: "secret" } }));
        assert.deepStrictEqual(received(admin, "auth"), [[{ token: "secret" }]]);
        for (const [name, message, data] of [
          ["/admin", "not authorized", { code: 4001, hint: "bad token" }],
          ["/nope", "Invalid namespace", undefined],
        ]) {
          const refused = await greeted(openOld(t, io, server, { name, transport, auth: { token: "wrong" } })).catch((e) => e.data);
          assert.deepStrictEqual([refused.message, refused.data], [message, data]);
        }
      });
    }
  }
});
