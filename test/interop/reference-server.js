/*
 * The same contract, served by Node's socket.io: what our suites expect is what Node does.
 *
 *     CONTRACT_SERVER='node test/interop/reference-server.js' node --test test/interop/
 */
"use strict";

const fs = require("node:fs");
const http = require("node:http");
const https = require("node:https");
const net = require("node:net");
const { Server } = require("socket.io");
const { Server: EngineServer } = require("engine.io");
const { WebSocketServer } = require("ws");

const env = process.env;
const milliseconds = (name, otherwise) => Number(env[name] || otherwise);
const origins = (env.ORIGINS || "").split(",").filter(Boolean);
const mode = env.MODE || "sio";

const options = {
  pingInterval: milliseconds("PING_INTERVAL", 25000),
  pingTimeout: milliseconds("PING_TIMEOUT", 20000),
  upgradeTimeout: milliseconds("UPGRADE_TIMEOUT", 10000),
  connectTimeout: milliseconds("CONNECT_TIMEOUT", 45000),
  maxHttpBufferSize: Number(env.MAX_PAYLOAD || (mode === "ws" ? 33554432 : 1000000)),
  allowEIO3: env.ALLOW_EIO3 === "1",
  perMessageDeflate: env.DEFLATE === "1" ? { threshold: 0 } : false,
  connectionStateRecovery: env.RECOVERY === "1" ? {} : undefined,
  parser: env.PARSER === "msgpack" ? require("socket.io-msgpack-parser") : undefined,
  cookie: env.COOKIE ? { name: env.COOKIE } : undefined,
  cors: { origin: origins.length > 0 ? origins : "*" },
};

/** Node's `cors` only leaves its header out, and never looks at a WebSocket's origin: the contract wants both refused. */
function refuseForeignOrigins(engine) {
  engine.use((req, res, next) => {
    const { origin } = req.headers;
    next(origin && origins.length > 0 && !origins.includes(origin) ? new Error("foreign origin") : undefined);
  });
}

/** Part of the cluster at REDIS, with the adapter's defaults. */
async function joinCluster(io) {
  const { createClient } = require("redis");
  const { createAdapter } = require("@socket.io/redis-adapter");
  const clients = [1, 2].map(() => createClient({ url: `redis://${env.REDIS}` }));
  for (const client of clients) client.on("error", () => {}); // it connects again by itself
  await Promise.all(clients.map((client) => client.connect()));
  io.adapter(createAdapter(...clients));
}

async function serveSocketIO() {
  const io = new Server(httpServer, options);
  refuseForeignOrigins(io.engine);
  if (env.REDIS) await joinCluster(io);
  const reasons = new Map(); // tag -> why the last socket with this tag went
  for (const name of ["/", "/custom", "/admin", /^\/dyn-\d+$/]) {
    const nsp = io.of(name).on("connection", (socket) => serveContract(socket, reasons));
    nsp.on("told", (x) => nsp.local.emit("told", x));
  }
  io.of("/admin").use((socket, next) => {
    const { auth, query } = socket.handshake;
    const credentials = socket.conn.protocol === 3 ? { ...query, ...auth } : auth;
    if (credentials.token === "secret") return next();
    next(Object.assign(new Error("not authorized"), { data: { code: 4001, hint: "bad token" } }));
  });
  return () => io.close();
}

const isString = (x) => typeof x === "string";
const isCount = (x) => Number.isInteger(x) && x >= 0;
const isFlag = (x) => typeof x === "boolean";

