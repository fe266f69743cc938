/* The browser client in Node, against Node's own Socket.IO server: the options of io() and of its engine. */
'use strict';

const assert = require('node:assert/strict');
const net = require('node:net');
const { describe } = require('node:test');
const { CLIENT, suite, it, next, until, fixture } = require('./support.js');

suite('the browser client in Node: options', ['socket.io', 'ws'], () => {
  const io = require(CLIENT);
  const here = fixture();
  const { serve, open, echo } = here;

  /** What the server gets to see of a connection's first request. */
  async function request(options) {
    let seen;
    await serve({}, socket => { seen = socket.conn.request; });
    await next(open('/', options), 'connect');
    await until(() => seen);
    return seen;
  }

  /** Where a manager of these options would connect to; it does not. */
  function uriOf(url, options) {
    const manager = new io.Manager(url, { autoConnect: false, reconnection: false, timestampRequests: false, ...options });
    manager.on('error', () => {});
    manager.open();
    const uri = manager.engine.transport.uri();
    manager.engine.close();
    return uri;
  }

  describe('the address', () => {
    const cases = [
      ['http://example.invalid', {}, 'http://example.invalid/socket.io/'],
      ['https://example.invalid/nsp?a=b#c', {}, 'https://example.invalid/socket.io/', 'a=b&'],
      ['wss://user:word@example.invalid:8443', { transports: ['websocket'] }, 'wss://example.invalid:8443/socket.io/'],
      ['http://example.invalid:', { path: '/a/' }, 'http://example.invalid/a/'],
      ['http://[::1]:8080', { path: '/a', addTrailingSlash: false }, 'http://[::1]:8080/a'],
      [undefined, {}, 'http://localhost/socket.io/'],
      [undefined, { hostname: 'example.invalid', port: 81 }, 'http://example.invalid:81/socket.io/'],
      [undefined, { host: '::1', secure: true }, 'https://[::1]/socket.io/'],
      [undefined, { host: '[::1]', query: 'x=%20y' }, 'http://[::1]/socket.io/', 'x=%20y&'],
    ];
    for (const [url, options, address, query = ''] of cases) {
      it(`${url} ${JSON.stringify(options)}`, () => {
        const name = options.transports?.[0] ?? 'polling';
        assert.equal(uriOf(url, options), `${address}?${query}EIO=4&transport=${name}`);
      });
    }

    it('is filled in from the page', () => {
      globalThis.location = { protocol: 'https:', host: 'page.invalid:444', hostname: 'page.invalid', port: '444' };
      try {
        const addresses = [undefined, '/nsp', '//other.invalid', 'other.invalid:1/x'].map(url => {
          const socket = io(url, { autoConnect: false, forceNew: true });
          return [socket.io.uri, socket.nsp];
        });
        assert.deepEqual(addresses, [['https://page.invalid:444', '/'], ['https://page.invalid:444/nsp', '/nsp'],
          ['https://other.invalid', '/'], ['https://other.invalid:1/x', '/x']]);
      } finally {
        delete globalThis.location;
      }
    });

    it('decides who shares a manager: scheme, host, port and path', () => {
      const managerOf = (url, options) => io(url, { autoConnect: false, ...options }).io;
      const first = managerOf('http://cache.invalid/a');
      assert.equal(managerOf('http://cache.invalid:80/b?x=1'), first);
      for (const [url, options] of [['https://cache.invalid/c'], ['http://cache.invalid:81/d'],
        ['http://cache.invalid/e', { path: '/other' }], ['http://cache.invalid/a'],
        ['http://cache.invalid/f', { forceNew: true }], ['http://cache.invalid/g', { 'force new connection': true }],
        ['http://cache.invalid/h', { multiplex: false }]]) {
        assert.notEqual(managerOf(url, options), first, url);
      }
    });
  });

  describe('transports', () => {
    it('may be given as classes, one of our own too', async () => {
      class Carrier extends io.WebSocket {
        get name() {
          return 'websocket';
        }
      }
      await serve({}, echo);
      const socket = open('/', { transports: [io.Fetch, Carrier] });
      assert.ok(socket.io.engine.transport instanceof io.XHR);
      const [transport] = await next(socket.io.engine, 'upgrade');
      assert.ok(transport instanceof Carrier);
      assert.equal(await socket.emitWithAck('ask', 1), 1);
    });

    it('have options of their own in transportOptions', async () => {
      const { headers, url } = await request({ query: { both: 1 }, transports: ['polling'],
        transportOptions: { polling: { extraHeaders: { 'x-conf': 'yes' }, query: { own: 2 } } } });
      assert.equal(headers['x-conf'], 'yes');
      assert.match(url, /\?both=1&own=2&EIO=4&transport=polling&/);
    });

    it('are tried one after the other with tryAllTransports, in both orders', async () => {
      await serve({}, echo);
      here.server.engine.use((incoming, _, proceed) =>
        proceed(/deny/.test(incoming.url) ? new Error('denied') : undefined));
      for (const transports of [['polling', 'websocket'], ['websocket', 'polling']]) {
        const socket = open('/', { transports, tryAllTransports: true, upgrade: false,
          transportOptions: { [transports[0]]: { query: { deny: 1 } } } });
        await next(socket, 'connect');
        assert.equal(socket.io.engine.transport.name, transports[1]);
      }
    });

    it('say so when there is no WebSocket at all', async () => {
      await serve({}, echo);
      const { WebSocket } = globalThis;
      globalThis.WebSocket = undefined;
      try {
        const [error] = await next(open('/', { transports: ['websocket'], reconnection: false }), 'connect_error');
        assert.equal(error.message, 'websocket error');
        const socket = open();
        await next(socket.io.engine, 'upgradeError');
        assert.equal(await socket.emitWithAck('ask', 'by polling'), 'by polling');
      } finally {
        globalThis.WebSocket = WebSocket;
      }
    });
  });

  for (const transport of ['polling', 'websocket']) {
    it(`forceBase64 sends binary data as text, with ${transport}`, async () => {
      let url;
      await serve({}, socket => {
        echo(socket);
        ({ url } = socket.conn.request);
        socket.conn.transport.socket?.on('message', (_, isBinary) => assert.equal(isBinary, false));
      });
      const socket = open('/', { transports: [transport], forceBase64: true });
      const back = await socket.emitWithAck('ask', [new Uint8Array([1, 2, 255]), new Blob(['b']), 'text']);
      assert.deepEqual(back.slice(0, 2).map(each => [...new Uint8Array(each)]), [[1, 2, 255], [98]]);
      assert.equal(back[2], 'text');
      assert.match(url, /&b64=1(&|$)/);
    });
  }

  it('requestTimeout ends a polling request that takes too long, but not a short one', async () => {
    await serve({ pingInterval: 30 }, echo);
    const socket = open('/', { transports: ['polling'], requestTimeout: 5000 });
    assert.equal(await socket.emitWithAck('ask', 1), 1);
    const held = [];
    const silent = net.createServer(connection => held.push(connection.on('error', () => {})));
    await new Promise(resolve => silent.listen(0, '127.0.0.1', resolve));
    try {
      const url = `http://127.0.0.1:${silent.address().port}`;
      const manager = new io.Manager(url, { requestTimeout: 20, reconnection: false });
      const [error] = await next(manager, 'error');
      assert.equal(error.message, 'xhr poll error');
      assert.equal(error.description, 0);
      assert.equal(error.context.name, 'AbortError');
    } finally {
      held.forEach(connection => connection.destroy());
      silent.close();
    }
  });

  it('timestampRequests and timestampParam stamp each request, WebSocket only if asked', async () => {
    const stamped = await request({ transports: ['polling'], timestampParam: 'stamp' });
    assert.match(stamped.url, /&stamp=[0-9a-z]+$/);
    assert.doesNotMatch((await request({ transports: ['websocket'] })).url, /[?&]t=/);
    assert.match((await request({ transports: ['websocket'], timestampRequests: true })).url, /&t=[0-9a-z]+$/);
  });

  it('protocols are offered with the WebSocket', async () => {
    const { headers } = await request({ transports: ['websocket'], protocols: ['one', 'two'] });
    assert.equal(headers['sec-websocket-protocol'], 'one,two');
  });

  it('useNativeTimers keeps the timers of load time, though a test has replaced them', async () => {
    const real = globalThis.setTimeout;
    for (const useNativeTimers of [false, true]) {
      const asked = [];
      globalThis.setTimeout = (_, delay) => asked.push(delay);
      try {
        const manager = new io.Manager('http://localhost',
          { useNativeTimers, transports: [], timeout: 54_321, reconnection: false });
        assert.deepEqual(asked, useNativeTimers ? [] : [0, 54_321]);
        if (useNativeTimers) assert.deepEqual(await next(manager, 'error'), ['No transports available']);
        manager.disconnect();
      } finally {
        globalThis.setTimeout = real;
      }
    }
  });

  it('what only Node can do is ignored, as in a browser', async () => {
    const { headers } = await request({ autoUnref: true, agent: {}, pfx: '', key: '', passphrase: '', cert: '', ca: '',
      ciphers: '', rejectUnauthorized: false, perMessageDeflate: { threshold: 0 } });
    assert.ok(headers.host);
  });

  it('auth may be missing, null, or answered with nothing', async () => {
    const seen = [];
    await serve({}, socket => seen.push(socket.handshake.auth));
    for (const auth of [undefined, null, answer => answer(), answer => answer(null)]) {
      await next(open('/', { auth }), 'connect');
    }
    assert.deepEqual(seen, [{}, {}, {}, {}]);
  });

  it('settings are read and changed on the manager', async () => {
    const manager = new io.Manager('http://localhost', { autoConnect: false, reconnectionAttempts: 3, randomizationFactor: 0,
      timeout: false });
    const names = ['reconnection', 'reconnectionAttempts', 'reconnectionDelay', 'reconnectionDelayMax',
      'randomizationFactor', 'timeout'];
    assert.deepEqual(names.map(name => manager[name]()), [true, 3, 1000, 5000, 0, false]);
    const values = [false, 7, 10, 20, 0.1, 30];
    names.forEach((name, i) => assert.equal(manager[name](values[i]), manager));
    assert.deepEqual(names.map(name => manager[name]()), values);
    assert.equal(new io.Manager({ autoConnect: false }).opts.path, '/socket.io');
  });

  it('parser replaces encoder and decoder', async () => {
    await serve({ parser: require('socket.io-parser') }, echo);
    const socket = open('/', { parser: require('socket.io-parser') });
    const back = await socket.emitWithAck('ask', { bytes: new Uint8Array([1, 2]) });
    assert.deepEqual([...new Uint8Array(back.bytes)], [1, 2]);
  });
});
