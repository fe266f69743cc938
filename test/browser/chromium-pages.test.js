/*
 * The browser client in Chromium: several tabs, pages that go and come back, a strict policy, cookies. The same tests run
 * against our server and against Node's.
 */
'use strict';

const assert = require('node:assert/strict');
const { suite, it, complaintsOf, next, until, withContractServers, withChromium, connect } = require('./support.js');

// Playwright switches off what the tests of pages that come back are about.
const OPTIONS = { ignoreDefaultArgs: ['--disable-back-forward-cache'] };

suite('pages in Chromium', ['socket.io', 'socket.io-client', 'playwright-core', 'chromium'], () => {
  const { newContext, visit, watch } = withChromium(OPTIONS);

  withContractServers({}, here => {
    /** A page of the same origin without a socket. */
    const elsewhere = page => page.goto(`${here.server.url}/socket.io/socket.io.js`);

    /** Why the server says that a socket has gone, as soon as it says so. */
    async function reasonOf(watcher, tag) {
      let reason;
      await until(async () => reason = await watcher.emitWithAck('reason-of', tag));
      return reason;
    }

    it('two tabs of one browser have sockets of their own, and the server hears at once that one is closed', async () => {
      const context = await newContext();
      const watcher = await watch(here.server);
      const [one, two] = [await visit(here.server, { context }), await visit(here.server, { context })];
      const ids = [await connect(one, { transports: ['websocket'], auth: { tag: 'one' } }), await connect(two)];
      assert.notEqual(ids[0], ids[1]);
      const listen = page => page.evaluate(() => {
        window.heard = [];
        for (const name of ['broadcast', 'emit-all']) socket.on(name, text => heard.push(text));
      });
      await Promise.all([one, two].map(listen));
      await one.evaluate(() => { socket.emit('broadcast', 'from one'); socket.emit('emit-all', 'to all'); });
      await two.waitForFunction(() => heard.length === 2);
      await two.evaluate(() => { socket.emit('broadcast', 'from two'); });
      await one.waitForFunction(() => heard.length === 2);
      assert.deepEqual([await one.evaluate(() => heard), await two.evaluate(() => heard)],
        [['to all', 'from two'], ['from one', 'to all']]);
      await one.close();
      assert.equal(await reasonOf(watcher, 'one'), 'transport close');   // not by its heartbeat
      assert.equal(await two.evaluate(() => socket.emitWithAck('echo-ack', 'still here')), 'still here');
    });

    for (const [name, options, expected] of [
      ['polling', { transports: ['polling'] }, 'transport error'],
      ['WebSocket', { transports: ['websocket'] }, 'transport close'],
      ['polling, and closeOnBeforeunload', { transports: ['polling'], closeOnBeforeunload: true }, 'transport close'],
      ['WebSocket, and closeOnBeforeunload', { transports: ['websocket'], closeOnBeforeunload: true }, 'transport close'],
    ]) {
      it(`a page that is left for good ends its connection at once, with ${name}`, async () => {
        const watcher = await watch(here.server);
        const page = await visit(here.server, { headers: { 'Cache-Control': 'no-store' } });   // so that no cache keeps it
        const complaints = complaintsOf(page.context());
        await connect(page, { ...options, auth: { tag: name } });
        await page.evaluate(async () => {
          await socket.emitWithAck('echo-ack', 0);   // the greeting has come before: from now on a poll waits
          for (const event of ['disconnect', 'connect_error']) socket.on(event, reason => console.error(event, reason));
          window.addEventListener('pagehide', ({ persisted }) => { if (persisted) console.error('kept'); });
        });
        await elsewhere(page);
        assert.equal(await reasonOf(watcher, name), expected);
        assert.deepEqual(complaints, []);
      });
    }

    for (const transport of ['polling', 'websocket']) {
      it(`a page that comes back from the back/forward cache is connected, and only once, with ${transport}`, async () => {
        const watcher = await watch(here.server);
        const page = await visit(here.server);
        await connect(page, { transports: [transport], auth: { tag: `back ${transport}` } });
        await page.evaluate(async () => {
          socket.on('question', (question, answer) => answer(question));
          addEventListener('pageshow', async ({ persisted }) => {
            // a connection that is lost says so: then the next question waits for the next one
            while (await socket.emitWithAck('echo-ack', 'alive').catch(() => 'lost') !== 'alive');
            await socket.emitWithAck('join', 'page');
            socket.emit('broadcast', 'shown', persisted);
          });
          await socket.emitWithAck('join', 'page');
        });
        await elsewhere(page);
        assert.equal(await reasonOf(watcher, `back ${transport}`), 'transport close');   // it does not wait for a heartbeat
        const shown = next(watcher, 'broadcast');
        await page.evaluate(() => { setTimeout(() => history.back()); });
        assert.deepEqual(await shown, ['shown', true]);
        // a socket of the past would be in the room too, and not answer
        assert.deepEqual(await watcher.emitWithAck('ask-room', 'page', 60_000, 'well?'), { ok: true, answers: ['well?'] });
      });
    }

    for (const transport of ['polling', 'websocket']) {
      it(`a strict Content-Security-Policy is kept, with ${transport}`, async () => {
        const context = await newContext();
        const complaints = complaintsOf(context);
        const page = await visit(here.server, {
          context,
          headers: { 'Content-Security-Policy': "default-src 'self'; connect-src 'self'" },
          html: '<!doctype html><script src="/page.js"></script><script src="/socket.io/socket.io.js"></script>',
          script: `
            globalThis.violations = [];
            addEventListener('securitypolicyviolation', event => violations.push(event.effectiveDirective));
            addEventListener('load', () => { globalThis.socket = io({ transports: ['${transport}'] }); });`,
        });
        await page.waitForFunction(() => window.socket?.connected);
        assert.deepEqual(await page.evaluate(async () => {
          const bytes = await socket.emitWithAck('echo-ack', new Blob(['bytes']));
          const text = await socket.emitWithAck('echo-ack', 'text');
          return [new TextDecoder().decode(bytes), text, socket.io.engine.transport.name];
        }), ['bytes', 'text', transport]);
        assert.deepEqual(complaints, []);
        assert.deepEqual(await page.evaluate(() => new Promise(resolve => {
          const before = [...violations];
          addEventListener('securitypolicyviolation', () => resolve([before, violations]));
          document.body.append(Object.assign(new Image(), { src: 'data:,' }));   // one that the policy forbids
        })), [[], ['img-src']]);
      });
    }

    for (const withCredentials of [false, true]) {
      it(`cookies go with the requests to the page's own server, withCredentials: ${withCredentials}`, async () => {
        const page = await visit(here.server);
        const requests = [];
        page.on('request', request => requests.push(request));
        await page.evaluate(() => { document.cookie = 'who=me'; });
        await connect(page, { transports: ['polling'], withCredentials });
        const cookies = await Promise.all(requests.map(async request => (await request.allHeaders()).cookie));
        assert.ok(cookies.length >= 3, 'a handshake, a POST and a poll');
        assert.ok(cookies.every(cookie => cookie === 'who=me'), cookies.join());
      });
    }
  });
});
