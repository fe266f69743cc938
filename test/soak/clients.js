/* The clients of a soak, good ones and bad ones. Each kind is a function that makes one and returns how to end it. */
"use strict";

const net = require("node:net");
const http = require("node:http");
const { setTimeout: pause } = require("node:timers/promises");
const { io } = require("socket.io-client");

/**
 * An official client that talks all the time, and checks what it hears: its echoes and the server's ticks in order, none lost or
 * doubled, its questions and the server's answered.
 */
function talker(world, transports) {
  const socket = io(world.url, { transports, forceNew: true, reconnection: false });
  const name = `${transports} ${world.number()}`;
  let sent = 0;
  let echoed = 0;
  let asked = 0;
  let lastTick = 0;
  let quiet = false; // says nothing more
  let over = false; // has left
  socket.on("echo", (n) => {
    if (n !== echoed++) world.fault(`${name}: echo ${n} instead of ${echoed - 1}`);
  });
  socket.on("tick", (n) => {
    if (lastTick && n !== lastTick + 1) world.fault(`${name}: tick ${n} after ${lastTick}`);
    lastTick = n;
  });
  socket.on("q", (n, answer) => answer(n));
  socket.on("connect_error", (error) => over || world.fault(`${name}: ${error.message}`));
  socket.on("disconnect", (reason) => over || world.fault(`${name}: ${reason}`));

  async function talk() {
    await new Promise((resolve) => socket.once("connect", resolve));
    while (!quiet) {
      for (let i = 0; i < 5; i++) socket.emit("echo", sent++);
      world.count("echoes", 5);
      const answer = await socket.timeout(60_000).emitWithAck("wait", asked).catch(() => "none");
      if (answer !== asked && !over) world.fault(`${name}: the answer to ${asked} is ${answer}`);
      asked++;
      world.count("questions");
      await pause(500 + Math.random() * 1000);
    }
  }
  const silence = talk();
  return async () => {
    quiet = true;
    await silence;
    await socket.timeout(60_000).emitWithAck("sum", 1, 2).catch(() => world.fault(`${name}: no answer at the end`));
    over = true;
    if (echoed !== sent) world.fault(`${name}: ${echoed} echoes of ${sent}`);
    socket.disconnect();
  };
}

/** Official clients that come and go. */
function visitor(world, transports) {
  let over = false;
  (async () => {
    while (!over) {
      const socket = io(world.url, { transports, forceNew: true, reconnection: false });
      const connected = await Promise.race([
        new Promise((resolve) => socket.once("connect", () => resolve(true))),
        new Promise((resolve) => socket.once("connect_error", () => resolve(false))),
      ]);
      if (!connected && !over) world.fault("a visitor could not connect");
      socket.emit("join", `room ${Math.floor(Math.random() * 20)}`);
      socket.emit("say", "room 1", "hello");
      world.count("visits");
      await pause(Math.random() * 2000);
      socket.disconnect();
    }
  })();
  return () => (over = true);
}

const OPENING =
  "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";

/** A text frame with a masking key of zeros. */
function frame(text) {
  const data = Buffer.from(text);
  const head =
    data.length < 126 ? Buffer.from([0x81, 0x80 | data.length]) : Buffer.from([0x81, 0xfe, data.length >> 8, data.length & 255]);
  return Buffer.concat([head, Buffer.alloc(4), data]);
}

/** Keeps a raw connection: `use` is called with each new one; whoever is cut off comes again. */
function raw(world, kind, use) {
  let over = false;
  let socket;
  const connect = () => {
    if (over) return;
    socket = net.connect(world.port, "127.0.0.1");
    socket.on("error", () => {});
    socket.on("close", () => {
      world.count(`${kind}s ended`);
      setTimeout(connect, 200 + Math.random() * 1000);
    });
    socket.once("connect", () => use(socket));
  };
  connect();
  return () => {
    over = true;
    socket.destroy();
  };
}

