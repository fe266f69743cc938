/*
 * What the browser client's tests share. Run them with
 *
 *     NODE_PATH=build/npm/node_modules node --test test/browser/
 *
 * CHROMIUM names a browser that is not on the PATH. What is missing is skipped, or fails if CI=true. BROWSER_CLIENT names a
 * bundle that the pages of chromium-*.test.js load in our client's place: the official one, to see what it does.
 */
'use strict';

const assert = require('node:assert/strict');
const { execFileSync, spawn } = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const nodeTest = require('node:test');

const ROOT = path.resolve(__dirname, '../..');
const CLIENT = path.join(ROOT, 'src/enchufe/browser/socket.io.js');
const CHROMIUM_FLAGS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-quic'];
const UPGRADE_TIMEOUT = 150_000;   // milliseconds: on a machine that is very busy, upgrades take more than the 10 s of the default

/** Like describe, if everything that the suite needs is here: npm packages by name, `chromium`, files by path. */
function suite(name, needs, body) {
  const missing = needs.filter(need => !isHere(need));
  if (missing.length === 0) return nodeTest.describe(name, body);
  const reason = `missing: ${missing.join(', ')}`;
  console.error(`SKIPPED: ${name}: ${reason}`);
  nodeTest.it(name, { skip: process.env.CI === 'true' ? false : reason }, () => {
    throw new Error(`${reason} (with CI=true nothing may be skipped)`);
  });
}

/** A test that fails, rather than hangs, when what it waits for does not come: no slow machine needs so long. */
function it(name, body, limit = 180_000) {
  nodeTest.it(name, { timeout: limit }, body);
}

function isHere(need) {
  if (need === 'chromium') return findChromium() !== undefined;
  if (path.isAbsolute(need)) return fs.existsSync(need);
  try {
    require.resolve(need);
    return true;
  } catch {
    return false;
  }
}

function findChromium() {
  const names = [process.env.CHROMIUM, 'chromium', 'chromium-browser', 'google-chrome'].filter(Boolean);
  for (const name of names) {
    try {
      return execFileSync('/bin/sh', ['-c', 'command -v "$0"', name], { encoding: 'utf8' }).trim();
    } catch {
      continue;   // not this one
    }
  }
}

function launchChromium(options) {
  const { chromium } = require('playwright-core');
  return chromium.launch({ executablePath: findChromium(), headless: true, args: CHROMIUM_FLAGS, timeout: 0, ...options });
}

/** Somebody's browser, as it were. Its waits end before their test does: they say what they have waited for. */
async function newContext(chromium, options) {
  const context = await chromium.newContext(options);
  context.setDefaultTimeout(170_000);
  return context;
}

/**
 * What the pages of a context complain of from now on: what they throw, and errors on the console, but for an icon that is not
 * there: the browser looks for one on its own account, now or later, or not at all.
 */
function complaintsOf(context) {
  const complaints = [];
  context.on('weberror', thrown => complaints.push(String(thrown.error())));
  context.on('console', message => {
    const isIcon = message.location().url.endsWith('/favicon.ico');
    if (message.type() === 'error' && !isIcon) complaints.push(message.text());
  });
  return complaints;
}

/** The arguments of the next event, as a list. */
function next(emitter, event) {
  return new Promise(resolve => emitter.once(event, (...args) => resolve(args)));
}

