/*
 * The browser client in Chromium: nothing is lost, doubled or out of order while the transport changes, the network goes, or
 * the server restarts. The same tests run against our server and against Node's.
 */
'use strict';

const assert = require('node:assert/strict');
const { describe } = require('node:test');
const { suite, it, next, until, startContractServer, withContractServers, withChromium, connect } = require('./support.js');

const numbers = (from, to) => Array.from({ length: to - from }, (_, i) => from + i);

suite('delivery in Chromium', ['socket.io', 'socket.io-client', 'playwright-core', 'chromium'], () => {
  const { visit, watch } = withChromium();

  withContractServers({}, here => {
    it('the upgrade under load loses, doubles and reorders nothing, in either direction', async () => {
      const [SOCKETS, COUNT] = [3, 500];
      const watcher = await watch(here.server);
      const up = {};   // socket → what came from it
      watcher.on('broadcast', (socket, n) => (up[socket] ??= []).push(n));
      const page = await visit(here.server);
      // requests are slow, so that some are under way in the moment of the change; a WebSocket's frames are not
      const chromium = await page.context().newCDPSession(page);
      await chromium.send('Network.enable');
      await chromium.send('Network.emulateNetworkConditions',
        { offline: false, latency: 30, downloadThroughput: -1, uploadThroughput: -1 });
      const sockets = page.evaluate(([count, total]) => {
        let connected;
        let delay = 75;   // so that each upgrade begins some time after the load, which begins when a socket is connected
        window.WebSocket = class extends WebSocket {
          set onopen(listener) { super.onopen = event => connected.then(() => setTimeout(listener, delay += 25, event)); }
        };
        window.sockets = Array.from({ length: count }, () => io({ forceNew: true }));
        connected = Promise.all(sockets.map(socket => new Promise(resolve => socket.once('connect', resolve))));
        const pause = () => new Promise(resolve => setTimeout(resolve));   // in which requests end and the upgrade goes on
        const run = socket => new Promise((resolve, reject) => {
          socket.heard = [];
          socket.on('broadcast', (to, n) => { if (to === 'page') socket.heard.push(n); });
          socket.on('disconnect', reject);
          socket.on('connect', async () => {
            const { transport } = socket.io.engine;   // the first one
            socket.io.engine.on('upgradeError', reject);   // it would stay with its transport, and send for ever
            let upgradedAt = 0;
            let n = 0;
            let answered = 0;   // what is sent follows what arrives, so that no machine is too slow for the load
            while (n < total || n < upgradedAt + 100) {
              for (let i = 0; i < 10; i++) socket.emit('broadcast', socket.id, n++);
              socket.emit('echo-ack', n, all => { answered = all; });
              do await pause(); while (n - answered > 200);
              if (socket.io.engine.transport === transport) upgradedAt = n;
            }
            resolve({ id: socket.id, sent: n, transports: [transport.name, socket.io.engine.transport.name] });
          });
        });
        return Promise.all(sockets.map(run));
      }, [SOCKETS, COUNT]);
      // meanwhile the other way, from the moment a socket is there
      await next(watcher, 'broadcast');
      let sent = 0;
      watcher.on('broadcast', () => { for (let i = 0; i < 2; i++) watcher.emit('broadcast', 'page', sent++); });
      const ends = await sockets;
      await until(() => ends.every(({ id, sent: all }) => up[id]?.length >= all));   // the last ones make the watcher send, too
      await watcher.emitWithAck('echo-ack', 0);   // all of the flow has reached the server
      const down = await page.evaluate(() => Promise.all(sockets.map(async socket => {
        await socket.emitWithAck('echo-ack', 0);
        return socket.heard;
      })));
      assert.ok(sent >= 100, `${sent} events to the page`);
      for (const [i, { id, sent: all, transports }] of ends.entries()) {
        assert.deepEqual(transports, ['polling', 'websocket']);
        assert.deepEqual(up[id], numbers(0, all));
        assert.deepEqual(down[i], numbers(down[i][0], sent));   // it joined when some had been sent
      }
    });

    for (const transports of [['polling'], ['websocket']]) {
      it(`offline and online again, with ${transports}: what was emitted meanwhile arrives once, in order`, async () => {
        const watcher = await watch(here.server);
        const seen = [];
        watcher.on('broadcast', n => seen.push(n));
        const page = await visit(here.server);
        const firstId = await connect(page, { transports });
        await page.evaluate(async () => {
          socket.emit('broadcast', 0);
          await socket.emitWithAck('echo-ack', 0);
          window.gone = new Promise(resolve => socket.once('disconnect', (...details) => resolve(details)));
          window.names = [];
          for (const name of ['reconnect_attempt', 'reconnect_error', 'reconnect']) {
            socket.io.on(name, () => names.push(name));
          }
        });
        await page.context().setOffline(true);
        assert.deepEqual(await page.evaluate(() => gone), ['transport close', { description: 'network connection lost' }]);
        await page.evaluate(() => { for (let n = 1; n <= 50; n++) socket.emit('broadcast', n); });
        await page.waitForFunction(() => names.includes('reconnect_error'));
        await page.context().setOffline(false);
        await page.waitForFunction(() => socket.connected);
        const [names, secondId] = await page.evaluate(async () => {
          socket.emit('broadcast', 51);
          await socket.emitWithAck('echo-ack', 0);
          return [names, socket.id];
        });
        await until(() => seen.includes(51));
        assert.deepEqual(seen, numbers(0, 52));
        const failures = (names.length - 2) / 2;
        assert.deepEqual(names, [
          ...Array(failures).fill(['reconnect_attempt', 'reconnect_error']).flat(), 'reconnect_attempt', 'reconnect']);
        assert.notEqual(secondId, firstId);
      });
    }
  });

  describe('a server that restarts on its port', () => {
    for (const name of ['our server', "Node's server"]) {
      for (const transports of [['polling'], ['polling', 'websocket']]) {
        it(`${name}, with ${transports.join(' and ')}`, async () => {
          let server = await startContractServer(name);
          try {
            const page = await visit(server);
            await connect(page, { transports, reconnectionDelay: 30, reconnectionDelayMax: 100, randomizationFactor: 0 });
            const isSettled = wanted => socket.io.engine.transport.name === wanted;
            await page.waitForFunction(isSettled, transports.at(-1));
            await page.evaluate(() => {
              window.log = [];
              const note = (emitter, ...events) => {
                for (const event of events) emitter.on(event, x => log.push([event, x, performance.now()]));
              };
              note(socket.io, 'open', 'close', 'reconnect_attempt', 'reconnect_error', 'reconnect', 'reconnect_failed');
              note(socket, 'connect', 'disconnect', 'connect_error');
              window.echoes = [];
              socket.on('echo', n => echoes.push(n));
              window.gone = new Promise(resolve => socket.once('disconnect', resolve));
              socket.emit('echo', 0);
            });
            await page.waitForFunction(() => echoes.length === 1);
            await server.kill('SIGKILL');
            await page.evaluate(async () => {
              await gone;
              for (let n = 1; n <= 100; n++) {
                socket.volatile.emit('echo', 'volatile');
                socket.emit('echo', n);
              }
            });
            await page.waitForFunction(() => log.filter(([event]) => event === 'reconnect_error').length >= 4);
            await page.evaluate(() => { for (let n = 101; n <= 110; n++) socket.emit('echo', n); });
            server = await startContractServer(name, { PORT: server.port });
            await page.waitForFunction(() => socket.connected);
            await page.evaluate(() => { socket.emit('echo', 111); });
            await page.waitForFunction(isSettled, transports.at(-1));
            const { log, echoes } = await page.evaluate(async () => {
              await socket.emitWithAck('echo-ack', 0);
              return { log: log.map(([event, x, time]) => [event, x?.message ?? x, time]), echoes };
            });
            assert.deepEqual(echoes, numbers(0, 112));
            checkLog(log);
          } finally {
            await server.kill('SIGKILL');
          }
        });
      }
    }

    /** disconnect, then failed attempts with growing delays, then one that succeeds. */
    function checkLog(log) {
      const attempts = log.filter(([event]) => event === 'reconnect_attempt').length;
      const failures = numbers(1, attempts).flatMap(n => [`reconnect_attempt ${n}`, 'connect_error', 'reconnect_error']);
      assert.match(log[0][1], /^transport (close|error)$/);
      assert.deepEqual(log.map(([event, x]) => typeof x === 'number' ? `${event} ${x}` : event), [
        'disconnect', 'close', ...failures, `reconnect_attempt ${attempts}`, 'open', `reconnect ${attempts}`, 'connect']);
      const times = log.filter(([event]) => /^(disconnect|reconnect_.*)$/.test(event)).map(([, , time]) => time);
      for (let i = 0; i < attempts; i++) {
        const delay = times[2 * i + 1] - times[2 * i];   // from a failure, or the disconnection, to the next attempt
        assert.ok(delay >= Math.min(30 * 2 ** i, 100) - 2, `attempt ${i + 1} after ${delay} ms`);
      }
    }

    for (const name of ['our server', "Node's server"]) {
      it(`${name}: with retries, what was under way as it died arrives after all, in order`, async () => {
        let server = await startContractServer(name);
        try {
          const page = await visit(server);
          await connect(page, { retries: 50, ackTimeout: 1000 });
          await page.evaluate(() => {
            window.settled = [];
            window.answers = Promise.all(Array.from({ length: 400 }, async (_, n) => {
              const answer = await socket.emitWithAck('echo-ack', n);
              settled.push(n);
              return answer;
            }));
          });
          await page.waitForFunction(() => settled.length > 20);
          await server.kill('SIGKILL');
          const before = await page.evaluate(() => settled.length);
          server = await startContractServer(name, { PORT: server.port });
          assert.deepEqual(await page.evaluate(() => answers), numbers(0, 400));
          assert.deepEqual(await page.evaluate(() => settled), numbers(0, 400));
          assert.ok(before < 400, 'it died in between');
        } finally {
          await server.kill('SIGKILL');
        }
      });
    }
  });

  describe('recovery of the state from before a short disconnection', () => {
    const servers = [["Node's server", { RECOVERY: '1' }], ['our server', { RECOVERY: '1' }], ['our server', {}]];
    for (const [name, env] of servers) {
      for (const transports of [['polling'], ['websocket']]) {
        it(`${name}${env.RECOVERY ? '' : ', which recovers nothing'}, with ${transports}`, async () => {
          const server = await startContractServer(name, env);
          try {
            const watcher = await watch(server);
            const page = await visit(server);
            const id = await connect(page, { transports, reconnection: false });
            await page.evaluate(async () => {
              window.seen = [];
              window.connects = [];
              socket.on('broadcast', n => seen.push(n));
              socket.on('connect', () => connects.push([socket.recovered, [...seen]]));
              await socket.emitWithAck('join', 'room');
            });
            watcher.emit('broadcast', 1);
            await page.waitForFunction(() => seen.length === 1);
            await page.evaluate(() => socket.io.engine.close());
            for (const n of [2, 3]) watcher.emit('broadcast', n);
            await watcher.emitWithAck('echo-ack', 0);
            const offline = next(watcher, 'broadcast');
            await page.evaluate(() => {
              socket.emit('broadcast', 'emitted offline');
              socket.connect();
            });
            assert.equal((await offline)[0], 'emitted offline');   // an offset may follow
            watcher.emit('broadcast', 4);
            await watcher.emitWithAck('echo-ack', 0);
            const after = await page.evaluate(async () => {
              await socket.emitWithAck('echo-ack', 0);
              return { id: socket.id, recovered: socket.recovered, seen, connects: connects.map(([recovered]) => recovered),
                rooms: await socket.emitWithAck('join', 'another') };
            });
            const recovers = env.RECOVERY === '1';
            assert.deepEqual(after, {
              id: recovers ? id : after.id,   // another one, see below
              recovered: recovers,
              seen: recovers ? [1, 2, 3, 4] : [1, 4],
              connects: [recovers],
              rooms: recovers ? ['another', 'room'] : ['another'],
            });
            if (!recovers) assert.notEqual(after.id, id);
          } finally {
            await server.kill('SIGKILL');
          }
        });
      }
    }
  });
});
