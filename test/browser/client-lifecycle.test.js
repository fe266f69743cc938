/* The browser client in Node, against Node's own Socket.IO server: disconnecting, being offline, acknowledgements, limits. */
'use strict';

const assert = require('node:assert/strict');
const { describe } = require('node:test');
const { CLIENT, suite, it, next, until, fixture } = require('./support.js');

suite('the browser client in Node: connected and disconnected', ['socket.io', 'ws'], () => {
  const io = require(CLIENT);
  const here = fixture();
  const { serve, open, echo } = here;

  describe('disconnect tells why', () => {
    const cases = [
      ['io client disconnect', socket => socket.disconnect()],
      ['io server disconnect', (_, peer) => peer.disconnect()],
      ['transport close', (_, peer) => peer.conn.close()],
      ['transport close', (_, peer) => peer.conn.transport.socket.terminate(), 'websocket'],
      ['transport error', (socket, peer) => {
        delete here.server.engine.clients[peer.conn.id];
        clearTimeout(peer.conn.pingIntervalTimer);   // no stop() finds it any more, and it would keep the process
        socket.emit('for nobody');
      }, 'polling'],
      ['parse error', (_, peer) => peer.conn.write('nonsense')],
      ['parse error', (_, peer) => peer.conn.write('2["connect"]')],
      ['parse error', (_, peer) => peer.conn.write('51-["a",{"_placeholder":true,"num":1}]').write(Buffer.of(1))],
      ['ping timeout', (_, peer) => clearTimeout(peer.conn.pingIntervalTimer), undefined, { pingInterval: 500, pingTimeout: 1000 }],
    ];
    cases.forEach(([reason, act, transport, options], i) => it(`${reason} (${i})`, async () => {
      let peer;
      await serve(options, socket => { peer = socket; });
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
      await serve({ pingInterval: 400, pingTimeout: 1200 });
      const socket = open();
      let pings = 0;
      socket.io.on('ping', () => pings++);
      socket.on('disconnect', reason => assert.fail(reason));
      await until(() => pings === 5);   // longer than both together: each ping gives it time
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
      for (const event of ['reconnect_attempt', 'reconnect_error', 'reconnect']) {
        socket.io.on(event, x => events.push([event, x]));
      }
      socket.emit('n', 0);
      await next(socket, 'connect');
      await until(() => seen.length === 1);
      const { port } = here.server;
      await here.server.stop();
      await until(() => !socket.connected);
      socket.emit('n', 1);
      socket.volatile.emit('n', 'volatile');
      socket.emit('n', 2);
      assert.equal(socket.sendBuffer.length, 2);
      await until(() => events.some(([event]) => event === 'reconnect_error'));
      here.servers.pop();
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
      await here.servers.pop().stop();
      await failed;
      assert.equal(attempts, 2);
    });

    it('disconnect() ends the attempts', async () => {
      await serve({});
      const socket = open();
      await next(socket, 'connect');
      await here.servers.pop().stop();
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
        const [least, most] = [Math.min(middle / 2, 1000), Math.min(middle * 1.5, 1000)];
        assert.ok(least <= delay && delay <= most, `${delay} at attempt ${i + 1}`);
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
      assert.equal(here.server.sockets.sockets.size, 1);
    });

    it('the state comes back with what was missed, if the server keeps it', async () => {
      let peer;
      await serve({ connectionStateRecovery: {} }, socket => { peer = socket; });
      const socket = open();
      const seen = [];
      socket.on('n', n => seen.push(n));
      await next(socket, 'connect');
      await until(() => peer);
      here.server.emit('n', 1);
      await until(() => seen.length === 1);
      const { id } = socket;
      peer.conn.close();
      here.server.emit('n', 2);
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
      assert.deepEqual(await answerOf(open().timeout(120_000)), [null, 1]);
      assert.deepEqual(await answerOf(open('/', { ackTimeout: 120_000 })), [null, 1]);
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
      const socket = open('/', { retries: 3, ackTimeout: 500 });
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
      here.server.engine.use((request, _, proceed) => {
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
      await until(() => here.server.engine.clientsCount === 0);
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