/** Waits until the condition holds, but not as long as a test may take: a wait that went on would keep the process. */
async function until(condition) {
  const end = performance.now() + 170_000;
  while (!await condition()) {
    if (performance.now() > end) throw new Error(`waited in vain until ${condition}`);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

/**
 * Waits until an element has a text, if only for a moment: the page itself looks, each time that it is drawn. Marks that isolate
 * names do not count.
 */
async function hasText(page, selector, text) {
  const isShown = ([where, what]) => document.querySelector(where)?.textContent.replace(/[\u2068\u2069]/g, '') === what;
  try {
    await page.waitForFunction(isShown, [selector, text], { timeout: 170_000 });
  } catch (error) {
    throw new Error(`${selector} is not "${text}", but ${await page.$$eval(selector, found => found.map(element => element.textContent))}`, { cause: error });
  }
}

/** Presses a key after the other in a field, which must be shown by then: keys would go to the field that was used last. */
async function typeInto(page, selector, text) {
  const field = page.locator(selector);
  await field.waitFor();
  await field.pressSequentially(text);
}

/**
 * Node's own Socket.IO server on a free port of 127.0.0.1. Files are what else the port serves: path → [type, text].
 * stop() ends it and all its connections.
 */
async function startServer({ port = 0, files = {}, headers = {}, ...options } = {}, onConnection = () => {}) {
  const { Server } = require('socket.io');
  const httpServer = http.createServer((request, response) => response.writeHead(404).end());
  const io = new Server(httpServer, { serveClient: false, upgradeTimeout: UPGRADE_TIMEOUT, ...options });
  io.on('connection', onConnection);
  // Node's server waits half a minute for the next poll of a client that it closes, and keeps the process for so long
  io.engine.on('connection', session => { session.transport.closeTimeout = 100; });
  const [answer] = httpServer.listeners('request');
  httpServer.removeAllListeners('request').on('request', (request, response) => {
    const file = files[request.url];
    if (!file) return answer(request, response);
    response.writeHead(200, { 'Content-Type': file[0], ...headers }).end(file[1]);
  });
  await new Promise(resolve => httpServer.listen(port, '127.0.0.1', resolve));
  io.port = httpServer.address().port;
  io.url = `http://127.0.0.1:${io.port}`;
  io.stop = () => {
    httpServer.closeAllConnections();
    return new Promise(resolve => io.close(resolve));
  };
  return io;
}

/** For the client in Node: servers and sockets that end with their test. */
function fixture(io = require(CLIENT)) {
  globalThis.WebSocket = require('ws');   // Node has none of its own before version 22
  const here = { server: undefined, servers: [] };
  const sockets = [];

  here.serve = async (options, onConnection) => {
    here.server = await startServer(options, onConnection);
    here.servers.push(here.server);
  };
  /** A socket with a connection of its own. */
  here.open = (path = '/', options = {}) => {
    const socket = io(here.server.url + path, { forceNew: true, reconnectionDelay: 10, reconnectionDelayMax: 20, ...options });
    sockets.push(socket);
    return socket;
  };
  here.echo = socket => {
    socket.on('echo', (...args) => socket.emit('echo', ...args));
    socket.on('ask', (...args) => args.pop()(...args));
  };

  nodeTest.afterEach(async () => {
    sockets.splice(0).forEach(socket => socket.disconnect());
    await Promise.all(here.servers.splice(0).map(server => server.stop()));
  });
  return here;
}

/**
 * Starts a program; resolves with the first match in its output. `output()` is all that it has printed so far; `kill(signal)` ends
 * it, and resolves when it has ended.
 */
async function startProgram(command, args, env, pattern) {
  const program = spawn(command, args, { cwd: ROOT, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const onExit = () => program.kill();
  process.once('exit', onExit);
  const ended = new Promise(resolve => program.once('close', resolve)).then(() => process.off('exit', onExit));
  const kill = signal => {
    program.kill(signal);
    return ended;
  };
  let output = '';
  const match = await new Promise((resolve, reject) => {
    const onData = data => {
      output += data;
      const found = pattern.exec(output);
      if (found) resolve(found);
    };
    program.stdout.on('data', onData);
    program.stderr.on('data', onData);
    program.once('error', reject);
    program.once('exit', code => reject(new Error(`${command} ended with ${code}:\n${output}`)));
  });
  return { match, kill, pid: program.pid, output: () => output };
}

/**
 * Stops a process, and waits until it has stopped: SIGSTOP takes effect when one of the threads has been scheduled to see it, and
 * the others go on until then. Where there is no /proc, it does not wait.
 */
async function stopProcess({ pid, kill }) {
  kill('SIGSTOP');
  const tasks = `/proc/${pid}/task`;
  const hasStopped = task => {
    try {
      return /^T/.test(fs.readFileSync(`${tasks}/${task}/stat`, 'utf8').split(') ').pop());
    } catch {
      return false;                                   // the thread has ended meanwhile: look again
    }
  };
  await until(() => !fs.existsSync(tasks) || fs.readdirSync(tasks).every(hasStopped));
}

/** The servers that keep the contract of test/contract/run: a client behaves with Node's as with ours. */
const CONTRACT_SERVERS = {
  'our server': ['test/contract/run'],
  "Node's server": [process.execPath, 'test/interop/reference-server.js'],
};

async function startContractServer(name, env = {}) {
  const [command, ...args] = CONTRACT_SERVERS[name];
  const { match: [, port], kill } = await startProgram(command, args, { PORT: '0', UPGRADE_TIMEOUT, ...env }, /^listening (\d+)$/m);
  return { name, port, url: `http://127.0.0.1:${port}`, kill };
}

/** Runs the body for each contract server, which `here.server` is while the tests run. */
function withContractServers(env, body) {
  for (const name of Object.keys(CONTRACT_SERVERS)) {
    nodeTest.describe(`with ${name}`, () => {
      const here = {};
      nodeTest.before(async () => { here.server = await startContractServer(name, env); });
      nodeTest.after(() => here.server?.kill('SIGKILL'));
      body(here, name);
    });
  }
}

const PAGE = '<!doctype html><meta charset="utf-8"><title>Test</title><script src="/socket.io/socket.io.js"></script>';

/** One Chromium for the tests of a suite. What a test opens is closed after it; what its pages throw fails it. */
function withChromium(options) {
  let chromium, closers, thrown;
  nodeTest.before(async () => { chromium = await launchChromium(options); });
  nodeTest.after(() => chromium?.close());
  nodeTest.beforeEach(() => [closers, thrown] = [[], []]);
  nodeTest.afterEach(async () => {
    await Promise.all(closers.map(close => close()));
    assert.deepEqual(thrown, []);
  });

  async function open() {
    const context = await newContext(chromium);
    closers.push(() => context.close());
    // A routed page comes from nowhere as Chromium sees it, and would need the user's consent to reach this machine.
    await context.grantPermissions(['local-network-access']).catch(() => {});   // an older one does not know of this
    return context;
  }

  /**
   * A tab with a page of the server's origin, where the client is loaded. Our server serves the client itself; what it does
   * not serve comes from here, by routes that exist only until the page is loaded: they slow down what passes them.
   */
  async function visit(server, { context, html = PAGE, headers, script } = {}) {
    const page = await (context ?? await open()).newPage();
    page.on('pageerror', error => thrown.push(String(error)));
    const files = { '**/page': { contentType: 'text/html', headers, body: html } };
    const client = process.env.BROWSER_CLIENT ?? (server.name === 'our server' ? undefined : CLIENT);
    if (client) files['**/socket.io/socket.io.js'] = { path: client };
    if (script) files['**/page.js'] = { contentType: 'text/javascript', body: script };
    for (const [url, answer] of Object.entries(files)) await page.route(url, route => route.fulfill(answer));
    await page.goto(`${server.url}/page`);
    await page.unrouteAll();
    return page;
  }

  /** A client in this process, the official one, that sees what the pages make of the server. */
  async function watch(server) {
    const watcher = require('socket.io-client').io(server.url, { forceNew: true, transports: ['websocket'] });
    closers.push(() => watcher.disconnect());
    await next(watcher, 'connect');
    return watcher;
  }

  return { newContext: open, visit, watch };
}

/** Opens a socket in the page, as `socket`; the answer is its id. */
function connect(page, options = {}, nsp = '/') {
  return page.evaluate(([name, opts]) => new Promise((resolve, reject) => {
    window.socket = io(name, { reconnectionDelay: 20, reconnectionDelayMax: 80, ...opts });
    socket.once('connect', () => resolve(socket.id));
    socket.once('connect_error', reject);
  }), [nsp, options]);
}

module.exports = { ROOT, CLIENT, suite, it, launchChromium, newContext, complaintsOf, next, until, hasText, typeInto,
  startServer, startProgram, stopProcess, fixture, startContractServer, withContractServers, withChromium, connect };
