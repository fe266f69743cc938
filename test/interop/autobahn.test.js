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
async function run(t, env, exclude) {
  const server = await startServer({ MODE: "ws", ...env });
  t.after(() => server.stop());
  const folder = path.join(ROOT, "build", "autobahn", JSON.stringify(env).replace(/\W/g, ""));
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const spec = path.join(folder, "spec.json");
  const servers = [{ agent: "server", url: `ws://127.0.0.1:${server.port}` }];
  fs.writeFileSync(spec, JSON.stringify({ outdir: folder, servers, cases: ["*"], "exclude-cases": exclude }));
  await promisify(execFile)(JAVA, ["-Dpython.cachedir.skip=true", "-jar", jar("jython"), path.join(__dirname, "autobahn.py"),
    jar("autobahntestsuite"), spec], { maxBuffer: 1e8, timeout: 1_500_000 });
  return JSON.parse(fs.readFileSync(path.join(folder, "index.json"), "utf8")).server;
}

function check(results, count) {
  const fine = ["OK", "INFORMATIONAL"];
  const wrong = Object.entries(results).filter(([, { behavior, behaviorClose }]) =>
    !fine.includes(behavior) || !fine.includes(behaviorClose));
  assert.deepStrictEqual(wrong, []);
  assert.strictEqual(Object.keys(results).length, count);
}

describe("Autobahn's fuzzing client", { skip: !fs.existsSync(JARS) && "Maven has not fetched it" }, () => {
  it("all 301 cases", async (t) => check(await run(t, {}, []), 301), { timeout: 1_600_000 });
  it("247 cases, all but the large ones, with compression on", async (t) =>
    check(await run(t, { DEFLATE: "1" }, [SLOW]), 247), { timeout: 1_600_000 });
});
