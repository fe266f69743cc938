/*
 * Clients that send and do not read: what waits for them is counted as what it takes on the heap, which for short messages is many
 * times their bytes.
 */
"use strict";

const assert = require("node:assert");
const { once } = require("node:events");
const net = require("node:net");
const { describe } = require("node:test");
const { it, startServer } = require("./harness");

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** A text frame; its mask is zero, so that the payload stays as it is. */
const frame = (text) => Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);

/** Opens a WebSocket that reads only the response; sends what it is given until it is cut off. */
async function flood(port, revision, ...packets) {
  const socket = net.connect(port, "127.0.0.1");
  let closed = false;
  let wake = () => {};
  socket.on("error", () => {}).on("drain", () => wake()).on("close", () => (closed = true));
  socket.write(`GET /socket.io/?EIO=${revision}&transport=websocket HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n`
    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  await once(socket, "data");
  socket.pause();
  const again = Buffer.concat(Array(8000).fill(frame(packets.pop())));
  for (const first of packets) socket.write(frame(first));
  while (!closed) {
    if (!socket.write(again)) await Promise.race([new Promise((resolve) => (wake = resolve)), sleep(1000)]);
  }
}

describe("clients that do not read", () => {
  const floods = {
    "pings with data, in revision 3": { clients: 1, revision: 3, packets: ["2x"] },
    "events with acknowledgements": { clients: 3, revision: 4, packets: ["40", '420["echo-ack",1]'] },
  };
  for (const [name, { clients, revision, packets }] of Object.entries(floods)) {
    it(`${name}: they are cut off before the heap is full`, async (t) => {
      const server = await startServer({ ALLOW_EIO3: "1", LOOPS: "1", JAVA_OPTS: "-Xmx256m" });
      t.after(() => server.stop());
      await Promise.all(Array.from({ length: clients }, () => flood(server.port, revision, ...packets)));
      const response = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`);
      assert.strictEqual(response.status, 200);
    });
  }
});
