/* The inspector's decoder, without a browser: bytes cut anywhere give the same exchanges, and no secret is among them. */
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { it, before } = require('node:test');

const FILE = path.resolve(__dirname, '../../src/enchufe/inspect/web/wire.js');
let wire;
before(async () => {
  wire = await import(`data:text/javascript;base64,${fs.readFileSync(FILE).toString('base64')}`);
});

const ascii = text => new Uint8Array(Buffer.from(text, 'utf8'));
const response = body => `HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(body)}\r\nSet-Cookie: s=hidden4\r\n\r\n${body}`;
const post = body => `POST /socket.io/?EIO=4&transport=polling&sid=abcdSECRET HTTP/1.1\r\nCookie: hidden1\r\n`
  + `Authorization: hidden2\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

function masked(text, { fin = true, opcode = 1 } = {}) {
  const key = [0x37, 0xfa, 0x21, 0x3d];
  const body = Buffer.from(text).map((byte, i) => byte ^ key[i % 4]);
  return Uint8Array.from([(fin ? 128 : 0) | opcode, 128 | body.length, ...key, ...body]);
}

function plain(data, opcode) {
  return Uint8Array.from([128 | opcode, data.length, ...data]);
}

const SESSION = [
  [true, ascii('GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: a\r\n\r\n')],
  [false, ascii(response('0{"sid":"abcdSECRET","upgrades":["websocket"]}'))],
  [true, ascii(post('40{"token":"hidden3","deep":{"a":["hidden5"]}}\x1e42/admin,7["sum",1,"ñ"]\x1ebAQID'))],
  [false, ascii(response('ok'))],
  [true, ascii('GET /socket.io/?EIO=4&transport=websocket&sid=abcdSECRET HTTP/1.1\r\nUpgrade: websocket\r\n\r\n')],
  [false, ascii('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n')],
  [true, masked('2probe')], [false, plain(ascii('3probe'), 1)], [true, masked('5')],
  [true, masked('42["say', { fin: false })], [true, masked('","hi"]', { opcode: 0 })],
  [false, plain(ascii('451-["file",{"_placeholder":true,"num":0}]'), 1)], [false, plain([1, 2, 255], 2)],
  [false, plain(ascii('2'), 1)], [true, masked('3')],
];

function decode(size) {
  const exchanges = [];
  const decoder = new wire.Wire(exchange => exchanges.push(exchange));
  SESSION.forEach(([received, bytes], time) => {
    for (let i = 0; i < bytes.length; i += size) decoder.push(1, received, time, bytes.slice(i, i + size));
  });
  return exchanges;
}

it('takes a session apart, from the handshake to the heartbeat on the WebSocket', () => {
  const found = decode(1e6);
  assert.deepEqual(found.map(one => one.summary), ['GET /socket.io/?EIO=4&transport=polling HTTP/1.1', 'open',
    'CONNECT · sum 1, "ñ" · binary, 3 bytes', 'HTTP/1.1 200 OK', 'GET /socket.io/?EIO=4&transport=websocket&sid=abcd… HTTP/1.1',
    'HTTP/1.1 101 Switching Protocols', 'ping probe', 'pong probe', 'upgrade', 'text', 'say "hi"',
    'file {"_placeholder":true,"num":0}', 'binary, 3 bytes', 'ping', 'pong']);
  assert.deepEqual(new Set(found.slice(1).map(one => one.client)), new Set(['abcd…']));
  assert.equal(found.at(-1).rtt, 1);
  assert.deepEqual(found.filter(one => one.heartbeat).map(one => one.summary), ['ping', 'pong']);
  assert.deepEqual(found[12].inner[0][0].fields[0], ['attachment', '1 / 1']);
  assert.deepEqual(found[2].inner[1][1].fields.slice(1), [['type', 'EVENT'], ['namespace', '/admin'], ['ack id', '7']]);
});

for (const size of [1, 2, 3, 7, 50]) {
  it(`finds the same in pieces of ${size} bytes`, () => assert.deepEqual(decode(size), decode(1e6)));
}

it('lets no secret through', () => {
  const all = JSON.stringify(decode(1e6));
  assert.doesNotMatch(all, /SECRET|hidden/);
  assert.match(all, /•••/);
});

it('shows nothing of a message whose beginning it has not seen', () => {
  const found = [];
  const decoder = new wire.Wire(exchange => found.push(exchange));
  decoder.push(1, true, 0, ascii('TOKEN=hidden\r\n\r\n'));
  decoder.push(2, false, 0, plain(ascii('xhidden'), 1));
  assert.doesNotMatch(JSON.stringify(found), /hidden/);
});

it('names the client of a WebSocket whose handshake it has not seen, as the server does', () => {
  const found = [];
  const decoder = new wire.Wire(exchange => found.push(exchange));
  decoder.push(1, false, 10, plain(ascii('2'), 1), 'abcd…');
  decoder.push(2, false, 11, plain(ascii('2'), 1), 'efgh…');
  decoder.push(2, true, 18, masked('3'), 'efgh…');
  decoder.push(1, true, 14, masked('3'), 'abcd…');
  decoder.push(3, true, 19, masked('42["say"]'), '');
  assert.deepEqual(found.map(one => [one.client, one.rtt]), [['abcd…', undefined], ['efgh…', undefined], ['efgh…', 7],
    ['abcd…', 4], [undefined, undefined]]);
});

it('takes no heartbeat of revision 3, where clients ping, for a round trip', () => {
  const found = [];
  const decoder = new wire.Wire(exchange => found.push(exchange));
  for (const time of [0, 25_000]) {
    decoder.push(1, true, time, masked('2'), 'abcd…');
    decoder.push(1, false, time + 1, plain(ascii('3'), 1), 'abcd…');
  }
  assert.deepEqual(found.map(one => [one.summary, one.client, one.rtt]),
    ['ping', 'pong', 'ping', 'pong'].map(summary => [summary, 'abcd…', undefined]));
});

it('reads the payloads of revision 3, and lets no session id of theirs through', () => {
  const open = JSON.stringify({ sid: 'abcdSECRET', upgrades: ['websocket'], pingInterval: 25000, more: '-'.repeat(50) });
  assert.ok(open.length >= 99);               // else the length does not begin with 1, which is the type of a packet, too
  const binary = (type, bytes) => [type, ...[...String(bytes.length)].map(Number), 255, ...bytes];
  const answers = [ascii(response(`${open.length + 1}:0${open}2:40`)), ascii(response('14:42["said","ñ"]'
    + '6:b4AQID')), null];
  const body = Uint8Array.from([...binary(0, ascii('42["said","ñ"]')), ...binary(1, [4, 1, 2, 3])]);
  answers[2] = Uint8Array.from([...ascii(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`), ...body]);
  const found = [];
  const decoder = new wire.Wire(exchange => found.push(exchange));
  for (const answer of answers) {
    const sid = answer === answers[0] ? '' : '&sid=abcdSECRET';
    decoder.push(1, true, 0, ascii(`GET /socket.io/?EIO=3&transport=polling${sid} HTTP/1.1\r\n\r\n`), '');
    decoder.push(1, false, 0, answer, '');
  }
  assert.deepEqual(found.filter(one => one.dir === 'out').map(one => [one.client, one.summary]), [['abcd…', 'open · CONNECT'],
    ['abcd…', 'said "ñ" · binary, 3 bytes'], ['abcd…', 'said "ñ" · binary, 3 bytes']]);
  assert.doesNotMatch(JSON.stringify(found), /SECRET/);
});

