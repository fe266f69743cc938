/* A Redis server of a test's own, which it can kill and start again. */
"use strict";

const { execFileSync, spawn } = require("node:child_process");
const fs = require("node:fs");
const net = require("node:net");
const os = require("node:os");
const path = require("node:path");
const { freePort } = require("./harness");

const hasRedis = () => {
  try {
    execFileSync("redis-server", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};

/** Resolves when something listens there. */
async function listens(port) {
  for (;;) {
    const open = await new Promise((resolve) => {
      const socket = net.connect(port, "127.0.0.1", () => resolve(true)).on("error", () => resolve(false));
      socket.on("connect", () => socket.destroy());
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

class Redis {
  /** Starts one; `args` are further options of redis-server. */
  static async start(...args) {
    const redis = new Redis();
    redis.port = await freePort();
    redis.folder = fs.mkdtempSync(path.join(os.tmpdir(), "enchufe-redis-"));
    redis.args = args;
    await redis.restart();
    return redis;
  }

  get address() {
    return `127.0.0.1:${this.port}`;
  }

  async restart() {
    const options = ["--port", String(this.port), "--bind", "127.0.0.1", "--dir", this.folder, "--save", "", "--appendonly", "no"];
    this.child = spawn("redis-server", [...options, ...this.args], { stdio: "ignore" });
    this.kill = () => this.child.kill("SIGKILL");
    process.once("exit", this.kill);
    await listens(this.port);
  }

  /** Kills it, as a machine that loses power does. */
  async crash() {
    const gone = new Promise((resolve) => this.child.once("exit", resolve));
    process.removeListener("exit", this.kill);
    this.kill();
    await gone;
  }

  async stop() {
    await this.crash();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

module.exports = { Redis, hasRedis };
