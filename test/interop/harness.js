/* What the suites share: the server under test, official clients, raw clients, proofs that something did not happen. */
"use strict";

const assert = require("node:assert");
const { execFileSync, spawn } = require("node:child_process");
const { once } = require("node:events");
const fs = require("node:fs");
const net = require("node:net");
const path = require("node:path");
const readline = require("node:readline");
const test = require("node:test");
const { Manager } = require("socket.io-client");
const { WebSocket } = require("ws");

const ROOT = path.join(__dirname, "..", "..");
const REFERENCE = ["node", "test/interop/reference-server.js"];
const COMMAND = (process.env.CONTRACT_SERVER || "test/contract/run").split(" ");

/** True if Node's own server is under test: it proves the expectations, and has every feature. */
const IS_REFERENCE = COMMAND.includes("test/interop/reference-server.js");

/** The three ways a client of ours gets its packets across. */
const TRANSPORTS = {
  polling: ["polling"],
  websocket: ["websocket"],
  upgrade: ["polling", "websocket"],
};

/** With PARSER=msgpack in the environment, the suites run with it on both sides. */
const PARSER = process.env.PARSER === "msgpack" ? require("socket.io-msgpack-parser") : undefined;

/**
 * A test that has not ended by then hangs: no slow machine needs so long. (The timeout of a `describe` would be one for all its
 * tests together.)
 */
function it(name, run, options) {
  assert.strictEqual(typeof run, "function", `${name}: its options come last`); // Node's takes a test without one, and it passes
  test.it(name, { timeout: 180_000, ...options }, run);
}

/* ---- the server under test ---- */

function spawnServer(env, [command, ...args] = COMMAND) {
  // Several loops, however few processors there are; on a very busy machine, upgrades take more than the 10 s of the default.
  const defaults = { LOOPS: "3", UPGRADE_TIMEOUT: "150000", ...process.env, PORT: "0" };
  const child = spawn(command, args, { cwd: ROOT, env: { ...defaults, ...env } });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const exited = new Promise((resolve, reject) => {
    const fail = (error) => reject(new Error(`CONTRACT_SERVER "${[command, ...args].join(" ")}" does not start: ${error.message}`));
    child.once("error", fail);
    child.once("close", (code, signal) => {
      process.removeListener("exit", kill);
      resolve({ code, signal });
    });
  });
  child.errors = "";
  child.stderr.on("data", (text) => (child.errors += text));
  return { child, exited };
}

