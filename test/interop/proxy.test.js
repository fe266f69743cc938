/* Two of our servers behind nginx, with the configuration of the README: sticky by address, WebSockets, and who the client is. */
"use strict";

const assert = require("node:assert");
const { execFileSync, spawn } = require("node:child_process");
const fs = require("node:fs");
const http = require("node:http");
const net = require("node:net");
const os = require("node:os");
const path = require("node:path");
const test = require("node:test");
const { describe } = require("node:test");
const { IS_REFERENCE, TRANSPORTS, connect, flush, freePort, it, received, startServer } = require("./harness");
const { Redis, hasRedis } = require("./redis");

const hasNginx = () => {
  try {
    execFileSync("nginx", ["-v"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};

/** The part of the README's configuration that is for nginx, between its fences. */
const README = fs.readFileSync(path.join(__dirname, "..", "..", "README.md"), "utf8");
const [, CONFIGURATION] = /```nginx\n(upstream [\s\S]*?)```/.exec(README) ?? [];

async function startNginx(ports) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "enchufe-nginx-"));
  const port = await freePort();
  let site = CONFIGURATION.replace(/server 127\.0\.0\.1:3000;\s+server 127\.0\.0\.1:3001;/,
    ports.map((backend) => `server 127.0.0.1:${backend};`).join(" "));
  site = site.replace("listen 80;", `listen 127.0.0.1:${port};`);
  assert.ok(site.includes(`listen 127.0.0.1:${port}`) && ports.every((backend) => site.includes(backend)), "the README has changed");
  const temp = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${folder}/${kind};`);
  fs.writeFileSync(path.join(folder, "nginx.conf"), `daemon off; pid ${folder}/pid; error_log ${folder}/error.log;
    events {} http { access_log off; ${temp.join(" ")} ${site} }`);
  const child = spawn("nginx", ["-c", path.join(folder, "nginx.conf"), "-p", folder, "-e", path.join(folder, "error.log")],
    { stdio: "ignore" });
  const kill = () => child.kill("SIGTERM");
  process.once("exit", kill);
  for (;;) {
    const open = await new Promise((resolve) => {
      const socket = net.connect(port, "127.0.0.1", () => resolve(true)).on("error", () => resolve(false));
      socket.on("connect", () => socket.destroy());
    });
    if (open) break;
    if (child.exitCode !== null) assert.fail(fs.readFileSync(path.join(folder, "error.log"), "utf8"));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    async stop() {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      process.removeListener("exit", kill);
      kill();
      await gone;
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Connects from another address of this machine. */
const from = (n) => new http.Agent({ localAddress: `127.0.0.${n}` });

const skip = (!hasNginx() && "nginx is missing") || (!hasRedis() && "redis-server is missing");

describe("two servers behind nginx", { skip }, () => {
  let redis, nodes, nginx;
  test.before(async () => {
    redis = await Redis.start();
    const env = { REDIS: redis.address, PROXIES: "127.0.0.1", COOKIE: "io", ORIGINS: "http://elsewhere.example" };
    nodes = await Promise.all([startServer(env), startServer(env)]);
    nginx = await startNginx(nodes.map(({ port }) => port));
  });
  test.after(async () => {
    await nginx?.stop();
    await Promise.all((nodes ?? []).map((node) => node.stop()));
    await redis?.stop();
  });

  for (const transport of Object.keys(TRANSPORTS)) {
    it(`clients get through, and their sessions stay on one server (${transport})`, async (t) => {
      const sockets = [];
      for (let i = 0; i < 8; i++) {
        sockets.push(await connect(t, nginx, { transport, agent: from(i + 2) }));
      }
      const here = await Promise.all(nodes.map(async (node) => (await connect(t, node)).emitWithAck("who-is-here")));
      for (const ids of here) assert.ok(sockets.some(({ id }) => ids.includes(id)), "both servers have some of them");
      for (let n = 0; n < 20; n++) sockets[0].emit("emit-all", n);
      for (const socket of sockets) {
        while (received(socket, "emit-all").length < 20) await flush(socket);
        assert.deepStrictEqual(received(socket, "emit-all").map(([n]) => n), Array.from({ length: 20 }, (_, n) => n));
      }
      const found = await sockets[0].emitWithAck("who-is-in", "");
      for (const { id } of sockets) assert.ok(found.includes(id));
      for (const socket of sockets) socket.disconnect();
    });
  }

  it("the handshake has the client's address, not one that the client claims, and pages of the site's own origin may connect",
    async (t) => {
      const extraHeaders = { "x-forwarded-for": "192.0.2.7", origin: nginx.url };
      const socket = await connect(t, nginx, { agent: from(99), extraHeaders });
      assert.deepStrictEqual(await socket.emitWithAck("address"), { address: "127.0.0.99", secure: false });
      socket.disconnect();
      const direct = await connect(t, nodes[0], { extraHeaders: { "x-forwarded-for": "192.0.2.7", "x-forwarded-proto": "https" } });
      assert.deepStrictEqual(await direct.emitWithAck("address"), { address: "192.0.2.7", secure: true });
      const foreign = await fetch(`${nginx.url}/socket.io/?EIO=4&transport=polling`, { headers: { origin: "http://evil.example" } });
      assert.strictEqual(foreign.status, 403);
    }, { skip: IS_REFERENCE && "Node's server leaves this to the application" });

  it("the cookie has the session's id", async () => {
    const response = await new Promise((resolve) => http.get(`${nginx.url}/socket.io/?EIO=4&transport=polling`, resolve));
    let body = "";
    for await (const part of response) body += part;
    const { sid } = JSON.parse(body.slice(1));
    assert.deepStrictEqual(response.headers["set-cookie"], [`io=${sid}; Path=/; HttpOnly; SameSite=Lax`]);
  });
});
