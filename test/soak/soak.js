/*
 * Several hundred clients, good and bad, for several minutes: nothing that the good ones do may be lost, and whatever the server
 * held for them must be back at the end. `SECONDS` (600) and `CLIENTS` (500) say how long and how many.
 */
"use strict";

const { spawn } = require("node:child_process");
const path = require("node:path");
const readline = require("node:readline");
const { setTimeout: pause } = require("node:timers/promises");
const clients = require("./clients");

const SECONDS = Number(process.env.SECONDS || 600);
const CLIENTS = Number(process.env.CLIENTS || 500);
const ROOT = path.join(__dirname, "..", "..");

/** Of a hundred clients. */
const CROWD = [
  [30, (world) => clients.talker(world, ["websocket"])],
  [22, (world) => clients.talker(world, ["polling"])],
  [10, (world) => clients.talker(world, ["polling", "websocket"])],
  [8, (world) => clients.visitor(world, ["polling", "websocket"])],
  [4, (world) => clients.visitor(world, ["polling"])],
  [6, clients.slowReader],
  [4, clients.stalled],
  [6, clients.resetting],
  [3, clients.flooding],
  [3, clients.deafPage],
  [2, clients.deafPeer],
  [2, clients.reader],
];

class World {
  faults = [];
  counts = {};
  last = 0;

  number() {
    return ++this.last;
  }

  count(what, n = 1) {
    this.counts[what] = (this.counts[what] ?? 0) + n;
  }

  fault(text) {
    this.faults.push(text);
    if (this.faults.length <= 20) console.log(`FAULT: ${text}`);
  }
}

/** Starts the server. It answers `ask()` with what it holds. */
async function startServer() {
  const java = process.env.JAVA_HOME ? `${process.env.JAVA_HOME}/bin/java` : "java";
  const options = (process.env.JAVA_OPTS || "-Xmx512m").split(" ");
  const child = spawn(java, [...options, "-cp", "build/enchufe.jar", "test/soak/SoakServer.java"], { cwd: ROOT });
  process.once("exit", () => child.kill("SIGKILL"));
  let log = "";
  child.stderr.on("data", (text) => (log = (log + text).slice(-200_000)));
  const lines = readline.createInterface(child.stdout)[Symbol.asyncIterator]();
  const port = Number((await lines.next()).value?.match(/^listening (\d+)$/)?.[1]);
  if (!port) throw new Error(`the server does not start:\n${log}`);
  return {
    port,
    log: () => log,
    async ask() {
      child.stdin.write("\n");
      return JSON.parse((await lines.next()).value);
    },
    end: () => child.stdin.end(),
  };
}

const show = (held) => JSON.stringify({ ...held, heap: `${(held.heap / 1e6).toFixed(1)} MB` });

/** Looks until the server holds no more than it did at first, for two minutes at most. */
async function back(server, before) {
  let held;
  for (let i = 0; i < 60; i++) {
    await pause(2000);
    held = await server.ask();
    const more = [
      held.sockets > 0 && "sockets",
      held.descriptors > before.descriptors + 2 && "descriptors",
      held.threads > before.threads + 24 && "threads", // those of the pools stay for a while
      held.heap > before.heap + 8e6 && "heap", // compiled code's constants, buffers that are kept for the next
    ].filter(Boolean);
    if (more.length === 0) return { held, more };
    if (i === 59) return { held, more };
  }
}

async function main() {
  const world = new World();
  const server = await startServer();
  world.port = server.port;
  world.url = `http://127.0.0.1:${server.port}`;
  const before = await server.ask();
  console.log(`before: ${show(before)}`);

  const ends = [];
  for (const [percent, make] of CROWD) {
    for (let i = 0; i < Math.max(1, Math.round((percent * CLIENTS) / 100)); i++) {
      ends.push(make(world));
      if (ends.length % 10 === 0) await pause(50);
    }
  }
  console.log(`${ends.length} clients`);
  const until = Date.now() + SECONDS * 1000;
  while (Date.now() < until) {
    await pause(Math.min(30_000, Math.max(0, until - Date.now())));
    console.log(`${Math.round((until - Date.now()) / 1000)} s left: ${show(await server.ask())}`);
  }
  await Promise.all(ends.map((end) => end()));
  const { held, more } = await back(server, before);
  console.log(`after: ${show(held)}`);
  console.log(JSON.stringify(world.counts));
  if (held.unanswered) world.fault(`${held.unanswered} of ${held.waits} questions were not answered`);
  if (more.length) world.fault(`not back at the end: ${more}`);
  if (/ERROR|SEVERE/.test(server.log())) world.fault(`the server's log has errors:\n${server.log().slice(-4000)}`);
  server.end();
  console.log(`${world.faults.length} faults`);
  process.exitCode = world.faults.length ? 1 : 0;
  setTimeout(() => process.exit(), 5000).unref();
}

main();