it('finds the next whole frame after a gap, under the same name, whatever the rest of the one before begins with', () => {
  for (const rest of ['Abcdefgh', '~~~~~', '!!!', '\x81\x02']) {
    const found = [];
    const decoder = new wire.Wire(exchange => found.push(exchange));
    SESSION.slice(4, 9).forEach(([received, bytes]) => decoder.push(1, received, 0, bytes, 'abcd…'));
    decoder.gap();
    found.length = 0;
    decoder.push(1, true, 1, Uint8Array.from(Buffer.from(rest, 'latin1')), 'abcd…');
    decoder.push(1, false, 2, plain(ascii('42["said"]'), 1), 'abcd…');
    decoder.push(1, true, 3, masked('42["say","hi"]'), 'abcd…');
    assert.deepEqual(found.map(one => [one.summary, one.client]), [['said ', 'abcd…'], ['say "hi"', 'abcd…']], rest);
  }
});

it('is not misled by the rest of a message whose bytes look like frames', () => {
  const repeat = (bytes, count) => Uint8Array.from({ length: count }, (_, i) => bytes[i % bytes.length]);
  // As a picture of one colour does, masked: frames of two or of no bytes, or a text that is none of a packet.
  for (const rest of [[0x82, 0x82, 1, 2], [0x8a, 0x82, 1, 2], [0x81, 0x82, 1, 2], [0x82, 0x80, 1, 2, 0, 0]]) {
    const found = [];
    const decoder = new wire.Wire(exchange => found.push(exchange));
    decoder.gap();
    for (let time = 0; time < 3; time++) decoder.push(1, true, time, repeat(rest, 4096 * 3), 'abcd…');
    decoder.push(1, true, 3, repeat(rest, 1234), 'abcd…');
    decoder.push(1, true, 4, masked('42["say","hi"]'), 'abcd…');
    assert.deepEqual(found.map(one => one.summary), ['say "hi"'], rest);

    for (let time = 0; time < 3; time++) decoder.push(2, true, time, repeat(rest, 4096 * 3), '', '/echo');
    decoder.push(2, true, 3, masked('hello'), '', '/echo');
    assert.deepEqual(found.slice(1).map(one => one.layers[0].fields.at(-1)[1]), ['hello'], rest);
  }
});

