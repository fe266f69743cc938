/*
 * Subprotocols (RFC 6455 §1.9) in Chromium, which closes a connection whose server has chosen none of those that it was offered.
 * The same tests run against our server and against Node's.
 */
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { describe } = require('node:test');
const { CLIENT, suite, it, withContractServers, withChromium } = require('./support.js');

const CLIENTS = { 'our client': () => CLIENT, 'the official client': () => require.resolve('socket.io-client/dist/socket.io.js') };
// before the client is there, which may keep the browser's own
const remember = 'let opened; WebSocket = class extends WebSocket { constructor(...args) { super(...args); opened = this; } }';
const page = '<!doctype html><meta charset="utf-8"><title>Test</title>';

suite('subprotocols in Chromium', ['socket.io', 'socket.io-client', 'playwright-core', 'chromium'], () => {
  const { visit } = withChromium();

  describe('of a plain WebSocket', () => withContractServers({ MODE: 'ws' }, here => {
    it('are the first one that is offered, or none', async () => {
      const tab = await visit(here.server, { html: page });
      const chosen = protocols => tab.evaluate(offered => new Promise((resolve, reject) => {
        const socket = new WebSocket(`ws://${location.host}/`, offered);
        socket.onopen = () => socket.send('hello');
        socket.onmessage = ({ data }) => resolve([socket.protocol, data]);
        socket.onclose = ({ code }) => reject(new Error(`closed with ${code}`));
      }), protocols);
      assert.deepEqual(await chosen(['mqtt']), ['mqtt', 'hello']);
      assert.deepEqual(await chosen(['b', 'a']), ['b', 'hello']);
      assert.deepEqual(await chosen([]), ['', 'hello']);
    });
  }));

  describe('of Socket.IO', () => withContractServers({}, here => {
    for (const [name, file] of Object.entries(CLIENTS)) {
      for (const transports of [['polling', 'websocket'], ['websocket']]) {
        it(`let ${name} connect over ${transports.join(' and ')}`, async () => {
          const html = `${page}<script>${remember}</script><script src="/page.js"></script>`;
          const tab = await visit(here.server, { html, script: fs.readFileSync(file(), 'utf8') });
          const chosen = await tab.evaluate(options => new Promise((resolve, reject) => {
            const socket = io(options);
            socket.on('connect_error', reject);
            socket.on('connect', () => {
              const { engine } = socket.io;
              if (engine.transport.name === 'websocket') return resolve(opened.protocol);
              engine.on('upgrade', () => resolve(opened.protocol));
              engine.on('upgradeError', reject);
            });
          }), { transports, protocols: ['x', 'y'] });
          assert.equal(chosen, 'x');
        });
      }
    }
  }));
});
