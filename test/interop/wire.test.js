/* What is on the wire, to the byte, read by raw clients. */
"use strict";

const assert = require("node:assert");
const { once } = require("node:events");
const { describe } = require("node:test");
const { WebSocket } = require("ws");
const { RawPolling, RawWebSocket, connect, it, withServer } = require("./harness");

describe("what is on the wire, to the byte", () => {
  const server = withServer({ PING_INTERVAL: "30000", PING_TIMEOUT: "15000", MAX_PAYLOAD: "123456" });
  const handshake = (sid, upgrades) =>
    `{"sid":"${sid}","upgrades":${upgrades},"pingInterval":30000,"pingTimeout":15000,"maxPayload":123456}`;
  const sidOf = (packet) => JSON.parse(packet.slice(packet.indexOf("{"))).sid;

  it("opens a polling session", async () => {
    const body = await (await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`)).text();
    assert.strictEqual(body, `0${handshake(sidOf(body), '["websocket"]')}`);
  });

  it("opens a WebSocket session", async (t) => {
    const ws = new WebSocket(`${server.url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`);
    t.after(() => ws.terminate());
    const body = (await once(ws, "message"))[0].toString();
    assert.strictEqual(body, `0${handshake(sidOf(body), "[]")}`);
  });

  const BYTES = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
  const PLACEHOLDER = (num) => `{"_placeholder":true,"num":${num}}`;
  const EXCHANGES = [
    ['42["message",1,"2",{"3":[true]}]', ['42["message-back",1,"2",{"3":[true]}]']],
    ['42["message"]', ['42["message-back"]']],
    ['42[ "message" , 1.0 , 1e3, 1e21, 0.5, -0, "\\u00e9\\/\\ud83d\\ude00\\u0007\\ud800" ]',
     ['42["message-back",1,1000,1e+21,0.5,0,"é/😀\\u0007\\ud800"]']],
    ['420["echo-ack",{"b":1,"a":null}]', ['430[{"b":1,"a":null}]']],
    ['429007199254740991["message-with-ack"]', ["439007199254740991[]"]],
    ['42/custom,13["echo-ack","x"]', ['43/custom,13["x"]']],
    [`451-["echo-bin",${PLACEHOLDER(0)}]`, Buffer.from([1, 0, 255]),
     [`451-["echo-bin",${PLACEHOLDER(0)}]`, Buffer.from([1, 0, 255])]],
    [`452-/custom,7["message-with-ack",${PLACEHOLDER(1)},{"x":${PLACEHOLDER(0)}}]`, Buffer.from("a"), Buffer.from("b"),
     [`462-/custom,7[${PLACEHOLDER(0)},{"x":${PLACEHOLDER(1)}}]`, Buffer.from("b"), Buffer.from("a")]],
    ['425["binary-out"]',
     [`453-["binary-out",{"all":${PLACEHOLDER(0)},"list":[${PLACEHOLDER(1)},{"deep":${PLACEHOLDER(2)}}],` +
      '"n":null,"s":"é€😀"}]', BYTES, Buffer.from([1, 2, 3]), Buffer.alloc(0),
      `461-5[${PLACEHOLDER(0)},"end"]`, Buffer.from([0, 1, 2, 3])]],
    ["40/nope,", ['44/nope,{"message":"Invalid namespace"}']],
    ["40/nope", ['44/nope,{"message":"Invalid namespace"}']],
    ['40/admin,{"token":"x"}', ['44/admin,{"message":"not authorized","data":{"code":4001,"hint":"bad token"}}']],
    ['42["forbidden"]', ['42["error-back","forbidden event"]']],
    ['42["kick",false]', ["41"]],
    ['42/custom,["kick",false]', ["41/custom,"]],
  ]; // prettier-ignore

  for (const [i, exchange] of EXCHANGES.entries()) {
    const sent = exchange.slice(0, -1);
    const expected = exchange.at(-1);

    it(`answers over WebSocket: ${sent[0]}`, async (t) => {
      const raw = await (await RawWebSocket.open(server)).join();
      t.after(() => raw.ws.terminate());
      raw.send("40/custom,");
      const connected = await raw.next();
      assert.strictEqual(connected, `40/custom,{"sid":"${sidOf(connected)}"}`);
      assert.strictEqual(await raw.next(), '42/custom,["auth",{}]');
      for (const frame of sent) raw.send(frame);
      for (const frame of expected) assert.deepStrictEqual(await raw.next(), frame, `exchange ${i}`);
    });

    it(`answers over polling: ${sent[0]}`, async () => {
      const inPayload = (packet) => (Buffer.isBuffer(packet) ? `b${packet.toString("base64")}` : packet);
      const raw = await (await RawPolling.open(server)).join();
      await raw.post("40/custom,");
      await raw.packets(2);
      assert.strictEqual((await raw.post(sent.map(inPayload).join("\x1e"))).body, "ok");
      assert.deepStrictEqual(await raw.packets(expected.length), expected.map(inPayload));
    });
  }

  it("answers all packets of one payload in one payload, in order", async () => {
    const raw = await RawPolling.open(server);
    await raw.post("40");
    await raw.packets(2);
    const numbers = Array.from({ length: 20 }, (_, i) => i);
    await raw.post(numbers.map((i) => `42${i}["echo-ack",${i}]`).join("\x1e"));
    assert.deepStrictEqual(await raw.packets(20), numbers.map((i) => `43${i}[${i}]`));
  });

  it("takes base64 in lines, as the Java client writes it", async () => {
    const raw = await (await RawPolling.open(server)).join();
    const bytes = Buffer.alloc(100, "0123456789abcde");
    const lines = bytes.toString("base64").replace(/.{76}/g, "$&\n") + "\n";
    await raw.post(`451-["echo-bin",${PLACEHOLDER(0)}]\x1eb${lines}`);
    const expected = [`451-["echo-bin",${PLACEHOLDER(0)}]`, `b${bytes.toString("base64")}`];
    assert.deepStrictEqual(await raw.packets(2), expected);
  });

  it("takes a message in fragments, with a ping between them", async (t) => {
    const raw = await (await RawWebSocket.open(server)).join();
    t.after(() => raw.ws.terminate());
    const pong = once(raw.ws, "pong");
    const frame = Buffer.from('421["echo-ack","é€😀"]');
    for (let i = 0; i < frame.length; i++) {
      raw.send(frame.subarray(i, i + 1), { binary: false, fin: i + 1 === frame.length });
      if (i === 14) raw.ws.ping("between");
    }
    assert.strictEqual(await raw.next(), '431["é€😀"]');
    assert.strictEqual((await pong)[0].toString(), "between");
  });

  it("drops a volatile event when no poll is waiting for it", async (t) => {
    const raw = await (await RawPolling.open(server)).join();
    const clock = await connect(t, server);
    await raw.post('42["volatile-later",20,"lost"]');
    clock.emit("volatile-later", 500, "later than the lost one");
    await once(clock, "vol");
    await raw.post('421["echo-ack","kept"]');
    assert.deepStrictEqual(await raw.packets(1), ['431["kept"]']);
  });
});
