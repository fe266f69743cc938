/* The exercises of lessons 20 to 23: what a solution must do, checked from outside, and the solutions of test/course. */
'use strict';

const assert = require('node:assert/strict');
const { afterEach } = require('node:test');
const { suite, it, next, until } = require('./support.js');
const { JAR, startLesson } = require('./lessons.js');

suite('the exercises of lessons 20 to 23', ['socket.io-client', JAR], () => {
  const closers = [];

  afterEach(() => Promise.all(closers.splice(0).map(close => close())));

  async function start(source) {
    const server = await startLesson(source);
    closers.unshift(() => server.kill());
    return server;
  }

  /** A client that is connected; `seen(event)` is what it has received, as lists of arguments. */
  async function connect(server) {
    const socket = require('socket.io-client').io(server.url, { forceNew: true });
    closers.unshift(() => socket.disconnect());
    const events = [];
    socket.onAny((...event) => events.push(event));
    socket.seen = name => events.filter(([event]) => event === name).map(([, ...values]) => values);
    await next(socket, 'connect');
    return socket;
  }

  async function enter(server, name) {
    const socket = await connect(server);
    assert.equal(await socket.emitWithAck('enter', name), true);
    return socket;
  }

  it('20: "undo" takes the newest line back, for all', async () => {
    const server = await start('test/course/20/Board.java');
    const [ana, ben] = [await connect(server), await connect(server)];
    const line = x => ({ x1: x, y1: 1, x2: 2, y2: 2, color: 'RED' });
    await until(() => ben.seen('lines').length === 1);
    for (const x of [1, 2]) ana.emit('line', line(x));
    for (let n = 0; n < 3; n++) ana.emit('undo');     // the last one has nothing to take back
    for (const client of [ana, ben]) {
      await until(() => client.seen('lines').length === 4);
      assert.deepEqual(client.seen('lines').slice(1), [[[line(1)]], [[]], [[]]]);
    }
  });

  it('21: the others get the news that somebody has entered, or has left', async () => {
    const server = await start('test/course/21/Chat.java');
    const ana = await enter(server, 'Ana');
    const ben = await enter(server, 'Ben');
    await until(() => ana.seen('news').length === 1);
    ben.disconnect();
    await until(() => ana.seen('news').length === 2);
    assert.deepEqual(ana.seen('news'), [['Ben has entered'], ['Ben has left']]);
    assert.deepEqual(ben.seen('news'), []);
  });

  it('22: what is whispered reaches one person', async () => {
    const server = await start('test/course/22/ChatTyping.java');
    const [ana, ben, eve] = [await enter(server, 'Ana'), await enter(server, 'Ben'), await enter(server, 'Eve')];
    ana.emit('whisper', 'Nobody', 'lost');
    ana.emit('whisper', 'Ben', 'a secret');
    await until(() => ben.seen('whispered').length === 1);
    assert.deepEqual(ben.seen('whispered'), [[{ who: 'Ana', text: 'a secret' }]]);
    await ana.emitWithAck('say', 'the end');
    await until(() => eve.seen('said').length === 1);
    assert.deepEqual([ana.seen('whispered'), eve.seen('whispered')], [[], []]);
  });

  it('23: those who stay learn where somebody went', async () => {
    const server = await start('test/course/23/ChatRooms.java');
    const [ana, ben, eve] = [await enter(server, 'Ana'), await enter(server, 'Ben'), await enter(server, 'Eve')];
    eve.emit('move', 'Garden');
    await until(() => ben.seen('moved').length === 1);
    ana.emit('move', 'Moon');
    ana.emit('move', 'Kitchen');
    await until(() => ben.seen('moved').length === 2);
    assert.deepEqual(ben.seen('moved'), [['Eve', 'Garden'], ['Ana', 'Kitchen']]);
    await ana.emitWithAck('say', 'the end');
    assert.deepEqual([ana.seen('moved'), eve.seen('moved')], [[['Eve', 'Garden']], []]);
  });
});
