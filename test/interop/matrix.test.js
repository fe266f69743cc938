/*
 * Each official client on each transport with each option of the wire: compression, TLS, MessagePack, binary data as base64. The
 * other suites go deep into one of them; this one leaves no combination out.
 */
"use strict";

const assert = require("node:assert");
const { once } = require("node:events");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const test = require("node:test");
const { TRANSPORTS, certify, hasOpenssl, it, plain, startServer, withServer } = require("./harness");

const CLIENTS = {
  1.7: "socket.io-client-1",
  2.5: "socket.io-client-2",
  3.1: "socket.io-client-3",
  "4.0": "socket.io-client-40",
  4.8: "socket.io-client",
};
const msgpack = require("socket.io-msgpack-parser");

async function open(t, name, server, transport, options) {
  const socket = require(name)(server.url,
    { transports: TRANSPORTS[transport], forceNew: true, reconnection: false, rejectUnauthorized: false, ...options });
  t.after(() => socket.io.engine?.close());
  await new Promise((resolve, reject) => {
    socket.once("auth", resolve);
    for (const event of ["error", "connect_error"]) {
      socket.once(event, (error) => reject(new Error(error.message ?? JSON.stringify(error))));
    }
  });
  if (transport === "upgrade" && socket.io.engine.transport.name !== "websocket") await once(socket.io.engine, "upgrade");
  return socket;
}

/** Text, binary data, questions of both sides, and many events in a row. */
async function talk(socket, text) {
  const ask = (...args) => new Promise((resolve) => socket.emit(...args, resolve));
  const list = Array.from({ length: 500 }, (_, n) => ({ n, name: `name ${n} ${text}` }));
  const echo = once(socket, "echo");
  socket.emit("echo", list);
  assert.deepStrictEqual((await echo)[0], list);
  const binary = { list: [Buffer.from(Array.from({ length: 5000 }, (_, n) => n % 7))], one: Buffer.of(3), none: Buffer.alloc(0) };
  assert.deepStrictEqual(plain(await ask("echo-ack", binary)), plain(binary));
  socket.on("question", (question, answer) => answer(question, text));
  assert.deepStrictEqual(await ask("ask-me", 60000, text), { ok: true, answer: [text, text] });
  const counted = [];
  socket.on("count", (n) => counted.push(n));
  await ask("count-to", 500);
  assert.deepStrictEqual(counted, Array.from({ length: 500 }, (_, n) => n));
}

for (const [version, name] of Object.entries(CLIENTS)) {
  const text = version === "1.7" ? "plain" : "é€😀\u2028\"\\\n"; // when it polls, version 1 encodes text twice
  const talks = (server, options, transports = Object.keys(TRANSPORTS)) => {
    for (const transport of transports) {
      it(transport, async (t) => talk(await open(t, name, server, transport, options), text));
    }
  };

  test.describe(`socket.io-client ${version} with compression`, () => {
    const server = withServer({ DEFLATE: "1", ALLOW_EIO3: "1" });
    for (const transport of ["websocket", "upgrade"]) {
      it(transport, async (t) => {
        const socket = await open(t, name, server, transport, { perMessageDeflate: { threshold: 0 } });
        const { extensions } = socket.io.engine.transport.ws; // text, but an object in old versions of ws
        assert.match(JSON.stringify(extensions), /permessage-deflate/);
        await talk(socket, text);
      });
    }
  });

  test.describe(`socket.io-client ${version} over TLS, with compression`, { skip: !hasOpenssl() && "openssl is missing" }, () => {
    const server = {};
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "enchufe-matrix-"));
    test.before(async () => {
      certify(folder, "ec");
      const TLS = ["cert.pem", "key.pem"].map((file) => path.join(folder, file)).join(",");
      Object.assign(server, await startServer({ ALLOW_EIO3: "1", DEFLATE: "1", TLS }));
    });
    test.after(async () => {
      await server.stop?.();
      fs.rmSync(folder, { recursive: true, force: true });
    });
    talks(server, {});
  });

  test.describe(`socket.io-client ${version} with forceBase64`, () => talks(withServer({ ALLOW_EIO3: "1" }), { forceBase64: true }));

  if (Number(version) >= 3) {
    test.describe(`socket.io-client ${version} with MessagePack`, () => talks(withServer({ PARSER: "msgpack" }), { parser: msgpack }));
  }
}
