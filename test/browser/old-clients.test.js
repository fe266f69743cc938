/* What browsers of their time loaded: clients of Socket.IO 2 and 1 in Chromium, by each transport, JSONP too. */
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { describe } = require('node:test');
const { suite, it, withContractServers, withChromium, startContractServer } = require('./support.js');

const distribution = name => fs.readFileSync(path.join(path.dirname(require.resolve(`${name}/package.json`)), 'dist/socket.io.js'), 'utf8');

const WAYS = {
  'polling': { transports: ['polling'] },
  'WebSocket': { transports: ['websocket'] },
  'the upgrade': { transports: ['polling', 'websocket'] },
  'JSONP': { transports: ['polling'], forceJSONP: true },
  'JSONP and the upgrade': { transports: ['polling', 'websocket'], forceJSONP: true },
};

suite('old clients in Chromium', ['socket.io', 'socket.io-client-1', 'socket.io-client-2', 'playwright-core', 'chromium'], () => {
  const { visit } = withChromium();

  /** In the page: what a client has heard after some rounds, as text. */
  const talk = ([url, options, text]) => new Promise((resolve, reject) => {
    const socket = window.io(url, { forceNew: true, reconnection: false, ...options });
    for (const event of ['error', 'connect_error', 'disconnect']) socket.on(event, e => reject(new Error(`${event}: ${JSON.stringify(e)}`)));
    const hex = data => Array.from(new Uint8Array(data), b => b.toString(16).padStart(2, '0')).join('');
    const heard = {};
    socket.on('message-back', (...args) => { heard.message = args; socket.emit('echo-bin', new Uint8Array([0, 128, 255, 10, 13]).buffer); });
    socket.on('echo-bin', data => {
      heard.binary = hex(data);
      socket.emit('whoami', me => {
        heard.me = [me.eio, me.id === socket.id];
        heard.count = [];
        socket.on('count', n => heard.count.push(n));
        socket.emit('count-to', 300, () => {
          heard.count = heard.count.every((n, i) => n === i) && heard.count.length;
          // by then the upgrade, if there is one, has come or will
          const end = () => { heard.transport = socket.io.engine.transport.name; socket.off('disconnect'); socket.close(); resolve(heard); };
          if (options.transports.length === 1 || socket.io.engine.transport.name === 'websocket') end();
          else socket.io.engine.on('upgrade', end);
        });
      });
    });
    socket.on('auth', () => socket.emit('message', text, { a: [1, null] }));
  });

  withContractServers({ ALLOW_EIO3: '1', PING_INTERVAL: '300' }, here => {
    for (const version of ['2', '1']) {
      for (const [way, options] of Object.entries(WAYS)) {
        it(`socket.io-client ${version} by ${way}`, async () => {
          const page = await visit(here.server, { html: '<!doctype html><meta charset="utf-8"><script src="page.js"></script>',
            script: distribution(`socket.io-client-${version}`) });
          // version 1 encodes what is not ASCII twice, by polling, and expects that
          const text = version === '1' && options.transports[0] === 'polling' ? 'a"b\\c\n</script>' : 'a"b\\c\n</script>\u2028é€😀';
          const heard = await page.evaluate(talk, [here.server.url, options, text]);
          assert.deepEqual(heard, { message: [text, { a: [1, null] }], binary: '0080ff0a0d', me: [3, true], count: 300,
            transport: options.transports.at(-1) });
        });
      }
    }
  });

  it('a page of another origin cannot use JSONP, unless it is allowed', async () => {
    const strict = await startContractServer('our server', { ALLOW_EIO3: '1', ORIGINS: 'https://allowed.example' });
    const other = await startContractServer('our server', {});
    try {
      const attempt = async server => {
        const page = await visit(server, { html: '<!doctype html><script src="page.js"></script>', script: distribution('socket.io-client-2') });
        return page.evaluate(([url, options]) => new Promise(resolve => {
          const socket = window.io(url, { ...options, forceNew: true, reconnection: false });
          socket.on('auth', () => resolve('connected'));
          socket.on('connect_error', () => resolve('refused'));
        }), [strict.url, WAYS.JSONP]);
      };
      assert.equal(await attempt(other), 'refused');
      assert.equal(await attempt(strict), 'connected');
    } finally {
      await Promise.all([strict, other].map(server => server.kill('SIGKILL')));
    }
  });
});
