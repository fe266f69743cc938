/* The browser client with MessagePack: its codec against npm's, in Node against Node's server, and in Chromium against both servers. */
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { after, describe } = require('node:test');
const { CLIENT, suite, it, next, fixture, withChromium, withContractServers } = require('./support.js');

const PARTS = [CLIENT, CLIENT.replace('socket.io.js', 'socket.io.msgpack.js')];
const SOURCE = PARTS.map(part => fs.readFileSync(part, 'utf8')).join('');       // as the server serves it

/** The client of this file, apart from the one that other tests of the process may use. */
function load() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'enchufe-'));
  after(() => fs.rmSync(folder, { recursive: true }));
  fs.writeFileSync(path.join(folder, 'client.js'), SOURCE);
  return require(path.join(folder, 'client.js'));
}

const bytes = (...values) => new Uint8Array(values).buffer;
const hex = data => Buffer.from(data).toString('hex');

/** With binary data as text, whatever its class, and without what is undefined. */
function plain(value) {
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
    return { hex: hex(ArrayBuffer.isView(value) ? value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength) : value) };
  }
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined).map(([name, member]) => [name, plain(member)]));
}

suite('MessagePack of the browser client', ['socket.io-msgpack-parser', 'socket.io', 'ws'], () => {
  const io = load();
  const ours = io.Manager._parser;
  const theirs = require('socket.io-msgpack-parser');

  const encode = (parser, packet) => new parser.Encoder().encode(packet)[0];
  function decode(parser, message) {
    let packet;
    const decoder = new parser.Decoder();
    decoder.on('decoded', decoded => { packet = decoded; });
    decoder.add(message);
    return packet;
  }
  const event = (...data) => ({ type: 2, nsp: '/', data: ['e', ...data] });
  const unhex = text => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex')).buffer;
  /** An event whose only argument has this form. */
  const withArgument = text => unhex(`83 a474797065 02 a36e7370 a12f a464617461 92 a165 ${text}`);

  const VALUES = [null, true, false, 0, 1, 127, 128, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, -1, -32, -33, -128, -129,
    -32_768, -32_769, -(2 ** 31), -(2 ** 31) - 1, -(2 ** 53) + 1, 0.1, -1.5, 1e-300, Infinity, -Infinity, '', 'é€😀\u2028\0', '\ufeff', 'x'.repeat(31),
    'x'.repeat(32), 'é'.repeat(128), 'x'.repeat(65_536), [], [1, [2, [3]]], Array(15).fill(7), Array(16).fill(7), Array(65_536).fill(7), {}, { a: { b: {} } },
    Object.fromEntries(Array.from({ length: 15 }, (_, i) => [`k${i}`, i])), Object.fromEntries(Array.from({ length: 70_000 }, (_, i) => [`k${i}`, i]))];

  it('packs what npm\'s parser reads', () => {
    for (const value of VALUES) {
      const packet = event(value);
      assert.deepEqual(decode(theirs, Buffer.from(encode(ours, packet))), packet);
    }
    for (const packet of [{ type: 0, nsp: '/a' }, { type: 0, nsp: '/', data: { t: 1 } }, { type: 1, nsp: '/' }, { type: 3, nsp: '/', id: 7, data: [1] }]) {
      assert.deepEqual(decode(theirs, Buffer.from(encode(ours, { ...packet, options: { compress: true }, data: packet.data }))), packet);
    }
  });

  it('unpacks what npm\'s parser packs', () => {
    for (const value of VALUES) assert.deepEqual(decode(ours, encode(theirs, event(value))), { ...event(value), id: undefined });
    const date = new Date(1_543_244_400_123);
    assert.deepEqual(decode(ours, encode(theirs, event(date, undefined, { u: undefined }))).data, ['e', date, undefined, { u: undefined }]);
  });

  it('the bytes of a packet', () => {
    assert.equal(hex(encode(ours, { type: 0, nsp: '/', data: undefined, id: undefined })), '82a47479706500a36e7370a12f');
    assert.equal(hex(encode(ours, { ...event(1), id: 5 })), '84a47479706502a36e7370a12fa46461746192a16501a2696405');
    assert.equal(hex(encode(ours, event(NaN, -0))).slice(-36), 'cb7ff8000000000000cb8000000000000000');
  });

  it('treats as JSON does what JSON cannot have', () => {
    const date = new Date(0);
    const packet = event(date, undefined, () => {}, Symbol('s'), { u: undefined, f() {}, s: Symbol('s'), n: null }, [, 1], { toJSON: () => 'j' });
    assert.deepEqual(decode(ours, encode(ours, packet)).data, JSON.parse(JSON.stringify(packet.data)));
    assert.throws(() => encode(ours, event(1n)), /A BigInt cannot be sent: send it as a string/);
    assert.throws(() => encode(ours, event(new Blob(['x']))), /await blob\.arrayBuffer\(\)/);
  });

  it('binary data of every kind, in the three forms of its length', () => {
    const view = new Uint8Array([9, 1, 2, 3, 9]).subarray(1, 4);
    for (const data of [bytes(), bytes(1), view, new Uint16Array([1, 2]), new DataView(bytes(1, 2, 3), 1), Buffer.from([1]), new ArrayBuffer(256),
      new ArrayBuffer(70_000)]) {
      const message = encode(ours, event({ deep: [data] }));
      assert.deepEqual(plain(decode(theirs, Buffer.from(message)).data), plain(['e', { deep: [data] }]));
      const [, { deep: [back] }] = decode(ours, message).data;
      assert.ok(back instanceof ArrayBuffer);
      assert.deepEqual(plain(back), plain(data));
    }
  });

  it('a name of a member is never a prototype', () => {
    const [, map] = decode(ours, withArgument('81 a9 5f5f70726f746f5f5f 81 a161 01')).data;
    assert.equal(Object.getPrototypeOf(map), Object.prototype);
    assert.deepEqual(Object.keys(map), ['__proto__']);
    assert.equal({}.a, undefined);
  });

  it('refuses what is no packet', () => {
    const whole = new Uint8Array(encode(ours, event([1, 'text', { a: bytes(1, 2, 3) }, 1.5, 1e10])));
    for (let length = 0; length < whole.length; length++) assert.throws(() => decode(ours, whole.slice(0, length).buffer), `${length} bytes`);
    for (const [text, error] of [['01 00', /trailing/], ['c1', /c1/], ['dd ffffffff', /./], ['c6 ffffffff 00', /middle/]]) {
      assert.throws(() => decode(ours, withArgument(text)), error);
    }
    for (const packet of [null, {}, { type: 7, nsp: '/' }, { type: 2, nsp: '/', data: [] }, { type: 2, data: ['e'] }, { type: 2, nsp: '/', data: 'e' },
      { type: 2, nsp: '/', data: ['e'], id: '1' }, { type: 2, nsp: '/', data: ['disconnect'] }]) {
      assert.throws(() => decode(ours, encode(theirs, packet)));
    }
    assert.throws(() => decode(ours, '2["e"]'), /does not use MessagePack/);
  });

  describe('with Node\'s server', () => {
    const { serve, open, echo } = fixture(io);

    for (const transports of [['polling'], ['websocket'], undefined]) {
      it(`events and acknowledgements over ${transports ?? 'both'}`, async () => {
        await serve({ parser: theirs }, socket => {
          echo(socket);
          socket.on('ask me', async question => socket.emit('answer', await socket.emitWithAck('question', question)));
        });
        const socket = open('/', { transports });
        socket.on('question', (question, answer) => answer({ question }));
        const sent = ['é€😀', 1.5, -70_000, null, { a: [true, bytes(1, 2)] }];
        socket.emit('echo', ...sent);
        assert.deepEqual(plain(await next(socket, 'echo')), plain(sent));
        assert.deepEqual(plain(await socket.emitWithAck('ask', { b: bytes(7) })), { b: { hex: '07' } });
        socket.emit('ask me', bytes(1));
        assert.deepEqual(plain(await next(socket, 'answer')), [{ question: { hex: '01' } }]);
      });
    }
  });
});