/** Joins and then reads a little now and then: the ticks pile up until it is cut off. */
const slowReader = (world) =>
  raw(world, "slow reader", (socket) => {
    socket.write(Buffer.concat([Buffer.from(OPENING), frame("40")]));
    socket.pause();
    const timer = setInterval(() => {
      socket.resume();
      setTimeout(() => socket.pause(), 5);
    }, 4000);
    socket.on("close", () => clearInterval(timer));
  });

/** Half a request, half a frame, half a body: and then nothing. */
const stalled = (world) =>
  raw(world, "stalled", (socket) => {
    const beginnings = [
      "GET /socket.io/?EIO=4&tr",
      OPENING + frame("40").toString("latin1") + "\x81\xfe\x40",
      "POST /page HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf",
      "",
    ];
    socket.write(Buffer.from(beginnings[Math.floor(Math.random() * beginnings.length)], "latin1"));
    setTimeout(() => socket.destroy(), 30_000).unref();
  });

/** Connects, says something, and resets the connection. */
const resetting = (world) =>
  raw(world, "resetting", (socket) => {
    socket.write(Buffer.concat([Buffer.from(OPENING), frame("40"), frame('42["echo",1]')]));
    setTimeout(() => socket.resetAndDestroy(), Math.random() * 1000);
  });

/** Sends far more than its listeners work off, with questions in between that it answers. */
const flooding = (world) =>
  raw(world, "flooding", (socket) => {
    socket.write(Buffer.concat([Buffer.from(OPENING), frame("40")]));
    const burst = Buffer.concat(Array.from({ length: 500 }, () => frame('42["slow",1]')));
    let rest = Buffer.alloc(0);
    socket.on("data", (data) => {
      rest = Buffer.concat([rest, data]).subarray(-20_000);
      const text = rest.toString("latin1");
      for (const [, id, n] of text.matchAll(/42(\d+)\["q",(-1)\]/g)) socket.write(frame(`43${id}[${n}]`));
      if (text.includes('["q"')) rest = Buffer.alloc(0);
      if (text.endsWith("\x812")) socket.write(frame("3"));
    });
    const timer = setInterval(() => {
      if (socket.writableLength < 1_000_000) socket.write(burst);
      socket.write(frame('420["wait",-1]')); // its answer may come behind more than the server reads: no fault
      world.count("floods");
    }, 200);
    socket.on("close", () => clearInterval(timer));
  });

/** Asks for something large and takes none of it. */
const deafPage = (world) =>
  raw(world, "deaf page", (socket) => {
    socket.pause();
    socket.write("GET /film HTTP/1.1\r\nHost: x\r\n\r\n");
    setTimeout(() => socket.destroy(), 60_000).unref();
  });

/** A plain WebSocket that floods an echo and reads none of it. */
const deafPeer = (world) =>
  raw(world, "deaf peer", (socket) => {
    socket.pause();
    socket.write(OPENING.replace(/\/socket.io\S*/, "/echo"));
    const timer = setInterval(() => socket.writableLength < 1_000_000 && socket.write(frame("x".repeat(60_000))), 50);
    socket.on("close", () => clearInterval(timer));
  });

/** Asks for a page every second: it must come whatever the others do. */
function reader(world) {
  let over = false;
  const ask = () =>
    new Promise((resolve, reject) => {
      const request = http.get(`${world.url}/page`, { timeout: 30_000, agent: false }, (response) => {
        response.resume().on("end", () => resolve(response.statusCode));
      });
      request.on("timeout", () => request.destroy(new Error("no answer for 30 s")));
      request.on("error", reject);
    });
  (async () => {
    while (!over) {
      await ask().then(
        (status) => status === 200 || world.fault(`/page answered ${status}`),
        (error) => over || world.fault(`/page: ${error.message}`),
      );
      world.count("pages");
      await pause(1000);
    }
  })();
  return () => (over = true);
}

module.exports = { talker, visitor, slowReader, stalled, resetting, flooding, deafPage, deafPeer, reader };
