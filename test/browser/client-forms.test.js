/* The client's forms, script and module, as our server serves them: in Chromium, under a strict Content-Security-Policy. */
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { after, afterEach, before, beforeEach } = require('node:test');
const { ROOT, suite, it, launchChromium, newContext, complaintsOf, startProgram } = require('./support.js');

const JAR = path.join(ROOT, 'build/enchufe.jar');
const JAVA = process.env.JAVA_HOME ? path.join(process.env.JAVA_HOME, 'bin/java') : 'java';

suite('the forms of the client', ['socket.io', 'playwright-core', 'chromium', JAR], () => {
  const pages = fs.mkdtempSync(path.join(os.tmpdir(), 'enchufe-'));
  let chromium, server, ours, official, context, page, complaints;

  before(async () => {
    const folder = path.join(path.dirname(require.resolve('socket.io/package.json')), 'client-dist');
    [chromium, server] = await Promise.all([
      launchChromium(),
      startProgram(JAVA, ['-ea', '-cp', JAR, 'test/browser/FormsServer.java', pages, folder], {}, /listening (\d+) (\d+)/),
    ]);
    [ours, official] = server.match.slice(1).map(port => `http://127.0.0.1:${port}`);
  });
  after(async () => {
    server?.kill();
    await chromium?.close();
    fs.rmSync(pages, { recursive: true });
  });

  beforeEach(async () => {
    context = await newContext(chromium);
    complaints = complaintsOf(context);
    page = await context.newPage();
  });
  afterEach(() => context.close());

  /** Opens a page with these elements, of which `app.js` is the page's own code. */
  async function open(elements, code, { at = ours, policy = "default-src 'self'" } = {}) {
    fs.writeFileSync(path.join(pages, 'app.js'), code);
    fs.writeFileSync(path.join(pages, 'index.html'), `<!doctype html><meta charset="utf-8"><title>Test</title>
      <meta http-equiv="Content-Security-Policy" content="${policy}">${elements}`);
    await page.goto(at);
  }

  /** The page's code has set `socket`, which talks. */
  async function talks() {
    await page.waitForFunction(() => globalThis.socket?.connected);
    assert.deepEqual(await page.evaluate(() => socket.emitWithAck('echo', ['é€', 1.5])), ['é€', 1.5]);
    assert.deepEqual(complaints, []);
  }

  for (const client of ['ours', 'official']) {
    for (const name of ['socket.io.js', 'socket.io.min.js']) {
      it(`${name} is a script, and comes compressed: ${client}`, async () => {
        const at = client === 'ours' ? ours : official;
        const response = page.waitForResponse(`${at}/socket.io/${name}`);
        await open(`<script src="/socket.io/${name}"></script><script src="/app.js"></script>`, 'globalThis.socket = io();', { at });
        await talks();
        assert.equal(await (await response).headerValue('content-encoding'), 'gzip');
      });
    }
  }

  for (const name of ['socket.io.esm.js', 'socket.io.esm.min.js']) {
    it(`${name} is a module`, async () => {
      await open('<script type="module" src="/app.js"></script>', `
        import { io } from '/socket.io/${name}';
        import * as client from '/socket.io/${name}';
        Object.assign(globalThis, { client, socket: io() });`);
      await talks();
      assert.deepEqual(await page.evaluate(() => [
        Object.keys(client), client.default === client.io, client.connect === client.io, client.protocol,
        socket instanceof client.Socket, socket.io instanceof client.Manager,
      ]), [['Manager', 'Socket', 'connect', 'default', 'io', 'protocol'], true, true, 5, true, true]);
    });
  }

  it('socket.io.esm.js makes a module of another script too', async () => {
    const script = path.join(path.dirname(require.resolve('socket.io/package.json')), 'client-dist/socket.io.js');
    await page.route('**/socket.io/socket.io.js', route => route.fulfill({ path: script, contentType: 'text/javascript' }));
    await open('<script type="module" src="/app.js"></script>', `
      import connect, { Manager } from '/socket.io/socket.io.esm.js';
      Object.assign(globalThis, { Manager, socket: connect() });`);
    await talks();
    assert.ok(await page.evaluate(() => socket.io instanceof Manager));
  });

  const foreign = url => `import { io } from '${url}/socket.io/socket.io.esm.min.js'; globalThis.socket = io('${url}');`;
  const policyFor = url => `default-src 'self'; script-src 'self' ${url}; connect-src ${url} ${url.replace('http', 'ws')}`;

  it('a page of another origin loads the module if it may connect', async () => {
    await open('<script type="module" src="/app.js"></script>', foreign(official), { policy: policyFor(official) });
    await talks();
  });

  it('a page of another origin does not load it if it may not', async () => {
    const blocked = page.waitForEvent('console', message => message.text().includes('blocked by CORS policy'));
    await open('<script type="module" src="/app.js"></script>', foreign(ours), { at: official, policy: policyFor(ours) });
    await blocked;
    assert.equal(await page.evaluate(() => globalThis.socket), undefined);
  });
});
