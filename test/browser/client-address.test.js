/* The browser client and the official one, side by side: the same spelling of an address leads to the same place. */
'use strict';

const assert = require('node:assert/strict');
const { describe } = require('node:test');
const { CLIENT, suite, it } = require('./support.js');

const PAGES = ['http://page.invalid:8080', 'https://page.invalid', 'http://localhost', 'http://[::1]:8080'];

/** All that does not need a page. */
const ABSOLUTE = ['ws://h.invalid', 'wss://h.invalid', 'http://h.invalid', 'https://h.invalid', 'ws://h.invalid:81/ns',
  'wss://h.invalid:444/ns?x=1', 'http://h.invalid/', 'http://h.invalid:80/', 'https://h.invalid:443/', 'ws://h.invalid:80',
  'wss://h.invalid:443', 'http://h.invalid:443', 'https://h.invalid:80', 'http://h.invalid:3000/ns?x=1&y=a%20b',
  'http://h.invalid?x=1', 'http://h.invalid/?x=1#y', 'http://h.invalid#y', 'http://h.invalid:', 'http://h.invalid/a/b/',
  'http://h.invalid/a b', 'http://h.invalid/ä', 'http://h.invalid/a.b/c.d', 'http://h.invalid/ns?', 'http://h.invalid?x',
  'http://h.invalid?x=1=2&y', 'http://user:word@h.invalid/ns', 'http://user@h.invalid:81', 'http://[::1]:3000/ns', 'ws://[::1]',
  'wss://[2001:db8::1]:444', 'http://127.0.0.1:3000', 'http://H.invalid', 'http://h_1.invalid', 'http://localhost'];

/** What is filled in from the page. */
const RELATIVE = [undefined, '/', '/ns', '/ns?x=1', '/a/b/', '//h.invalid', '//h.invalid:99', '//h.invalid:99/ns?x=1',
  'h.invalid', 'h.invalid:99', 'h.invalid/ns', 'h.invalid:99/ns?x=1', 'localhost', 'localhost:3000', 'localhost/ns', '[::1]',
  '[::1]:3000/ns', '//[::1]:3000', '127.0.0.1', '127.0.0.1:3000/ns', 'user:word@h.invalid:1/x'];

/** Without a host: in a page of [::1] the official client makes [[::1]] of it. */
const WITHOUT_HOST = ['?x=1', ''];

/** What io() is given beside the address. */
const OPTIONS = [{}, { path: '/p' }, { path: '/p/' }, { path: '/p', addTrailingSlash: false }, { path: '/' }, { secure: true },
  { hostname: 'other.invalid', port: 82 }, { port: 82 }, { query: { q: 1 } }, { query: 'q=1' }];

/** For a Manager without an address. */
const PLACES = [{}, { hostname: 'other.invalid' }, { hostname: 'other.invalid', port: 82 },
  { hostname: 'other.invalid', port: '443', secure: true }, { hostname: 'other.invalid', secure: true }, { host: 'other.invalid' },
  { host: 'other.invalid', port: 82 },
  { host: '[::1]', port: 82 }, { hostname: '::1' }, { port: 82 }, { secure: true }, { secure: false }, { port: 443, secure: true }];

const QUIET = { autoConnect: false, timestampRequests: false, timeout: false };

suite('the browser client and the official one: addresses', ['socket.io-client'], () => {
  const [ours, official, engine] = [require(CLIENT), require('socket.io-client'), require('engine.io-client')];

  /** Transports that go nowhere: they only know where to. */
  const still = (Base, method) => class extends Base { [method]() {} };
  ours.transports = { polling: still(ours.XHR, '_doOpen'), websocket: still(ours.WebSocket, '_doOpen') };
  official.transports = { polling: still(engine.NodeXHR, 'doOpen'), websocket: still(engine.NodeWebSocket, 'doOpen') };

  /** Runs as if in a page of that address. */
  function inPage(page, action) {
    if (page) globalThis.location = new URL(page);
    try {
      return action();
    } finally {
      delete globalThis.location;
    }
  }

  /** Where a manager's first transport goes: what stands in front of the query, and the query without its protocol's own. */
  function placeOf(manager) {
    manager.reconnection(false).open();
    const { opts } = manager.engine.transport;
    const uri = new URL(manager.engine.transport.uri());
    manager._close();
    return [uri.origin === 'null' ? `${uri.protocol}//${uri.host}` : uri.origin, uri.pathname, uri.searchParams.toString(),
      opts.hostname, String(opts.port), opts.secure];
  }

  /** Both transports' places, and the namespace. */
  function look(io, url, options) {
    return ['polling', 'websocket'].map(transport => {
      const socket = io(url, { ...options, ...QUIET, transports: [io.transports[transport]], forceNew: true });
      return [socket.nsp, ...placeOf(socket.io)];
    });
  }

  for (const page of [undefined, ...PAGES]) {
    describe(page ? `in a page of ${page}` : 'without a page', () => {
      const withoutHost = page?.includes('[') ? [] : WITHOUT_HOST;
      for (const url of page ? [...ABSOLUTE, ...RELATIVE, ...withoutHost] : ABSOLUTE) {
        it(`${url}`, () => inPage(page, () => {
          for (const options of OPTIONS) {
            assert.deepEqual(look(ours, url, options), look(official, url, options), JSON.stringify(options));
          }
        }));
      }

      for (const place of page?.includes('[') ? [] : PLACES) {
        it(`a Manager with ${JSON.stringify(place)}`, () => inPage(page, () => {
          const [here, there] = [ours, official].map(({ Manager, transports: { polling } }) =>
            placeOf(new Manager({ ...place, ...QUIET, transports: [polling] })));
          assert.deepEqual(here, there);
        }));
      }
    });
  }

  it('the same addresses share a connection', () => inPage(PAGES[0], () => {
    const managersOf = io => {
      const managers = [...ABSOLUTE, ...RELATIVE].map(url => io(url, { ...QUIET, path: '/shared' }).io);
      return managers.map(manager => managers.indexOf(manager));
    };
    assert.deepEqual(managersOf(ours), managersOf(official));
  }));
});
