/*
 * The chat example in Chromium: pages talk to each other through our server, with our client and with the official one.
 * CHAT_SERVER is the command that starts the chat, if not the example itself.
 */
'use strict';

const assert = require('node:assert/strict');
const path = require('node:path');
const { after, afterEach, before, beforeEach, describe } = require('node:test');
const { ROOT, suite, it, launchChromium, newContext, complaintsOf, until, startProgram } = require('./support.js');

const JAR = path.join(ROOT, 'build/enchufe.jar');
const JAVA = process.env.JAVA_HOME ? path.join(process.env.JAVA_HOME, 'bin/java') : 'java';
const [COMMAND, ...ARGUMENTS] = process.env.CHAT_SERVER?.split(' ') ?? [JAVA, '-ea', '-cp', JAR, 'examples/chat/Chat.java'];
const NEEDS = ['playwright-core', 'socket.io-client', 'chromium', ...(process.env.CHAT_SERVER ? [] : [JAR])];

suite('the chat', NEEDS, () => {
  let chromium, server, url;

  before(async () => {
    [chromium, server] = await Promise.all([
      launchChromium(),
      startProgram(COMMAND, ARGUMENTS, { PORT: '0' }, /http:\/\/localhost:(\d+)/),
    ]);
    url = server.match[0];
  });
  after(async () => {
    server?.kill();
    await chromium?.close();
  });

  const official = () => path.join(path.dirname(require.resolve('socket.io-client/package.json')), 'dist/socket.io.min.js');

  for (const [client, bundle] of [['our client', undefined], ["the official client's bundle", official]]) {
    describe(`with ${client}`, () => {
      let contexts, complaints;

      beforeEach(() => [contexts, complaints] = [[], []]);
      afterEach(async () => {
        await Promise.all(contexts.map(context => context.close()));
        assert.deepEqual(complaints.flat(), []);
      });

      /** Somebody's browser, at the chat and connected. */
      async function visit() {
        const context = await newContext(chromium);
        contexts.push(context);
        complaints.push(complaintsOf(context));
        const page = await context.newPage();
        if (bundle) await page.route('**/socket.io/socket.io.js', route => route.fulfill({ path: bundle() }));
        await page.goto(url);
        await page.waitForFunction(() => socket.connected);
        return page;
      }

      async function choose(page, name) {
        await page.$eval('#error-container', refusal => { refusal.textContent = ''; });   // the last one's
        await page.fill('#name', name);
        await page.press('#name', 'Enter');
      }

      /** Enters the chat; until the name is free if it must be. */
      async function enter(name) {
        const page = await visit();
        await until(async () => {
          await choose(page, name);
          const answer = await page.waitForFunction(() => !document.querySelector('#chat').hidden ? 'entered'
            : document.querySelector('#error-container').textContent);
          return await answer.jsonValue() === 'entered';
        });
        return page;
      }

      async function say(page, text) {
        await page.fill('#message', text);
        await page.press('#message', 'Enter');
      }

      /** Whether an element is to be seen, with nothing above it. */
      const isInView = (page, selector) => page.$eval(selector, element => {
        const { left, top, right, bottom } = element.getBoundingClientRect();
        const isSeen = (x, y) => element.contains(document.elementFromPoint(x, y));
        return isSeen(left + 1, top + 1) && isSeen(right - 1, bottom - 1) || isSeen((left + right) / 2, (top + bottom) / 2);
      });

      /** What a page shows: [who, what] of each message. */
      const shown = page => page.$$eval('#message-container li', items =>
        items.map(item => [item.querySelector('.user').textContent, item.querySelector('.text').textContent]));

      async function waitFor(page, count) {
        await page.waitForFunction(n => document.querySelectorAll('#message-container li').length >= n, count);
        return shown(page);
      }

      it('two pages talk to each other', async () => {
        const [ana, ben] = [await enter('Ana'), await enter('Ben')];
        await say(ana, 'Hello, é€😀');
        await waitFor(ben, 1);
        await say(ben, 'Hello, Ana');
        const expected = [['Ana', 'Hello, é€😀'], ['Ben', 'Hello, Ana']];
        assert.deepEqual(await waitFor(ana, 2), expected);
        assert.deepEqual(await waitFor(ben, 2), expected);
        await ana.waitForFunction(() => socket.io.engine.transport.name === 'websocket');
        await say(ana, 'over WebSocket');
        assert.deepEqual((await waitFor(ben, 3))[2], ['Ana', 'over WebSocket']);
      });

      it('a taken name is refused, and free again when its user has left', async () => {
        const ana = await enter('Ana');
        const other = await visit();
        await choose(other, 'ana');
        await other.waitForFunction(() => /taken/.test(document.querySelector('#error-container').textContent));
        assert.equal(await other.isVisible('#message'), false);
        await ana.close();
        await enter('Ana');
      });

      for (const [device, width, height] of bundle ? [] : [['a desktop', 1280, 720], ['a phone', 360, 640]]) {
        it(`the list scrolls, and the page never does, on ${device}`, async () => {
          const ana = await enter('Ana');
          await ana.setViewportSize({ width, height });
          const ben = await enter('Ben');
          let count = 0;
          for (const total of [0, 17, 30, 300]) {
            while (count < total) {   // a few of each in turn: all forms that a message has
              const from = count;
              count = Math.min(from + 5, total);
              await (from % 2 ? ana : ben).evaluate(([first, end]) => {
                for (let n = first; n < end; n++) socket.emit('msg', { message: `Message ${n + 1}` });
              }, [from, count]);
              await ana.waitForFunction(n => document.querySelectorAll('#message-container li').length === n, count);
            }
            await ana.waitForFunction(() => document.getAnimations().every(({ playState }) => playState === 'finished'));
            assert.deepEqual(await ana.evaluate(() => {
              const { scrollHeight, clientHeight, scrollWidth, clientWidth } = document.scrollingElement;
              return { scrollHeight, clientHeight, scrollWidth, clientWidth };
            }), { scrollHeight: height, clientHeight: height, scrollWidth: width, clientWidth: width }, `${total} messages`);
            const scrolls = await ana.$eval('#scroller', ({ scrollHeight, clientHeight }) => scrollHeight > clientHeight);
            assert.equal(scrolls, total > 0, `${total} messages`);
            if (total > 0) assert.ok(await isInView(ana, '#message-container li:last-child .text'), `the last of ${total}`);
            assert.ok(await isInView(ana, '#message'), 'the place to write');
          }
        });
      }

      it('nothing typed becomes HTML', async () => {
        const attack = '<img src="x" onerror="window.hacked = true"><script>window.hacked = true</script>';
        const [eve, ben] = [await enter('<b>Eve</b>'), await enter('Ben')];
        await say(eve, attack);
        assert.deepEqual(await waitFor(ben, 1), [['<b>Eve</b>', attack]]);
        assert.equal(await ben.$$eval('#message-container :is(img, script, b)', found => found.length), 0);
        assert.equal(await ben.evaluate(() => window.hacked), undefined);
      });

      it('the server says who spoke: nobody speaks under another name, or without one', async () => {
        const [ana, nobody, ben] = [await enter('Ana'), await visit(), await enter('Ben')];
        await nobody.evaluate(() => socket.emit('msg', { user: 'Ana', message: 'forged' }));
        await ben.evaluate(() => socket.emit('msg', { user: 'Ana', message: 'forged too' }));
        assert.deepEqual(await waitFor(ana, 1), [['Ben', 'forged too']]);
      });
    });
  }
});
