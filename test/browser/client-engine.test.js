/* The browser client in Node, against Node's own Socket.IO server: `socket.io.engine`, which applications may look at. */
'use strict';

const assert = require('node:assert/strict');
const { CLIENT, suite, it, next, until, fixture } = require('./support.js');

suite('the browser client in Node: the engine', ['socket.io', 'ws'], () => {
  const io = require(CLIENT);
  const here = fixture();
  const { serve, open, echo } = here;

  it('tells of its opening, its upgrade and its end', async () => {
    await serve({}, echo);
    const manager = new io.Manager(here.server.url, { reconnection: false });
    const { engine } = manager;
    const events = [];
    for (const event of ['handshake', 'open', 'upgrading', 'upgrade', 'close']) {
      engine.on(event, x => events.push([event, x?.name ?? x?.sid ?? x]));
    }
    assert.deepEqual([engine.readyState, engine.transport.name, engine.id], ['opening', 'polling', null]);
    await next(engine, 'upgrade');
    const { id } = engine;
    assert.deepEqual([engine.readyState, engine.transport.name, engine.upgrading], ['open', 'websocket', false]);
    manager.disconnect();
    await until(() => engine.readyState === 'closed');
    assert.deepEqual(events, [['handshake', id], ['open', undefined], ['upgrading', 'websocket'], ['upgrade', 'websocket'],
      ['close', 'forced close']]);
    assert.equal(engine.id, null);
  });

  it('tells of packets, of a buffer that is empty, and of the heart', async () => {
    await serve({ pingInterval: 20 }, echo);
    const socket = open('/', { transports: ['websocket'] });
    await next(socket, 'connect');
    const { engine } = socket.io;
    const packets = [];
    engine.on('packet', ({ type, data }) => packets.push(['in', type, data]));
    engine.on('packetCreate', ({ type, data }) => packets.push(['out', type, data]));
    socket.emit('echo', 1);
    assert.deepEqual(engine.writeBuffer.map(({ type, data }) => [type, data]), [['message', '2["echo",1]']]);
    await next(engine, 'drain');
    assert.deepEqual(engine.writeBuffer, []);
    await next(socket, 'echo');
    const hearts = [];
    for (const event of ['heartbeat', 'ping', 'pong']) engine.on(event, () => hearts.push(event));
    await next(engine, 'pong');
    assert.deepEqual(hearts.slice(-3), ['heartbeat', 'ping', 'pong']);
    assert.deepEqual(packets.filter(([, type]) => type === 'message'),
      [['out', 'message', '2["echo",1]'], ['in', 'message', '2["echo",1]']]);
    assert.deepEqual(packets.slice(-2), [['in', 'ping', undefined], ['out', 'pong', undefined]]);
  });

  it('calls back when a message has gone, and marks what is not to be compressed', async () => {
    await serve({}, echo);
    const socket = open('/', { transports: ['websocket'] });
    await next(socket, 'connect');
    const flags = [];
    socket.io.engine.on('packetCreate', ({ options }) => flags.push(options.compress));
    socket.emit('echo').compress(false).emit('echo', new Uint8Array(1)).compress(true).emit('echo').emit('echo');
    assert.deepEqual(flags, [true, false, false, true, true]);
    await new Promise(resolve => socket.io.engine.send('2["echo"]', { compress: false }, resolve));
    assert.equal(flags.at(-1), false);
  });

  it('gives the details of a disconnection', async () => {
    let peer;
    await serve({ maxHttpBufferSize: 100 }, socket => { peer = socket; });
    const [tooLarge] = [open('/', { transports: ['polling'], reconnection: false })];
    await next(tooLarge, 'connect');
    tooLarge.emit('x'.repeat(101));
    const [reason, error] = await next(tooLarge, 'disconnect');
    assert.deepEqual([reason, error.message, error.type], ['transport error', 'xhr post error', 'TransportError']);
    assert.deepEqual([error.description, error.context.status, error.context.readyState, error.context.responseText],
      [413, 413, 4, '']);                   // Node's server sends no text with it
    for (const [transport, description] of [['polling', 'transport closed by the server'],
      ['websocket', 'websocket connection closed']]) {
      const socket = open('/', { transports: [transport], reconnection: false });
      await next(socket, 'connect');
      const disconnected = next(socket, 'disconnect');
      peer.conn.close();
      const [why, details] = await disconnected;
      assert.deepEqual([why, details.description], ['transport close', description]);
      assert.equal(details.context?.code, transport === 'websocket' ? 1005 : undefined);
    }
  });

  it('waits with its end until what is buffered has gone', async () => {
    const seen = [];
    await serve({}, socket => socket.on('n', n => seen.push(n)));
    const socket = open('/', { transports: ['polling'], reconnection: false });
    await next(socket, 'connect');
    for (let n = 0; n < 20; n++) socket.emit('n', n);
    socket.io.engine.close();
    assert.equal(socket.io.engine.readyState, 'closing');
    socket.io.engine.write('2["n","too late"]');
    await next(socket, 'disconnect');
    await until(() => seen.length >= 20);
    assert.deepEqual(seen, [...Array(20).keys()]);
  });

  it('closes before sending when the heartbeat has been missed, as after a sleep, and the packet waits', async () => {
    await serve({}, echo);
    const socket = open();
    await next(socket, 'connect');
    socket.io.engine._pingTimeoutTime = Date.now() - 1;
    const answer = socket.emitWithAck('ask', 'kept');
    assert.equal(socket.sendBuffer.length, 1);
    assert.equal((await next(socket, 'disconnect'))[0], 'ping timeout');
    assert.equal(await answer, 'kept');
  });

  it('has listeners by names that are the same as text', async () => {
    await serve({}, socket => socket.emit('7', 'by text'));
    const socket = open();
    assert.deepEqual(await next(socket, 7), ['by text']);
    assert.deepEqual(socket.listeners(7), []);
  });
});
