/* The browser client in Node: the lines of `localStorage.debug`, warnings for names of old, the ways to load the file. */
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const vm = require('node:vm');
const { describe } = require('node:test');
const { CLIENT, suite, it, next, startServer } = require('./support.js');

const SOURCE = fs.readFileSync(CLIENT, 'utf8');

/** Loads the client anew, as a page would: what is not a JavaScript built-in comes from `page`. */
function load(page = {}) {
  const lines = [];
  const warnings = [];
  const console = { log: (...args) => lines.push(args), warn: text => warnings.push(text) };
  const builtIns = { setTimeout, clearTimeout, queueMicrotask, fetch, AbortController, ArrayBuffer, Blob, Uint8Array, atob,
    btoa, WebSocket: require('ws'), console };
  const globals = vm.createContext(Object.defineProperties(builtIns, Object.getOwnPropertyDescriptors(page)));
  vm.runInContext(SOURCE, globals);
  return { globals, io: globals.io, lines, warnings };
}

/** A page whose storage has this value for `debug`. */
const pageWith = debug => ({ document: {}, localStorage: { debug } });

/** The categories of a short conversation, without doubles. */
async function categoriesWith(page) {
  const { io, lines } = load(page);
  const server = await startServer({}, socket => socket.on('ask', (...args) => args.pop()(...args)));
  try {
    const socket = io(server.url, { upgrade: false });
    await next(socket, 'connect');
    await socket.emitWithAck('ask', 1);
    socket.disconnect();
  } finally {
    await server.stop();
  }
  return [...new Set(lines.map(([format]) => /^%c(\S+) /.exec(format)[1]))].sort();
}

suite('the browser client in Node: debug, warnings, forms', ['socket.io', 'ws'], () => {
  describe('debug', () => {
    const all = ['engine.io-client:polling', 'engine.io-client:socket', 'socket.io-client', 'socket.io-client:manager',
      'socket.io-client:socket', 'socket.io-client:url', 'socket.io-parser'];
    const cases = [
      ['*', all],
      ['socket.io-client:*', ['socket.io-client:manager', 'socket.io-client:socket', 'socket.io-client:url']],
      ['socket.io-parser, socket.io-client', ['socket.io-client', 'socket.io-parser']],
      ['*  -engine.io-client:*,-socket.io-client*', ['socket.io-parser']],
      ['*socket', ['engine.io-client:socket', 'socket.io-client:socket']],
      ['-*', []],
      ['socket-io-client:socket ((', []],
      ['', []],
      [undefined, []],
    ];
    for (const [pattern, categories] of cases) {
      it(`${pattern} selects ${categories.length} categories`, async () => {
        assert.deepEqual(await categoriesWith(pageWith(pattern)), categories);
      });
    }

    it('takes its pattern from the environment where there is no page', async () => {
      assert.deepEqual(await categoriesWith({ process: { env: { DEBUG: 'socket.io-parser' } } }), ['socket.io-parser']);
    });

    it('is off where storage must not be touched, and in a worker', async () => {
      const sandboxed = { document: {}, get localStorage() { throw new Error('SecurityError'); } };
      assert.deepEqual(await categoriesWith(sandboxed), []);
      assert.deepEqual(await categoriesWith({}), []);
    });

    it('prints a line in colour, with its values and the time since the last one of its category', () => {
      const { io, lines } = load(pageWith('socket.io-client:manager'));
      const manager = new io.Manager('http://localhost', { autoConnect: false });
      manager._close();
      manager._close();
      const [first, ...others] = lines;
      assert.equal(first[0], '%csocket.io-client:manager %cdisconnect %c+0ms');
      assert.match(first[1], /^color: hsl\(\d+ 70% 45%\)$/);
      assert.deepEqual(first.slice(2), ['color: inherit', first[1]]);
      assert.match(others[0][0], /^%csocket\.io-client:manager %cclosed due to %s %c\+\d+ms$/);
      assert.deepEqual(others[0].slice(1), [first[1], 'color: inherit', 'forced close', first[1]]);
    });
  });

  describe('a name of old', () => {
    const former = {
      connecting: 'the property socket.active',
      connect_failed: "socket.on('connect_error', …)",
      connect_timeout: "socket.on('connect_error', …)",
      reconnecting: "socket.io.on('reconnect_attempt', …)",
      reconnect: "socket.io.on('reconnect', …)",
      reconnect_attempt: "socket.io.on('reconnect_attempt', …)",
      reconnect_error: "socket.io.on('reconnect_error', …)",
      reconnect_failed: "socket.io.on('reconnect_failed', …)",
    };

    it('warns once with what to use instead', () => {
      const { io, warnings } = load();
      const socket = io('http://localhost', { autoConnect: false });
      for (const name of Object.keys(former)) socket.on(name, () => {}).once(name, () => {});
      assert.deepEqual(warnings, Object.entries(former).map(([name, replacement]) =>
        `socket.on('${name}', …): since Socket.IO 3 this comes only if your server emits it; use ${replacement} instead`));
    });

    it('is not one that applications use, nor one on the manager', () => {
      const { io, warnings } = load();
      const socket = io('http://localhost', { autoConnect: false });
      const names = ['connect', 'connect_error', 'disconnect', 'message', 'error', 'ping', 'pong'];
      for (const name of names) socket.on(name, () => {});
      for (const name of Object.keys(former)) socket.io.on(name, () => {});
      assert.deepEqual(warnings, []);
    });
  });

  describe('an event that nobody listens to', () => {
    /** The warnings when a server sends some events to a socket that listens to others; the last is heard. */
    async function warningsOf(events, prepare) {
      const { io, warnings } = load();
      const server = await startServer({}, socket => events.concat('end').forEach(event => socket.emit(event, 1)));
      try {
        const socket = io(server.url, { transports: ['websocket'] });
        prepare(socket);
        await next(socket, 'end');
        socket.disconnect();
      } finally {
        await server.stop();
      }
      return warnings;
    }

    it('is pointed out once, if one of a similar name has a listener', async () => {
      const warnings = await warningsOf(['mesage', 'mesage', 'Message', 'messages2', 'else', 'chat mesage', 'x'.repeat(65)],
        socket => socket.on('message', () => {}).on('chat message', () => {}).on('x'.repeat(64), () => {}));
      assert.deepEqual(warnings, [['mesage', 'message'], ['Message', 'message'], ['chat mesage', 'chat message']].map(
        ([event, similar]) => `"${event}" came, and nobody listens to it: did you mean "${similar}"?`));
    });

    it('is none if a listener hears all', async () => {
      assert.deepEqual(await warningsOf(['mesage'], socket => socket.on('message', () => {}).onAny(() => {})), []);
    });
  });

  describe('the file', () => {
    it('is a classic script and a CommonJS module with the same names', () => {
      const { io, globals } = load();
      const names = ['io', 'connect', 'Manager', 'Socket', 'protocol'];
      for (const each of [io, require(CLIENT)]) {
        assert.deepEqual(names.map(name => typeof each[name]), ['function', 'function', 'function', 'function', 'number']);
        assert.ok(each.io === each && each.connect === each && each.protocol === 5);
      }
      assert.equal(globals.module, undefined);
    });

    it('is a module with a side effect: it sets globalThis.io', async () => {
      const { io } = globalThis;
      try {
        await import(`data:text/javascript,${encodeURIComponent(SOURCE)}`);
        assert.equal(globalThis.io.protocol, 5);
      } finally {
        globalThis.io = io;
      }
    });
  });
});
