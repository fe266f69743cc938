/* The browser client in Node, against Node's own Socket.IO server: transports, namespaces, the handshake and its errors. */
'use strict';

const assert = require('node:assert/strict');
const http = require('node:http');
const net = require('node:net');
const { describe } = require('node:test');
const { CLIENT, suite, it, next, until, fixture } = require('./support.js');

const bytes = (...values) => new Uint8Array(values).buffer;
const list = buffer => [...new Uint8Array(buffer)];

suite('the browser client in Node: connecting', ['socket.io', 'ws'], () => {
  const io = require(CLIENT);
  const here = fixture();
  const { serve, open, echo } = here;

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

  it('connects to a ws:// address with both transports, as to an http:// one', async () => {
    await serve({}, echo);
    here.server.url = here.server.url.replace('http', 'ws');
    for (const transports of [['polling'], ['websocket']]) assert.equal(await open('/', { transports }).emitWithAck('ask', 1), 1);
  });

  describe('the upgrade', () => {
    /** Holds back the WebSocket, so that the connection is busy before the upgrade begins. */
    const delayWebSocket = isBusy => here.server.engine.use((request, _, proceed) =>
      request.headers.upgrade ? until(isBusy).then(() => proceed()) : proceed());

    it('loses, doubles and reorders nothing while both directions are busy', async () => {
      const WINDOW = 300;   // so much may be under way: what is sent follows what arrives, so that no machine is too slow
      const [sent, received, heard] = [[], [], []];
      let isOver = false;
      await serve({}, socket => {
        socket.on('up', i => received.push(i));
        const talk = i => {
          if (i - heard.length > WINDOW) return setTimeout(talk, 1, i);
          for (let n = 0; n < 10; n++) socket.emit('down', i + n);
          if (isOver) socket.emit('over', i + 10);
          else setTimeout(talk, 1, i + 10);
        };
        talk(0);
      });
      delayWebSocket(() => received.length > 50 && heard.length > 50);
      const socket = open();
      socket.on('down', i => heard.push(i));
      let upgradedAt;
      socket.io.engine.on('upgrade', () => { upgradedAt = [sent.length, heard.length]; });
      while (!upgradedAt || sent.length < 3 * upgradedAt[0]) {
        sent.push(sent.length);
        socket.emit('up', sent.at(-1));
        if (sent.length % 10 === 0) await new Promise(resolve => setTimeout(resolve, 1));
        await until(() => sent.length - received.length < WINDOW);
      }
      isOver = true;
      const [count] = await next(socket, 'over');
      await until(() => received.length >= sent.length);
      assert.deepEqual(received, sent);
      assert.deepEqual(heard, [...Array(count).keys()]);
      assert.ok(upgradedAt.every(n => n > 50), `busy before the upgrade: ${upgradedAt}`);
    });

    it('leaves the connection as it was when the probe fails', async () => {
      await serve({}, echo);
      here.server.engine.use((request, _, proceed) => proceed(request.headers.upgrade ? new Error('no WebSocket') : undefined));
      const socket = open();
      const [error] = await next(socket.io.engine, 'upgradeError');
      assert.match(error.message, /^probe error/);
      assert.equal(await socket.emitWithAck('ask', 'still here'), 'still here');
      assert.equal(socket.io.engine.transport.name, 'polling');
    });

    for (const [moment, when] of [['before', action => action()], ['while', action => setImmediate(action)]]) {
      it(`goes back to polling when the probe is lost ${moment} polling is paused`, async () => {
        await serve({}, echo);
        const socket = open();
        delayWebSocket(() => socket.connected);
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
      here.server.of('/a').on('connection', echo);
      here.server.of('/b').on('connection', echo);
      const [root, a, b] = ['/', '/a', '/b'].map(nsp => open(nsp, { forceNew: false }));
      assert.ok(root.io === a.io && a.io === b.io);
      const answers = await Promise.all([root, a, b].map((socket, i) => socket.emitWithAck('ask', i)));
      assert.deepEqual(answers, [0, 1, 2]);
      assert.equal(here.server.engine.clientsCount, 1);
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
      here.server.of('/köln am rhein').on('connection', echo);
      assert.equal(await open('/köln am rhein').emitWithAck('ask', 1), 1);
    });
  });

  describe('the handshake', () => {
    it('brings message and data of a refusal, and a second try with other credentials', async () => {
      await serve({});
      here.server.use((socket, allow) => allow(socket.handshake.auth.token === 'secret' ? undefined
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
      const socket = open('/', { path: '/chat/', query: { x: 'ä b', y: 1 }, extraHeaders: { 'X-Conf': 'yes' },
        timestampRequests: false });
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
    /** Something on a port that is not a Socket.IO here.server. */
    async function serveOther(other) {
      await new Promise(resolve => other.listen(0, '127.0.0.1', resolve));
      here.servers.push({ stop: () => new Promise(resolve => { other.closeAllConnections?.(); other.close(resolve); }) });
      here.server = { url: `http://127.0.0.1:${other.address().port}` };
    }

    it('is told: the status of a refusal', async () => {
      await serveOther(http.createServer((_, response) => response.writeHead(404).end('no')));
      const [error] = await next(open('/', { reconnection: false }), 'connect_error');
      assert.equal(error.message, 'xhr poll error');
      assert.equal(error.type, 'TransportError');
      assert.equal(error.description, 404);
      assert.equal(error.context.responseText, 'no');
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
      assert.equal(error, 'No transports available');   // a string, as from the official client
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
});
