/* The contract server over TLS: the official client on each transport, openssl as a client, and a new certificate under load. */
"use strict";

const assert = require("node:assert");
const { execFileSync, spawn } = require("node:child_process");
const { X509Certificate } = require("node:crypto");
const { once } = require("node:events");
const fs = require("node:fs");
const http = require("node:http");
const os = require("node:os");
const path = require("node:path");
const { after, before, describe } = require("node:test");
const tls = require("node:tls");
const { IS_REFERENCE, TRANSPORTS, certify, connect, flush, hasOpenssl, it, received, refusedStart, settled, startServer } = require("./harness");

const skip = IS_REFERENCE ? "Node's server has no certificate here" : !hasOpenssl() && "openssl is missing";

describe("TLS", { skip }, () => {
  let folder, server, ca;

  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "enchufe-tls-"));
    ca = certify(folder, "ec");
    server = await startServer({ TLS: ["cert.pem", "key.pem"].map((name) => path.join(folder, name)).join(",") });
  });
  after(async () => {
    await server?.stop();
    fs.rmSync(folder, { recursive: true });
  });

  for (const transport of Object.keys(TRANSPORTS)) {
    it(`the official client sends and receives: ${transport}`, async (t) => {
      const options = { transport, ca, agent: false };
      const [ana, ben] = [await connect(t, server, options), await connect(t, server, options)];
      await Promise.all([settled(ana, transport), settled(ben, transport)]);
      const whoami = await ana.emitWithAck("whoami");
      assert.strictEqual(whoami.transport, TRANSPORTS[transport].at(-1));
      const large = "é".repeat(400_000);
      assert.strictEqual(await ana.emitWithAck("echo-ack", large), large);
      const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, i) => i % 256));
      assert.deepStrictEqual(Buffer.from(await ana.emitWithAck("echo-ack", bytes)), bytes);
      for (let i = 0; i < 200; i++) ana.emit("broadcast", i);
      await flush(ana, ben);
      assert.deepStrictEqual(received(ben, "broadcast"), Array.from({ length: 200 }, (_, i) => [i]));
    });
  }

  it("a client that does not trust the certificate is told so, and the next one is served", async (t) => {
    await assert.rejects(connect(t, server, { transport: "websocket" }), /websocket error/);
    await flush(await connect(t, server, { ca }));
  });

  it("plain HTTP gets an answer that people can read", async () => {
    const [response] = await once(http.get(`http://127.0.0.1:${server.port}/`), "response");
    assert.strictEqual(response.statusCode, 400);
    assert.match(String(Buffer.concat(await response.toArray())), /write https:\/\//);
  });

  /** What openssl says as a client, and its exit code; `typed` is what it gets to send. */
  async function openssl(typed, ...options) {
    const child = spawn("openssl", ["s_client", "-connect", `127.0.0.1:${server.port}`, "-CAfile", path.join(folder, "cert.pem"),
      "-servername", "localhost", ...options]);
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (said += text));
    child.stdin.on("error", () => {});
    child.stdin.write(typed);
    const [code] = await once(child, "close");
    return { said, code };
  }

  const REQUEST = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

  for (const [option, version] of [["-tls1_2", "TLSv1.2"], ["-tls1_3", "TLSv1.3"]]) {
    it(`openssl speaks ${version}, HTTP/1.1 by ALPN, and is ended in order`, async () => {
      const { said, code } = await openssl(REQUEST, option, "-alpn", "h2,http/1.1", "-ign_eof");
      assert.match(said, new RegExp(version.replace(".", "\\.")));
      assert.match(said, /ALPN protocol: http\/1\.1/);
      assert.match(said, /Verify return code: 0 \(ok\)/);
      assert.match(said, /HTTP\/1\.1 404 Not Found/);
      assert.strictEqual(code, 0, said);
    });
  }

  it("older versions and a renegotiation are refused", async () => {
    assert.notStrictEqual((await openssl("", "-tls1_1")).code, 0);
    const { said, code } = await openssl("R\n", "-tls1_2");       // what openssl does when it reads this line
    assert.match(said, /RENEGOTIATING/);
    assert.notStrictEqual(code, 0, said);
    await openssl(REQUEST, "-ign_eof");
  });

  it("a key in the old form is refused with a command that mends it", async (t) => {
    const own = fs.mkdtempSync(path.join(folder, "old-"));
    const openssl = (command) => execFileSync("openssl", command.split(" "), { cwd: own, stdio: "ignore" });
    openssl("genrsa -traditional -out old.pem 2048");
    openssl("req -x509 -new -key old.pem -out cert.pem -days 30 -subj /CN=localhost");
    const files = (key) => ["cert.pem", key].map((name) => path.join(own, name)).join(",");
    const { complaint } = await refusedStart({ TLS: files("old.pem") });
    openssl(/convert it: openssl (.*)/.exec(complaint)[1]);
    const other = await startServer({ TLS: files("new.pem") });
    t.after(() => other.stop());
    await flush(await connect(t, other, { rejectUnauthorized: false }));
  });

  it("a new certificate is taken while clients talk, and none of them notices", async (t) => {
    const options = { rejectUnauthorized: false }; // polling makes new connections, and the new certificate has no issuer
    const talkers = await Promise.all(Object.keys(TRANSPORTS).map((transport) => connect(t, server, { transport, ...options })));
    let talks = true;
    const talk = Promise.all(talkers.map(async (socket) => {
      socket.once("disconnect", (reason) => assert.fail(reason));
      for (let i = 0; talks; i++) assert.strictEqual(await socket.emitWithAck("echo-ack", i), i);
    }));
    const renewed = new X509Certificate(certify(folder, "rsa")).fingerprint256;
    for (let seen = ""; seen !== renewed; ) {                     // the server looks every ten seconds
      const socket = tls.connect({ port: server.port, host: "127.0.0.1", rejectUnauthorized: false });
      await once(socket, "secureConnect");
      seen = socket.getPeerCertificate().fingerprint256;
      socket.destroy();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    talks = false;
    await talk;
    for (const socket of talkers) socket.off("disconnect");
    assert.ok(talkers.every((socket) => socket.connected));
  });
});
