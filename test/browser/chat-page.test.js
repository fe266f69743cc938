/* How the page of the chat looks and is used: one scrollbar, the newest message in view, the keyboard, screen readers, Spanish. */
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { ROOT, CLIENT, suite, it, until, hasText } = require('./support.js');
const { NEEDS, withChat, waitFor, textOf, isInView } = require('./chat-support.js');

const DESKTOP = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const LAST = '#messages li:last-child .said';

suite('the page of the chat', [...NEEDS, 'axe-core'], () => {
  const here = withChat();
  const { visit, enter, say, client } = here;

  const isStill = page => page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState === 'finished'));
  const lastInView = page => until(() => isInView(page, LAST));

  /** Somebody without a page who says many things. */
  async function talker(name) {
    const made = await client();
    await made.enter(name);
    let key = 0;
    made.talk = texts => Promise.all(texts.map(text => made.ask('say', { text, key: String(key++) })));
    return made;
  }

  const numbered = (from, to) => Array.from({ length: to - from }, (_, n) => `Message ${from + n + 1}`);

  for (const [device, options] of [['a desktop', DESKTOP], ['a phone', PHONE]]) {
    it(`only the messages scroll, and the newest is in view, on ${device}`, async () => {
      const { width, height } = options.viewport;
      const ana = await enter('Ana', options);
      const ben = await talker('Ben');
      for (const [from, total] of [[0, 0], [0, 3], [3, 30], [30, 300]]) {
        await ben.talk(numbered(from, total));
        if (total === 30) await say(ana, 'One of mine');
        const count = total >= 30 ? total + 1 : total;
        await waitFor(ana, count);
        await isStill(ana);
        assert.deepEqual(await ana.evaluate(() => {
          const { scrollHeight, clientHeight, scrollWidth, clientWidth } = document.scrollingElement;
          return { scrollHeight, clientHeight, scrollWidth, clientWidth };
        }), { scrollHeight: height, clientHeight: height, scrollWidth: width, clientWidth: width }, `${total} messages`);
        const scrolling = await ana.evaluate(() => [...document.querySelectorAll('*')]
          .filter(({ scrollHeight, clientHeight, offsetHeight, tagName }) => tagName !== 'INPUT' && offsetHeight > 1
            && scrollHeight > clientHeight + 1)
          .filter(element => /auto|scroll/.test(getComputedStyle(element).overflowY)).map(element => element.id));
        assert.deepEqual(scrolling, total >= 30 ? ['scroller'] : [], `${total} messages`);
        assert.ok(await isInView(ana, '#message'), 'the place to write');
        if (total > 0) await lastInView(ana);
      }
    });
  }

  it('a few messages are at the bottom, near the place to write', async () => {
    const ana = await enter('Ana', DESKTOP);
    await say(ana, 'Hello');
    await waitFor(ana, 1);
    await isStill(ana);
    const [said, field] = await ana.evaluate(last => [last, '#message'].map(name =>
      document.querySelector(name).getBoundingClientRect()), LAST);
    assert.ok(field.top - said.bottom < 80, `${field.top - said.bottom} pixels`);
  });

  it('the newest message stays in view when the keyboard opens and when the phone is turned', async () => {
    const ana = await enter('Ana', PHONE);
    const ben = await talker('Ben');
    await ben.talk(numbered(0, 60).map(text => `${text}, which takes two lines on a phone that is not turned`));
    await waitFor(ana, 60);
    for (const [width, height] of [[390, 400], [390, 844], [844, 390], [390, 844], [320, 480]]) {
      await ana.setViewportSize({ width, height });
      await lastInView(ana);
    }
    await ben.talk(['One more']);
    await waitFor(ana, 61);
    await lastInView(ana);
  });

  it('who reads older messages is not moved, and learns of new ones', async () => {
    const ana = await enter('Ana', DESKTOP);
    const ben = await talker('Ben');
    await ben.talk(numbered(0, 60));
    await waitFor(ana, 60);
    await lastInView(ana);
    await ana.hover('#scroller');
    await ana.mouse.wheel(0, -900);
    await until(() => ana.evaluate(() => !atEnd));
    const top = () => ana.$eval('#messages [data-who]:nth-child(50)', item => Math.round(item.getBoundingClientRect().top));
    await ana.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    const before = await top();
    await ben.talk(['New']);
    await waitFor(ana, 61);
    assert.equal(await top(), before);
    await ana.click('text=New messages');
    await lastInView(ana);
    assert.equal(await ana.isVisible('#newest'), false);
  });

  it('a time is shown after a pause, and the exact one of a message only when it is pointed at or focused', async () => {
    const ana = await enter('Ana', DESKTOP);
    const times = await ana.evaluate(() => {
      const start = Date.now();
      for (const [n, minutes] of [0, 1, 5, 11, 12].entries()) {
        addMessage({ who: 'Ben', text: `Message ${n}`, at: start + minutes * 60_000, key: String(n) });
      }
      return [...messages.children].map(item => item.className === 'pause' ? 'time' : item.querySelector('.text').textContent);
    });
    assert.deepEqual(times, ['time', 'Message 0', 'Message 1', 'Message 2', 'time', 'Message 3', 'Message 4']);
    const shown = () => ana.$$eval('#messages time', all =>
      all.filter(time => getComputedStyle(time).visibility === 'visible').length);
    assert.equal(await shown(), 0);
    await ana.hover(LAST);
    assert.equal(await shown(), 1);
    await ana.hover('h1');
    await ana.focus('#messages li:last-child');
    assert.equal(await shown(), 1);
    assert.match(await textOf(ana, '#messages li:last-child time'), /\d+:\d\d:\d\d/);
  });

  it('the keyboard is enough', async () => {
    const ana = await visit(DESKTOP);
    const press = async (...keys) => { for (const key of keys) await ana.keyboard.press(key); };
    const focused = () => ana.evaluate(() => document.activeElement.id || document.activeElement.textContent);
    assert.equal(await focused(), 'name');
    await ana.keyboard.type('Ana');
    await press('Enter');
    await until(async () => await focused() === 'message');
    for (const text of ['one', 'two', 'three']) {
      await ana.keyboard.type(text);
      await press('Enter');
    }
    await waitFor(ana, 3);
    await press('Shift+Tab');
    assert.match(await focused(), /three/);
    await press('ArrowUp', 'ArrowUp');
    assert.match(await focused(), /one/);
    assert.notEqual(await ana.$eval(':focus .said', said => getComputedStyle(said).outlineStyle), 'none');
    await press('ArrowDown', 'ArrowDown', 'ArrowDown', 'Shift+Tab');
    assert.equal(await focused(), 'open');
    await press('Shift+Tab', 'Shift+Tab', 'Shift+Tab');
    assert.match(await focused(), /^Café/);
    await press('Enter');
    await hasText(ana, '#room', 'Café');
    assert.equal(await focused(), 'message');
    await ana.setViewportSize(PHONE.viewport);
    await press('Shift+Tab', 'Enter');
    assert.match(await focused(), /^Plaza/);
    await press('Escape');
    assert.equal(await ana.isVisible('#rooms'), false);
    assert.equal(await focused(), 'panel-button');
  });

  it('screen readers are told what is said, not who is typing', async () => {
    const ana = await enter('Ana');
    const liveOf = selector => ana.$eval(selector, element =>
      element.closest('[aria-live], [role=log], [role=status], [role=alert]')?.getAttribute('role'));
    await say(ana, 'Hello');
    await waitFor(ana, 1);
    assert.equal(await liveOf('#messages li:last-child .text'), 'log');
    assert.equal(await liveOf('#notice'), 'status');
    assert.equal(await liveOf('#typing'), undefined);
    assert.equal(await liveOf('#outbox'), undefined);
  });

  it('the page speaks Spanish to those whose browser does, also about what the server refuses', async () => {
    await enter('Ana');
    const other = await visit({ locale: 'es-AR' });
    assert.equal(await other.getAttribute('html', 'lang'), 'es');
    assert.equal(await textOf(other, '#enter'), 'Entrar al chat');
    await here.choose(other, 'Ana');
    await hasText(other, '#refusal', 'Alguien ya tiene ese nombre. Elige otro, por favor.');
    await here.choose(other, 'Zoe');
    await until(() => other.isVisible('#message'));
    assert.equal(await other.getAttribute('#message', 'aria-label'), 'Mensaje');
  });

  it('links to the inspector, for those who may see it: at the machine of the server', async () => {
    for (const [locale, text] of [['en-US', 'Look inside'], ['es-ES', 'Por dentro']]) {
      const page = await visit({ locale });
      assert.equal(await textOf(page, '#inspector'), text);
      const opened = page.waitForEvent('popup');
      await page.click('#inspector');
      await (await opened).waitForURL(`${here.url}/inspect/`);
    }
    const other = await visit({ mayLose: true });
    await other.goto(here.url.replace('localhost', '127.0.0.1'));
    assert.equal(await other.isVisible('#inspector'), true);
    await other.route('http://chat.example/**', route => {
      const file = new URL(route.request().url()).pathname.slice(1) || 'index.html';
      if (/^socket.io\/$|ico$/.test(file)) return route.abort();
      return route.fulfill({ path: file.startsWith('socket.io/') ? CLIENT : path.join(ROOT, 'src/enchufe/demo/web', file) });
    });
    await other.goto('http://chat.example/');
    await hasText(other, '#welcome', 'Welcome');
    assert.equal(await other.isVisible('#inspector'), false);
  });

  for (const colorScheme of ['light', 'dark']) {
    for (const [device, options] of [['a desktop', DESKTOP], ['a phone', PHONE]]) {
      it(`axe finds nothing serious: ${colorScheme}, ${device}`, async () => {
        const source = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
        async function check(page, state) {
          await isStill(page);
          await page.evaluate(source);
          const { violations, passes } = await page.evaluate(() => axe.run());
          assert.ok(passes.some(({ id }) => id === 'color-contrast'), 'it looks at contrast');
          assert.deepEqual(violations.filter(({ impact }) => ['serious', 'critical'].includes(impact))
            .map(({ id, nodes }) => [state, id, ...nodes.map(({ html, failureSummary }) => html + failureSummary)]), []);
        }
        const ana = await visit({ ...options, colorScheme, mayLose: true });
        await check(ana, 'joining');
        await here.choose(ana, 'Ana');
        await ana.waitForFunction(() => inside);
        await check(ana, 'nobody has spoken');
        await here.go(ana, here.room);
        const ben = await talker('Ben');
        for (const name of ['Cleo', 'Dora', 'Eva', 'Flo']) await (await talker(name)).talk(['Hello', 'How are you?']);
        await ben.talk(numbered(0, 30));
        await waitFor(ana, 38);
        await say(ana, 'Mine');
        await waitFor(ana, 39);
        await ana.waitForFunction(() => socket.io.engine.transport.name === 'websocket');
        await until(async () => {
          ben.emit('typing');                           // what the server tells of it is volatile, and may be lost
          return await textOf(ana, '#typing') === 'Ben is typing…';
        });
        await ana.focus('#messages li:last-child');
        await check(ana, 'talking');
        if (options === PHONE) {
          await ana.click('#panel-button');
          await check(ana, 'rooms and people');
          await ana.click('#panel-button');
        }
        await ana.evaluate(() => socket.disconnect());
        await hasText(ana, '#status', 'No connection');
        await check(ana, 'offline');
      });
    }
  }
});
