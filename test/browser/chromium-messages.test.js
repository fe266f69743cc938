/*
 * The browser client in Chromium: what an event may carry, how it is answered, and what a connection may be asked for. The
 * same tests run against our server and against Node's.
 */
'use strict';

const assert = require('node:assert/strict');
const { describe } = require('node:test');
const { suite, it, until, withContractServers, withChromium, connect } = require('./support.js');

const TRANSPORTS = ['polling', 'websocket'];

suite('messages in Chromium', ['socket.io', 'socket.io-client', 'playwright-core', 'chromium'], () => {
  const { visit, watch } = withChromium();

  withContractServers({ MAX_PAYLOAD: '20000000' }, here => {
    describe('acknowledgements', () => {
      it('go to the question that they answer, in whatever order they come', async () => {
        const page = await visit(here.server);
        await connect(page);
        assert.deepEqual(await page.evaluate(async () => {
          const asked = new Map();   // question → what answers it
          const all = new Promise(resolve => socket.on('question', (q, answer) => {
            if (asked.set(q, answer).size === 5) resolve();
          }));
          const order = [];
          const answers = [0, 1, 2, 3, 4].map(q => socket.emitWithAck('ask-me', 60_000, q).finally(() => order.push(q)));
          await all;
          for (const q of [4, 2, 3, 0, 1]) {
            asked.get(q)(`${q}!`);
            await answers[q];
          }
          return [(await Promise.all(answers)).map(({ answer }) => answer[0]), order];
        }), [['0!', '1!', '2!', '3!', '4!'], [4, 2, 3, 0, 1]]);
      });

      it('have an error first if they may time out, by timeout() or ackTimeout', async () => {
        const page = await visit(here.server);
        await connect(page);
        assert.deepEqual(await page.evaluate(async () => {
          const answer = (to, ...args) => new Promise(resolve => to.emit(...args, (...values) =>
            resolve(values.map(value => value instanceof Error ? value.message : value))));
          const impatient = io({ forceNew: true, ackTimeout: 50 });
          return [
            await answer(socket, 'message-with-ack', 1, 'two'),
            await answer(socket.timeout(120_000), 'message-with-ack', 1, 'two'),
            await answer(socket.timeout(50), 'nobody listens'),
            await answer(impatient, 'nobody listens'),
            await answer(impatient.timeout(120_000), 'message-with-ack', 1, 'two'),
            await socket.emitWithAck('message-with-ack', 1, 'two'),
            await socket.timeout(50).emitWithAck('nobody listens').catch(error => error.message),
            await impatient.emitWithAck('nobody listens').catch(error => error.message),
          ];
        }), [[1, 'two'], [null, 1, 'two'], ['operation has timed out'], ['operation has timed out'], [null, 1, 'two'], 1,
          'operation has timed out', 'operation has timed out']);
      });

      it('fail when the connection is lost, those that may', async () => {
        const page = await visit(here.server);
        await connect(page);
        assert.deepEqual(await page.evaluate(async () => {
          const calls = [];
          socket.emit('nobody listens', () => calls.push('without a timeout'));
          socket.timeout(60_000).emit('nobody listens', error => calls.push(error.message));
          socket.emitWithAck('nobody listens').catch(error => calls.push(error.message));
          socket.emit('drop');
          await new Promise(resolve => socket.once('connect', resolve));
          return calls;
        }), ['socket has been disconnected', 'socket has been disconnected']);
      });

      it('end the retries: an event is sent again until it is answered or given up, and the next one waits', async () => {
        const page = await visit(here.server);
        await connect(page, { retries: 2, ackTimeout: 500 });
        assert.deepEqual(await page.evaluate(async () => {
          const order = [];
          const answers = [
            socket.emitWithAck('nobody listens', 1).catch(error => error.message),
            socket.emitWithAck('echo-ack', 'answered'),
            new Promise(resolve => socket.emit('message-with-ack', 1, 'two', (...values) => resolve(values))),
          ].map(async (answer, i) => {
            const value = await answer;
            order.push(i);
            return value;
          });
          return [await Promise.all(answers), order, await socket.emitWithAck('seen')];
        }), [['operation has timed out', 'answered', [null, 1, 'two']], [0, 1, 2],
          [['nobody listens', 1], ['nobody listens', 1], ['nobody listens', 1], ['echo-ack', 1], ['message-with-ack', 2]]]);
      });
    });

    describe('binary data', () => {
      for (const transport of TRANSPORTS) {
        it(`10 MB there and back by ${transport}: buffer, view with an offset, Blob and File`, async () => {
          const page = await visit(here.server);
          await connect(page, { transports: [transport] });
          const results = await page.evaluate(async () => {
            const SIZE = 10_000_000;
            const bytes = new Uint8Array(SIZE + 16);
            for (let start = 0; start < bytes.length; start += 0x10000) {
              crypto.getRandomValues(bytes.subarray(start, start + 0x10000));
            }
            const digest = async data => new Uint8Array(await crypto.subtle.digest('SHA-256', data)).join();
            const view = bytes.subarray(9, 9 + SIZE);
            const wanted = await digest(view);
            const forms = {
              buffer: view.slice().buffer,
              view,
              blob: new Blob([view]),
              file: new File([view.subarray(0, 1000), view.subarray(1000)], 'file.bin'),
            };
            const results = {};
            for (const [name, form] of Object.entries(forms)) {
              const back = await socket.emitWithAck('echo-ack', form);
              results[name] = [back.constructor.name, back.byteLength, await digest(back) === wanted];
            }
            return results;
          });
          const good = ['ArrayBuffer', 10_000_000, true];
          assert.deepEqual(results, { buffer: good, view: good, blob: good, file: good });
          assert.equal(await page.evaluate(() => socket.io.engine.transport.name), transport);
        });

        it(`nested anywhere, empty, and between other events, by ${transport}`, async () => {
          const page = await visit(here.server);
          await connect(page, { transports: [transport] });
          const [out, [ack, end], echoes] = await page.evaluate(async () => {
            const plain = value => value instanceof ArrayBuffer ? { bytes: [...new Uint8Array(value)] }
              : Array.isArray(value) ? value.map(plain)
              : value && typeof value === 'object'
                ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)])) : value;
            const out = new Promise(resolve => socket.on('binary-out', resolve));
            const answer = await new Promise(resolve => socket.emit('binary-out', (...values) => resolve(values)));
            const echoes = [];
            socket.on('echo-bin', x => echoes.push(plain(x)));
            for (const x of [
              new Blob(['blob']), 'text', new Uint16Array([1, 2, 3]).subarray(1, 2), new DataView(new ArrayBuffer(4), 1, 2),
              { a: [null, new ArrayBuffer(0), { b: new Blob([]) }] }, 'end',
            ]) socket.emit('echo-bin', x);
            await socket.emitWithAck('echo-ack', 0);
            return [plain(await out), plain(answer), echoes];
          });
          const all = Array.from({ length: 256 }, (_, i) => i);
          const list = [{ bytes: [1, 2, 3] }, { deep: { bytes: [] } }];
          assert.deepEqual(out, { all: { bytes: all }, list, n: null, s: 'é€😀' });
          assert.deepEqual([ack, end], [{ bytes: [0, 1, 2, 3] }, 'end']);
          assert.deepEqual(echoes, [
            { bytes: [...Buffer.from('blob')] }, 'text', { bytes: [2, 0] }, { bytes: [0, 0] },
            { a: [null, { bytes: [] }, { b: { bytes: [] } }] }, 'end',
          ]);
        });
      }
    });

    describe('namespaces', () => {
      it('share a connection, and each has its own id, events and end', async () => {
        const page = await visit(here.server);
        await connect(page);
        assert.deepEqual(await page.evaluate(async () => {
          const names = ['/custom', '/dyn-7'];
          const others = names.map(name => io(name));
          await Promise.all(others.map(other => new Promise(resolve => other.on('connect', resolve))));
          const all = [socket, ...others];
          const heard = all.map(() => []);
          all.forEach((each, i) => each.on('emit-all', x => heard[i].push(x)));
          for (const each of all) each.emit('emit-all', each.nsp);
          const who = await Promise.all(all.map(each => each.emitWithAck('whoami')));
          const ids = all.map(each => each.id);
          others[0].disconnect();
          const after = await Promise.all([socket, others[1]].map(each => each.emitWithAck('echo-ack', each.nsp)));
          return {
            names: who.map(me => me.nsp),
            ownIds: who.map((me, i) => me.id === ids[i]),
            differentIds: new Set(who.map(me => me.id)).size,
            oneManager: all.every(each => each.io === socket.io),
            heard,
            after,
            connected: all.map(each => each.connected),
          };
        }), {
          names: ['/', '/custom', '/dyn-7'],
          ownIds: [true, true, true],
          differentIds: 3,
          oneManager: true,
          heard: [['/'], ['/custom'], ['/dyn-7']],
          after: ['/', '/dyn-7'],
          connected: [true, false, true],
        });
      });

      it('refuse with a message and data, and let in who comes back with the right word', async () => {
        const page = await visit(here.server);
        await connect(page);
        assert.deepEqual(await page.evaluate(async () => {
          const admin = io('/admin', { auth: { token: 'wrong' } });
          const refusal = await new Promise(resolve => admin.on('connect_error', resolve));
          const invalid = await new Promise(resolve => io('/nowhere').on('connect_error', resolve));
          const between = [admin.connected, admin.active];
          admin.auth.token = 'secret';
          admin.connect();
          await new Promise(resolve => admin.on('connect', resolve));
          return [refusal instanceof Error, refusal.message, refusal.data, invalid.message, between, admin.connected];
        }), [true, 'not authorized', { code: 4001, hint: 'bad token' }, 'Invalid namespace', [false, false], true]);
      });
    });

    it('volatile events get through while connected, and are dropped otherwise', async () => {
      const page = await visit(here.server);
      await connect(page, { transports: ['websocket'] });
      assert.deepEqual(await page.evaluate(async () => {
        const echoes = [];
        socket.on('echo', x => echoes.push(x));
        const vol = new Promise(resolve => socket.on('vol', resolve));
        socket.volatile.emit('echo', 'connected');
        socket.emit('volatile-later', 1, 'from the server');
        await Promise.all([vol, socket.emitWithAck('echo-ack', 0)]);
        const gone = new Promise(resolve => socket.once('disconnect', resolve));
        socket.emit('drop');
        await gone;
        socket.volatile.emit('echo', 'disconnected');
        socket.emit('echo', 'waits');
        await new Promise(resolve => socket.once('connect', resolve));
        await socket.emitWithAck('echo-ack', 0);
        return [echoes, await vol];
      }), [['connected', 'waits'], 'from the server']);
    });

    it('extraHeaders go with polling requests; query and auth reach the server', async () => {
      const page = await visit(here.server);
      const requests = [];
      page.on('request', request => requests.push(request));
      await connect(page, {
        transports: ['polling'],
        extraHeaders: { 'X-Conf': 'ours' },
        query: { tag: 'a b&c=d€' },
        auth: { user: 'é', list: [1, null] },
      });
      const { header, query, auth, eio } = await page.evaluate(() => socket.emitWithAck('whoami'));
      assert.deepEqual({ header, query, auth, eio },
        { header: 'ours', query: 'a b&c=d€', auth: { user: 'é', list: [1, null] }, eio: 4 });
      const polls = requests.filter(request => request.url().includes('transport=polling'));
      assert.ok(polls.some(request => request.method() === 'POST') && polls.some(request => request.method() === 'GET'));
      for (const request of polls) assert.equal(request.headers()['x-conf'], 'ours');
    });

    it('auth as a function is asked for each connection anew', async () => {
      const page = await visit(here.server);
      assert.deepEqual(await page.evaluate(async () => {
        let count = 0;
        window.socket = io({ auth: give => setTimeout(() => give({ token: ++count }), 1), reconnectionDelay: 20 });
        const seen = [];
        const twice = new Promise(resolve => socket.on('auth', auth => { if (seen.push(auth) === 2) resolve(); }));
        await new Promise(resolve => socket.once('connect', resolve));
        socket.emit('drop');
        await twice;
        return seen;
      }), [{ token: 1 }, { token: 2 }]);
    });

    for (const transport of TRANSPORTS) {
      it(`a disconnection tells both ends why, with ${transport}`, async () => {
        const watcher = await watch(here.server);
        const page = await visit(here.server);
        const reasons = await page.evaluate(async transports => {
          const run = async (tag, act) => {
            const socket = io({ forceNew: true, transports, reconnection: false, auth: { tag } });
            await new Promise(resolve => socket.once('connect', resolve));
            const gone = new Promise(resolve => socket.once('disconnect', resolve));
            act(socket);
            return [await gone, socket.active];
          };
          return {
            leaves: await run('leaves', socket => socket.disconnect()),
            kicked: await run('kicked', socket => socket.emit('kick', false)),
            thrown: await run('thrown', socket => socket.emit('kick', true)),
            dropped: await run('dropped', socket => socket.emit('drop')),
            engine: await run('engine', socket => socket.io.engine.close()),
          };
        }, [transport]);
        assert.deepEqual(reasons, {
          leaves: ['io client disconnect', false],
          kicked: ['io server disconnect', false],
          thrown: ['io server disconnect', false],
          dropped: ['transport close', true],
          engine: ['forced close', true],
        });
        const heard = {};
        for (const tag of Object.keys(reasons)) {
          await until(async () => heard[tag] = await watcher.emitWithAck('reason-of', tag));
        }
        assert.deepEqual(heard, {
          leaves: 'client namespace disconnect',
          kicked: 'server namespace disconnect',
          thrown: 'server namespace disconnect',
          dropped: 'forced close',
          engine: 'transport close',
        });
      });
    }
  });
});
