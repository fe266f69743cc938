/* Debian's python3-socketio, a client that shares no code with the official ones, on each transport, over TLS, and with MessagePack. */
"use strict";

const assert = require("node:assert");
const { execFile, execFileSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { after, before, describe } = require("node:test");
const { promisify } = require("node:util");
const { IS_REFERENCE, TRANSPORTS, certify, hasOpenssl, it, startServer, withServer } = require("./harness");

/** The first Python that has what the client needs: a machine may have one of its own beside the system's. */
const python = ["python3", "/usr/bin/python3"].find((command) => {
  try {
    execFileSync(command, ["-c", "import msgpack, requests, socketio, websocket"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
});
const skip = python === undefined && "python3-socketio, python3-websocket, python3-requests or python3-msgpack is missing";

const tlsSkip = IS_REFERENCE ? "Node's server has no certificate here" : !hasOpenssl() && "openssl is missing";

async function run(server, { transports, serializer = "default", ca = null }) {
  const settings = JSON.stringify({ url: server.url, transports, serializer, ca });
  const options = { timeout: 170_000, env: { ...process.env, ...(ca && { REQUESTS_CA_BUNDLE: ca }) } };
  const { stdout } = await promisify(execFile)(python, [path.join(__dirname, "python_client.py"), settings], options);
  return JSON.parse(stdout);
}

function check(result, transport) {
  const { values, binary, "binary event": binaryEvent, ...rest } = result;
  for (const [sent, back] of [values, binary, binaryEvent]) assert.deepStrictEqual(back, sent);
  assert.deepStrictEqual(rest, {
    greetings: [["auth", { token: "t" }], ["auth", { token: "t" }]],
    me: ["/", { token: "t" }, 4, true],
    message: ["message-back", "one", 2],
    asked: { ok: true, answer: [{ q: 1 }, { hex: "09" }] },
    rooms: ["r"],
    room: ["room", 1, "é€😀\u2028\"\\\n"],
    count: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    transport: transport === "polling" ? "polling" : "websocket",
    refusal: { message: "not authorized", data: { code: 4001, hint: "bad token" } },
  });
}

describe("python-socketio", { skip }, () => {
  const server = withServer({ PING_INTERVAL: "300", PING_TIMEOUT: "60000" });
  const packed = withServer({ PARSER: "msgpack" });
  for (const [transport, transports] of Object.entries(TRANSPORTS)) {
    it(`over ${transport}`, async () => check(await run(server, { transports }), transport));
    it(`with MessagePack over ${transport}`, async () => check(await run(packed, { transports, serializer: "msgpack" }), transport));
  }
});

describe("python-socketio over TLS", { skip: skip || tlsSkip }, () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "enchufe-"));
  const [cert, key] = ["cert.pem", "key.pem"].map((name) => path.join(folder, name));
  const server = {};
  before(async () => {
    certify(folder, "rsa");
    Object.assign(server, await startServer({ TLS: `${cert},${key}` }));
  });
  after(async () => {
    await server.stop?.();
    fs.rmSync(folder, { recursive: true });
  });
  for (const [transport, transports] of Object.entries(TRANSPORTS)) {
    it(`over ${transport}`, async () => check(await run(server, { transports, ca: cert }), transport));
  }
});
