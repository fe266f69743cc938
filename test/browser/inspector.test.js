/* The inspector's page in Chromium: what a client does is there, layer by layer, and its secrets are not. */
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { before, after, afterEach } = require('node:test');
const { ROOT, suite, it, launchChromium, newContext, complaintsOf, until, startProgram, next } = require('./support.js');

const JAR = path.join(ROOT, 'build/enchufe.jar');

suite('The inspector', ['chromium', 'playwright-core', 'axe-core', 'socket.io-client', JAR], () => {
  let server, chromium, url;
  const clients = [];
  const contexts = [];
  before(async () => {
    server = await startProgram('java', ['-ea', '-cp', JAR, 'test/browser/InspectedServer.java'], {}, /at (\d+)/);
    url = `http://localhost:${server.match[1]}`;
    chromium = await launchChromium();
  });
  afterEach(async () => {                                       // those of a test that failed would be seen by the next ones
    clients.splice(0).forEach(socket => socket.disconnect());
    await Promise.all(contexts.splice(0).map(context => context.close()));
  });
  after(async () => {
    await chromium?.close();
    await server?.kill('SIGKILL');
  });

  async function open(options) {
    const context = await newContext(chromium, { viewport: { width: 1280, height: 800 }, locale: 'en-US', ...options });
    contexts.push(context);
    const complaints = complaintsOf(context);
    const page = await context.newPage();
    await page.goto(`${url}/inspect`);
    await page.getByRole('status').filter({ hasText: /Live|En vivo/ }).waitFor();
    await until(() => page.locator('#server li').count());      // the server watches: before, a page is only connected
    return { context, page, complaints };
  }

  function connect(options) {
    const socket = require('socket.io-client').io(url, { forceNew: true, ...options });
    clients.push(socket);
    return socket;
  }

  async function talk(body = async () => {}) {
    const socket = connect({ auth: { token: 'hidden-token' },
      extraHeaders: { Cookie: 'session=hidden-cookie', Authorization: 'Bearer hidden-bearer' } });
    const upgraded = new Promise(resolve => socket.io.engine ? socket.io.engine.once('upgrade', resolve) : resolve());
    await next(socket, 'connect');
    const sid = socket.io.engine.id;
    await upgraded;
    assert.equal(await socket.emitWithAck('sum', 2, 3), 5);
    socket.emit('paint', Buffer.from([9, 8, 7]));
    await next(socket, 'painted');
    await body(sid);
    socket.disconnect();
    return sid;
  }

  /** A plain WebSocket, which has sent a message and got it back. */
  async function echo() {
    const plain = new (require('ws'))(`${url.replace('http', 'ws')}/echo?key=1`);
    clients.push({ disconnect: () => plain.close() });
    await next(plain, 'open');
    plain.send('hello');
    await next(plain, 'message');
    return plain;
  }

  const rows = page => page.locator('#exchanges li');

  /** Waits for a row with a text. If it does not come, the failure tells what is there. */
  async function shows(page, text) {
    try {
      await rows(page).filter({ hasText: text }).first().waitFor();
    } catch (error) {
      const [status, found] = [await page.getByRole('status').textContent(), await rows(page).allTextContents()];
      throw new Error(`no row has ${text}; "${status}", ${found.length} rows: ${found.slice(0, 20).join(' | ')}`, { cause: error });
    }
  }

  it('shows a client that polls, upgrades and sends, and none of its secrets', async () => {
    const { context, page, complaints } = await open();
    const sid = await talk(async () => {
      await page.locator('#server').getByText('kitchen').waitFor();
      for (const text of ['CONNECT', 'ping probe', 'pong probe', 'upgrade', 'sum 2, 3', 'ACK', 'paint', 'painted',
        'HTTP/1.1 101', ' ms)']) {
        await rows(page).filter({ hasText: text }).first().waitFor();
      }
    });
    await rows(page).filter({ hasText: 'sum 2, 3' }).click();
    assert.deepEqual(await page.locator('#details h3').allTextContents(), ['WebSocket', 'Engine.IO', 'Socket.IO', 'Event']);
    await page.locator('#exchanges').press('Home');
    assert.equal(await page.locator('#details h3').first().textContent(), 'HTTP');

    await page.getByLabel('Client').selectOption(`${sid.slice(0, 4)}…`);
    await page.getByLabel('without heartbeats').check();
    assert.equal(await rows(page).filter({ hasText: /(ping|pong)( \(|$)/ }).count(), 0);
    await page.getByLabel('Text').fill('painted');
    assert.equal(await rows(page).count(), 1);
    await page.getByLabel('Text').fill('');
    await page.getByLabel('Layer', { exact: false }).and(page.locator('select')).selectOption('Socket.IO');
    assert.equal(await rows(page).filter({ hasText: 'HTTP/1.1' }).count(), 0);

    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save' }).click()]);
    const recording = fs.readFileSync(await download.path(), 'utf8');
    for (const text of [recording, await page.content()]) {
      assert.doesNotMatch(text, /hidden-/);
      assert.ok(!text.includes(sid));
    }
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.locator('#file').setInputFiles(await download.path());
    await page.getByRole('status').filter({ hasText: 'A recording' }).waitFor();
    await page.getByLabel('Layer', { exact: false }).and(page.locator('select')).selectOption('');
    await page.getByLabel('Text').fill('painted');
    await rows(page).filter({ hasText: 'painted' }).waitFor();
    await page.getByLabel('Text').fill('');
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
    assert.equal(await rows(page).filter({ hasText: 'painted' }).count(), 0);
    assert.deepEqual(await page.getByLabel('Client').locator('option').allTextContents(), ['all']);
    await talk(() => rows(page).filter({ hasText: 'painted' }).waitFor());
    assert.equal(await rows(page).filter({ hasText: 'painted' }).count(), 1);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Pause' }).click();
    assert.equal(await rows(page).filter({ hasText: 'painted' }).count(), 1);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('names clients that were there before it, and after a gap', async () => {
    const sockets = [connect(), connect({ transports: ['websocket'] })];
    await Promise.all(sockets.map(socket => next(socket, 'connect')));
    await until(() => sockets.every(socket => socket.io.engine.transport.name === 'websocket'));
    const names = sockets.map(socket => `${socket.io.engine.id.slice(0, 4)}…`);
    const { context, page, complaints } = await open();
    const sums = async summand => {
      for (const [i, socket] of sockets.entries()) {
        assert.equal(await socket.emitWithAck('sum', summand, i), summand + i);
        await shows(page, `${names[i]}sum ${summand}, ${i}`);
      }
      for (const name of names) await shows(page, new RegExp(`${name}pong \\(\\d+ ms\\)`));
    };
    await sums(5);                                              // before it, the end of what the last test's page was to be told
    await page.getByRole('button', { name: 'Clear' }).click();
    await sums(10);
    assert.equal(await rows(page).filter({ hasText: '–' }).count(), 0);
    assert.deepEqual(await page.getByLabel('Client').locator('option').allTextContents().then(all => all.sort()),
      ['all', ...names].sort());
    for (const name of names) await page.locator('#server li').filter({ hasText: new RegExp(`${name}.* ms$`) }).waitFor();

    await until(async () => {                                   // a busy machine may send them so slowly that nothing is left out
      for (let i = 0; i < 20; i++) sockets[0].emit('paint', Buffer.alloc(900_000, i));
      await sockets[0].emitWithAck('sum', 1, 1);
      return page.getByRole('status').filter({ hasText: 'left out' }).count();
    });
    await page.getByRole('button', { name: 'Clear' }).click();
    await sums(20);
    assert.deepEqual(complaints, []);
    sockets.forEach(socket => socket.disconnect());
    await context.close();
  });

  it('shows the time of day where the browser is; a recording has milliseconds', async () => {
    const { context, page } = await open({ timezoneId: 'Asia/Kolkata' });
    await talk(() => rows(page).filter({ hasText: 'painted' }).waitFor());
    const shown = await rows(page).filter({ hasText: 'painted' }).locator('span').first().textContent();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save' }).click()]);
    const { time } = JSON.parse(fs.readFileSync(await download.path(), 'utf8')).exchanges
      .find(one => one.summary.startsWith('painted'));
    assert.equal(shown, new Date(time + 5.5 * 3_600_000).toISOString().slice(11, 23));
    await context.close();
  });

  it('shows nothing of itself, and nothing while it pauses', async () => {
    const { context, page } = await open();
    const witness = await context.newPage();
    await witness.goto(`${url}/inspect`);
    await witness.getByRole('status').filter({ hasText: 'Live' }).waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await talk();
    await rows(witness).filter({ hasText: 'DISCONNECT' }).waitFor();
    await until(async () => (await page.getByRole('status').textContent())
      .includes(`${await rows(witness).count()} not kept while paused`));
    assert.equal(await rows(page).count(), 0);
    await page.getByRole('button', { name: 'Pause' }).click();
    await talk();
    await rows(page).filter({ hasText: 'painted' }).waitFor();
    assert.equal(await rows(page).filter({ hasText: 'painted' }).count(), 1);
    assert.equal(await rows(page).filter({ hasText: '/inspect' }).count(), 0);
    await context.close();
  });

  it('has a timeline: what was sent and received is where its time is, and can be clicked', async () => {
    const { context, page, complaints } = await open();
    await talk(() => rows(page).filter({ hasText: 'painted' }).waitFor());
    await rows(page).filter({ hasText: 'DISCONNECT' }).waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByLabel('Shows').selectOption('all');
    await page.getByLabel('Text').fill('painted');          // of a client's exchanges there is one, the newest
    await until(() => page.locator('#status').textContent().then(text => text.includes(' 1 of ')));
    /** The middle of what has the colour of a direction, or undefined. */
    const mark = direction => page.evaluate(name => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() => {
      const canvas = document.querySelector('#timeline');
      const probe = document.createElement('canvas').getContext('2d');
      probe.fillStyle = getComputedStyle(canvas).getPropertyValue(name);
      probe.fillRect(0, 0, 1, 1);
      const wanted = probe.getImageData(0, 0, 1, 1).data.join();
      const { data, width } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      const found = [];
      for (let i = 0; i < data.length; i += 4) {
        if (data.slice(i, i + 4).join() === wanted) found.push([i / 4 % width, Math.floor(i / 4 / width)]);
      }
      resolve(found[Math.floor(found.length / 2)]);
    }))), `--${direction}`);
    assert.equal(await mark('in'), undefined);
    const [x, y] = await mark('out');
    assert.ok(y > 13, 'what is sent is below the line');
    await page.locator('#timeline').click({ position: { x, y } });
    assert.match(await page.locator('#exchanges [aria-selected=true]').textContent(), /painted/);
    await page.getByLabel('Text').fill('');
    await page.getByLabel('Direction').selectOption('in');
    const [, received] = await mark('in');
    assert.ok(received < 13 + 26 * Math.floor(received / 26));
    assert.equal(await mark('out'), undefined);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('marks a poll that hangs, in both languages, until its answer comes', async () => {
    const { context, page, complaints } = await open();
    const polling = connect({ transports: ['polling'] });
    const hanging = word => rows(page).filter({ hasText: `${word} GET /socket.io/` });
    await hanging('waiting').waitFor();
    await page.getByRole('button', { name: 'Español' }).click();
    await hanging('en espera').waitFor();
    assert.equal(await hanging('waiting').count(), 0);
    polling.disconnect();
    await until(async () => await page.locator('.waits').count() === 0);
    assert.ok(await rows(page).filter({ hasText: 'GET /socket.io/' }).count() > 1);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('names plain WebSockets by their path, by which they can be chosen', async () => {
    const { context, page, complaints } = await open();
    const plain = await echo();
    await talk(() => rows(page).filter({ hasText: 'painted' }).waitFor());
    await page.getByLabel('Client').selectOption('/echo');
    await page.getByLabel('without heartbeats').check();
    assert.deepEqual(await rows(page).locator('span:nth-child(n + 3)').allTextContents(), ['/echo', 'GET /echo?key=1 HTTP/1.1',
      '/echo', 'HTTP/1.1 101 Switching Protocols', '/echo', 'text', '/echo', 'text']);
    plain.close();
    await rows(page).filter({ hasText: 'close' }).first().waitFor();
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('names plain WebSockets that were opened before the page', async () => {
    const plain = await echo();
    const { context, page, complaints } = await open();
    plain.send('once more');
    const texts = rows(page).filter({ hasText: '/echo' }).filter({ hasText: 'text' });      // and not the heartbeats
    await texts.nth(1).waitFor();
    await texts.first().click();
    await page.locator('dd', { hasText: 'once more' }).waitFor();
    plain.close();
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('can be paged through with the keyboard', async () => {
    const { context, page } = await open();
    await until(async () => {
      await talk();
      return await rows(page).count() > 100;
    });
    await page.getByRole('button', { name: 'Pause' }).click();
    const list = page.locator('#exchanges');
    const press = async key => {
      await list.press(key);
      return list.evaluate(all => {
        const one = all.querySelector('[aria-selected=true]');
        const [inner, outer] = [one.getBoundingClientRect(), all.getBoundingClientRect()];
        return { index: [...all.children].indexOf(one), inView: inner.top >= outer.top && inner.bottom <= outer.bottom,
          last: all.children.length - 1, fit: Math.floor(all.clientHeight / one.offsetHeight) };
      });
    };
    const { last, fit } = await press('Home');
    assert.ok(fit > 10);
    for (const [key, index] of [['PageDown', fit - 1], ['PageDown', 2 * fit - 2], ['PageUp', fit - 1], ['PageUp', 0], ['PageUp', 0],
      ['End', last], ['PageDown', last], ['PageUp', last - fit + 1]]) {
      const now = await press(key);
      assert.deepEqual([now.index, now.inView], [index, true], key);
    }
    await context.close();
  });

  it('is not for those who come through a proxy, by another name, or from another page', async () => {
    const status = (headers, file = '/inspect/') => new Promise((resolve, reject) => {
      http.get(url + file, { headers }, answer => resolve(answer.resume().statusCode)).on('error', reject);
    });
    assert.equal(await status({}), 200);
    assert.equal(await status({}, '/inspect/../Inspector.class'), 404);
    for (const headers of [{ 'X-Forwarded-For': '1.2.3.4' }, { Via: '1.1 proxy' }, { Forwarded: 'for=1.2.3.4' },
      { Host: 'evil.example' }, { Origin: 'http://evil.example' }]) {
      assert.equal(await status(headers), 403, JSON.stringify(headers));
    }
    const socket = require('socket.io-client').io(url, { path: '/inspect/socket.io', forceNew: true, reconnection: false,
      transports: ['websocket'], extraHeaders: { 'X-Forwarded-For': '1.2.3.4' } });
    const [error] = await next(socket, 'connect_error');
    assert.match(error.message, /only browsers on its machine/);
    socket.disconnect();
  });

  for (const [name, options] of [['light', {}], ['dark', { colorScheme: 'dark' }],
    ['phone', { viewport: { width: 390, height: 844 }, locale: 'es-ES' }]]) {
    it(`has no serious fault of accessibility: ${name}`, async () => {
      const { context, page } = await open(options);
      const others = [connect({ transports: ['polling'] }), connect(), await echo()];
      await talk();
      await rows(page).filter({ hasText: 'painted' }).click();
      await page.locator('.waits').first().waitFor();
      await page.evaluate(() => document.querySelector('.waits')?.scrollIntoView({ block: 'nearest' }));
      if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/${name}.png` });
      await page.addScriptTag({ path: require.resolve('axe-core') });
      const found = await page.evaluate(() => axe.run());
      assert.deepEqual(found.violations.filter(one => /serious|critical/.test(one.impact)).map(one =>
        `${one.id}: ${one.nodes[0].html}`), []);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
      others.forEach(one => one.close());
      await context.close();
    });
  }
});
