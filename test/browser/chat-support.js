/*
 * What the tests of the chat share: one server and one Chromium for a suite, and people who visit them. CHAT_SERVER is the command
 * that starts the chat, if not the jar's.
 */
'use strict';

const assert = require('node:assert/strict');
const path = require('node:path');
const { after, afterEach, before, beforeEach } = require('node:test');
const { ROOT, launchChromium, newContext, complaintsOf, until, startProgram, stopProcess } = require('./support.js');

const JAR = path.join(ROOT, 'build/enchufe.jar');
const JAVA = process.env.JAVA_HOME ? path.join(process.env.JAVA_HOME, 'bin/java') : 'java';
const [COMMAND, ...ARGUMENTS] = process.env.CHAT_SERVER?.split(' ') ?? [JAVA, '-ea', '-jar', JAR];
const NEEDS = ['playwright-core', 'socket.io-client', 'chromium', ...(process.env.CHAT_SERVER ? [] : [JAR])];

const startChat = (port = '0') => startProgram(COMMAND, ARGUMENTS, { PORT: port }, /http:\/\/localhost:(\d+)/);
const official = () => path.join(path.dirname(require.resolve('socket.io-client/package.json')), 'dist/socket.io.min.js');

/** Each test has a room of its own: what was said in those before it is not in it. */
function withChat({ bundle = false } = {}) {
  const here = {};
  let chromium, server, contexts, complaints, clients;
  let rooms = 0;

  before(async () => {
    [chromium, server] = await Promise.all([launchChromium(), startChat()]);
    here.url = server.match[0];
  });
  after(async () => {
    server?.kill('SIGKILL');
    await chromium?.close();
  });
  beforeEach(() => {
    [contexts, complaints, clients] = [[], [], []];
    here.room = `Room ${++rooms}`;
  });
  afterEach(async () => {
    server.kill('SIGCONT');                          // a test that has stopped it may have failed
    clients.forEach(client => client.disconnect());
    await Promise.all(contexts.map(context => context.close()));
    assert.deepEqual(complaints.flat(), []);
  });

  here.kill = signal => server.kill(signal);
  here.stop = () => stopProcess(server);
  here.restart = async () => { server = await startChat(server.match[1]); };

  /** Somebody's browser, at the chat and connected. Who expects the server to be away accepts what the browser says of it. */
  here.visit = async ({ mayLose = false, ...options } = {}) => {
    const context = await newContext(chromium, { locale: 'en-US', ...options });
    contexts.push(context);
    if (!mayLose) complaints.push(complaintsOf(context));
    const page = await context.newPage();
    page.on('pageerror', error => complaints.push(String(error)));
    if (bundle) await page.route('**/socket.io/socket.io.js', route => route.fulfill({ path: official() }));
    await page.goto(here.url);
    await page.waitForFunction(() => socket.connected);
    return page;
  };

  here.choose = async (page, name) => {
    await page.$eval('#refusal', refusal => { refusal.textContent = ''; });   // the last one's
    await page.fill('#name', name);
    await page.press('#name', 'Enter');
  };

  /** Enters the chat, as soon as the name is free, and the test's room. */
  here.enter = async (name, { room = here.room, ...options } = {}) => {
    const page = await here.visit(options);
    await until(async () => {
      await here.choose(page, name);
      const answer = await page.waitForFunction(() => !document.querySelector('#chat').hidden ? 'entered'
        : document.querySelector('#refusal').textContent);
      return await answer.jsonValue() === 'entered';
    });
    await here.go(page, room);
    return page;
  };

  here.go = async (page, room) => {
    const narrow = await page.isVisible('#panel-button');
    if (narrow) await page.click('#panel-button');
    await page.fill('#new-room', room);
    await page.press('#new-room', 'Enter');
    await page.waitForFunction(name => inside && document.querySelector('#room').textContent.toLowerCase() === name,
      room.toLowerCase());
  };

  here.say = async (page, text) => {
    await page.fill('#message', text);
    await page.press('#message', 'Enter');
  };

  /** A client without a page, the official one, which may send what a page would not; ask resolves with the answer. */
  here.client = async () => {
    const client = require('socket.io-client').io(here.url, { forceNew: true, transports: ['websocket'] });
    clients.push(client);
    await new Promise(resolve => client.once('connect', resolve));
    client.ask = (event, ...args) => client.emitWithAck(event, ...args);
    client.enter = (name, { room = here.room, token = name, seen = 0 } = {}) => client.ask('enter', { name, room, token, seen });
    return client;
  };
  return here;
}

/** What a page shows: [who, what] of each message. */
const shown = page => page.$$eval('#messages [data-who]', items =>
  items.map(item => [item.querySelector('.who').textContent, item.querySelector('.text').textContent]));

async function waitFor(page, count) {
  await page.waitForFunction(n => document.querySelectorAll('#messages [data-who]').length >= n, count);
  return shown(page);
}

/** What an element shows to people: without the marks that isolate names. */
const textOf = (page, selector) => page.evaluate(name =>
  document.querySelector(name)?.textContent.replace(/[\u2068\u2069]/g, ''), selector);

/** Whether an element is to be seen, with nothing above it. */
const isInView = (page, selector) => page.$eval(selector, element => {
  const { left, top, right, bottom } = element.getBoundingClientRect();
  const isSeen = (x, y) => element.contains(document.elementFromPoint(x, y));
  return isSeen(left + 1, top + 1) && isSeen(right - 1, bottom - 1)
    || isSeen((left + right) / 2, top + 2) && isSeen((left + right) / 2, bottom - 2);
});

module.exports = { NEEDS, withChat, shown, waitFor, textOf, isInView };
