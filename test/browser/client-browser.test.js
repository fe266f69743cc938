/* The browser client in Chromium, against Node's own Socket.IO server. */
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { after, afterEach, before, beforeEach } = require('node:test');
const { CLIENT, suite, it, launchChromium, newContext, complaintsOf, next, until, startServer } = require('./support.js');

const PAGE = '<!doctype html><meta charset="utf-8"><title>Test</title>';
const POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self'";

const FILES = {
  '/': ['text/html', `${PAGE}<script src="/socket.io/socket.io.js"></script>`],
  '/module': ['text/html', `${PAGE}<script type="module" src="/module.js"></script>`],
  '/module.js': ['text/javascript', "import '/socket.io/socket.io.js'; globalThis.socket = globalThis.io();"],
  '/elsewhere': ['text/html', PAGE],
  '/socket.io/socket.io.js': ['text/javascript; charset=utf-8', fs.readFileSync(CLIENT)],
};

suite('the browser client in Chromium', ['socket.io', 'playwright-core', 'chromium'], () => {
  let chromium, server, context, page, complaints;

  const serve = async (options, onConnection) => {
    const headers = { 'Content-Security-Policy': POLICY };
    server = await startServer({ files: FILES, headers, ...options }, socket => {
      socket.on('ask', (...args) => args.pop()(...args));
      socket.on('ask me', async question => socket.emit('answer', await socket.emitWithAck('question', question)));
      onConnection?.(socket);
    });
  };

  /** Opens a page and, unless it does so itself, a socket there as `socket`. */
  async function visit(path = '/', options = {}) {
    await page.goto(server.url + path);
    if (path === '/') await page.evaluate(opts => { window.socket = io({ reconnectionDelay: 50, ...opts }); }, options);
    await page.waitForFunction(() => window.socket?.connected);
  }

  before(async () => { chromium = await launchChromium(); });
  after(() => chromium?.close());

  beforeEach(async () => {
    context = await newContext(chromium);
    complaints = complaintsOf(context);
    page = await context.newPage();
  });
  afterEach(async () => {
    await context.close();
    await server.stop();
  });

  it('says what it does in the categories that localStorage.debug names, in colour', async () => {
    await serve();
    const lines = [];
    page.on('console', message => { if (message.type() === 'log') lines.push(message.text()); });
    await page.goto(`${server.url}/elsewhere`);
    await page.evaluate(() => { localStorage.debug = 'socket.io-client:*,-socket.io-client:url'; });
    await visit();
    const categories = new Set(lines.map(line => /^%c(\S+) %c.* %c\+\d+ms color: ?#?\w+/.exec(line)?.[1]));
    assert.deepEqual([...categories].sort(), ['socket.io-client:manager', 'socket.io-client:socket'], lines.join('\n'));
  });

  it('warns once of a name of old, and says what to listen to instead', async () => {
    await serve();
    const warnings = [];
    page.on('console', message => { if (message.type() === 'warning') warnings.push(message.text()); });
    await visit();
    await page.evaluate(() => { for (let i = 0; i < 2; i++) socket.on('reconnecting', () => {}).on('ask', () => {}); });
    assert.equal(warnings.length, 1, warnings.join('\n'));
    assert.match(warnings[0], /"?reconnecting"?.*reconnect_attempt/s);
  });

  for (const transports of [['polling'], ['websocket'], ['polling', 'websocket']]) {
    it(`talks with ${transports.join(' and ')}, under a strict Content-Security-Policy`, async () => {
      await serve();
      await visit('/', { transports });
      if (transports.length === 2) await page.waitForFunction(() => socket.io.engine.transport.name === 'websocket');
      assert.deepEqual(await page.evaluate(() => new Promise(resolve =>
        socket.emit('ask', 'é€😀', 1.5, null, { a: [] }, (...args) => resolve(args)))), ['é€😀', 1.5, null, { a: [] }]);
      assert.equal(await page.evaluate(() => new Promise(resolve => {
        socket.on('question', (question, answer) => answer(`${question}!`));
        socket.on('answer', resolve);
        socket.emit('ask me', 'well');
      })), 'well!');
      assert.deepEqual(complaints, []);
    });

    it(`carries binary data with ${transports.join(' and ')}: buffers, views, Blob and File`, async () => {
      await serve();
      await visit('/', { transports });
      const answer = await page.evaluate(async () => {
        const back = await socket.emitWithAck('ask', {
          buffer: Uint8Array.from({ length: 256 }, (_, i) => i).buffer,
          view: new DataView(new Uint8Array([9, 1, 2, 9]).buffer, 1, 2),
          list: [new Blob(['blob']), { file: new File(['fi', 'le'], 'name') }],
        });
        const values = [back.buffer, back.view, back.list[0], back.list[1].file];
        return values.map(value => value instanceof ArrayBuffer && [...new Uint8Array(value)]);
      });
      const [buffer, view, blob, file] = answer;
      assert.deepEqual(buffer, [...Array(256).keys()]);
      assert.deepEqual(view, [1, 2]);
      assert.equal(Buffer.from(blob).toString(), 'blob');
      assert.equal(Buffer.from(file).toString(), 'file');
      assert.deepEqual(complaints, []);
    });
  }

  it('has several namespaces on one connection', async () => {
    await serve();
    server.of('/a').on('connection', socket => socket.emit('hello', 'a'));
    server.of('/closed').use((_, refuse) => refuse(Object.assign(new Error('no'), { data: [1] })));
    await visit();
    assert.deepEqual(await page.evaluate(async () => {
      const event = (socket, name) => new Promise(resolve => socket.on(name, resolve));
      const a = io('/a');
      const [hello, error] = await Promise.all([event(a, 'hello'), event(io('/closed'), 'connect_error')]);
      return [hello, error.message, error.data, a.io === socket.io];
    }), ['a', 'no', [1], true]);
    assert.equal(server.engine.clientsCount, 1);
  });

  it('comes back after the server has restarted, and sends what waited', async () => {
    const seen = [];
    const listen = socket => socket.on('n', n => seen.push(n));
    await serve({}, listen);
    await visit();
    await page.waitForFunction(() => socket.io.engine.transport.name === 'websocket');
    const firstId = await page.evaluate(() => {
      window.events = [];
      for (const event of ['connect', 'disconnect']) socket.on(event, reason => events.push([event, reason]));
      return socket.id;
    });
    const { port } = server;
    await server.stop();
    await page.waitForFunction(() => !socket.connected);
    await page.evaluate(() => { for (let n = 0; n < 3; n++) socket.emit('n', n); });
    await serve({ port }, listen);
    await page.waitForFunction(() => socket.connected);
    await until(() => seen.length >= 3);
    assert.deepEqual(seen, [0, 1, 2]);
    assert.deepEqual(await page.evaluate(() => events), [['disconnect', 'transport close'], ['connect', undefined]]);
    assert.notEqual(await page.evaluate(() => socket.id), firstId);
  });

  it('notices at once that the network is gone, and that it is back', async () => {
    await serve();
    await visit();
    await page.evaluate(() => socket.on('disconnect', (...args) => { window.disconnected = args; }));
    await context.setOffline(true);
    await page.waitForFunction(() => window.disconnected);
    assert.deepEqual(await page.evaluate(() => disconnected),
      ['transport close', { description: 'network connection lost' }]);
    await context.setOffline(false);
    await page.waitForFunction(() => socket.connected);
  });

  for (const [options, name] of [[{ transports: ['polling'] }, 'polling'], [{ transports: ['websocket'] }, 'websocket'],
    [{ transports: ['polling'], closeOnBeforeunload: true }, 'polling and closeOnBeforeunload']]) {
    it(`ends with its page: the server hears it at once, with ${name}`, async () => {
      let left;
      await serve({}, socket => { left = next(socket, 'disconnect'); });
      await visit('/', options);
      await page.evaluate(() => socket.on('disconnect', reason => console.error(reason)));
      await page.goto(server.url + '/elsewhere');
      assert.match((await left)[0], /^transport (close|error)$/);
      assert.deepEqual(complaints, []);
    });
  }

  it('sends cookies to its own server, and to another one only with credentials', async () => {
    await serve({ headers: {} });
    const cookies = [];
    const other = await startServer({ cors: { origin: server.url, credentials: true } });
    for (const { engine } of [server, other]) {
      engine.on('initial_headers', (_, request) => cookies.push(request.headers.cookie));
    }
    try {
      await page.goto(server.url);
      await context.addCookies([{ name: 'who', value: 'me', url: server.url }]);   // for every port of this host
      await page.evaluate(async url => {
        for (const [address, withCredentials] of [[location.origin, false], [url, false], [url, true]]) {
          const socket = io(address, { forceNew: true, transports: ['polling'], withCredentials });
          await new Promise(resolve => socket.on('connect', resolve));
        }
      }, other.url);
      assert.deepEqual(cookies, ['who=me', undefined, 'who=me']);
    } finally {
      await other.stop();
    }
  });

  it('can be loaded as a module too', async () => {
    await serve();
    await visit('/module');
    assert.equal(await page.evaluate(() => socket.emitWithAck('ask', 'module')), 'module');
    assert.deepEqual(complaints, []);
  });
});