function serveContract(socket, reasons) {
  const nsp = socket.nsp;
  const { handshake } = socket;

  const tag = handshake.auth.tag ?? handshake.query.tag;
  if (tag !== undefined) {
    reasons.set(tag, null);
    socket.on("disconnect", (reason) => reasons.set(tag, reason));
  }

  const seen = [];
  socket.onAny((event, ...args) => {
    const count = args.length - (typeof args.at(-1) === "function" ? 1 : 0);
    if (event !== "seen" && seen.length < 1000) seen.push([event, count]);
  });
  socket.use(([event], next) => next(event === "forbidden" ? new Error("forbidden event") : undefined));
  socket.on("error", (error) => {
    // a packet that cannot be parsed ends up here too: that one is followed by the end of the connection
    if (error.message === "forbidden event") socket.emit("error-back", error.message);
  });

  /** Calls the handler with (ack, …args) if the first arguments are of the given types. */
  const on = (event, types, handler) =>
    socket.on(event, (...args) => {
      const ack = typeof args.at(-1) === "function" ? args.pop() : nobody;
      if (types.every((isType, i) => isType(args[i]))) handler(ack, ...args);
    });
  const nobody = () => {};
  const sendRooms = (ack) => ack !== nobody && ack([...socket.rooms].filter((room) => room !== socket.id).sort());

  on("message", [], (ack, ...args) => socket.emit("message-back", ...args));
  on("message-with-ack", [], (ack, ...args) => ack(...args));
  on("echo", [], (ack, x) => socket.emit("echo", x));
  on("echo-bin", [], (ack, x) => socket.emit("echo-bin", x));
  on("echo-ack", [], (ack, x) => ack(x));
  on("seen", [], (ack) => ack(seen));
  on("whoami", [], (ack) =>
    ack({
      id: socket.id,
      nsp: nsp.name,
      auth: handshake.auth,
      query: handshake.query.tag ?? null,
      transport: socket.conn.transport.name,
      eio: socket.conn.protocol,
      header: handshake.headers["x-conf"] ?? null,
      ...(env.RECOVERY === "1" && { recovered: socket.recovered }),
    }),
  );

  on("broadcast", [], (ack, ...args) => socket.broadcast.emit("broadcast", ...args));
  on("emit-all", [], (ack, ...args) => nsp.emit("emit-all", ...args));
  on("join", [isString], (ack, room) => {
    socket.join(room);
    sendRooms(ack);
  });
  on("leave", [isString], (ack, room) => {
    socket.leave(room);
    sendRooms(ack);
  });
  on("to-room", [isString], (ack, room, ...args) => nsp.to(room).emit("room", ...args));
  on("to-room-others", [isString], (ack, room, ...args) => socket.to(room).emit("room", ...args));
  on("to-rooms", [isString, isString], (ack, r1, r2, ...args) => nsp.to(r1).to(r2).emit("room", ...args));
  on("to-except", [isString, isString], (ack, room, not, ...args) => nsp.to(room).except(not).emit("room", ...args));

  on("ask-me", [isCount], (ack, ms, q) =>
    socket.timeout(ms).emit("question", q, (error, ...answer) => ack(error ? { ok: false } : { ok: true, answer })),
  );
  on("ask-room", [isString, isCount], (ack, room, ms, q) =>
    nsp.to(room).timeout(ms).emit("question", q, (error, answers) => ack({ ok: !error, answers })),
  );

  on("who-is-in", [isString], (ack, room) =>
    (room ? nsp.in(room) : nsp).fetchSockets().then(
      (sockets) => ack(sockets.map(({ id }) => id).sort()),
      (error) => ack(error.message),
    ),
  );
  on("who-is-here", [], (ack) => ack([...nsp.sockets.keys()]));
  on("move", [isString, isString], (ack, from, to) => nsp.in(from).socketsJoin(to));
  on("expel", [isString], (ack, room) => nsp.in(room).disconnectSockets(false));
  on("tell-servers", [], (ack, x) => nsp.serverSideEmit("told", x));

  on("binary-out", [], (ack) => {
    const all = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    const list = [Buffer.from([1, 2, 3]), { deep: Buffer.alloc(0) }];
    socket.emit("binary-out", { all, list, n: null, s: "é€😀" });
    ack(Buffer.from([0, 1, 2, 3]), "end");
  });
  on("count-to", [(n) => isCount(n) && n <= 10000], (ack, n) => {
    for (let i = 0; i < n; i++) socket.emit("count", i);
    ack(n);
  });
  on("volatile-later", [isCount], (ack, ms, v) => setTimeout(() => socket.volatile.emit("vol", v), ms));
  on("volatile-burst", [isCount], (ack, n) => {
    for (let i = 0; i < n; i++) socket.volatile.emit("vol", i);
    ack(n);
  });
  on("flood", [(n) => isCount(n) && n <= 100000, (size) => isCount(size) && size <= 65536], (ack, n, size) => {
    for (let i = 0; i < n; i++) socket.emit("flood", i, "x".repeat(size));
  });

  on("kick", [isFlag], (ack, close) => socket.disconnect(close));
  on("drop", [], () => socket.conn.close());
  on("reason-of", [isString], (ack, name) => ack(reasons.get(name) ?? null));

  socket.emit("auth", handshake.auth);
}

function serveEngineIO() {
  const engine = new EngineServer(options);
  engine.attach(httpServer);
  refuseForeignOrigins(engine);
  engine.on("connection", (socket) => socket.on("message", (data) => socket.send(data)));
  return () => {
    engine.close();
    httpServer.close();
  };
}

function serveWebSocket() {
  const server = new WebSocketServer({
    server: httpServer,
    maxPayload: options.maxHttpBufferSize,
    maxFragments: 65600,
    maxBufferedChunks: 0, // no limit
    perMessageDeflate: options.perMessageDeflate,
  });
  server.on("connection", (socket) => {
    socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
    socket.on("error", () => {}); // its close code is on the way
  });
  return () => {
    for (const client of server.clients) client.close(1001);
    httpServer.close();
  };
}

async function serveBench() {
  const io = new Server(httpServer, options);
  if (env.REDIS) await joinCluster(io);
  io.on("connection", (socket) => {
    for (const event of ["echo", "echo-bin"]) socket.on(event, (x) => socket.emit(event, x));
    socket.on("echo-ack", (x, ack) => ack(x));
    socket.on("broadcast", (x) => io.emit("broadcast", x));
    socket.on("join", (room) => socket.join(room));
    socket.on("room", (room, x) => io.to(room).emit("room", x));
  });
  return () => io.close();
}

const [cert, key] = (env.TLS || "").split(",").filter(Boolean).map((file) => fs.readFileSync(file));
const httpServer = cert ? https.createServer({ cert, key }) : http.createServer();
const serving = { sio: serveSocketIO, eio: serveEngineIO, ws: serveWebSocket, bench: serveBench }[mode]();

Promise.resolve(serving).then((close) => {
  httpServer.listen(Number(env.PORT || 3000), "127.0.0.1", () => {
    const { port } = httpServer.address();
    if (env.HOST !== "localhost") return console.log(`listening ${port}`);
    const twin = net.createServer((connection) => httpServer.emit("connection", connection));
    twin.listen(port, "::1", () => console.log(`listening ${port}`)).unref();
  });

  process.on("SIGTERM", () => {
    close();
    httpServer.closeIdleConnections();
    setTimeout(() => process.exit(0), 1000).unref();
  });
});
