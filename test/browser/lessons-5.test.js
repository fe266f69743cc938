/* Lessons 17 and 18: the transports, and packets by hand. */
'use strict';

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { suite, it, until, ROOT } = require('./support.js');
const { NEEDS, withLessons, logOf, shows } = require('./lessons.js');

const CLOSED = 'closed with the code 1000; reload the page to begin again';

suite('lessons 17 and 18', NEEDS, () => {
  const { start, visit } = withLessons();

  it('17: three pages in one: by polling, by WebSocket, and upgraded', async () => {
    const server = await start('examples/17-transports/Transports.java');
    const page = await visit(server);
    const rows = () => page.$$eval('#table tr', rows => rows.slice(1).map(row => [...row.cells].map(cell => cell.textContent)));
    const expected = [['polling only', 'polling', 'polling'], ['WebSocket only', 'websocket', 'websocket'],
      ['the default', 'websocket', 'websocket']];
    await until(async () => JSON.stringify(await rows()) === JSON.stringify(expected));
    const log = await logOf(page);
    for (const line of ['polling only: opened by polling', 'WebSocket only: opened by websocket',
      'the default: opened by polling', 'the default: upgraded to websocket']) assert.ok(log.includes(line), line);
    assert.equal(log.length, 4);
    assert.equal(server.lines().filter(line => line.startsWith('Connected by ')).length, 3);
  });

  it('18: packets typed by hand are answered', async () => {
    const server = await start('examples/18-wire/Wire.java');
    const page = await visit(server);
    await until(async () => /^< 0\{"sid":"[^"]+","upgrades":\[\]/.test((await logOf(page))[0]));
    await page.setViewportSize({ width: 360, height: 600 });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'long packets fit a telephone');
    const send = async packet => {
      await page.fill('#packet', packet);
      await page.click('text=Send');
      await shows(page, `> ${packet}`);
    };
    await send('40');
    await until(async () => /^< 40\{"sid":"[^"]+"\}$/.test((await logOf(page)).at(-1)));
    await send('42["say","hello"]');
    await shows(page, '< 42["said","hello"]');
    await send('427["sum",2,3]');
    await shows(page, '< 437[5]');
    await send('41');
    await send('42["say","too late"]');
    await shows(page, CLOSED);
    assert.ok(await page.isDisabled('text=Send'));
  });

  it('18: an event before the namespace has let the client in ends the connection', async () => {
    const server = await start('examples/18-wire/Wire.java');
    const page = await visit(server);
    await until(async () => (await logOf(page)).length === 1);
    await page.fill('#packet', '42["say","hello"]');
    await page.press('#packet', 'Enter');
    await shows(page, CLOSED);
    assert.equal((await logOf(page)).length, 3);        // the handshake, the packet, the end
  });

  it("18: the curl commands of the lesson's text do what it says", async () => {
    const server = await start('examples/18-wire/Wire.java');
    for (const file of ['README.md', 'LEEME.md']) {
      const text = fs.readFileSync(path.join(ROOT, 'examples', file), 'utf8');
      const block = /```sh\n(curl [^]*?)```/.exec(text)[1];
      const steps = [...block.matchAll(/^(curl .*|SID=.*)\n(?:# (.*)\n)?/gm)];
      assert.ok(steps.length >= 6, 'the commands are found');
      let sid;
      for (const [, command, answer] of steps) {
        if (command.startsWith('SID=')) continue;
        const ready = command.replace('localhost:3000', `localhost:${server.port}`).replace('$SID', sid);
        const out = execFileSync('sh', ['-c', ready.replace('curl', 'curl -s')], { encoding: 'utf8' });
        sid ??= /"sid":"([^"]+)"/.exec(out)[1];
        const pattern = answer.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('…', '[^]*');
        assert.match(out, new RegExp(`^${pattern}$`), command);
      }
    }
  });
});

suite('lesson 24', NEEDS, () => {
  const { start, visit } = withLessons();

  it('the page comes over https and speaks wss; plain HTTP is told what to do', async () => {
    const server = await start('examples/24-tls/Tls.java', /https:\/\/localhost:(\d+)/);
    const page = await visit(server, { ignoreHTTPSErrors: true });          // nobody has signed the certificate
    const [socket] = await Promise.all([page.waitForEvent('websocket'), page.reload()]);
    assert.match(socket.url(), /^wss:\/\/localhost:\d+\/socket\.io\//);
    await page.waitForFunction(() => socket.connected);
    await shows(page, 'The page came over https: and speaks websocket');
    await server.prints('A user has connected, secure: true');
    const answer = await fetch(server.url.replace('https', 'http'));
    assert.equal(answer.status, 400);
    assert.match(await answer.text(), /write https:\/\//);
  });
});
