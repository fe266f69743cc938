/*
 * TLS for the load generator, which speaks none: nginx, beside the generator, encrypts what it sends. So the server has TLS to do,
 * and only the server is measured. Needs openssl, and nginx with its stream module.
 */
"use strict";

const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { freePort, startBeside } = require("./beside.js");

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "enchufe-bench-"));
process.once("exit", () => fs.rmSync(folder, { recursive: true, force: true }));
const cert = path.join(folder, "cert.pem");
const key = path.join(folder, "key.pem");

/** What a server gets as TLS: a certificate of its own, and its key. */
function certificate() {
  if (!fs.existsSync(cert)) {
    execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key,
      "-out", cert, "-days", "30", "-subj", "/CN=localhost"], { stdio: "ignore" });
  }
  return `${cert},${key}`;
}

/** Starts nginx in front of a port; resolves with its own port and with what ends it. */
async function encrypt(serverPort, onCore) {
  const port = await freePort();
  const config = path.join(folder, `nginx-${port}.conf`);
  const modules = fs.existsSync("/usr/lib/nginx/modules") ? "load_module /usr/lib/nginx/modules/ngx_stream_module.so;" : "";
  fs.writeFileSync(config, `${modules} daemon off; worker_processes 1; error_log stderr crit; pid ${config}.pid;
    worker_rlimit_nofile 20000; events { worker_connections 10000; }
    stream { server { listen 127.0.0.1:${port}; tcp_nodelay on; proxy_buffer_size 64k;
      proxy_ssl on; proxy_ssl_protocols TLSv1.3; proxy_ssl_session_reuse off; proxy_pass 127.0.0.1:${serverPort}; } }`);
  return { port, ...(await startBeside(onCore(["nginx", "-c", config, "-e", "stderr"]), port)) };
}

module.exports = { certificate, encrypt };
