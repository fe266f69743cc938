/* Every row of the contract, over every transport of the official JavaScript client, data compared. */
"use strict";

const assert = require("node:assert");
const { once } = require("node:events");
const { describe } = require("node:test");
const { TRANSPORTS, connect, flush, freshTag, greeted, it, manage, open } = require("./harness");
const { plain, reasonOf, received, settled, withServer } = require("./harness");

const VALUES = [
  null, true, false,
  0, 7, -1, 1.5, -0.001, 2147483648, 9007199254740991, -9007199254740991, 1e21, 1e-7, 5e-324, 1.7976931348623157e308,
  "", "text", "é€😀", "\u0000\u0007\n\r\t\b\f", '"quotes" \\ /', "\u2028\u2029\u007f", "\ud800 alone", "<script>", "\x1e", "4", "b",
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
  describe(`the contract over ${transport}`, () => rows(transport));
}

function rows(transport) {
  const server = withServer();
  const client = (t, options) => connect(t, server, { transport, ...options });
  const clients = (t, count, options) => Promise.all(Array.from({ length: count }, () => client(t, options)));
  const connection = (t, options) => manage(t, server, { transports: TRANSPORTS[transport], ...options });

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
      socket.emit("volatile-later", 200, { v: "é€😀" });
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

  describe("broadcasts and rooms", () => {
    it("broadcasts to all others", async (t) => {
      const [a, b, c] = await clients(t, 3);
      a.emit("broadcast", 1, { two: "é€😀" }, Buffer.from("three"));
      await flush(a, b, c);
      assert.deepStrictEqual(received(a, "broadcast"), []);
      for (const other of [b, c]) {
        assert.deepStrictEqual(received(other, "broadcast"), [[1, { two: "é€😀" }, { bytes: "7468726565" }]]);
      }
    });

    it("emits to all, the sender too", async (t) => {
      const sockets = await clients(t, 3);
      sockets[0].emit("emit-all", "x", [null]);
      sockets[0].emit("emit-all");
      await flush(...sockets);
      for (const socket of sockets) assert.deepStrictEqual(received(socket, "emit-all"), [["x", [null]], []]);
    });

    it("joins and leaves, and lists the rooms in order", async (t) => {
      const socket = await client(t);
      assert.deepStrictEqual(await socket.emitWithAck("leave", "never joined"), []);
      assert.deepStrictEqual(await socket.emitWithAck("join", "ü"), ["ü"]);
      assert.deepStrictEqual(await socket.emitWithAck("join", "b"), ["b", "ü"]);
      assert.deepStrictEqual(await socket.emitWithAck("join", "a"), ["a", "b", "ü"]);
      assert.deepStrictEqual(await socket.emitWithAck("join", "B"), ["B", "a", "b", "ü"]);
      assert.deepStrictEqual(await socket.emitWithAck("join", ""), ["", "B", "a", "b", "ü"]);
      assert.deepStrictEqual(await socket.emitWithAck("join", "a"), ["", "B", "a", "b", "ü"]);
      assert.deepStrictEqual(await socket.emitWithAck("leave", "b"), ["", "B", "a", "ü"]);
    });

    it("joins without being asked for an acknowledgement", async (t) => {
      const socket = await client(t);
      socket.emit("join", "quiet");
      assert.deepStrictEqual(await socket.emitWithAck("join", "asked"), ["asked", "quiet"]);
    });

    it("reaches a room, and the sender only if it is in it (to-room)", async (t) => {
      const room = freshTag();
      const [a, b, c] = await clients(t, 3);
      await a.emitWithAck("join", room);
      await b.emitWithAck("join", room);
      a.emit("to-room", room, "from a", 1);
      c.emit("to-room", room, Buffer.from("c"));
      await flush(c, a, b, c);
      const fromA = ["from a", 1];
      const fromC = [{ bytes: "63" }];
      assert.deepStrictEqual(received(c, "room"), []);
      for (const member of [a, b]) {
        assert.deepStrictEqual(received(member, "room").sort(), [fromA, fromC].sort());
      }
    });

    it("reaches the room's others without the sender (to-room-others)", async (t) => {
      const room = freshTag();
      const [a, b, c] = await clients(t, 3);
      await a.emitWithAck("join", room);
      await b.emitWithAck("join", room);
      a.emit("to-room-others", room, "x");
      await flush(a, b, c);
      assert.deepStrictEqual([a, b, c].map((s) => received(s, "room")), [[], [["x"]], []]);
    });

    it("reaches the union of two rooms, each socket once (to-rooms)", async (t) => {
      const [r1, r2] = [freshTag(), freshTag()];
      const [a, b, both, none] = await clients(t, 4);
      await Promise.all([
        a.emitWithAck("join", r1),
        b.emitWithAck("join", r2),
        both.emitWithAck("join", r1),
        both.emitWithAck("join", r2),
      ]);
      both.emit("to-rooms", r1, r2, "once", { n: 1 });
      await flush(both, a, b, none);
      const one = [["once", { n: 1 }]];
      assert.deepStrictEqual([a, b, both, none].map((s) => received(s, "room")), [one, one, one, []]);
    });

    it("reaches a room without those in another (to-except)", async (t) => {
      const [room, not] = [freshTag(), freshTag()];
      const [a, b, none] = await clients(t, 3);
      await Promise.all([a.emitWithAck("join", room), b.emitWithAck("join", room), b.emitWithAck("join", not)]);
      none.emit("to-except", room, not, "x");
      await flush(none, a, b);
      assert.deepStrictEqual([a, b, none].map((s) => received(s, "room")), [[["x"]], [], []]);
    });

    it("reaches a socket through the room of its own id", async (t) => {
      const [a, b, c] = await clients(t, 3);
      a.emit("to-room", b.id, "private");
      await flush(a, b, c);
      assert.deepStrictEqual([a, b, c].map((s) => received(s, "room")), [[], [["private"]], []]);
    });

    it("forgets who has left the room, or left altogether", async (t) => {
      const [room, tag] = [freshTag(), freshTag()];
      const [a, b] = await clients(t, 2);
      const gone = await client(t, { auth: { tag } });
      for (const socket of [a, b, gone]) await socket.emitWithAck("join", room);
      await b.emitWithAck("leave", room);
      gone.disconnect();
      await reasonOf(a, tag);
      assert.deepStrictEqual(await a.emitWithAck("ask-room", room, 20, "anyone but me?"), { ok: false, answers: [] });
      a.emit("to-room", room, "x");
      await flush(a, b);
      assert.deepStrictEqual([a, b].map((s) => received(s, "room")), [[["x"]], []]);
    });
  });

  describe("questions of the server", () => {
    it("hears the client's answer, binary too (ask-me)", async (t) => {
      const socket = await client(t);
      socket.once("question", (q, answer) => answer(q, null, { bin: Buffer.from([7]) }, "é€😀"));
      const result = await socket.emitWithAck("ask-me", 10000, ["q", 1]);
      assert.deepStrictEqual(plain(result), { ok: true, answer: [["q", 1], null, { bin: { bytes: "07" } }, "é€😀"] });
      socket.once("question", (q, answer) => answer());
      assert.deepStrictEqual(await socket.emitWithAck("ask-me", 10000, "empty"), { ok: true, answer: [] });
    });

    it("gives up in time, and ignores a late or a second answer", async (t) => {
      const socket = await client(t);
      const asked = once(socket, "question");
      assert.deepStrictEqual(await socket.emitWithAck("ask-me", 50, "q"), { ok: false });
      const [q, answer] = await asked;
      assert.strictEqual(q, "q");
      answer("too late");
      await flush(socket);
      assert.ok(socket.connected);
    });

    it("keeps questions apart", async (t) => {
      const socket = await client(t);
      const answers = [];
      socket.on("question", (q, answer) => {
        answers.unshift(() => answer(q * 10));
        if (answers.length === 3) for (const send of answers) send(); // the last question is answered first
      });
      const results = await Promise.all([1, 2, 3].map((q) => socket.emitWithAck("ask-me", 10000, q)));
      assert.deepStrictEqual(results, [10, 20, 30].map((x) => ({ ok: true, answer: [x] })));
    });

    it("hears everybody in a room (ask-room)", async (t) => {
      const room = freshTag();
      const sockets = await clients(t, 3);
      for (const [i, socket] of sockets.entries()) {
        await socket.emitWithAck("join", room);
        socket.on("question", (q, answer) => answer(`${q}-${i}`, "ignored"));
      }
      const { ok, answers } = await sockets[0].emitWithAck("ask-room", room, 10000, "who");
      assert.deepStrictEqual({ ok, answers: answers.sort() }, { ok: true, answers: ["who-0", "who-1", "who-2"] });
    });

    it("has the answers so far when not all of a room answered in time", async (t) => {
      const room = freshTag();
      const [a, b] = await clients(t, 2);
      await Promise.all([a.emitWithAck("join", room), b.emitWithAck("join", room)]);
      a.on("question", (q, answer) => answer(Buffer.from(q)));
      const result = await a.emitWithAck("ask-room", room, 300, "q");
      assert.deepStrictEqual(plain(result), { ok: false, answers: [{ bytes: "71" }] });
      assert.deepStrictEqual(received(b, "question"), [["q"]]);
    });

    it("is content with an empty room", async (t) => {
      const socket = await client(t);
      assert.deepStrictEqual(await socket.emitWithAck("ask-room", freshTag(), 10000, "q"), { ok: true, answers: [] });
    });
  });

  describe("namespaces", () => {
    for (const name of ["/custom", "/admin", "/dyn-1", "/dyn-20260101"]) {
      it(`${name} behaves as the main namespace does`, async (t) => {
        const auth = { token: "secret" };
        const [a, b] = await clients(t, 2, { name, auth });
        assert.deepStrictEqual(received(a, "auth"), [[auth]]);
        assert.strictEqual((await a.emitWithAck("whoami")).nsp, name);
        const room = freshTag();
        await b.emitWithAck("join", room);
        b.on("question", (q, answer) => answer([q, Buffer.from("b")]));
        a.emit("message", "m", Buffer.from("m"));
        a.emit("broadcast", "to others");
        a.emit("to-room", room, "to room");
        const { answers } = await a.emitWithAck("ask-room", room, 10000, "q");
        assert.deepStrictEqual(plain(answers), [["q", { bytes: "62" }]]);
        await flush(a, b);
        assert.deepStrictEqual(received(a, "message-back"), [["m", { bytes: "6d" }]]);
        assert.deepStrictEqual(received(b, "broadcast"), [["to others"]]);
        assert.deepStrictEqual(received(b, "room"), [["to room"]]);
      });
    }

    for (const name of ["/nope", "/dyn-", "/dyn-1x", "/dyn-1/2", "/x/dyn-1", "/DYN-1", "/Custom", "/custom/"]) {
      it(`${name} is refused`, async (t) => {
        const socket = open(connection(t), name);
        const [error] = await once(socket, "connect_error");
        assert.deepStrictEqual({ message: error.message, data: error.data }, { message: "Invalid namespace", data: undefined });
        const other = await greeted(open(socket.io)); // the connection goes on
        await flush(other);
      });
    }

    it("/admin refuses without the token, with data, and lets in with it", async (t) => {
      const manager = connection(t);
      for (const auth of [undefined, {}, { token: "wrong" }, { token: ["secret"] }]) {
        const socket = open(manager, "/admin", { auth });
        const [error] = await once(socket, "connect_error");
        assert.strictEqual(error.message, "not authorized");
        assert.deepStrictEqual(error.data, { code: 4001, hint: "bad token" });
        assert.deepStrictEqual(socket.inbox, []);
        delete manager.nsps["/admin"];
      }
      const socket = await greeted(open(manager, "/admin", { auth: { token: "secret" } }));
      await flush(socket);
    });

    it("keeps several namespaces on one connection apart", async (t) => {
      const manager = connection(t);
      const auth = { token: "secret" };
      const names = ["/", "/custom", "/admin", "/dyn-7", "/dyn-8"];
      const sockets = await Promise.all(names.map((name) => greeted(open(manager, name, { auth }))));
      const others = await Promise.all(names.map((name) => client(t, { name, auth })));
      const ids = await Promise.all(sockets.map((socket) => socket.emitWithAck("whoami")));
      assert.deepStrictEqual(ids.map(({ id, nsp }) => [id, nsp]), sockets.map((s) => [s.id, s.nsp]));
      assert.strictEqual(new Set(ids.map(({ id }) => id)).size, names.length);

      const room = freshTag(); // the same room in every namespace is another room in each
      for (const socket of sockets) assert.deepStrictEqual(await socket.emitWithAck("join", room), [room]);
      sockets.forEach((socket, i) => {
        socket.emit("echo-bin", { i, bin: Buffer.from([i]) });
        others[i].emit("to-room", room, names[i]);
        others[i].emit("emit-all", `all of ${names[i]}`);
      });
      await flush(...others, ...sockets);
      sockets.forEach((socket, i) => {
        assert.deepStrictEqual(received(socket, "echo-bin"), [[{ i, bin: { bytes: `0${i}` } }]]);
        assert.deepStrictEqual(received(socket, "room"), [[names[i]]]);
        assert.deepStrictEqual(received(socket, "emit-all"), [[`all of ${names[i]}`]]);
      });
    });

    it("leaves one namespace and stays in the other", async (t) => {
      const tag = freshTag();
      const manager = connection(t);
      const main = await greeted(open(manager));
      const custom = await greeted(open(manager, "/custom", { auth: { tag } }));
      custom.disconnect();
      assert.strictEqual(await reasonOf(main, tag), "client namespace disconnect");
      custom.connect();
      await greeted(custom);
      await flush(main, custom);
    });
  });

  describe("the end", () => {
    const watcher = (t) => connect(t, server);

    it("kicks out of one namespace only (kick false)", async (t) => {
      const tag = freshTag();
      const manager = connection(t, { reconnection: true });
      const main = await greeted(open(manager));
      const custom = await greeted(open(manager, "/custom", { auth: { tag } }));
      const firstId = custom.id;
      custom.emit("kick", false);
      assert.strictEqual((await once(custom, "disconnect"))[0], "io server disconnect");
      assert.strictEqual(await reasonOf(main, tag), "server namespace disconnect");
      assert.ok(main.connected && !custom.active); // the client does not come back by itself
      custom.connect();
      await greeted(custom);
      assert.notStrictEqual(custom.id, firstId);
      await flush(main, custom);
    });

    it("kicks out altogether (kick true)", async (t) => {
      const [tag, customTag] = [freshTag(), freshTag()];
      const manager = connection(t, { reconnection: true });
      const main = await settled(await greeted(open(manager, "/", { auth: { tag } })), transport);
      const custom = await greeted(open(manager, "/custom", { auth: { tag: customTag } }));
      const gone = Promise.all([main, custom].map((socket) => once(socket, "disconnect")));
      const closed = once(manager, "close");
      main.emit("kick", true);
      assert.deepStrictEqual((await gone).map(([reason]) => reason), ["io server disconnect", "io server disconnect"]);
      await closed;
      const other = await watcher(t);
      assert.strictEqual(await reasonOf(other, tag), "server namespace disconnect");
      assert.strictEqual(await reasonOf(other, customTag), "server namespace disconnect");
      main.connect(); // by hand it may come back
      await greeted(main);
    });

    it("drops the connection, after what was emitted before (drop)", async (t) => {
      const tag = freshTag();
      const socket = await settled(await client(t, { auth: { tag } }), transport);
      socket.emit("count-to", 50);
      socket.emit("drop");
      assert.strictEqual((await once(socket, "disconnect"))[0], "transport close");
      assert.deepStrictEqual(received(socket, "count"), Array.from({ length: 50 }, (_, i) => [i]));
      assert.strictEqual(await reasonOf(await watcher(t), tag), "forced close");
    });

    it("lets a dropped client come back, with what it emitted meanwhile", async (t) => {
      const tag = freshTag();
      const manager = connection(t, { reconnection: true, reconnectionDelay: 1, randomizationFactor: 0 });
      const socket = await settled(await greeted(open(manager, "/", { auth: { tag } })), transport);
      const firstId = socket.id;
      socket.once("disconnect", () => {
        for (let i = 0; i < 5; i++) socket.emit("echo", { i });
      });
      socket.emit("drop");
      await once(socket, "disconnect");
      await greeted(socket);
      assert.notStrictEqual(socket.id, firstId);
      await flush(socket);
      assert.deepStrictEqual(received(socket, "auth"), [[{ tag }], [{ tag }]]);
      assert.deepStrictEqual(received(socket, "echo"), Array.from({ length: 5 }, (_, i) => [{ i }]));
    });

    it("knows why a socket went (reason-of)", async (t) => {
      const tag = freshTag();
      const other = await watcher(t);
      assert.strictEqual(await other.emitWithAck("reason-of", tag), null);
      const first = await settled(await client(t, { query: { tag } }), transport);
      assert.strictEqual(await other.emitWithAck("reason-of", tag), null);
      first.disconnect();
      assert.strictEqual(await reasonOf(other, tag), "client namespace disconnect");
      const second = await settled(await client(t, { auth: { tag } }), transport);
      assert.strictEqual(await other.emitWithAck("reason-of", tag), null);
      second.io.engine.close();
      assert.strictEqual(await reasonOf(other, tag), "transport close");
    });
  });
}