/** Starts the contract server, or another one, with these settings; resolves when it listens. */
async function startServer(env = {}, command = COMMAND) {
  const { child, exited } = spawnServer(env, command);
  const listening = new Promise((resolve) => {
    readline.createInterface(child.stdout).on("line", (line) => {
      const match = /^listening (\d+)$/.exec(line);
      if (match) resolve(Number(match[1]));
    });
  });
  const early = exited.then(({ code, signal }) => {
    throw new Error(`the contract server ended (${signal ?? code}) before it listened:\n${child.errors}`);
  });
  early.catch(() => {});
  const port = await Promise.race([listening, early]);
  return {
    port,
    url: `${env.TLS ? "https" : "http"}://127.0.0.1:${port}`,
    /** What it has logged so far. */
    errors: () => child.errors,
    /** Asks it to close, as an operator does; resolves with how it ended. */
    terminate() {
      child.kill("SIGTERM");
      return exited;
    },
    async stop() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

/** Starts the contract server with settings that it must refuse; resolves with its exit code and its complaint. */
async function refusedStart(env) {
  const { child, exited } = spawnServer(env);
  child.stdout.once("data", () => child.kill("SIGKILL")); // it listens: it has not refused
  const { code } = await exited;
  return { code, complaint: child.errors };
}

/** A port of this machine that is free now: for servers that cannot choose one themselves. */
async function freePort() {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A server for all tests of a `describe`: its port is known once they run. */
function withServer(env, command) {
  const shared = {};
  test.before(async () => Object.assign(shared, await startServer(env, command)));
  test.after(() => shared.stop?.());
  return shared;
}

/** Whether there is openssl, which makes the certificates of tests. */
const hasOpenssl = () => {
  try {
    execFileSync("openssl", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};

/** Makes a certificate for this machine, `cert.pem`, and its key, `key.pem`, in the place of those before; returns the certificate. */
function certify(folder, kind) {
  const [cert, key] = ["cert.pem", "key.pem"].map((name) => path.join(folder, name));
  const type = kind === "rsa" ? ["-newkey", "rsa:2048"] : ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
  execFileSync("openssl", ["req", "-x509", ...type, "-nodes", "-keyout", `${key}.new`, "-out", `${cert}.new`, "-days", "30",
    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"], { stdio: "ignore" });
  fs.renameSync(`${cert}.new`, cert);
  fs.renameSync(`${key}.new`, key);
  return fs.readFileSync(cert, "utf8");
}

/* ---- official clients ---- */

/** A connection of the official client that ends with the test: `manager.socket(name)` opens namespaces on it. */
function manage(t, server, options = {}) {
  const manager = new Manager(server.url, { reconnection: false, autoConnect: false, parser: PARSER, ...options });
  t.after(() => manager._close());
  return manager;
}

/** A namespace on a connection, whose events are all recorded in `socket.inbox`, from the first one on. */
function open(manager, name = "/", options) {
  const socket = manager.socket(name, options);
  socket.inbox = [];
  socket.onAny((event, ...args) => {
    if (typeof args.at(-1) === "function") args.pop();
    socket.inbox.push([event, ...args.map(plain)]);
  });
  return socket.connect();
}

/** Connects and waits for the server's greeting; the transport's name selects polling, WebSocket or upgrade. */
async function connect(t, server, { name = "/", auth, transport = "websocket", ...options } = {}) {
  const manager = manage(t, server, { transports: TRANSPORTS[transport], ...options });
  return greeted(open(manager, name, { auth }));
}

/** Resolves with the socket when the server has greeted it; rejects with the server's refusal. */
function greeted(socket) {
  return new Promise((resolve, reject) => {
    socket.once("auth", () => resolve(socket));
    socket.once("connect_error", reject);
  });
}

/** Resolves once the client sends on the transport that it will keep. */
async function settled(socket, transport) {
  if (transport === "upgrade" && socket.io.engine.transport.name !== "websocket") await once(socket.io.engine, "upgrade");
  return socket;
}

let token = 0;

/**
 * Makes one round trip for each socket, one after the other. What the server has sent before the first one to any of the
 * sockets has then arrived, since packets keep their order: so what is not in an inbox by now was never sent.
 */
async function flush(...sockets) {
  for (const socket of sockets) {
    const expected = `flush ${++token}`;
    assert.strictEqual(await socket.emitWithAck("echo-ack", expected), expected);
  }
}

/** What came under this name so far: a list of lists of arguments. */
function received(socket, event) {
  return socket.inbox.filter(([name]) => name === event).map(([, ...args]) => args);
}

/** Binary in a form that deepStrictEqual and a reader can compare, whatever class a client gives it. */
function plain(value) {
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return { bytes: bytesOf(value).toString("hex") };
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

function bytesOf(value) {
  if (value instanceof ArrayBuffer) return Buffer.from(value);
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}

/** Asks until the last socket with this tag has gone, and tells why the server says it went. */
async function reasonOf(watcher, tag) {
  for (;;) {
    const reason = await watcher.emitWithAck("reason-of", tag);
    if (reason !== null) return reason;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/**
 * Asks a room and gives it so long that one answer comes in time, as it need not on a busy machine: resolves with what the server
 * makes of it, and who does not answer has been asked by then.
 */
async function askRoom(socket, room, q) {
  for (let ms = 300; ; ms *= 4) {
    const result = await socket.emitWithAck("ask-room", room, ms, q);
    if (result.answers.length > 0) return result;
  }
}

let tags = 0;
const freshTag = () => `tag-${process.pid}-${++tags}`;

/* ---- raw clients: they say what no official client would ---- */

/** An Engine.IO session over HTTP, request by request. */
class RawPolling {
  static async open(server, { path = "/socket.io/", headers } = {}) {
    const response = await fetch(`${server.url}${path}?EIO=4&transport=polling`, { headers });
    const handshake = await response.text();
    assert.strictEqual(response.status, 200, handshake);
    return new RawPolling(server, path, JSON.parse(handshake.slice(1)));
  }

  constructor(server, path, handshake) {
    this.server = server;
    this.target = `${path}?EIO=4&transport=polling&sid=${handshake.sid}`;
    this.url = server.url + this.target;
    this.handshake = handshake;
    this.sid = handshake.sid;
  }

  async get(options) {
    const response = await fetch(this.url, options);
    return { status: response.status, headers: response.headers, body: await response.text() };
  }

  async post(body, options) {
    const response = await fetch(this.url, { method: "POST", body, ...options });
    return { status: response.status, headers: response.headers, body: await response.text() };
  }

  /** Starts a poll, and lets it get ahead of what the caller does next: three round trips are more than it needs. */
  async waitingPoll() {
    const poll = this.get();
    for (let i = 0; i < 3; i++) await this.post("3");
    return { poll };
  }

  /** Polls until so many packets have come. Answers pings. */
  async packets(count) {
    const packets = [];
    while (packets.length < count) {
      const { status, body } = await this.get();
      assert.strictEqual(status, 200, body);
      for (const packet of body.split("\x1e")) {
        if (packet === "2") await this.post("3");
        else packets.push(packet);
      }
    }
    assert.strictEqual(packets.length, count, packets.join());
    return packets;
  }

  /** Joins the main namespace; the greeting's two packets are read. */
  async join(auth = {}) {
    await this.post("40" + JSON.stringify(auth));
    await this.packets(2);
    return this;
  }

  /** A request of which only this much is sent: the caller goes on, or goes away. */
  partially(head, body = "") {
    const socket = net.connect(this.server.port, "127.0.0.1");
    socket.on("error", () => {});
    socket.write(`${head.replace("TARGET", this.target)}\r\nHost: 127.0.0.1:${this.server.port}\r\n\r\n${body}`);
    return socket;
  }
}

/** An Engine.IO session over WebSocket, frame by frame: `frames` are those not yet taken by `next`. */
class RawWebSocket {
  static async open(server, { path = "/socket.io/", sid, ...options } = {}) {
    const query = `?EIO=4&transport=websocket${sid ? `&sid=${sid}` : ""}`;
    const raw = new RawWebSocket(new WebSocket(`ws://127.0.0.1:${server.port}${path}${query}`, options));
    await once(raw.ws, "open");
    if (!sid) raw.handshake = JSON.parse((await raw.next()).slice(1));
    return raw;
  }

  constructor(ws) {
    this.ws = ws;
    this.frames = [];
    this.waiting = [];
    this.answersPings = true;
    this.closed = new Promise((resolve) => ws.once("close", resolve));
    ws.on("error", () => {});
    ws.on("message", (data, isBinary) => {
      const frame = isBinary ? data : data.toString();
      if (frame === "2" && this.answersPings) return ws.send("3");
      this.frames.push(frame);
      this.waiting.shift()?.();
    });
  }

  send(frame, options) {
    this.ws.send(frame, options);
    return this;
  }

  /** The next frame: a string, or a Buffer if it is binary. */
  async next() {
    if (this.frames.length === 0) {
      const ended = this.closed.then((code) => assert.fail(`the server closed (${code}) instead of sending a frame`));
      ended.catch(() => {});
      await Promise.race([new Promise((resolve) => this.waiting.push(resolve)), ended]);
    }
    return this.frames.shift();
  }

  /** Joins the main namespace; the greeting's two packets are read. */
  async join(auth = {}) {
    this.send("40" + JSON.stringify(auth));
    await this.next();
    await this.next();
    return this;
  }
}

module.exports = {
  IS_REFERENCE,
  REFERENCE,
  TRANSPORTS,
  RawPolling,
  RawWebSocket,
  askRoom,
  certify,
  connect,
  flush,
  freePort,
  freshTag,
  greeted,
  hasOpenssl,
  it,
  manage,
  open,
  plain,
  reasonOf,
  received,
  refusedStart,
  settled,
  startServer,
  withServer,
};
