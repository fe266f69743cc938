/* What goes wrong in a session, and the disconnect reason that it leads to: each is what Node's server says. */
"use strict";

const assert = require("node:assert");
const { describe } = require("node:test");
const { RawPolling, RawWebSocket, connect, flush, freshTag, it } = require("./harness");
const { reasonOf, received, withServer } = require("./harness");

describe("disconnect reasons", () => {
  const server = withServer({ MAX_PAYLOAD: "2000" });
  const rawWebSocket = async (t, auth) => {
    const raw = await (await RawWebSocket.open(server)).join(auth);
    t.after(() => raw.ws.terminate());
    return raw;
  };
  const rawPolling = async (auth) => (await RawPolling.open(server)).join(auth);

  /** The session has gone: its id is unknown from now on. */
  const assertGone = async (raw) => {
    const { status, body } = await raw.get();
    assert.deepStrictEqual([status, body], [400, '{"code":1,"message":"Session ID unknown"}']);
  };

  const PLACEHOLDER = '{"_placeholder":true,"num":0}';
  /** What a raw client says once it has joined `/`, packet by packet, and what its socket's reason is then. */
  const PACKETS = [
    ["leaving the namespace", "client namespace disconnect", "41"],
    ["an unknown Socket.IO packet type", "forced close", "4abc"],
    ["an unknown Socket.IO packet type", "forced close", "47"],
    ["an event that is not an array", "forced close", "42{}"],
    ["an event without a name", "forced close", "42[]"],
    ["an event whose name is null", "forced close", "42[null]"],
    ["an event with a reserved name", "forced close", '42["disconnect"]'],
    ["an event with broken JSON", "forced close", '42["message",]'],
    ["an event with something after its JSON", "forced close", '42["message"]x'],
    ["an event with a broken ack id", "forced close", '42abc["message"]'],
    ["an acknowledgement that is not an array", "forced close", '430{"x":1}'],
    ["a disconnection with a payload", "forced close", '41{"x":1}'],
    ["a binary event that announces no attachments", "forced close", '450-["message"]'],
    ["a binary event that announces nonsense", "forced close", '45x-["message"]'],
    ["a binary event without a dash", "forced close", '451["message"]'],
    ["a binary event with too many attachments", "forced close", `4511-["message",${PLACEHOLDER}]`],
    ["a placeholder out of range", "forced close", '451-["message",{"_placeholder":true,"num":1}]', Buffer.from("x")],
    ["text where an attachment is due", "forced close", `451-["message",${PLACEHOLDER}]`, '42["message"]'],
    ["an attachment that nobody announced", "forced close", Buffer.from("x")],
    ["connecting twice", "forced close", "40"],
    ["an event for a namespace that was not joined", "forced close", '42/custom,["message"]'],
    ["a refusal, sent by the client", "forced close", '44{"message":"x"}'],
    ["an unknown Engine.IO packet type", "parse error", { raw: "9" }],
    ["an unknown Engine.IO packet type", "parse error", { raw: "hello" }],
    ["a ping, which is the server's to send", "transport error", { raw: "2" }],
  ]; // prettier-ignore

  /**
   * Not broken, but wrong at this time. Node ends these connections from above: the reason is then "forced server close",
   * unless the transport closes at once, as a WebSocket or a waiting poll does: it is the first, with "forced close".
   */
  const WRONG_STATE = new Set(["40", '42/custom,["message"]', '44{"message":"x"}']);

  const payload = (packets) =>
    packets.map((packet) => (Buffer.isBuffer(packet) ? `b${packet.toString("base64")}` : packet.raw ?? packet)).join("\x1e");

  for (const [title, reason, ...packets] of PACKETS) {
    const shown = packets.map((packet) => packet.raw ?? packet).join(" ");

    it(`${reason}: ${title}, over WebSocket (${shown})`, async (t) => {
      const tag = freshTag();
      const raw = await rawWebSocket(t, { tag });
      for (const packet of packets) raw.send(packet.raw ?? packet);
      assert.strictEqual(await reasonOf(await connect(t, server), tag), reason);
      if (reason !== "client namespace disconnect") await raw.closed;
      else raw.send("40") && assert.match(await raw.next(), /^40\{"sid":/);
    });

    it(`${reason}: ${title}, over polling (${shown})`, async (t) => {
      const tag = freshTag();
      const raw = await rawPolling({ tag });
      await raw.post(payload(packets)).catch(() => {}); // answered or cut off
      const orderly = reason === "forced close"; // waits for a poll, and ends with it
      if (orderly) assert.strictEqual((await raw.get()).body.split("\x1e").at(-1), "1");
      const late = orderly && WRONG_STATE.has(packets[0]);
      assert.strictEqual(await reasonOf(await connect(t, server), tag), late ? "forced server close" : reason);
      if (reason !== "client namespace disconnect") await assertGone(raw);
    });
  }

  for (const packet of WRONG_STATE) {
    it(`forced close: ${packet}, while a poll is waiting`, async (t) => {
      const tag = freshTag();
      const raw = await rawPolling({ tag });
      const { poll } = await raw.waitingPoll();
      await raw.post(packet).catch(() => {});
      assert.strictEqual((await poll).body, "1");
      assert.strictEqual(await reasonOf(await connect(t, server), tag), "forced close");
      await assertGone(raw);
    });
  }

  it("an acknowledgement that nobody asked for changes nothing", async (t) => {
    const raw = await rawWebSocket(t);
    raw.send('4399["x"]').send('421["echo-ack",1]');
    assert.strictEqual(await raw.next(), "431[1]");
  });

  it("parse error: a payload that is no packet, over polling", async (t) => {
    const tag = freshTag();
    const raw = await rawPolling({ tag });
    await raw.post("\x1e").catch(() => {});
    assert.strictEqual(await reasonOf(await connect(t, server), tag), "parse error");
    await assertGone(raw);
  });

  it("transport close: the client closes its WebSocket", async (t) => {
    const tag = freshTag();
    const raw = await rawWebSocket(t, { tag });
    raw.ws.close(1000, "bye");
    assert.strictEqual(await reasonOf(await connect(t, server), tag), "transport close");
    assert.strictEqual(await raw.closed, 1000);
  });

  it("transport close: the WebSocket's TCP connection breaks", async (t) => {
    const tag = freshTag();
    const raw = await rawWebSocket(t, { tag });
    raw.ws.terminate();
    assert.strictEqual(await reasonOf(await connect(t, server), tag), "transport close");
  });

  it("transport close: the client closes its polling session, and its poll ends", async (t) => {
    const tag = freshTag();
    const raw = await rawPolling({ tag });
    const { poll } = await raw.waitingPoll();
    assert.strictEqual((await raw.post("1")).body, "ok");
    const { status, body } = await poll;
    assert.deepStrictEqual([status, body], [200, "6"]);
    assert.strictEqual(await reasonOf(await connect(t, server), tag), "transport close");
    await assertGone(raw);
  });

  it("transport close: the client closes its polling session between two polls", async (t) => {
    const tag = freshTag();
    const raw = await rawPolling({ tag });
    assert.strictEqual((await raw.post("1")).body, "ok");
    assert.strictEqual(await reasonOf(await connect(t, server), tag), "transport close");
    await assertGone(raw);
  });

  it("transport error: the client goes away in the middle of a poll", async (t) => {
    const tag = freshTag();
    const raw = await rawPolling({ tag });
    const poll = raw.partially("GET TARGET HTTP/1.1");
    const watcher = await connect(t, server);
    await flush(watcher, watcher);
    poll.destroy();
    assert.strictEqual(await reasonOf(watcher, tag), "transport error");
    await assertGone(raw);
  });

  it("transport error: the client goes away in the middle of a POST", async (t) => {
    const tag = freshTag();
    const raw = await rawPolling({ tag });
    const post = raw.partially("POST TARGET HTTP/1.1\r\nContent-Length: 100", '42["message"');
    const watcher = await connect(t, server);
    await flush(watcher, watcher);
    post.destroy();
    assert.strictEqual(await reasonOf(watcher, tag), "transport error");
    await assertGone(raw);
  });

  it("transport error: a second poll while one is under way", async (t) => {
    const tag = freshTag();
    const raw = await rawPolling({ tag });
    const polls = await Promise.all([raw.get(), raw.get()]);
    const [kept, refused] = polls.sort((a, b) => a.status - b.status);
    assert.deepStrictEqual([kept.status, kept.body], [200, "1"]);
    assert.strictEqual(refused.status, 400);
    assert.strictEqual(await reasonOf(await connect(t, server), tag), "transport error");
    await assertGone(raw);
  });

  it("transport error: a binary POST", async (t) => {
    const tag = freshTag();
    const raw = await rawPolling({ tag });
    const { status } = await raw.post(Buffer.from("4x"), { headers: { "Content-Type": "application/octet-stream" } });
    assert.strictEqual(status, 400);
    assert.strictEqual(await reasonOf(await connect(t, server), tag), "transport error");
    await assertGone(raw);
  });

  it("a POST of the greatest size arrives, one byte more is refused with 413 and the session goes on", async () => {
    const raw = await rawPolling();
    const packet = (size) => `421["echo-ack","${"x".repeat(size - '421["echo-ack",""]'.length)}"]`;
    assert.strictEqual((await raw.post(packet(2000))).status, 200);
    assert.deepStrictEqual(await raw.packets(1), [packet(2000).replace('421["echo-ack",', "431[")]);
    assert.strictEqual((await raw.post(packet(2001))).status, 413);
    assert.strictEqual((await raw.post('422["echo-ack",1]')).status, 200);
    assert.deepStrictEqual(await raw.packets(1), ["432[1]"]);
  });

  it("transport error: a WebSocket message greater than allowed (1009), the greatest arrives", async (t) => {
    const tag = freshTag();
    const raw = await rawWebSocket(t, { tag });
    const packet = (size) => `421["echo-ack","${"x".repeat(size - '421["echo-ack",""]'.length)}"]`;
    raw.send(packet(2000));
    assert.strictEqual(await raw.next(), packet(2000).replace('421["echo-ack",', "431["));
    raw.send(packet(2001));
    assert.strictEqual(await raw.closed, 1009);
    assert.strictEqual(await reasonOf(await connect(t, server), tag), "transport error");
  });

  it("transport error: text that is not UTF-8 (1007)", async (t) => {
    const tag = freshTag();
    const raw = await rawWebSocket(t, { tag });
    raw.send(Buffer.from([0x34, 0x32, 0xc3, 0x28]), { binary: false });
    assert.strictEqual(await raw.closed, 1007);
    assert.strictEqual(await reasonOf(await connect(t, server), tag), "transport error");
  });

  it("transport error: a frame without a mask (1002)", async (t) => {
    const tag = freshTag();
    const raw = await rawWebSocket(t, { tag });
    raw.send('42["message"]', { mask: false });
    assert.strictEqual(await raw.closed, 1002);
    assert.strictEqual(await reasonOf(await connect(t, server), tag), "transport error");
  });

  it("gives the same reason to every namespace of the connection, and none survives", async (t) => {
    const [tag, customTag] = [freshTag(), freshTag()];
    const raw = await rawWebSocket(t, { tag });
    raw.send(`40/custom,${JSON.stringify({ tag: customTag })}`);
    await raw.next();
    await raw.next();
    raw.send("47/custom,");
    const watcher = await connect(t, server);
    assert.strictEqual(await reasonOf(watcher, tag), "forced close");
    assert.strictEqual(await reasonOf(watcher, customTag), "forced close");
  });

  it("closes a connection that speaks to a namespace before it was let in, and nobody hears it", async (t) => {
    const admin = await connect(t, server, { name: "/admin", auth: { token: "secret" } });
    const raw = await RawWebSocket.open(server);
    t.after(() => raw.ws.terminate());
    raw.send("40/admin,{}").send('42/admin,["emit-all","intruder"]');
    await raw.closed;
    await flush(admin);
    assert.deepStrictEqual(received(admin, "emit-all"), []);
  });

  for (const packet of ["4abc", "40[]", '40"text"', "42[]", '42["message"]', "41", "5", "6hello"]) {
    it(`closes a connection whose first packet is ${packet}, or ignores it, and others do not notice`, async (t) => {
      const raw = await RawWebSocket.open(server);
      t.after(() => raw.ws.terminate());
      raw.send(packet);
      if (packet.startsWith("4")) await raw.closed;
      else await raw.join();
    });
  }
});
