/* Autobahn's fuzzing client, the testsuite of RFC 6455 that most WebSocket servers are tried with, against an echo server. */
"use strict";

const assert = require("node:assert");
const { execFile } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { describe } = require("node:test");
const { promisify } = require("node:util");
const { it, startServer } = require("./harness");

const ROOT = path.join(__dirname, "..", "..");
const JAVA = process.env.JAVA_HOME ? path.join(process.env.JAVA_HOME, "bin", "java") : "java";
const JARS = path.join(ROOT, "build", "lib", "autobahn");
const jar = (name) => path.join(JARS, fs.readdirSync(JARS).find((file) => file.startsWith(name)));

const SLOW = "9.*"; // large messages, and many of them: the suite takes minutes for them, the server does not

/** Runs cases against the echo server; resolves with what became of each, by its number. */
async function fuzz(server, folder, cases, exclude) {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const spec = path.join(folder, "spec.json");
  const servers = [{ agent: "server", url: `ws://127.0.0.1:${server.port}` }];
  fs.writeFileSync(spec, JSON.stringify({ outdir: folder, servers, cases, "exclude-cases": exclude }));
  await promisify(execFile)(JAVA, ["-Dpython.cachedir.skip=true", "-jar", jar("jython"), path.join(__dirname, "autobahn.py"),
    jar("autobahntestsuite"), spec], { maxBuffer: 1e8, timeout: 1_500_000 });
  return JSON.parse(fs.readFileSync(path.join(folder, "index.json"), "utf8")).server;
}

const FINE = ["OK", "INFORMATIONAL"];
const wrongOf = (results) => Object.keys(results).filter((name) =>
  !FINE.includes(results[name].behavior) || !FINE.includes(results[name].behaviorClose));

/** It drops connections that are not closed half a second after its message. A busy machine is slower: what failed is run again. */
async function check(t, env, exclude, count) {
  const server = await startServer({ MODE: "ws", ...env });
  t.after(() => server.stop());
  const folder = path.join(ROOT, "build", "autobahn", JSON.stringify(env).replace(/\W/g, ""));
  const results = await fuzz(server, folder, ["*"], exclude);
  for (let again = 1, wrong; again <= 3 && (wrong = wrongOf(results)).length > 0; again++) {
    Object.assign(results, await fuzz(server, path.join(folder, `again-${again}`), wrong, []));
  }
  assert.deepStrictEqual(wrongOf(results).map((name) => [name, results[name]]), []);
  assert.strictEqual(Object.keys(results).length, count);
}

describe("Autobahn's fuzzing client", { skip: !fs.existsSync(JARS) && "Maven has not fetched it" }, () => {
  it("all 301 cases", (t) => check(t, {}, [], 301), { timeout: 1_600_000 });
  it("247 cases, all but the large ones, with compression on", (t) =>
    check(t, { DEFLATE: "1" }, [SLOW], 247), { timeout: 1_600_000 });
});
