/* The exercises of lessons 10 to 19: what a solution must do, checked from outside, and the solutions of test/course. */
'use strict';

const assert = require('node:assert/strict');
const { afterEach } = require('node:test');
const { suite, it, next, until } = require('./support.js');
const { JAR, startLesson } = require('./lessons.js');

suite('the exercises of lessons 10 to 19', ['socket.io-client', JAR], () => {
  const closers = [];

  afterEach(() => Promise.all(closers.splice(0).map(close => close())));

  async function start(source) {
    const server = await startLesson(source);
    closers.unshift(() => server.kill());
    return server;
  }

  async function connect(server, namespace = '', options = {}) {
    const socket = require('socket.io-client').io(server.url + namespace, { forceNew: true, ...options });
    closers.unshift(() => socket.disconnect());
    const seen = [];
    socket.onAny((...event) => seen.push(event));
    await next(socket, 'connect');
    return { socket, seen };
  }

  it('10: "divide" is answered with "ok" and the quotient, or with "error" and 0', async () => {
    const { socket } = await connect(await start('test/course/10/Acks.java'));
    const answer = (a, b) => new Promise(resolve => socket.emit('divide', a, b, (...given) => resolve(given)));
    assert.deepEqual(await answer(12, 4), ['ok', 3]);
    assert.deepEqual(await answer(1, 0), ['error', 0]);
  });

  it('11: "shout" reaches the others in capital letters, and not the one that shouts', async () => {
    const server = await start('test/course/11/Broadcast.java');
    const [ana, ben] = [await connect(server), await connect(server)];
    ana.socket.emit('shout', 'hello');
    await until(() => ben.seen.some(([event, text]) => event === 'news' && text === 'HELLO'));
    ben.socket.emit('shout', 'bye');
    await until(() => ana.seen.some(([, text]) => text === 'BYE'));
    assert.ok(!ana.seen.some(([, text]) => text === 'HELLO'));
  });

  it('12: "publish" sends a headline to all readers of /news, and to nobody else', async () => {
    const server = await start('test/course/12/Namespaces.java');
    const [ana, ben] = [await connect(server, '/news'), await connect(server, '/news')];
    const shop = await connect(server, '/shop');
    ana.socket.emit('publish', 'Extra');
    for (const reader of [ana, ben]) {
      await until(() => reader.seen.some(([event, text]) => event === 'headline' && text === 'Extra'));
    }
    shop.socket.emit('buy', 'plugs');
    await next(shop.socket, 'sold');
    assert.ok(!shop.seen.some(([event]) => event === 'headline'));
  });

  it('13: "whisper" reaches the other one in the room, and not the one that whispers', async () => {
    const server = await start('test/course/13/Rooms.java');
    const [ana, ben, cleo] = [await connect(server), await connect(server), await connect(server)];
    ana.socket.emit('whisper', 'psst');
    await until(() => ben.seen.some(([event, text]) => event === 'whispered' && text === 'psst'));
    ben.socket.emit('whisper', 'what?');
    await until(() => ana.seen.some(([, text]) => text === 'what?'));
    assert.deepEqual(ana.seen.filter(([event]) => event === 'whispered'), [['whispered', 'what?']]);
    assert.ok(!cleo.seen.some(([event]) => event === 'whispered'));
  });

  it('14: who has no name is refused, with the code 400', async () => {
    const server = await start('test/course/14/Door.java');
    const refused = async auth => {
      const socket = require('socket.io-client').io(server.url, { forceNew: true, auth });
      closers.unshift(() => socket.disconnect());
      const [error] = await next(socket, 'connect_error');
      return [error.message, error.data.code];
    };
    assert.deepEqual(await refused({ word: 'sesame' }), ['no name', 400]);
    assert.deepEqual(await refused({ word: 'barley', name: 'Ana' }), ['wrong word', 401]);
    const { socket, seen } = await connect(server, '', { auth: { word: 'sesame', name: 'Ana' } });
    await until(() => seen.length === 1);
    assert.ok(socket.connected);
  });

  it('15: dividing by zero is answered too', async () => {
    const { socket } = await connect(await start('test/course/15/Errors.java'));
    assert.equal(await socket.emitWithAck('divide', 1, 0), 'by zero');
    assert.equal(await socket.emitWithAck('divide', 6, 3), 2);
  });

  it('16: those who said hello before are told', async () => {
    const server = await start('test/course/16/Debugging.java');
    const [ana, ben, silent] = [await connect(server), await connect(server), await connect(server)];
    assert.equal(await ana.socket.emitWithAck('hello', 'Ana'), 'hello, Ana');
    ben.socket.emit('hello', 'Ben', () => {});
    await until(() => [ana, ben].every(({ seen }) => seen.some(([event, name]) => event === 'greeted' && name === 'Ben')));
    assert.ok(!silent.seen.some(([event]) => event === 'greeted'), 'who has not said hello is not told');
  });

  it('17: only WebSockets are let in', async () => {
    const server = await start('test/course/17/Transports.java');
    const { socket } = await connect(server, '', { transports: ['websocket'] });
    assert.equal(await socket.emitWithAck('which'), 'websocket');
    const response = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`);
    assert.equal(response.status, 400);
  });

  it('18: "reverse" is acknowledged with the text backwards', async () => {
    const { socket } = await connect(await start('test/course/18/Wire.java'));
    assert.equal(await socket.emitWithAck('reverse', 'abc'), 'cba');
  });

  it('19: /count says how many sockets there are', async () => {
    const server = await start('test/course/19/Pages.java');
    assert.equal((await (await fetch(`${server.url}/count`)).text()).trim(), '0');
    await connect(server);
    await until(async () => (await (await fetch(`${server.url}/count`)).text()).trim() === '1');
  });
});
