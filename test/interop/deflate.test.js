/* permessage-deflate (RFC 7692): official clients, and ws with each of its offers, against the contract server with and without it. */
"use strict";

const assert = require("node:assert");
const { once } = require("node:events");
const { describe } = require("node:test");
const zlib = require("node:zlib");
const { WebSocket } = require("ws");
const { connect, flush, it, plain, received, settled, withServer } = require("./harness");

const TEXT = JSON.stringify(Array.from({ length: 500 }, (_, i) => ({ n: i, name: `value ${i}` })));

describe("compression", () => {
  const server = withServer({ DEFLATE: "1" });
  const off = withServer({});

  for (const transport of ["websocket", "upgrade"]) {
    it(`of what the official client sends and receives: ${transport}`, async (t) => {
      const options = { transport, perMessageDeflate: { threshold: 0 } };
      const [ana, ben] = await Promise.all([connect(t, server, options), connect(t, server, options)]);
      await Promise.all([settled(ana, transport), settled(ben, transport)]);
      const { ws } = ben.io.engine.transport;
      assert.match(ws.extensions, /permessage-deflate/);
      const before = ws._socket.bytesRead;
      for (let i = 0; i < 50; i++) ana.emit("broadcast", i, TEXT);
      const value = { bytes: Buffer.alloc(10_000, 7), deep: [Buffer.alloc(0)] };
      assert.deepStrictEqual(plain(await ana.emitWithAck("echo-ack", value)), plain(value));
      await flush(ana, ben);
      assert.deepStrictEqual(received(ben, "broadcast"), Array.from({ length: 50 }, (_, i) => [i, TEXT]));
      assert.ok(ws._socket.bytesRead - before < 50 * TEXT.length / 2, `${ws._socket.bytesRead - before} bytes`);
    });
  }

  it("needs both sides", async (t) => {
    for (const [one, options] of [[off, { perMessageDeflate: true }], [server, { perMessageDeflate: false }]]) {
      const socket = await connect(t, one, options);
      assert.strictEqual(socket.io.engine.transport.ws.extensions, "");
      assert.strictEqual(await socket.emitWithAck("echo-ack", TEXT), TEXT);
    }
  });
});

describe("compression in MODE=ws", () => {
  const server = withServer({ MODE: "ws", DEFLATE: "1", MAX_PAYLOAD: "100000" });

  async function open(t, options) {
    const ws = new WebSocket(server.url.replace("http", "ws"), options);
    t.after(() => ws.terminate());
    await once(ws, "open");
    return ws;
  }

  async function echo(ws, data, options) {
    ws.send(data, options);
    const [answer] = await once(ws, "message");
    assert.deepStrictEqual(answer, Buffer.from(data));
  }

  const OFFERS = [{}, { clientNoContextTakeover: true }, { serverNoContextTakeover: true }, { clientMaxWindowBits: 9 },
    { clientNoContextTakeover: true, serverNoContextTakeover: true, clientMaxWindowBits: 15 }];

  for (const offer of OFFERS) {
    it(`the offer ${JSON.stringify(offer)}`, async (t) => {
      const ws = await open(t, { perMessageDeflate: { threshold: 0, ...offer } });
      assert.match(ws.extensions, /permessage-deflate/);
      for (const size of [0, 1, 125, 126, 1000, 65_535, 65_536, 100_000]) {
        await echo(ws, "é".repeat(size / 2));
        await echo(ws, Buffer.from(Array.from({ length: size }, (_, i) => (i * i) % 251)));
      }
      await echo(ws, "not compressed", { compress: false });
      ws.send("in ", { fin: false });
      ws.send("three ", { fin: false });
      ws.ping();
      ws.send("pieces", { fin: true });
      assert.strictEqual(String((await once(ws, "message"))[0]), "in three pieces");
    });
  }

  it("a smaller window than ours is declined", async (t) => {
    const ws = await open(t, { perMessageDeflate: { serverMaxWindowBits: 10 } });
    assert.strictEqual(ws.extensions, "");
    await echo(ws, TEXT);
  });

  it("a message that grows too large ends with 1009, broken data with 1007", async (t) => {
    const raw = (ws, payload) => {
      const mask = Buffer.alloc(4);
      const length = payload.length < 126 ? Buffer.from([0x80 | payload.length])
        : Buffer.from([0x80 | 126, payload.length >> 8, payload.length & 255]);
      ws._socket.write(Buffer.concat([Buffer.from([0xc2]), length, mask, payload]));
    };
    const bomb = zlib.deflateRawSync(Buffer.alloc(50_000_000));
    assert.ok(bomb.length < 65_536);
    for (const [payload, code] of [[bomb, 1009], [Buffer.from([0xff, 0xff, 0xff]), 1007]]) {
      const ws = await open(t, { perMessageDeflate: true });
      raw(ws, payload);
      assert.strictEqual((await once(ws, "close"))[0], code);
    }
    await echo(await open(t, { perMessageDeflate: true }), TEXT);
  });
});