suite('MessagePack in Chromium', ['socket.io', 'socket.io-msgpack-parser', 'playwright-core', 'chromium'], () => {
  const { visit } = withChromium();
  const official = fs.readFileSync(path.join(path.dirname(require.resolve('socket.io/package.json')), 'client-dist/socket.io.msgpack.min.js'), 'utf8');

  /** In the page: what has come back after some rounds, in a form that can be compared. */
  const talk = ([transports, values]) => new Promise((resolve, reject) => {
    const socket = window.io({ forceNew: true, reconnection: false, transports });
    socket.on('connect_error', reject);
    socket.on('disconnect', reject);
    const list = data => [...new Uint8Array(data)];
    socket.on('auth', async () => {
      const heard = { values: await socket.emitWithAck('echo-ack', values) };
      heard.binary = list(await socket.emitWithAck('echo-ack', new Uint8Array([0, 127, 128, 255]).buffer));
      socket.on('question', (q, answer) => answer(q, 'yes'));
      heard.asked = await socket.emitWithAck('ask-me', 60_000, { text: 'é' });
      socket.on('binary-out', ({ list: [first] }) => { heard.nested = list(first); });
      await socket.emitWithAck('binary-out');
      const { engine } = socket.io;
      if (transports.length > 1 && engine.transport.name !== 'websocket') await new Promise(done => engine.once('upgrade', done));
      heard.transport = engine.transport.name;
      socket.off('disconnect');
      socket.disconnect();
      resolve(heard);
    });
  });

  withContractServers({ PARSER: 'msgpack' }, (here, name) => {
    for (const [client, script] of Object.entries({ 'the official client': official, 'our client': SOURCE })) {
      for (const transports of [['polling'], ['websocket'], ['polling', 'websocket']]) {
        it(`${client} over ${transports.join(' and ')}`, async () => {
          const page = await visit(here.server, script === SOURCE && name === 'our server'
            ? { html: '<!doctype html><meta charset="utf-8"><script src="/socket.io/socket.io.msgpack.min.js"></script>' }
            : { html: '<!doctype html><meta charset="utf-8"><script src="page.js"></script>', script });
          const values = ['é€😀', 1, -70_000, 1.5, null, true, { a: [{}] }];
          assert.deepEqual(await page.evaluate(talk, [transports, values]), { values, binary: [0, 127, 128, 255],
            asked: { ok: true, answer: [{ text: 'é' }, 'yes'] }, nested: [1, 2, 3], transport: transports.at(-1) });
        });
      }
    }
  });
});
