/* Lessons 01 to 05: a connection, and the first messages over it. */
'use strict';

const assert = require('node:assert/strict');
const net = require('node:net');
const { afterEach, beforeEach } = require('node:test');
const { suite, it, next, until, startProgram } = require('./support.js');
const { JAR, JAVA, NEEDS, startLesson, withLessons, logOf, shows } = require('./lessons.js');

suite('lesson 01', [JAR], () => {
  let server, connections;

  beforeEach(async () => {
    connections = [];
    server = await startLesson('examples/01-tcp/TcpServer.java', /^The server listens on port (\d+)$/m);
  });
  afterEach(async () => {
    connections.forEach(connection => connection.destroy());
    await server.kill();
  });

  /** Somebody's telnet, as it were. `text` is what has come back, `ended` whether the server has closed. */
  async function telnet() {
    const connection = net.connect(server.port, '127.0.0.1').setNoDelay(true).setEncoding('utf8');
    connections.push(connection);
    const telnet = { text: '', ended: false, write: text => connection.write(text) };
    connection.on('data', text => { telnet.text += text; }).on('end', () => { telnet.ended = true; });
    await next(connection, 'connect');
    return telnet;
  }

  it('a line that comes in pieces is echoed once it is whole', async () => {
    const client = await telnet();
    for (const piece of ['He', 'll', 'o']) {
      client.write(piece);
      await server.prints(`chunk: ${piece}`);
    }
    assert.equal(client.text, '');
    client.write('\r\n');
    await server.prints('line:  Hello');
    await until(() => client.text === 'Hello\n');
  });

  it('a character that comes in pieces is not broken', async () => {
    const client = await telnet();
    const [first, second] = [Buffer.from('é\n').subarray(0, 1), Buffer.from('é\n').subarray(1)];
    client.write(first);
    await server.prints(/^chunk: /);
    client.write(second);
    await until(() => client.text === 'é\n');
  });

  it('several lines in one chunk are echoed one by one, and "exit" ends the connection', async () => {
    const [one, other] = [await telnet(), await telnet()];
    one.write('first\nsecond\nexit\nnot any more\n');
    await until(() => one.ended);
    assert.equal(one.text, 'first\nsecond\n');
    other.write('still here\n');
    await until(() => other.text === 'still here\n');
    assert.ok(!server.lines().includes('line:  not any more'));
  });

  it('the client shows both, and ends', async () => {
    const client = await startProgram(JAVA, ['examples/01-tcp/TcpClient.java'], { PORT: String(server.port) },
      /^The server has closed: true$/m);
    await client.kill();
    const answers = client.output().split('\n').filter(line => line.startsWith('answer: '));
    assert.deepEqual(answers, ['answer: Hello, server', 'answer: one', 'answer: two', 'answer: three']);
    assert.deepEqual(server.lines().filter(line => line.startsWith('line: ')),
      ['line:  Hello, server', 'line:  one', 'line:  two', 'line:  three', 'line:  exit']);
    assert.ok(server.lines().includes('chunk: one\\ntwo\\nthree\\n'), server.lines().join('\n'));
  });
});

suite('lessons 02 to 05', [...NEEDS, 'socket.io-client'], () => {
  const { start, visit } = withLessons();

  it('02: the browser\'s own WebSocket gets its texts back', async () => {
    const server = await start('examples/02-websocket/WebSocketEcho.java');
    const page = await visit(server);
    await shows(page, 'open');
    for (const text of ['hello', 'é€😀']) {
      await page.fill('#text', text);
      await page.click('text=Send');
      await shows(page, `echo: ${text}`);
    }
    assert.equal(await page.inputValue('#text'), '');
    await server.prints('text: hello');
    await page.click('text=Close');
    await shows(page, 'closed: 1000 goodbye');
    await server.prints('It has closed: 1000 goodbye');
  });

  it('03: a page is served, and connects', async () => {
    const server = await start('examples/03-hello/Hello.java');
    const page = await visit(server);
    const [, id] = await server.prints(/^A user has connected: (.*)$/);
    await page.waitForFunction(text => document.getElementById('state').textContent === text, `Connected as ${id}`);
    assert.equal(await page.textContent('h1'), 'Hello world');
  });

  it('04: clients come and go, for a reason that both sides are told', async () => {
    const server = await start('examples/04-connections/Connections.java');
    const people = (page, count) => page.waitForFunction(
      text => document.getElementById('people').textContent === text, String(count));
    const idOf = page => page.evaluate(() => socket.id);
    const [ana, ben] = [await visit(server), await visit(server)];
    await people(ana, 2);
    await people(ben, 2);

    let id = await idOf(ben);
    await ben.click('text=Leave');
    await shows(ben, 'disconnected: io client disconnect');
    await server.prints(`${id} has left: client namespace disconnect`);
    await people(ana, 1);
    await people(ben, '?');

    await ben.click('text=Come back');
    await people(ana, 2);
    await people(ben, 2);
    assert.notEqual(await idOf(ben), id);

    id = await idOf(ben);
    await ben.click('text=Throw me out');
    await shows(ben, 'disconnected: io server disconnect');
    await server.prints(`${id} has left: server namespace disconnect`);
    await people(ana, 1);

    await ben.click('text=Come back');
    await people(ana, 2);
    await ben.waitForFunction(() => socket.connected && socket.io.engine.transport.name === 'websocket');
    id = await idOf(ben);
    await ben.close();
    await server.prints(`${id} has left: transport close`);
    await people(ana, 1);
    assert.equal((await logOf(ana)).length, 1, 'Ana was connected all the time');
  });

  it('05: a message comes after four seconds, if the client is still here', async () => {
    const server = await start('examples/05-messages/Messages.java');
    // No tab: on a busy machine, it may be open for longer than four seconds.
    const gone = require('socket.io-client').io(server.url);
    const idOfGone = await new Promise(resolve => gone.on('connect', () => {
      resolve(gone.id);
      gone.disconnect();
    }));
    const begun = performance.now();
    const page = await visit(server);
    await shows(page, 'connected');
    const id = await page.evaluate(() => socket.id);
    await shows(page, 'message: Sent four seconds after you connected!');
    assert.ok(performance.now() - begun >= 4000, 'not earlier');
    await server.prints(`Sending a message to ${id}`);
    assert.ok(!server.lines().includes(`Sending a message to ${idOfGone}`));
    await page.click('text=Answer');
    await server.prints('message: The page says thank you');
  });
});