it('finds the frames of a plain WebSocket that has no texts by its heartbeat', () => {
  const found = [];
  const decoder = new wire.Wire(exchange => found.push(exchange));
  for (const bytes of [masked('a picture', { opcode: 2 }), masked('', { opcode: 10 }), masked('another', { opcode: 2 })]) {
    decoder.push(1, true, 0, bytes, '', '/echo');
  }
  for (const bytes of [plain([1, 2], 2), plain([], 9), plain([3, 4], 2)]) decoder.push(1, false, 1, bytes, '', '/echo');
  assert.deepEqual(found.map(one => [one.dir, one.summary]), [['in', 'pong'], ['in', 'binary'], ['out', 'ping'], ['out', 'binary']]);
});

it('begins anew where something cannot be a frame', () => {
  for (const bytes of [plain([1, 2], 2), Uint8Array.from([0xb2, 0x80, 0, 0, 0, 0]), Uint8Array.from([0x83, 0x80, 0, 0, 0, 0]),
    masked('x', { fin: false, opcode: 9 })]) {
    const found = [];
    const decoder = new wire.Wire(exchange => found.push(exchange));
    decoder.push(1, true, 0, masked('42["say","hi"]'), 'abcd…');
    decoder.push(1, true, 1, bytes, 'abcd…');
    decoder.push(1, true, 2, masked('rest of something'), 'abcd…');
    decoder.push(1, true, 3, masked('42["say","on"]'), 'abcd…');
    assert.deepEqual(found.map(one => one.summary), ['say "hi"', 'say "on"'], bytes);
  }
});

it('knows a session whose request for a WebSocket it has not seen by its answer', () => {
  const found = [];
  const decoder = new wire.Wire(exchange => found.push(exchange));
  decoder.push(1, false, 0, SESSION[5][1], 'abcd…');
  decoder.push(1, true, 1, masked('42["say","hi"]'), 'abcd…');
  assert.deepEqual(found.map(one => one.summary), ['HTTP/1.1 101 Switching Protocols', 'say "hi"']);
  assert.equal(found[1].client, 'abcd…');
});

