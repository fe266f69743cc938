/* What a server takes while nothing happens: memory for each idle connection, CPU for each heartbeat, start-up, size. */
"use strict";

const { execFileSync, spawn } = require("node:child_process");
const { once } = require("node:events");
const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");
const readline = require("node:readline");
const { built, command, onCore, start, bin } = require("./servers.js");

const LINGERING = 12000; // milliseconds: timers of closed connections may wait for their time, of 10 seconds in ours

const isJava = (server) => /java$/.test(fs.readlinkSync(`/proc/${server.pid}/exe`));

function rss(server) {
  return 1024 * Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${server.pid}/status`, "utf8"))[1]);
}

/** Bytes of live objects: the histogram collects all garbage first, twice for what had to be finalized or unlinked. */
function liveHeap(server) {
  if (!isJava(server)) return null;
  const jcmd = [String(server.pid), "GC.class_histogram"];
  const histogram = () => execFileSync(`${bin}jcmd`, jcmd, { encoding: "utf8", maxBuffer: 1e8 });
  histogram();
  return Number(/^Total\s+\d+\s+(\d+)/m.exec(histogram())[1]);
}

const memory = (server) => ({ heap: liveHeap(server), rss: rss(server) });

/**
 * Makes as many connections as will be measured, and as many again: classes are loaded, pools are filled, and what garbage takes
 * of the heap before it is collected has been touched. Else the first use of a young generation of 100 MB would count as the
 * connections' resident memory. Then what lingers for a moment after a close is waited for.
 */
async function warmUp(handshakes, count) {
  for (let done = 0; done < count; ) {
    const child = handshakes();
    const [line] = await once(readline.createInterface({ input: child.stdout }), "line");
    const { events, errors } = JSON.parse(line);
    if (errors > 0 || events === 0) throw new Error(`a handshake failed: ${line}`);
    done += events;
  }
  await new Promise((resolve) => setTimeout(resolve, LINGERING));
}

async function idle(name, { connections, pingInterval, cores }) {
  const server = await start(name, { core: cores[0], pingInterval });
  const load = (...args) => onCore(cores[1], [built("load"), ...args, "-p", server.port, "-P", server.pid].map(String));
  const run = ([file, ...args], input) => spawn(file, args, { stdio: [input, "pipe", "inherit"] });
  try {
    await warmUp(() => run(load("handshake", "-c", 50, "-w", 0, "-s", 1), "ignore"), 2 * connections);
    const before = memory(server);
    const child = run(load("idle", "-c", connections, "-w", pingInterval / 1000, "-s", pingInterval / 1000), "pipe");
    const closed = once(child, "close");
    let result = { errors: 1 };
    for await (const line of readline.createInterface({ input: child.stdout })) {
      result = JSON.parse(line);
      if (!result.ready) break;
    }
    if (result.errors !== 0) return { errors: result.errors ?? 1 };
    const after = memory(server);
    child.stdin.end();
    await closed;
    return {
      connections,
      heap: before.heap === null ? null : (after.heap - before.heap) / connections,
      rss: (after.rss - before.rss) / connections,
      rssTotal: after.rss,
      heartbeats: result.events / result.seconds,
      heartbeat_us: result.server_us,
      errors: 0,
    };
  } finally {
    await server.stop();
  }
}

async function measureIdle(servers, options) {
  const results = {};
  for (const name of servers) {
    results[name] = await idle(name, options);
    process.stderr.write(`idle ${name}: ${JSON.stringify(results[name])}\n`);
  }
  return results;
}

/** From the start of the process to the end of its first answer over HTTP. */
async function startup(name) {
  const begin = process.hrtime.bigint();
  const server = await start(name);
  try {
    const [response] = await once(
      http.get({ port: server.port, host: "127.0.0.1", path: "/socket.io/?EIO=4&transport=polling", agent: false }),
      "response",
    );
    response.resume();
    await once(response, "end");
    if (response.statusCode !== 200) throw new Error(`${name} answered its first request with ${response.statusCode}`);
    return Number(process.hrtime.bigint() - begin) / 1e6;
  } finally {
    await server.stop();
  }
}

async function measureStartup(servers, rounds, median) {
  const all = {};
  for (let round = 0; round < rounds; round++)
    for (const name of servers) (all[name] ??= []).push(await startup(name));
  process.stderr.write(`startup: ${JSON.stringify(all)}\n`);
  return Object.fromEntries(Object.entries(all).map(([name, list]) => [name, median(list)]));
}

/** The jars on a Java server's class path, in bytes. */
function jarSizes(servers) {
  const sizes = {};
  for (const name of servers.filter((name) => /^(ours|netty)/.test(name))) {
    const { argv } = command(name, 25000);
    const inFolder = (folder) => fs.readdirSync(folder).map((file) => path.join(folder, file));
    const jars = argv[argv.indexOf("-cp") + 1]
      .split(":")
      .flatMap((entry) => (entry.endsWith("*") ? inFolder(path.dirname(entry)) : entry))
      .filter((file) => file.endsWith(".jar"));
    sizes[name] = jars.reduce((sum, file) => sum + fs.statSync(file).size, 0);
  }
  return sizes;
}

module.exports = { measureIdle, measureStartup, jarSizes };
