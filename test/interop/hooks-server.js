/* Uses every hook of Node's server, and tells clients what they were called with. What HooksServer.java does with ours. */
"use strict";

const http = require("node:http");
const { Server } = require("socket.io");

const told = [];
const tell = (...what) => told.push(what);

const httpServer = http.createServer();
const io = new Server(httpServer, {
  cors: { origin: "*" },
  initialPacket: process.env.INITIAL,
  pingInterval: Number(process.env.PING_INTERVAL || 25000),
  allowRequest: ({ _query: { refuse } }, decide) => setImmediate(() => decide(refuse ?? null, refuse === undefined)),
});
io.engine.use((req, res, next) => (res.setHeader("X-Hook", req.method), next()));
const generate = io.engine.generateId;
io.engine.generateId = (req) => req._query.id ?? generate.call(io.engine, req);
io.engine.on("connection_error", ({ code, message, context }) => tell("connection_error", code, message, context));

io.on("new_namespace", ({ name }) => tell("new_namespace", name));
io.of(/^\/dyn-\d+$/);
const { adapter } = io.of("/");
for (const event of ["create-room", "join-room", "leave-room", "delete-room"]) adapter.on(event, (...args) => tell(event, ...args));

io.on("connection", (socket) => {
  const { conn } = socket;
  for (const event of ["packet", "packetCreate"]) {
    conn.on(event, ({ type, data = "" }) => data.length <= 100 && tell(event, type, data)); // longer ones tell of themselves
  }
  conn.on("upgrade", ({ name }) => tell("upgrade", name, conn.id));
  conn.on("heartbeat", () => tell("heartbeat"));
  conn.on("close", (reason) => tell("close", reason, conn.id));
  socket.on("take", (ack) => ack(told.splice(0)));
  socket.on("sid", (ack) => ack(conn.id));
  socket.on("join", (room, ack) => (socket.join(room), ack()));
  socket.on("leave", (room, ack) => (socket.leave(room), ack()));
  socket.on("large", () => socket.emit("large", "x".repeat(5000)));
  socket.on("plain", () => socket.compress(false).emit("large", "x".repeat(5000)));
});

httpServer.listen(process.env.PORT, "127.0.0.1", () => console.log(`listening ${httpServer.address().port}`));