it('says of a request that it waits, until its answer has come whole, or cannot come', () => {
  const poll = ascii('GET /socket.io/?EIO=4&transport=polling&sid=abcdSECRET HTTP/1.1\r\n\r\n');
  const answer = ascii(response('2'));
  const ends = {
    answer: decoder => decoder.push(1, false, 2, answer.slice(9)),
    close: decoder => decoder.push(1, true, 2, new Uint8Array(0)),
    gap: decoder => decoder.gap(),
  };
  for (const [name, end] of Object.entries(ends)) {
    const [found, ended] = [[], []];
    const decoder = new wire.Wire(exchange => found.push(exchange), exchange => ended.push(exchange));
    decoder.push(1, true, 0, poll);
    decoder.push(1, false, 1, ascii('HTTP/1.1 100 Continue\r\n\r\n'));
    decoder.push(1, false, 1, answer.slice(0, 9));
    assert.equal(found[0].waits, true, name);
    assert.deepEqual(ended, [], name);
    end(decoder);
    assert.equal(found[0].waits, undefined, name);
    assert.deepEqual(ended, [found[0]], name);
    assert.deepEqual(found.slice(1).filter(one => one.waits), [], name);
  }
});

it('names a plain WebSocket by its path', () => {
  const found = [];
  const decoder = new wire.Wire(exchange => found.push(exchange));
  decoder.push(1, true, 0, ascii('GET /echo?key=1 HTTP/1.1\r\nUpgrade: websocket\r\n\r\n'), '');
  decoder.push(1, false, 1, SESSION[5][1], '');
  decoder.push(1, true, 2, masked('hello'), '');
  decoder.push(2, true, 3, ascii('GET /page HTTP/1.1\r\n\r\n'), '');
  assert.deepEqual(found.map(one => one.client), ['/echo', '/echo', '/echo', undefined]);
  assert.deepEqual(found[2].layers[0].fields.at(-1), ['payload', 'hello']);
});

it('names a plain WebSocket that was opened before, as the server says', () => {
  const found = [];
  const decoder = new wire.Wire(exchange => found.push(exchange));
  decoder.push(1, true, 0, ascii('rest of a message'), '', '/echo');
  decoder.push(1, true, 1, masked('4hello'), '', '/echo');
  decoder.push(1, false, 2, plain(ascii('4hello'), 1), '', '/echo');
  assert.deepEqual(found.map(one => [one.client, one.summary]), [['/echo', 'text'], ['/echo', 'text']]);
  assert.deepEqual(found[0].layers[0].fields.at(-1), ['payload', '4hello']);
  decoder.gap();
  decoder.push(1, true, 3, masked('again'), '', '/echo');
  decoder.push(2, false, 4, Uint8Array.from([...SESSION[5][1], ...plain(ascii('welcome'), 1)]), '', '/other');       // its request came in the gap
  assert.deepEqual(found.slice(2).map(one => [one.client, one.summary]), [['/echo', 'text'],
    ['/other', 'HTTP/1.1 101 Switching Protocols'], ['/other', 'text']]);
});

it('knows a session whose upgrade it has seen only from the response on: its client is named when it has changed over', () => {
  const found = [];
  const decoder = new wire.Wire(exchange => found.push(exchange));
  decoder.push(1, false, 0, SESSION[5][1], '', '');
  decoder.push(1, true, 1, masked('2probe'), '', '');
  decoder.push(1, false, 2, plain(ascii('3probe'), 1), '', '');
  decoder.push(1, true, 3, Uint8Array.from([...masked('5'), ...masked('42["sum",1]')]), 'abcd…', '');
  assert.deepEqual(found.map(one => [one.client, one.summary]), [[undefined, 'HTTP/1.1 101 Switching Protocols'],
    [undefined, 'ping probe'], [undefined, 'pong probe'], ['abcd…', 'upgrade'], ['abcd…', 'sum 1']]);
});

it('reads the frames of RFC 6455 §5.7', () => {
  const hello = wire.frame(Uint8Array.from([0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58]));
  assert.equal(Buffer.from(hello.payload).toString(), 'Hello');
  const long = new Uint8Array(4 + 256);
  long.set([0x82, 0x7e, 1, 0]);
  assert.equal(wire.frame(long).size, 256);
  assert.equal(wire.frame(long.subarray(0, 259)), undefined);
});

it('reads a body in chunks', () => {
  const message = wire.httpMessage(ascii('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\nrest'));
  assert.equal(Buffer.from(message.body).toString(), 'abc');
});
