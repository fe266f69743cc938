/* Programs beside the load generator, on its core, so that what they take is not counted as the server's. */
"use strict";

const { execFileSync, spawn } = require("node:child_process");
const net = require("node:net");

async function freePort() {
  const server = net.createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const accepts = (port) =>
  new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1", () => resolve(socket.destroy())).once("error", () => resolve(null));
  });

/** Starts a program and waits until it listens there; resolves with its process id and with what ends it. */
async function startBeside([file, ...args], port) {
  const child = spawn(file, args, { stdio: ["ignore", "ignore", "inherit"] });
  const ended = new Promise((resolve) => child.once("close", resolve));
  while ((await accepts(port)) === null) {
    if (child.exitCode !== null) throw new Error(`${[file, ...args].join(" ")} ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    pid: child.pid,
    stop() {
      child.kill("SIGTERM");                             // workers of nginx end with it
      return ended;
    },
  };
}

function hasRedis() {
  try {
    execFileSync("redis-server", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Starts a Redis that keeps nothing on disk. */
async function startRedis(onCore) {
  const port = await freePort();
  const options = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  return { ...(await startBeside(onCore(["redis-server", ...options]), port)), address: `127.0.0.1:${port}` };
}

module.exports = { freePort, startBeside, hasRedis, startRedis };
