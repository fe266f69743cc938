/* The contract's rows, over every transport: namespaces, and how a connection ends. */
"use strict";

const assert = require("node:assert");
const { once } = require("node:events");
const { describe } = require("node:test");
const { TRANSPORTS, connect, flush, freshTag, greeted, it, manage, open } = require("./harness");
const { plain, reasonOf, received, settled, withServer } = require("./harness");
for (const transport of Object.keys(TRANSPORTS)) {
  describe(`namespaces over ${transport}`, () => rows(transport));
}

function rows(transport) {
  const server = withServer();
  const client = (t, options) => connect(t, server, { transport, ...options });
  const clients = (t, count, options) => Promise.all(Array.from({ length: count }, () => client(t, options)));
  const connection = (t, options) => manage(t, server, { transports: TRANSPORTS[transport], ...options });

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
        const { answers } = await a.emitWithAck("ask-room", room, 120000, "q");
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
        assert.strictEqual(error.message, "Invalid namespace");
        assert.strictEqual(error.data, undefined);
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
