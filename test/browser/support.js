/*
 * What the browser client's tests share. Run them with
 *
 *     NODE_PATH=build/npm/node_modules node --test test/browser/
 *
 * CHROMIUM names a browser that is not on the PATH. What is missing is skipped, or fails if CI=true.
 */
'use strict';

const { execFileSync, spawn } = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const nodeTest = require('node:test');

const ROOT = path.resolve(__dirname, '../..');
const CLIENT = path.join(ROOT, 'src/enchufe/browser/socket.io.js');
const CHROMIUM_FLAGS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-quic'];

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

/** A test that fails, rather than hangs, when what it waits for does not come. */
function it(name, body) {
  nodeTest.it(name, { timeout: 30_000 }, body);
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

function launchChromium() {
  const { chromium } = require('playwright-core');
  return chromium.launch({ executablePath: findChromium(), headless: true, args: CHROMIUM_FLAGS });
}

/** The arguments of the next event, as a list. */
function next(emitter, event) {
  return new Promise(resolve => emitter.once(event, (...args) => resolve(args)));
}

/** Waits until the condition holds; the test's own timeout is the limit. */
async function until(condition) {
  while (!await condition()) await new Promise(resolve => setTimeout(resolve, 5));
}

/**
 * Node's own Socket.IO server on a free port of 127.0.0.1. Files are what else the port serves: path → [type, text].
 * stop() ends it and all its connections.
 */
async function startServer({ port = 0, files = {}, headers = {}, ...options } = {}, onConnection = () => {}) {
  const { Server } = require('socket.io');
  const httpServer = http.createServer((request, response) => response.writeHead(404).end());
  const io = new Server(httpServer, { serveClient: false, ...options });
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
function fixture() {
  const io = require(CLIENT);
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

/** Starts a program; resolves with it and the first match in its output. Kill it by its `kill()`. */
async function startProgram(command, args, env, pattern) {
  const program = spawn(command, args, { cwd: ROOT, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const kill = () => program.kill();
  process.once('exit', kill);
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
  return { match, kill };
}

module.exports = { ROOT, CLIENT, suite, it, launchChromium, next, until, startServer, startProgram, fixture };
