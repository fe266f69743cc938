/* Lessons 14 to 16 and 19: middleware, errors and reconnection, debug lines, plain HTTP beside it. */
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { afterEach } = require('node:test');
const { suite, it, until, ROOT, launchChromium, newContext, complaintsOf, startProgram } = require('./support.js');
const { JAR, JAVA, NEEDS, withLessons, logOf, shows } = require('./lessons.js');

suite('lessons 14, 16 and 19', NEEDS, () => {
  const { start, visit } = withLessons();

  it('14: who does not know the word is refused, with a reason, and may try again', async () => {
    const server = await start('examples/14-middleware/Door.java');
    const page = await visit(server);
    await page.fill('#word', 'barley');
    await page.click('text=Enter');
    await shows(page, 'Refused: wrong word (401). It opens a cave.');
    assert.ok(!await page.evaluate(() => socket.connected));
    await page.fill('#word', 'sesame');
    await page.press('#word', 'Enter');
    await shows(page, 'Welcome, Ana!');
    await server.prints('Ana is in');
    await page.fill('#name', 'Ben');
    await page.click('text=Enter');
    await shows(page, 'Welcome, Ben!');
    assert.equal(server.lines().filter(line => line.endsWith(' is in')).length, 2);
  });

  it('16: the client writes debug lines when the page asks for them', async () => {
    const server = await start('examples/16-debug/Debugging.java');
    const page = await visit(server);
    const lines = [];
    page.on('console', message => lines.push(message.text()));
    await page.click('text=Say hello');
    await shows(page, 'hello, Ana');
    assert.deepEqual(lines, []);
    await page.check('#debug');
    await until(() => lines.some(line => line.includes('engine.io-client:socket')));
    await page.waitForFunction(() => socket.connected);
    await page.click('text=Say hello');
    await until(() => lines.some(line => /socket\.io-client:socket.*emitting packet with ack id/.test(line)));
    await page.uncheck('#debug');
    await page.waitForFunction(() => socket.connected && !localStorage.debug);
  });

  it('19: pages, answers and events share the port', async () => {
    const server = await start('examples/19-pages/Pages.java');
    const page = await visit(server);
    await page.waitForFunction(() => socket.connected);
    await page.click('text=What time is it?');
    await until(async () => /^It is \d\d:\d\d(:\d\d)?$/.test((await logOf(page))[0]));
    const said = await fetch(`${server.url}/say`, { method: 'POST', body: 'hello from curl ✓' });
    assert.equal(await said.text(), 'said to 1\n');
    await until(async () => /^\S+ says: hello from curl ✓$/.test((await logOf(page)).at(-1)));
    const refused = await fetch(`${server.url}/say`);
    assert.deepEqual([refused.status, await refused.text()], [405, 'only POST is possible here\n']);
  });
});

/* These stop and start the server themselves, and their pages complain about it: that is what they are about. */
suite('lessons 14 to 16, with servers of their own', [...NEEDS, 'socket.io-client'], () => {
  const closers = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  async function run(lesson, environment) {
    const server = await startProgram(JAVA, ['-ea', '-cp', JAR, lesson], environment, /http:\/\/localhost:(\d+)/);
    closers.push(() => server.kill());
    return server;
  }

  /** The page of a lesson that its server leaves: connections may fail, and nothing else. */
  async function visit(server) {
    const chromium = await launchChromium();
    closers.push(() => chromium.close());
    const context = await newContext(chromium);
    const complaints = complaintsOf(context);
    closers.push(() => assert.deepEqual(complaints.filter(text => !text.includes('net::ERR_CONNECTION_REFUSED')), []));
    const page = await context.newPage();
    await page.goto(server.match[0]);
    return page;
  }

  it('14: a server that is gone refuses nobody, and the page says so', async () => {
    const server = await run('examples/14-middleware/Door.java', { PORT: '0' });
    const page = await visit(server);
    await page.fill('#word', 'sesame');
    await page.click('text=Enter');
    await shows(page, 'Welcome, Ana!');
    await server.kill();
    await until(async () => (await logOf(page)).some(line => line.startsWith('No connection: ')));
    await run('examples/14-middleware/Door.java', { PORT: server.match[1] });
    await until(async () => (await logOf(page)).filter(line => line === 'Welcome, Ana!').length === 2);
  });

  it('15: the page says what happens, and is back when the server is', async () => {
    const lesson = 'examples/15-errors/Errors.java';
    const first = await run(lesson, { PORT: '0' });
    const page = await visit(first);
    await until(async () => (await logOf(page))[0]?.startsWith('connect: as '));
    await page.click('text=Divide 6 by 3');
    await shows(page, '6 / 3 = 2');
    await page.click('text=Divide by zero');
    await shows(page, '1 / 0: no answer within two seconds');
    await until(() => first.output().includes('the listener of "divide" failed'));
    assert.match(first.output(), /ArithmeticException: \/ by zero\s+at Errors\./, 'the trace begins at the line of the lesson');

    await first.kill();
    await shows(page, 'disconnect: transport close; active: true');
    await shows(page, 'reconnect_attempt: attempt 2');
    await until(async () => (await logOf(page)).some(line => line.startsWith('reconnect_error: ')));
    await run(lesson, { PORT: first.match[1] });
    await until(async () => (await logOf(page)).some(line => /^reconnect: attempt \d+ has worked$/.test(line)));
    await until(async () => (await logOf(page)).filter(line => line.startsWith('connect: as ')).length === 2);
    await page.click('text=Divide 6 by 3');
    await until(async () => (await logOf(page)).filter(line => line === '6 / 3 = 2').length === 2);
  });

  it('15: the client warns of the names that the text lists, and says what replaces them', async () => {
    const page = await visit(await run('examples/15-errors/Errors.java', { PORT: '0' }));
    const warnings = [];
    page.on('console', message => warnings.push(message.text()));
    for (const file of ['README.md', 'LEEME.md']) {
      const text = /^## 15 [^]*?^## 16 /m.exec(fs.readFileSync(path.join(ROOT, 'examples', file), 'utf8'))[0];
      const rows = [...text.matchAll(/^\| (`.*) \| .*`(.*)` \|$/gm)];
      const replaced = new Map(rows.flatMap(([, names, today]) => names.match(/\w+/g).map(name => [name, today])));
      assert.ok(replaced.delete('error'), 'the server may send an event of that name');
      assert.equal(replaced.size, 7);
      await page.reload();                              // it warns of a name once
      for (const [name, today] of replaced) {
        warnings.length = 0;
        await page.evaluate(name => { io({ forceNew: true, autoConnect: false }).on(name, () => {}); }, name);
        await until(() => warnings.length > 0);
        const named = today.replace('(…)', `('${name}', …)`);
        assert.ok(warnings[0].startsWith(`socket.on('${name}', …)`) && warnings[0].endsWith(`${named} instead`), warnings[0]);
      }
    }
  });

  it('16: the server writes debug lines when its environment asks for them', async () => {
    const server = await run('examples/16-debug/Debugging.java', { PORT: '0', DEBUG: 'socket.io:*' });
    const socket = require('socket.io-client').io(server.match[0]);
    closers.push(() => socket.disconnect());
    assert.equal(await socket.emitWithAck('hello', 'Ana'), 'hello, Ana');
    await until(() => server.output().includes('socket.io:socket joining rooms "[greeters]"'));
    assert.match(server.output(), /socket\.io:client connecting to namespace "\/" \+0ms/);
    assert.ok(!server.output().includes('engine:'));
  });
});
