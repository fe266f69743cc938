/* The servers that are compared, and how each starts: all print "listening PORT" and serve MODE=bench of test/contract. */
"use strict";

const { spawn, execFileSync } = require("node:child_process");
const path = require("node:path");
const { certificate } = require("./tls.js");

const root = path.join(__dirname, "../..");
const built = (...names) => path.join(root, "build/bench", ...names);
const bin = process.env.JAVA_HOME ? path.join(process.env.JAVA_HOME, "bin/") : "";
const javaOptions = (process.env.JAVA_OPTS || "").split(" ").filter(Boolean);

/** Commands by name; "ours-tls" and "node-tls" speak TLS, "ours-deflate" and "node-deflate" compress; "ours:FOLDER" and "ours-loop:FOLDER" are another build of ours, kept in FOLDER. */
function command(name, pingInterval) {
  const [kind, folder = built("ours")] = name.split(":");
  const contract = { MODE: "bench", PORT: "0", PING_INTERVAL: String(pingInterval) };
  const java = (...rest) => [`${bin}java`, ...javaOptions, "-cp", ...rest];
  const ours = java(`${folder}/enchufe.jar:${folder}`, "ContractServer");
  switch (kind) {
    case "floor":
      return { argv: [built("floor"), "0", String(pingInterval)] };
    case "floor-java":
      return { argv: [...java(built("floor-java")), "FloorServer", "0", String(pingInterval)] };
    case "ours":
      return { argv: ours, env: contract };
    case "ours-loop":
      return { argv: ours, env: { ...contract, EXECUTOR: "loop" } };
    case "ours-tls":
      return { ...command(name.replace("-tls", ""), pingInterval), tls: true };
    case "ours-deflate":
    case "node-deflate":
      return deflated(command(name.replace("-deflate", ""), pingInterval));
    case "netty":
      return { argv: java(`${built("netty", "*")}:${built("netty")}`, "NettyServer"), env: contract, quirks: ["-3"] };
    case "node":
      return {
        argv: [process.execPath, path.join(root, "test/interop/reference-server.js")],
        env: { ...contract, NODE_PATH: path.join(root, "build/npm/node_modules") },
      };
    case "node-tls":
      return { ...command("node", pingInterval), tls: true };
    default:
      throw new Error(`there is no server "${name}": floor floor-java ours ours-loop ours-tls ours-deflate netty node node-tls node-deflate, or ours:FOLDER`);
  }
}

/** What is compressed, and by whom: both servers have no threshold then. */
const deflated = ({ argv, env }) => ({ argv, env: { ...env, DEFLATE: "1" }, quirks: ["-z"] });

/** Compiles and fetches what the named servers need, and the load generator. */
function build(names) {
  const targets = names.filter((name) => !name.includes(":")).map((name) => name.replace(/-(loop|tls|deflate)$/, ""));
  execFileSync("make", ["-s", "-C", __dirname, "load", ...new Set(targets)], { stdio: "inherit" });
}

const onCore = (core, argv) => (core === null ? argv : ["taskset", "-c", String(core), ...argv]);

/**
 * Starts one, as part of the cluster at `redis` if there is one, and waits until it listens. taskset becomes what it starts: the
 * process id is the server's.
 */
function start(name, { core = null, pingInterval = 25000, redis } = {}) {
  const { argv, env = {}, quirks = [], tls = false } = command(name, pingInterval);
  if (redis) env.REDIS = redis;
  if (tls) env.TLS = certificate();
  const [file, ...args] = onCore(core, argv);
  const child = spawn(file, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "inherit"] });
  const stop = () =>
    new Promise((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) return resolve();
      child.once("exit", resolve);
      child.kill("SIGKILL"); // its connections are gone, there is nothing to close gracefully
    });
  return new Promise((resolve, reject) => {
    let said = "";
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${name} ended with ${code} before it listened`)));
    child.stdout.on("data", (data) => {
      said += data;
      const port = /listening (\d+)/.exec(said)?.[1];
      if (port) resolve({ name, port: Number(port), pid: child.pid, quirks, stop, tls });
    });
  });
}

module.exports = { build, built, command, onCore, start, bin, root };
