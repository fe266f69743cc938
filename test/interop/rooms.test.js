/* The contract's rows, over every transport: broadcasts, rooms, and questions that the server asks. */
"use strict";

const assert = require("node:assert");
const { once } = require("node:events");
const { describe } = require("node:test");
const { TRANSPORTS, askRoom, connect, flush, freshTag, it, plain, reasonOf, received, withServer } = require("./harness");
for (const transport of Object.keys(TRANSPORTS)) {
  describe(`rooms over ${transport}`, () => rows(transport));
}

function rows(transport) {
  const server = withServer();
  const client = (t, options) => connect(t, server, { transport, ...options });
  const clients = (t, count) => Promise.all(Array.from({ length: count }, () => client(t)));

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

    it("joins 50,000 rooms and leaves them, one after the other", async (t) => {
      const socket = await client(t);
      for (let i = 0; i < 50000; i++) socket.emit("join", `room ${i}`);
      assert.strictEqual(await socket.emitWithAck("echo-ack", "joined"), "joined");
      for (let i = 1; i < 50000; i++) socket.emit("leave", `room ${i}`);
      assert.deepStrictEqual(await socket.emitWithAck("leave", "none"), ["room 0"]);
    }, { timeout: 60000 });

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
      const result = await socket.emitWithAck("ask-me", 120000, ["q", 1]);
      assert.deepStrictEqual(plain(result), { ok: true, answer: [["q", 1], null, { bin: { bytes: "07" } }, "é€😀"] });
      socket.once("question", (q, answer) => answer());
      assert.deepStrictEqual(await socket.emitWithAck("ask-me", 120000, "empty"), { ok: true, answer: [] });
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
      const results = await Promise.all([1, 2, 3].map((q) => socket.emitWithAck("ask-me", 120000, q)));
      assert.deepStrictEqual(results, [10, 20, 30].map((x) => ({ ok: true, answer: [x] })));
    });

    it("hears everybody in a room (ask-room)", async (t) => {
      const room = freshTag();
      const sockets = await clients(t, 3);
      for (const [i, socket] of sockets.entries()) {
        await socket.emitWithAck("join", room);
        socket.on("question", (q, answer) => answer(`${q}-${i}`, "ignored"));
      }
      const { ok, answers } = await sockets[0].emitWithAck("ask-room", room, 120000, "who");
      assert.deepStrictEqual({ ok, answers: answers.sort() }, { ok: true, answers: ["who-0", "who-1", "who-2"] });
    });

    it("has the answers so far when not all of a room answered in time", async (t) => {
      const room = freshTag();
      const [a, b] = await clients(t, 2);
      await Promise.all([a.emitWithAck("join", room), b.emitWithAck("join", room)]);
      a.on("question", (q, answer) => answer(Buffer.from(q)));
      assert.deepStrictEqual(plain(await askRoom(a, room, "q")), { ok: false, answers: [{ bytes: "71" }] });
      await flush(b);
      assert.deepStrictEqual(received(b, "question")[0], ["q"]);
    });

    it("is content with an empty room", async (t) => {
      const socket = await client(t);
      assert.deepStrictEqual(await socket.emitWithAck("ask-room", freshTag(), 120000, "q"), { ok: true, answers: [] });
    });
  });
}
