/* Revision 3 of Engine.IO to the byte, by clients that say what no official one would. */
"use strict";

const assert = require("node:assert");
const { once } = require("node:events");
const net = require("node:net");
const { describe } = require("node:test");
const { WebSocket } = require("ws");
const { IS_REFERENCE, it, startServer, withServer } = require("./harness");

const BYTES = Buffer.from([1, 2, 3, 4]);

/** Heartbeats end nothing here: a session that ends was ended by what the client said. */
const SETTINGS = { ALLOW_EIO3: "1", PING_INTERVAL: "600000" };

/** A polling session: bodies are bytes, since payloads may be. */
class Session {
  static async open(server, query = "EIO=3", options) {
    const target = `${server.url}/socket.io/?transport=polling${query && "&"}${query}`;
    const session = new Session(server, target);
    session.opening = await session.get(options);
    session.sid = /sid(?:"|\\"|\\u0022):(?:"|\\"|\\u0022)([^"\\]+)/.exec(session.opening.text)?.[1];
    session.target = `${target}&sid=${session.sid}`;
    return session;
  }

  constructor(server, target) {
    this.server = server;
    this.target = target;
  }

  async request(options) {
    const response = await fetch(this.target, options);
    const body = Buffer.from(await response.arrayBuffer());
    return { status: response.status, type: response.headers.get("content-type"), body, text: body.toString() };
  }

  get(options) {
    return this.request(options);
  }

  post(body, type = "text/plain;charset=UTF-8") {
    return this.request({ method: "POST", body, headers: { "content-type": type } });
  }

  /** Polls until so much has come; the payloads, one behind the other. */
  async read(length) {
    const parts = [];
    while (Buffer.concat(parts).length < length) {
      const { status, body, text } = await this.get();
      assert.strictEqual(status, 200, text);
      parts.push(body);
    }
    return Buffer.concat(parts);
  }

  /** Reads what comes to each client without its asking: it is in the main namespace, and greeted. */
  async greeted() {
    const greeting = '2:4013:42["auth",{}]';
    assert.strictEqual((await this.read(greeting.length)).toString(), greeting);
    return this;
  }
}

async function openWebSocket(t, server, query = "EIO=3") {
  const ws = new WebSocket(`${server.url.replace("http", "ws")}/socket.io/?transport=websocket&${query}`);
  t.after(() => ws.terminate());
  const frames = [];
  const waiting = [];
  ws.on("error", () => {});
  ws.on("message", (data, isBinary) => {
    frames.push(isBinary ? data.toString("hex") : data.toString());
    waiting.shift()?.();
  });
  await once(ws, "open");
  ws.next = async () => {
    if (frames.length === 0) await new Promise((resolve) => waiting.push(resolve));
    return frames.shift();
  };
  return ws;
}

describe("revision 3 on the wire: polling", () => {
  const server = withServer(SETTINGS);

  it("opens with a length, and the sid behind its name without a blank", async () => {
    for (const query of ["EIO=3", "", "EIO=2"]) {
      const { opening, sid } = await Session.open(server, query);
      const json = `0{"sid":"${sid}","upgrades":["websocket"],"pingInterval":600000,"pingTimeout":20000,"maxPayload":1000000}`;
      assert.strictEqual(opening.text, `${json.length}:${json}`);
      assert.strictEqual(opening.type, "text/plain; charset=UTF-8");
    }
  });

  it("counts UTF-16 code units in text, both ways", async () => {
    const session = await (await Session.open(server)).greeted();
    const event = '42["echo","€😀é"]';
    const payload = `${event.length}:${event}`;
    assert.strictEqual((await session.post(payload)).text, "ok");
    assert.strictEqual((await session.read(Buffer.byteLength(payload))).toString(), payload);
  });

  it("sends binary as bytes, and takes it so", async () => {
    const session = await (await Session.open(server)).greeted();
    const event = '451-["echo-bin",{"_placeholder":true,"num":0}]';
    const payload = Buffer.concat([
      Buffer.from([0, ...String(event.length).split("").map(Number), 0xff]), Buffer.from(event),
      Buffer.from([1, 5, 0xff, 4]), BYTES,
    ]);
    assert.strictEqual((await session.post(payload, "application/octet-stream")).text, "ok");
    const answer = await session.get();
    assert.strictEqual(answer.body.toString("hex"), payload.toString("hex"));
    assert.strictEqual(answer.type, "application/octet-stream");
  });

  it("sends base64 to those who ask for it, and takes it from all", async () => {
    const payload = '46:451-["echo-bin",{"_placeholder":true,"num":0}]10:b4AQIDBA==';
    for (const query of ["EIO=3", "EIO=3&b64=1"]) {
      const session = await (await Session.open(server, query)).greeted();
      assert.strictEqual((await session.post(payload)).text, "ok");
      const answer = await session.get();
      if (query.endsWith("b64=1")) {
        assert.strictEqual(answer.text, payload);
        assert.strictEqual(answer.type, "text/plain; charset=UTF-8");
      } else {
        assert.strictEqual(answer.body.subarray(-8).toString("hex"), "0105ff0401020304");
      }
    }
  });

  it("answers a ping", async () => {
    const session = await (await Session.open(server)).greeted();
    assert.strictEqual((await session.post("1:2")).text, "ok");
    assert.strictEqual((await session.get()).text, "1:3");
    assert.strictEqual((await session.post("1:21:2")).text, "ok");
    assert.strictEqual((await session.read(6)).toString(), "1:31:3");
    assert.strictEqual((await session.post("6:2probe")).text, "ok");
    assert.strictEqual((await session.get()).text, IS_REFERENCE ? "1:3" : "6:3probe"); // Node's drops the data
  });

  it("passes over empty packets", async () => {
    const session = await (await Session.open(server)).greeted();
    for (const payload of ["0:", "0:0:"]) assert.strictEqual((await session.post(payload)).text, "ok");
    assert.strictEqual((await session.post("1:2")).text, "ok");
    assert.strictEqual((await session.get()).text, "1:3");
  });

  it("a session keeps its revision", async () => {
    for (const [one, other] of [["EIO=3", "EIO=4"], ["EIO=4", "EIO=3"], ["EIO=4", ""]]) {
      const session = await Session.open(server, one);
      const wrong = new Session(server, session.target.replace(`&${one}`, other && `&${other}`));
      const answer = await wrong.get();
      assert.deepStrictEqual([answer.status, JSON.parse(answer.text).code], [400, 3], `${one}, then ${other}`);
    }
  });

  it("joins namespaces with a query, and refuses in the old form", async () => {
    const session = await (await Session.open(server)).greeted();
    for (const [sent, ...expected] of [
      ["40/custom?tag=x,", "40/custom,", '42/custom,["auth",{"tag":"x"}]'],
      ["40/dyn-1?a=b", "40/dyn-1,", '42/dyn-1,["auth",{"a":"b"}]'],
      ["40/admin,", '44/admin,{"code":4001,"hint":"bad token"}'],
      ["40/nope,", '44/nope,{"message":"Invalid namespace"}'],
    ]) {
      const payload = expected.map((packet) => `${packet.length}:${packet}`).join("");
      assert.strictEqual((await session.post(`${sent.length}:${sent}`)).text, "ok");
      assert.strictEqual((await session.read(payload.length)).toString(), payload);
    }
  });

  it("tolerates who asks for the main namespace, where it is already", async () => {
    const session = await (await Session.open(server)).greeted();
    for (const packet of ["2:40", "3:40/", "8:40/?a=b,"]) assert.strictEqual((await session.post(packet)).text, "ok");
    assert.strictEqual((await session.post('17:420["echo-ack",7]')).text, "ok");
    assert.strictEqual((await session.get()).text, "6:430[7]");
  }, { skip: IS_REFERENCE });

  const tolerated = ["2:b2", "+1:2", " 1:2", "1.0:2"]; // by Node's
  for (const payload of ["", "5:4ab", "5:4😀a", "x:4a", ":4a", "-1:4a", "99999999999:4a", "4a", "1:x", "1:7", "1:😀", "1:2 ", "2:4a1",
    ...tolerated]) {
    it(`a malformed payload ends the session: "${payload}"`, async () => {
      const session = await (await Session.open(server)).greeted();
      const { status } = await session.post(payload);
      if (!IS_REFERENCE) assert.strictEqual(status, 400);
      await assert.rejects(async () => {
        for (;;) {
          const { status: polled, text } = await session.get();
          if (polled !== 200 || text === "1:1") throw new Error("ended");
        }
      }, { message: "ended" });
    }, { skip: IS_REFERENCE && tolerated.includes(payload) });
  }

  for (const hex of ["0002ff34", "000bff34", "0201ff34", "0101ff05", "01", "00ff", "0009090909090909090909ff34"]) {
    it(`a malformed binary payload ends the session: ${hex}`, async () => {
      const session = await (await Session.open(server)).greeted();
      assert.strictEqual((await session.post(Buffer.from(hex, "hex"), "application/octet-stream")).status, 400);
      assert.strictEqual((await session.get()).status, 400);
    }, { skip: IS_REFERENCE });
  }

  it("a device sends probe and upgrade together, with its Origin", async (t) => {
    const strict = await startServer({ ALLOW_EIO3: "1", ORIGINS: "file://" });
    t.after(() => strict.stop());
    const headers = { origin: "file://" };
    const session = await Session.open(strict, "EIO=3", { headers });
    assert.match(session.opening.text, /"sid":"/);
    await upgradesAsADevice(t, strict, session.sid, { headers });
  });

  /** Sends the probe and the upgrade at once, and an event behind them. */
  async function upgradesAsADevice(t, strict, sid, options) {
    const ws = new WebSocket(`${strict.url.replace("http", "ws")}/socket.io/?EIO=3&transport=websocket&sid=${sid}`, "arduino", options);
    t.after(() => ws.terminate());
    const frames = [];
    ws.on("message", (data) => frames.push(data.toString()));
    await once(ws, "open");
    ws.send("2probe");
    ws.send("5");
    ws.send('420["echo-ack",1]');
    while (!frames.includes("430[1]")) await once(ws, "message");
    assert.deepStrictEqual(frames, ["3probe", "40", '42["auth",{}]', "430[1]"]);
  }

  it("the handshake and the upgrade of a device on one TCP connection", async (t) => {
    const strict = await startServer({ ALLOW_EIO3: "1", ORIGINS: "file://" });
    t.after(() => strict.stop());
    const tcp = net.connect(strict.port, "127.0.0.1");
    tcp.write(`GET /socket.io/?EIO=3&transport=polling HTTP/1.1\r\nHost: 127.0.0.1:${strict.port}\r\nConnection: keep-alive\r\n` +
      "Origin: file://\r\nUser-Agent: arduino-WebSocket-Client\r\n\r\n");
    let response = "";
    for (let length; length === undefined || response.length < length;) {
      response += (await once(tcp, "data"))[0].toString("latin1");
      const head = /^HTTP\/1\.1 200 [^]*?content-length: (\d+)[^]*?\r\n\r\n/i.exec(response);
      if (head) length = head[0].length + Number(head[1]);
    }
    const [, sid] = /"sid":"([^"]+)"/.exec(response);
    await upgradesAsADevice(t, strict, sid, { headers: { origin: "file://" }, createConnection: () => tcp });
  });
});

describe("revision 3 on the wire: WebSocket", () => {
  const server = withServer(SETTINGS);

  async function greeted(t, query) {
    const ws = await openWebSocket(t, server, query);
    assert.match(await ws.next(), /^0\{"sid":"/);
    assert.deepStrictEqual([await ws.next(), await ws.next()], ["40", '42["auth",{}]']);
    return ws;
  }

  it("binary frames begin with 04", async (t) => {
    const ws = await greeted(t);
    ws.send('451-["echo-bin",{"_placeholder":true,"num":0}]');
    ws.send(Buffer.concat([Buffer.from([4]), BYTES]));
    assert.deepStrictEqual([await ws.next(), await ws.next()], ['451-["echo-bin",{"_placeholder":true,"num":0}]', "0401020304"]);
  });

  it("b64=1 means text frames", async (t) => {
    const ws = await greeted(t, "EIO=3&b64=1");
    ws.send('451-["echo-bin",{"_placeholder":true,"num":0}]');
    ws.send("b4AQIDBA==");
    assert.deepStrictEqual([await ws.next(), await ws.next()], ['451-["echo-bin",{"_placeholder":true,"num":0}]', "b4AQIDBA=="]);
  });

  it("takes binary in both forms, whatever it was asked to send", async (t) => {
    for (const [query, sent, answer] of [
      ["EIO=3", "b4AQIDBA==", "0401020304"],
      ["EIO=3&b64=1", Buffer.concat([Buffer.from([4]), BYTES]), "b4AQIDBA=="],
      ["EIO=3&b64=true", Buffer.concat([Buffer.from([4]), BYTES]), "b4AQIDBA=="],
    ]) {
      const ws = await greeted(t, query);
      ws.send('451-["echo-bin",{"_placeholder":true,"num":0}]');
      ws.send(sent);
      assert.deepStrictEqual([await ws.next(), await ws.next()], ['451-["echo-bin",{"_placeholder":true,"num":0}]', answer], query);
    }
  });

  it("tolerates who asks for the main namespace, where it is already", async (t) => {
    const ws = await greeted(t);
    for (const packet of ["40", "40/", "40/?a=b,", '420["echo-ack",7]']) ws.send(packet);
    assert.strictEqual(await ws.next(), "430[7]");
  }, { skip: IS_REFERENCE }); // Node's closes

  it("a ping is answered, with its data", async (t) => {
    const ws = await greeted(t);
    ws.send("2");
    assert.strictEqual(await ws.next(), "3");
    if (IS_REFERENCE) return; // Node's drops the data
    ws.send("2probe");
    assert.strictEqual(await ws.next(), "3probe");
  });

  for (const frame of ["3", "4", "", "b4", "b3AA==", Buffer.from([5, 1]), Buffer.alloc(0)]) {
    it(`a frame out of order ends the session: ${typeof frame === "string" ? frame : frame.toString("hex")}`, async (t) => {
      const ws = await greeted(t);
      ws.send(frame);
      await once(ws, "close");
    }, { skip: IS_REFERENCE && typeof frame !== "string" }); // Node's passes over binary that it does not know
  }
});

describe("JSONP", () => {
  const server = withServer(SETTINGS);
  const form = "application/x-www-form-urlencoded";

  /** What a page makes of an answer: the payload that its function gets. */
  function called(answer, index = 0) {
    const payloads = [];
    new Function("___eio", answer.text)({ [index]: (payload) => payloads.push(payload) });
    assert.strictEqual(payloads.length, 1, answer.text);
    return payloads[0];
  }

  it("the answers are scripts that call the function with the index", async () => {
    const session = await Session.open(server, "EIO=3&j=7");
    assert.match(session.opening.text, /^___eio\[7\]\("/);
    assert.match(called(session.opening, 7), /^\d+:0\{"sid":"[^"]+"/);
    if (!IS_REFERENCE) assert.strictEqual(session.opening.type, "text/javascript; charset=UTF-8");
  });

  it("of the index only the digits are left", async () => {
    for (const [index, digits] of [["1);alert(2", "12"], ["</script>3", "3"], ["", ""]]) {
      const { text } = (await Session.open(server, `EIO=3&j=${encodeURIComponent(index)}`)).opening;
      assert.ok(text.startsWith(`___eio[${digits}]("`), text);
    }
  });

  it("a form goes up, and text comes back as it was", async () => {
    const session = await Session.open(server, "EIO=3&j=0");
    let greeting = "";
    while (!greeting.endsWith('["auth",{}]')) greeting += called(await session.get());
    const value = 'a"b\\c\n</script>\u2028\u2029é€😀';
    const event = `42${JSON.stringify(["echo", value])}`;
    const payload = `${event.length}:${event}`;
    // What the client writes into its form: see its polling-jsonp.
    const field = payload.replace(/\\n/g, "\\\n").replace(/\n/g, "\\n");
    const answer = await session.post(`d=${encodeURIComponent(field)}`, form);
    assert.strictEqual(answer.text, "ok");
    const echoed = await session.get();
    assert.deepStrictEqual(JSON.parse(called(echoed).replace(/^\d+:42/, "")), ["echo", value]);
    if (!IS_REFERENCE) assert.doesNotMatch(echoed.text, /<|\u2028|\u2029/);
  });

  it("binary is base64", async () => {
    const session = await Session.open(server, "EIO=3&j=0&b64=1");
    let greeting = "";
    while (!greeting.endsWith('["auth",{}]')) greeting += called(await session.get());
    const payload = '46:451-["echo-bin",{"_placeholder":true,"num":0}]10:b4AQIDBA==';
    assert.strictEqual((await session.post(`d=${encodeURIComponent(payload)}`, form)).text, "ok");
    assert.strictEqual(called(await session.get()), payload);
  });

  for (const [body, type] of [["", form], ["x=1", form], ["d=5:4ab", form], ["d=%zz", form], ["1:2", "text/plain"]]) {
    it(`a malformed form ends the session: "${body}"`, async () => {
      const session = await Session.open(server, "EIO=3&j=0");
      assert.strictEqual((await session.post(body, type)).status, 400);
      assert.strictEqual((await session.get()).status, 400);
    }, { skip: IS_REFERENCE }); // Node's says ok, and ends the session or does nothing
  }

  it("a page of another origin is refused, and one that hides where it is from", async (t) => {
    const strict = await startServer({ ALLOW_EIO3: "1", ORIGINS: "https://good.example" });
    t.after(() => strict.stop());
    const open = (headers) => Session.open(strict, "EIO=3&j=0", { headers });
    assert.strictEqual((await open({})).opening.status, 403);
    assert.strictEqual((await open({ referer: "https://bad.example/" })).opening.status, 403);
    assert.strictEqual((await open({ referer: "https://good.example/page?x" })).opening.status, 200);
    assert.strictEqual((await open({ referer: `${strict.url}/` })).opening.status, 200);
  }, { skip: IS_REFERENCE });
});
