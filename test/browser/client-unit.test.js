/* The browser client in Node, against Node's own Socket.IO server: a server that is not ours. */
'use strict';

const assert = require('node:assert/strict');
const http = require('node:http');
const net = require('node:net');
const { afterEach, beforeEach, describe } = require('node:test');
const { CLIENT, suite, it, next, until, startServer } = require('./support.js');

const bytes = (...values) => new Uint8Array(values).buffer;
const list = buffer => [...new Uint8Array(buffer)];

suite('the browser client in Node', ['socket.io', 'ws'], () => {
  const io = require(CLIENT);
  globalThis.WebSocket = require('ws');   // Node has none of its own before version 22

  let server, sockets, servers;

  /** A fresh server whose handlers each test adds to. */
  async function serve(options, onConnection) {
    server = await startServer(options, onConnection);
    servers.push(server);
    return server;
  }

  /** A socket of its own connection, disconnected after the test. */
  function open(path = '/', options = {}) {
    const url = server.url + path;
    const socket = io(url, { forceNew: true, reconnectionDelay: 10, reconnectionDelayMax: 20, ...options });
    sockets.push(socket);
    return socket;
  }

  const echo = socket => {
    socket.on('echo', (...args) => socket.emit('echo', ...args));
    socket.on('ask', (...args) => args.pop()(...args));
  };

  beforeEach(() => { sockets = []; servers = []; });
  afterEach(async () => {
    sockets.forEach(socket => socket.disconnect());
    await Promise.all(servers.map(each => each.stop()));
  });

  for (const [name, transports] of [['polling', ['polling']], ['websocket', ['websocket']], ['upgrade', undefined]]) {
    describe(`with ${name}`, () => {
      it('carries events and acknowledgements in both directions', async () => {
        await serve({}, socket => {
          echo(socket);
          socket.on('ask me', async question => socket.emit('answer', await socket.emitWithAck('question', question)));
        });
        const socket = open('/', { transports });
        socket.on('question', (question, answer) => answer(`${question}!`));
        socket.emit('echo', 'é€😀', 1.5, null, { a: [true, []] });
        assert.deepEqual(await next(socket, 'echo'), ['é€😀', 1.5, null, { a: [true, []] }]);
        assert.deepEqual(await new Promise(resolve => socket.emit('ask', 1, 2, (...args) => resolve(args))), [1, 2]);
        assert.equal(await socket.emitWithAck('ask', 'value'), 'value');
        socket.emit('ask me', 'well');
        assert.deepEqual(await next(socket, 'answer'), ['well!']);
        assert.equal(socket.io.engine.transport.name, transports ? transports[0] : socket.io.engine.transport.name);
      });

      it('carries binary data, nested anywhere, and gives it back as ArrayBuffer', async () => {
        await serve({}, echo);
        const socket = open('/', { transports });
        const view = new Uint8Array([9, 1, 2, 3, 9]).subarray(1, 4);
        const data = { view, list: [bytes(), { blob: new Blob([bytes(0, 255)]) }], text: 'b', n: null };
        socket.emit('echo', bytes(...Array(256).keys()), data);
        const [all, back] = await next(socket, 'echo');
        assert.ok(all instanceof ArrayBuffer);
        assert.deepEqual(list(all), [...Array(256).keys()]);
        assert.deepEqual(list(back.view), [1, 2, 3]);
        assert.deepEqual(list(back.list[0]), []);
        assert.deepEqual(list(back.list[1].blob), [0, 255]);
        assert.deepEqual([back.text, back.n], ['b', null]);
        assert.ok(view.length === 3 && data.view === view, 'the argument is left as it was');
        assert.deepEqual(list(await socket.emitWithAck('ask', bytes(7))), [7]);
      });

      it('keeps 100 kB of binary data whole', async () => {
        await serve({}, echo);
        const socket = open('/', { transports });
        const sent = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 31) % 251);
        assert.deepEqual(new Uint8Array(await socket.emitWithAck('ask', sent)), sent);
      });
    });
  }

  describe('the upgrade', () => {
    /** Holds back the WebSocket, so that the connection is busy before the upgrade begins. */
    const delayWebSocket = () => server.engine.use((request, _, proceed) =>
      setTimeout(proceed, request.headers.upgrade ? 50 : 0));

    it('loses, doubles and reorders nothing while both directions are busy', async () => {
      const [sent, received, heard] = [[], [], []];
      let isOver = false;
      await serve({}, socket => {
        socket.on('up', i => received.push(i));
        const talk = i => {
          for (let n = 0; n < 10; n++) socket.emit('down', i + n);
          if (isOver) socket.emit('over', i + 10);
          else setTimeout(talk, 1, i + 10);
        };
        talk(0);
      });
      delayWebSocket();
      const socket = open();
      socket.on('down', i => heard.push(i));
      let upgradedAt;
      socket.io.engine.on('upgrade', () => { upgradedAt = [sent.length, heard.length]; });
      while (!upgradedAt || sent.length < 3 * upgradedAt[0]) {
        sent.push(sent.length);
        socket.emit('up', sent.at(-1));
        if (sent.length % 10 === 0) await new Promise(resolve => setTimeout(resolve, 1));
      }
      isOver = true;
      const [count] = await next(socket, 'over');
      await until(() => received.length >= sent.length);
      assert.deepEqual(received, sent);
      assert.deepEqual(heard, [...Array(count).keys()]);
      assert.ok(upgradedAt.every(n => n > 10), `busy before the upgrade: ${upgradedAt}`);
    });

    it('leaves the connection as it was when the probe fails', async () => {
      await serve({}, echo);
      server.engine.use((request, _, proceed) => proceed(request.headers.upgrade ? new Error('no WebSocket') : undefined));
      const socket = open();
      const [error] = await next(socket.io.engine, 'upgradeError');
      assert.match(error.message, /^probe error/);
      assert.equal(await socket.emitWithAck('ask', 'still here'), 'still here');
      assert.equal(socket.io.engine.transport.name, 'polling');
    });

    for (const [moment, when] of [['before', action => action()], ['while', action => setImmediate(action)]]) {
      it(`goes back to polling when the probe is lost ${moment} polling is paused`, async () => {
        await serve({}, echo);
        delayWebSocket();
        const socket = open();
        socket.io.engine.on('upgrading', probe => when(() => probe.emit('error', new Error('lost'))));
        await next(socket.io.engine, 'upgradeError');
        assert.equal(await socket.emitWithAck('ask', 1), 1);
        assert.equal(socket.io.engine.transport.name, 'polling');
        socket.io.engine.on('upgrade', () => assert.fail('upgraded after all'));
        assert.equal(await socket.emitWithAck('ask', 2), 2);
      });
    }

    it('is not tried with upgrade: false', async () => {
      await serve({}, echo);
      const socket = open('/', { upgrade: false });
      for (let i = 0; i < 5; i++) await socket.emitWithAck('ask', i);
      assert.equal(socket.io.engine.transport.name, 'polling');
    });

    it('is remembered with rememberUpgrade', async () => {
      await serve({}, echo);
      const first = open();
      await next(first.io.engine, 'upgrade');
      const second = open('/', { rememberUpgrade: true });
      await next(second, 'connect');
      assert.equal(second.io.engine.transport.name, 'websocket');
    });
  });

  describe('namespaces', () => {
    it('share one connection', async () => {
      await serve({}, echo);
      server.of('/a').on('connection', echo);
      server.of('/b').on('connection', echo);
      const [root, a, b] = ['/', '/a', '/b'].map(nsp => open(nsp, { forceNew: false }));
      assert.ok(root.io === a.io && a.io === b.io);
      const answers = await Promise.all([root, a, b].map((socket, i) => socket.emitWithAck('ask', i)));
      assert.deepEqual(answers, [0, 1, 2]);
      assert.equal(server.engine.clientsCount, 1);
      assert.equal(new Set([root.id, a.id, b.id, root.io.engine.id]).size, 4);
      a.disconnect();
      assert.equal(await b.emitWithAck('ask', 'b stays'), 'b stays');
    });

    it('have a connection of their own for a second socket, with forceNew, and with multiplex: false', async () => {
      await serve({});
      const first = open('/', { forceNew: false });
      const managers = [first, open('/', { forceNew: false }), open('/a'), open('/b', { forceNew: false, multiplex: false })]
        .map(socket => socket.io);
      assert.equal(new Set(managers).size, 4);
    });

    it('that do not exist say so in connect_error', async () => {
      await serve({});
      const socket = open('/nowhere');
      const [error] = await next(socket, 'connect_error');
      assert.ok(error instanceof Error);
      assert.equal(error.message, 'Invalid namespace');
      assert.equal(socket.active, false);
    });

    it('keep the name that was written', async () => {
      await serve({});
      server.of('/köln am rhein').on('connection', echo);
      assert.equal(await open('/köln am rhein').emitWithAck('ask', 1), 1);
    });
  });

  describe('the handshake', () => {
    it('brings message and data of a refusal, and a second try with other credentials', async () => {
      await serve({});
      server.use((socket, allow) => allow(socket.handshake.auth.token === 'secret' ? undefined
        : Object.assign(new Error('not authorized'), { data: { code: 4001 } })));
      const socket = open('/', { auth: { token: 'wrong' } });
      const [error] = await next(socket, 'connect_error');
      assert.equal(error.message, 'not authorized');
      assert.deepEqual(error.data, { code: 4001 });
      socket.auth = { token: 'secret' };
      socket.connect();
      await next(socket, 'connect');
    });

    it('takes credentials from a function, asked at each connection', async () => {
      const seen = [];
      await serve({}, socket => seen.push(socket.handshake.auth));
      let asked = 0;
      const socket = open('/', { auth: give => setTimeout(give, 5, { asked: ++asked }) });
      await next(socket, 'connect');
      socket.io.engine.close();
      await next(socket, 'connect');
      assert.deepEqual(seen, [{ asked: 1 }, { asked: 2 }]);
    });

    it('sends query, path, headers and time stamps as asked', async () => {
      let handshake, url;
      await serve({ path: '/chat' }, socket => {
        ({ handshake } = socket);
        ({ url } = socket.conn.request);
      });
      const socket = open('/', { path: '/chat/', query: { x: 'ä b', y: 1 }, extraHeaders: { 'X-Conf': 'yes' }, timestampRequests: false });
      await next(socket, 'connect');
      assert.equal(handshake.query.x, 'ä b');
      assert.equal(handshake.query.y, '1');
      assert.equal(handshake.headers['x-conf'], 'yes');
      assert.equal(url, '/chat/?x=%C3%A4%20b&y=1&EIO=4&transport=polling');
    });

    it('takes the query from the URL', async () => {
      let query;
      await serve({}, socket => { ({ query } = socket.handshake); });
      await next(open('/?token=a%26b&n=1'), 'connect');
      assert.equal(query.token, 'a&b');
      assert.equal(query.n, '1');
    });

    it('works without a slash at the end of the path', async () => {
      await serve({ path: '/io', addTrailingSlash: false }, echo);
      assert.equal(await open('/', { path: '/io', addTrailingSlash: false }).emitWithAck('ask', 1), 1);
    });

    it('tries the other transports with tryAllTransports', async () => {
      await serve({ transports: ['websocket'] }, echo);
      const socket = open('/', { tryAllTransports: true });
      await next(socket, 'connect');
      assert.equal(socket.io.engine.transport.name, 'websocket');
    });
  });

  describe('what goes wrong', () => {
    /** Something on a port that is not a Socket.IO server. */
    async function serveOther(other) {
      await new Promise(resolve => other.listen(0, '127.0.0.1', resolve));
      servers.push({ stop: () => new Promise(resolve => { other.closeAllConnections?.(); other.close(resolve); }) });
      server = { url: `http://127.0.0.1:${other.address().port}` };
    }

    it('is told: the status of a refusal', async () => {
      await serveOther(http.createServer((_, response) => response.writeHead(404).end('no')));
      const [error] = await next(open('/', { reconnection: false }), 'connect_error');
      assert.equal(error.message, 'xhr poll error');
      assert.equal(error.type, 'TransportError');
      assert.equal(error.description, 404);
    });

    it('is told: a server that speaks something else', async () => {
      await serveOther(http.createServer((_, response) => response.end('<!doctype html>')));
      const [error] = await next(open('/', { reconnection: false }), 'connect_error');
      assert.equal(error.message, 'server error');
    });

    it('is told: nobody there, over WebSocket', async () => {
      await serveOther(net.createServer(socket => socket.destroy()));
      const [error] = await next(open('/', { transports: ['websocket'], reconnection: false }), 'connect_error');
      assert.equal(error.message, 'websocket error');
    });

    it('is told: no answer in time', async () => {
      const held = [];
      await serveOther(net.createServer(socket => held.push(socket.on('error', () => {}))));
      const [error] = await next(open('/', { timeout: 30, reconnection: false }), 'connect_error');
      assert.equal(error.message, 'timeout');
      held.forEach(socket => socket.destroy());
    });

    it('is told: no transport that exists', async () => {
      await serve({});
      const [error] = await next(open('/', { transports: ['pigeon'], reconnection: false }), 'connect_error');
      assert.equal(error.message, 'No transports available');
    });

    it('is an exception at once: reserved names, and no URL outside of a page', async () => {
      await serve({});
      const socket = open();
      for (const name of ['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener']) {
        assert.throws(() => socket.emit(name), new RegExp(`"${name}" is a reserved event name`));
      }
      assert.throws(() => io('/chat'), /io\('http:/);
      assert.throws(() => io('ftp://host'), /Not a URL/);
    });
  });

  describe('disconnect tells why', () => {
    const cases = [
      ['io client disconnect', socket => socket.disconnect()],
      ['io server disconnect', (_, peer) => peer.disconnect()],
      ['transport close', (_, peer) => peer.conn.close()],
      ['transport close', (_, peer) => peer.conn.transport.socket.terminate(), 'websocket'],
      ['transport error', (socket, peer) => {
        delete server.engine.clients[peer.conn.id];
        socket.emit('for nobody');
      }, 'polling'],
      ['parse error', (_, peer) => peer.conn.write('nonsense')],
      ['parse error', (_, peer) => peer.conn.write('2["connect"]')],
      ['parse error', (_, peer) => peer.conn.write('51-["a",{"_placeholder":true,"num":1}]').write(Buffer.of(1))],
      ['ping timeout', (_, peer) => clearTimeout(peer.conn.pingIntervalTimer)],
    ];
    cases.forEach(([reason, act, transport], i) => it(`${reason} (${i})`, async () => {
      let peer;
      await serve({ pingInterval: 50, pingTimeout: 150 }, socket => { peer = socket; });
      const socket = open('/', { reconnection: false, transports: transport && [transport] });
      await next(socket, 'connect');
      await until(() => peer);
      if (transport === 'websocket') assert.equal(socket.io.engine.transport.name, 'websocket');
      const disconnected = next(socket, 'disconnect');
      act(socket, peer);
      assert.equal((await disconnected)[0], reason);
      assert.deepEqual([socket.connected, socket.disconnected, socket.id], [false, true, undefined]);
      assert.equal(socket.active, !reason.startsWith('io'));
    }));

    it('and the heartbeat keeps a good connection', async () => {
      await serve({ pingInterval: 20, pingTimeout: 40 });
      const socket = open();
      let pings = 0;
      socket.io.on('ping', () => pings++);
      socket.on('disconnect', reason => assert.fail(reason));
      await until(() => pings === 6);
      socket.off('disconnect');
    });
  });

  describe('while offline', () => {
    it('events wait, volatile ones do not, and none is lost or doubled when the server comes back', async () => {
      const seen = [];
      const listen = socket => socket.on('n', n => seen.push(n));
      await serve({}, listen);
      const socket = open();
      const events = [];
      for (const event of ['reconnect_attempt', 'reconnect_error', 'reconnect']) socket.io.on(event, x => events.push([event, x]));
      socket.emit('n', 0);
      await next(socket, 'connect');
      await until(() => seen.length === 1);
      const { port } = server;
      await server.stop();
      await until(() => !socket.connected);
      socket.emit('n', 1);
      socket.volatile.emit('n', 'volatile');
      socket.emit('n', 2);
      assert.equal(socket.sendBuffer.length, 2);
      await until(() => events.some(([event]) => event === 'reconnect_error'));
      servers.pop();
      await serve({ port }, listen);
      await next(socket, 'connect');
      await socket.emit('n', 3);
      await until(() => seen.length >= 4);
      assert.deepEqual(seen, [0, 1, 2, 3]);
      assert.deepEqual(events[0], ['reconnect_attempt', 1]);
      const [last, attempts] = events.at(-1);
      assert.equal(last, 'reconnect');
      assert.equal(attempts, events.filter(([event]) => event === 'reconnect_attempt').length);
    });

    it('attempts end after reconnectionAttempts', async () => {
      await serve({});
      const socket = open('/', { reconnectionAttempts: 2 });
      await next(socket, 'connect');
      let attempts = 0;
      socket.io.on('reconnect_attempt', () => attempts++);
      const failed = next(socket.io, 'reconnect_failed');
      await servers.pop().stop();
      await failed;
      assert.equal(attempts, 2);
    });

    it('disconnect() ends the attempts', async () => {
      await serve({});
      const socket = open();
      await next(socket, 'connect');
      await servers.pop().stop();
      await next(socket.io, 'reconnect_attempt');
      socket.disconnect();
      socket.io.on('reconnect_attempt', () => assert.fail('tried again'));
      await new Promise(resolve => setTimeout(resolve, 60));
      assert.equal(socket.active, false);
    });

    it('delays grow from reconnectionDelay to reconnectionDelayMax, with jitter', async () => {
      const delays = [];
      const realSetTimeout = setTimeout;
      const manager = new io.Manager('http://127.0.0.1:1', { reconnectionDelay: 100, reconnectionDelayMax: 1000 });
      manager.timeout(false);
      globalThis.setTimeout = (action, delay) => {
        delays.push(delay);
        return realSetTimeout(action, 0);
      };
      try {
        manager.reconnectionAttempts(6);
        await next(manager, 'reconnect_failed');
      } finally {
        globalThis.setTimeout = realSetTimeout;
        manager.disconnect();
      }
      const backoffs = delays.filter(delay => delay >= 50);
      assert.equal(backoffs.length, 6);
      backoffs.forEach((delay, i) => {
        const middle = 100 * 2 ** i;
        assert.ok(delay >= Math.min(middle / 2, 1000) && delay <= Math.min(middle * 1.5, 1000), `${delay} at attempt ${i + 1}`);
      });
    });

    it('autoConnect: false waits for connect()', async () => {
      await serve({}, echo);
      const socket = open('/', { autoConnect: false });
      assert.equal(socket.active, false);
      const answer = socket.emitWithAck('ask', 'waited');
      assert.equal(socket.connect(), socket);
      assert.equal(socket.connect().active, true);
      assert.equal(await answer, 'waited');
      assert.equal(server.sockets.sockets.size, 1);
    });

    it('the state comes back with what was missed, if the server keeps it', async () => {
      let peer;
      await serve({ connectionStateRecovery: {} }, socket => { peer = socket; });
      const socket = open();
      const seen = [];
      socket.on('n', n => seen.push(n));
      await next(socket, 'connect');
      await until(() => peer);
      server.emit('n', 1);
      await until(() => seen.length === 1);
      const { id } = socket;
      peer.conn.close();
      server.emit('n', 2);
      await next(socket, 'connect');
      assert.deepEqual([socket.recovered, socket.id], [true, id]);
      assert.deepEqual(seen, [1, 2]);
    });
  });

  describe('acknowledgements', () => {
    it('may time out: then the late answer is ignored', async () => {
      let answer;
      await serve({}, socket => socket.on('slow', callback => { answer = callback; }));
      const socket = open();
      await next(socket, 'connect');
      const calls = [];
      socket.timeout(20).emit('slow', (...args) => calls.push(args));
      await until(() => calls.length && answer);
      answer('late');
      await assert.rejects(socket.timeout(10).emitWithAck('slow'), /operation has timed out/);
      assert.equal(calls.length, 1);
      assert.equal(calls[0][0].message, 'operation has timed out');
      assert.equal(socket.acks.size, 0);
    });

    it('have an error first with a timeout or ackTimeout, and none without', async () => {
      await serve({}, echo);
      const answerOf = socket => new Promise(resolve => socket.emit('ask', 1, (...args) => resolve(args)));
      assert.deepEqual(await answerOf(open().timeout(1000)), [null, 1]);
      assert.deepEqual(await answerOf(open('/', { ackTimeout: 1000 })), [null, 1]);
      assert.deepEqual(await answerOf(open()), [1]);
    });

    it('fail when the connection is lost', async () => {
      await serve({}, () => {});
      const socket = open('/', { reconnection: false });
      await next(socket, 'connect');
      const answer = assert.rejects(socket.emitWithAck('never'), /socket has been disconnected/);
      socket.io.engine.close();
      await answer;
    });

    it('are sent once', async () => {
      const answers = [];
      await serve({}, socket => socket.emit('question', (...args) => answers.push(args)));
      const socket = open();
      socket.on('question', answer => { answer(1); answer(2); socket.emit('done'); });
      await next(socket, 'connect');
      await until(() => answers.length);
      assert.deepEqual(answers, [[1]]);
    });

    it('make retries stop: an event is sent again until then, and the next one waits', async () => {
      const seen = [];
      await serve({}, socket => socket.on('n', (n, answer) => {
        seen.push(n);
        if (seen.length > 2) answer(`got ${n}`);
      }));
      const socket = open('/', { retries: 3, ackTimeout: 20 });
      const answers = [];
      socket.emit('n', 1, (...args) => answers.push(args));
      socket.emit('n', 2);
      await until(() => seen.length === 4 && socket._queue.length === 0);
      assert.deepEqual(seen, [1, 1, 1, 2]);
      assert.deepEqual(answers, [[null, 'got 1']]);
    });

    it('are given up after the last retry', async () => {
      let count = 0;
      await serve({}, socket => socket.on('n', () => count++));
      const socket = open('/', { retries: 1, ackTimeout: 10 });
      const error = await new Promise(resolve => socket.emit('n', resolve));
      assert.equal(error.message, 'operation has timed out');
      await until(() => count === 2);
    });
  });

  describe('polling', () => {
    it('respects maxPayload when it batches, counted in bytes', async () => {
      const seen = [];
      const sizes = [];
      await serve({ maxHttpBufferSize: 1000 }, socket => socket.on('n', (n, text) => seen.push([n, text])));
      server.engine.use((request, _, proceed) => {
        if (request.method === 'POST') sizes.push(Number(request.headers['content-length']));
        proceed();
      });
      const socket = open('/', { transports: ['polling'] });
      await next(socket, 'connect');
      for (let i = 0; i < 60; i++) socket.emit('n', i, '€'.repeat(i % 30) + '😀');
      await until(() => seen.length === 60);
      assert.deepEqual(seen.map(([n]) => n), [...Array(60).keys()]);
      assert.equal(seen[29][1], '€'.repeat(29) + '😀');
      assert.ok(sizes.every(size => size <= 1000), `${sizes}`);
      assert.ok(sizes.length < 30, 'several events in one request');
    });

    it('tells a request that is too large', async () => {
      await serve({ maxHttpBufferSize: 1000 });
      const socket = open('/', { transports: ['polling'], reconnection: false });
      await next(socket, 'connect');
      socket.emit('large', 'x'.repeat(2000));
      const [reason, error] = await next(socket, 'disconnect');
      assert.equal(reason, 'transport error');
      assert.deepEqual([error.message, error.description], ['xhr post error', 413]);
      await until(() => server.engine.clientsCount === 0);
    });
  });

  describe('listeners', () => {
    it('can be added, removed and listed; catch-all ones see every event', async () => {
      await serve({}, echo);
      const socket = open();
      const seen = [];
      const listener = x => seen.push(x);
      const any = (event, x) => seen.push(`any ${event} ${x}`);
      socket.on('echo', listener).once('echo', x => seen.push(`once ${x}`)).prependAny(any)
        .onAnyOutgoing((event, x) => seen.push(`out ${event} ${x}`));
      assert.ok(socket.hasListeners('echo') && socket.listeners('echo')[0] === listener);
      for (const x of [1, 2]) {
        socket.emit('echo', x);
        await next(socket, 'echo');
      }
      socket.off('echo', listener).offAny(any).offAnyOutgoing();
      assert.deepEqual([socket.hasListeners('echo'), socket.listenersAny(), socket.listenersAnyOutgoing()], [false, [], []]);
      assert.deepEqual(seen, ['out echo 1', 'any echo 1', 1, 'once 1', 'out echo 2', 'any echo 2', 2]);
    });

    it('that throw do not break the connection', async () => {
      await serve({}, echo);
      const socket = open('/', { transports: ['polling'] });
      socket.on('echo', () => { throw new Error('from a listener'); });
      const [listener] = process.listeners('uncaughtException');
      process.removeAllListeners('uncaughtException');
      const thrown = new Promise(resolve => process.once('uncaughtException', resolve));
      socket.emit('echo');
      assert.equal((await thrown).message, 'from a listener');
      if (listener) process.on('uncaughtException', listener);
      assert.equal(await socket.emitWithAck('ask', 'alive'), 'alive');
    });
  });
});
