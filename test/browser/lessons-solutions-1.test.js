/* The exercises of lessons 01 to 09: what a solution must do, checked from outside, and the solutions of test/course. */
'use strict';

const assert = require('node:assert/strict');
const net = require('node:net');
const { afterEach } = require('node:test');
const { suite, it, next, until } = require('./support.js');
const { JAR, startLesson } = require('./lessons.js');

suite('the exercises of lessons 01 to 09', ['socket.io-client', 'ws', JAR], () => {
  const closers = [];

  afterEach(() => Promise.all(closers.splice(0).map(close => close())));

  async function start(source, ready) {
    const server = await startLesson(source, ready);
    closers.unshift(() => server.kill());
    return server;
  }

  /** A client that is connected; `seen` has all its events from the first on, as lists. */
  async function connect(server) {
    const socket = require('socket.io-client').io(server.url, { forceNew: true });
    closers.unshift(() => socket.disconnect());
    const client = { socket, seen: [] };
    socket.onAny((...event) => client.seen.push(event));
    await next(socket, 'connect');
    return client;
  }

  it('01: the line "count" is answered with how many lines this client has sent', async () => {
    const server = await start('test/course/01/TcpServer.java', /^The server listens on port (\d+)$/m);
    for (const [lines, expected] of [['a\nb\ncount\ncount\n', 'a\nb\nlines: 3\nlines: 4\n'], ['count\n', 'lines: 1\n']]) {
      const connection = net.connect(server.port, '127.0.0.1').setEncoding('utf8');
      closers.unshift(() => connection.destroy());
      let text = '';
      connection.on('data', data => { text += data; });
      connection.write(lines);
      await until(() => text === expected);
    }
  });

  it('02: the path /shout answers in capital letters', async () => {
    const server = await start('test/course/02/WebSocketEcho.java');
    const WebSocket = require('ws');
    for (const [path, expected] of [['shout', 'HELLO'], ['echo', 'hello']]) {
      const client = new WebSocket(`ws://127.0.0.1:${server.port}/${path}`);
      closers.unshift(() => client.terminate());
      await next(client, 'open');
      client.send('hello');
      const [message] = await next(client, 'message');
      assert.equal(String(message), expected);
    }
  });

  it('03: the page is served below /hello, too', async () => {
    const server = await start('test/course/03/Hello.java');
    for (const path of ['/', '/hello/', '/hello']) {
      const response = await fetch(server.url + path);
      assert.equal(response.status, 200);
      assert.match(await response.text(), /<h1>Hello world<\/h1>/);
    }
  });

  it('04: the others are told who has left, and why', async () => {
    const server = await start('test/course/04/Connections.java');
    const [ana, ben] = [await connect(server), await connect(server)];
    const id = ben.socket.id;
    ben.socket.disconnect();
    const [who, reason] = await next(ana.socket, 'left');
    assert.deepEqual([who, reason], [id, 'client namespace disconnect']);
  });

  it('05: the message comes once more, a second after "again"', async () => {
    const server = await start('test/course/05/Messages.java');
    const { socket } = await connect(server);
    const begun = performance.now();
    socket.send('again');
    const first = await next(socket, 'message');
    assert.ok(performance.now() - begun >= 1000, 'not earlier');
    const second = await next(socket, 'message');
    assert.deepEqual([first, second], Array(2).fill(['Sent four seconds after you connected!']));
  });

  it('06: the event "forecast" has a list of three numbers', async () => {
    const server = await start('test/course/06/ServerEvents.java');
    const { seen } = await connect(server);
    await until(() => seen.some(([event]) => event === 'end'));
    assert.deepEqual(seen.map(([event]) => event), ['welcome', 'weather', 'forecast', 'end']);
    assert.deepEqual(seen[2], ['forecast', [21, 19, 23]]);
  });

  it('07: "add up" is answered with the sum', async () => {
    const server = await start('test/course/07/ClientEvents.java');
    const { socket } = await connect(server);
    socket.emit('add up', 3, 4);
    assert.deepEqual(await next(socket, 'sum'), [7]);
  });

  it('08: after "stop", no more numbers come, until the next "start"', async () => {
    const server = await start('test/course/08/Numbers.java');
    const [ana, ben] = [await connect(server), await connect(server)];
    for (const { socket } of [ana, ben]) socket.emit('start', 10);
    await until(() => ana.seen.length >= 3);
    ana.socket.emit('stop');
    await until(async () => {             // while Ben gets twenty, Ana gets none
      const [anas, bens] = [ana.seen.length, ben.seen.length];
      await until(() => ben.seen.length >= bens + 20);
      return ana.seen.length === anas;
    });
    ana.socket.emit('start', 10);
    await next(ana.socket, 'number');
  });

  it('09: "oldest" is answered with the oldest book', async () => {
    const server = await start('test/course/09/Data.java');
    const { socket } = await connect(server);
    const emma = { title: 'Emma', year: 1815, authors: ['Jane Austen'] };
    for (const book of [{ ...emma, title: 'Another', year: 1990 }, emma, { ...emma, year: 1816 }]) socket.emit('book', book);
    socket.emit('oldest');
    assert.deepEqual(await next(socket, 'oldest'), [emma]);
  });
});
