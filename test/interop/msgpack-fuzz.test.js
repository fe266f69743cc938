/*
 * MessagePack beside Node: random values from the official client, and messages with random faults, go to our server and to Node's,
 * and must have the same effect. The seed is another one each time; SEED repeats the run that a failure names, and VALUES and
 * MESSAGES make it longer.
 */
"use strict";

process.env.PARSER = "msgpack"; // before the harness looks

const assert = require("node:assert");
const { describe } = require("node:test");
const msgpack = require("socket.io-msgpack-parser");
const { IS_REFERENCE, REFERENCE, RawWebSocket, connect, it, plain, withServer } = require("./harness");

const SEED = Number(process.env.SEED || 1 + Math.floor(Math.random() * 2 ** 31));
const VALUES = Number(process.env.VALUES || 100);
const MESSAGES = Number(process.env.MESSAGES || 300);

/** Runs a test, whose failure says how to repeat it. */
async function seeded(run) {
  try {
    await run(randomFrom(SEED));
  } catch (error) {
    throw new Error(`with SEED=${SEED}: ${error.message}`, { cause: error });
  }
}

/** A generator of numbers from 0 to 1, the same ones for the same seed (an xorshift of 32 bits). */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Makes values of everything that MessagePack has and a client can send, most of them at the edges of its forms. */
class Values {
  constructor(random) {
    this.random = random;
  }

  /** A value of at most so many bytes, more or less, with as much binary data as an event may have. */
  next() {
    this.room = 500_000;
    this.attachments = 10;
    if (this.random() < 0.03) return this.deep();
    return this.value(1 + this.below(6));
  }

  below(end) {
    return Math.floor(this.random() * end);
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  value(depth) {
    const kinds = ["integer", "integer", "float", "text", "text", "constant", "binary", "date"];
    return this[this.pick(depth > 0 ? [...kinds, "list", "list", "map", "map"] : kinds)](depth);
  }

  integer() {
    const edges = [0, 5, 7, 8, 15, 16, 31, 32, 53, 63].map((bits) => 2 ** bits);
    return this.pick([-1, 1]) * (this.pick([...edges, this.below(2 ** 32), this.below(2 ** 53)]) + this.pick([-1, 0, 1]));
  }

  float() {
    const bytes = Buffer.from(Array.from({ length: 8 }, () => this.below(256)));
    const odd = [5e-324, Number.MAX_VALUE, NaN, Infinity, -Infinity, -0];
    return this.pick([bytes.readDoubleBE(), bytes.readFloatBE(), this.random(), this.pick(odd)]);
  }

  constant() {
    return this.pick([null, undefined, true, false]);
  }

  date() {
    return new Date(this.pick([0, -1, 8.64e15, -8.64e15, -62198755200000, 253402300800000, this.below(2 ** 41)]));
  }

  /** Of lengths at which the forms change, which are counted in bytes. */
  length(lengths) {
    const short = lengths.filter((n) => n < 1_000);
    const length = this.pick(this.random() < 0.1 || short.length === 0 ? lengths : short);
    return length < this.room ? ((this.room -= length), length) : 0;
  }

  text() {
    const length = this.length([0, 1, 5, 31, 32, 33, 255, 256, 65_535, 65_536]);
    const alphabets = [["a"], ["é", "b"], ["€", "c", "\0", "\n", '"', "\\"], ["😀", "\u2028", "\uffff"]];
    const lone = ["\ud800", "\udfff", "x", "😀"]; // in texts of some lengths, notepack sends memory that it has not set instead
    if (length < 6 || length > 200) alphabets.push(lone);
    const alphabet = this.pick(alphabets);
    let text = "";
    for (let bytes = 0; bytes < length; ) {
      const next = this.pick(length > 1_000 ? alphabet.slice(0, 2) : alphabet);
      const size = Buffer.byteLength(next);
      text += bytes + size <= length ? next : "y";
      bytes += bytes + size <= length ? size : 1;
    }
    return text;
  }

  binary() {
    if (this.attachments-- <= 0) return "one more";
    const bytes = Buffer.alloc(this.length([0, 1, 2, 4, 8, 16, 255, 256, 65_535, 65_536]), this.below(256));
    return this.random() < 0.5 ? bytes : new Uint8Array(bytes).buffer;
  }

  /** The longest have small values. */
  list(depth) {
    if (this.random() < 0.01) return Array.from({ length: this.length([65_535, 65_536]) }, (_, i) => i & 1);
    return Array.from({ length: this.length([0, 1, 2, 3, 15, 16, 17]) }, () => this.value(depth - 1));
  }

  map(depth) {
    if (this.random() < 0.01 && this.room > 400_000) {
      this.room -= 300_000; // for the names
      return Object.fromEntries(Array.from({ length: this.length([65_535, 65_536]) }, (_, i) => [i.toString(36), i & 1]));
    }
    const name = () => String(this[this.pick(["text", "integer", "float"])]());
    const length = this.length([0, 1, 2, 3, 15, 16, 17]);
    return Object.fromEntries(Array.from({ length }, () => [name(), this.value(depth - 1)]));
  }

  /** As deep as an argument may be: the packet and its data are two more. */
  deep() {
    let value = this.value(0);
    for (let i = this.pick([100, 997, 998]); i > 0; i--) value = this.random() < 0.5 ? [value] : { a: value };
    return value;
  }
}

/** What ours makes of a value from Node: what JSON makes of it, but for binary data, which is of one kind. */
function asJson(value) {
  if (value instanceof Date) return value.toJSON();
  if (value === undefined || (typeof value === "number" && !Number.isFinite(value))) return null;
  if (typeof value === "number") return value + 0; // no -0
  if (Array.isArray(value)) return value.map(asJson);
  if (value === null || typeof value !== "object" || value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return plain(value);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, asJson(inner)]));
}

const encode = (packet) => new msgpack.Encoder().encode(packet)[0];

/** The packet of a message; undefined if npm's parser refuses it. */
function decode(message) {
  let packet;
  const decoder = new msgpack.Decoder();
  decoder.on("decoded", (decoded) => (packet = decoded));
  try {
    decoder.add(message);
  } catch {} // that is the answer
  return packet;
}

/** Whether a message has what only npm's parser takes: an unknown extension, or a name that is neither text nor number. */
function isOdd(message) {
  let at = 0;
  let odd = false;
  const read = (bytes) => message.readUIntBE((at += bytes) - bytes, bytes);
  const skip = (bytes) => ((at += bytes), true);
  const values = (count) => {
    for (let i = 0; i < count; i++) value();
    return false;
  };
  const members = (count) => {
    for (let i = 0; i < count; i++) {
      odd = !value() || odd;
      value();
    }
    return false;
  };
  /** Skips a value; returns whether it may be a name. */
  const value = () => {
    const header = read(1);
    if (header < 0x80 || header >= 0xe0) return true;
    if (header < 0x90) return members(header & 15);
    if (header < 0xa0) return values(header & 15);
    if (header < 0xc0) return skip(header & 31);
    if (header < 0xc4) return false;
    if (header < 0xc7) return !skip(read(1 << (header - 0xc4)));
    if (header < 0xca) {
      const length = read(1 << (header - 0xc7));
      odd = read(1) !== 0 || odd;
      return !skip(length);
    }
    if (header < 0xd4) return skip([4, 8, 1, 2, 4, 8, 1, 2, 4, 8][header - 0xca]);
    if (header < 0xd9) {
      odd = read(1) !== 0 || (header !== 0xd4 && header !== 0xd7) || odd; // undefined and dates are known
      return !skip(1 << (header - 0xd4));
    }
    if (header < 0xdc) return skip(read(1 << (header - 0xd9)));
    return header < 0xde ? values(read(2 << (header - 0xdc))) : members(read(2 << (header - 0xde)));
  };
  value();
  return odd;
}

/** Makes events, and puts faults into them: wrong bits and bytes, and what is cut off, put in, left out or doubled. */
class Faults {
  constructor(random) {
    this.values = new Values(random);
    this.values.length = function (lengths) {
      return this.pick(lengths.filter((n) => n < 300));
    };
  }

  event() {
    this.values.attachments = 2; // if they are doubled twice, an event may still have them
    const data = ["echo-ack", this.values.value(2)];
    return encode({ type: 2, nsp: "/", id: this.values.below(300), data, options: { compress: true } });
  }

  next() {
    for (;;) {
      let message = this.event();
      for (let faults = 1 + this.values.below(2); faults > 0; faults--) message = this.faulty(Buffer.from(message));
      if (!this.isLeftOut(message)) return message;
    }
  }

  faulty(message) {
    const { values } = this;
    const [from, to] = [values.below(message.length + 1), values.below(message.length + 1)];
    const any = Buffer.from(Array.from({ length: 1 + values.below(3) }, () => values.below(256)));
    const kind = values.below(message.length > 0 ? 6 : 1);
    if (kind === 0) return Buffer.concat([message.subarray(0, from), any, message.subarray(from)]);
    if (kind === 1) return message.subarray(0, from);
    if (kind === 2) return Buffer.concat([message.subarray(0, from), message.subarray(to)]);
    message[from % message.length] = kind === 3 ? values.pick([...any, 0xc0, 0xc1, 0xc4, 0xc7, 0xcb, 0xcf, 0xd3, 0xd7, 0xdd, 0xdf])
      : message[from % message.length] ^ (1 << values.below(8));
    return message;
  }

  /**
   * Whether the two may differ: where ours is stricter, or takes null for undefined, or where the answer comes at its own time. And
   * whether notepack may run for seconds, to fill an ArrayBuffer of the length that c9 announces.
   */
  isLeftOut(message) {
    if (message.includes(0xc9) || message.includes("\xa2id\xc0", "latin1")) return true;
    const packet = decode(message);
    if (!packet) return false;
    const { type, nsp, id, data } = packet;
    if (type === 0 || type === 1 || !nsp.startsWith("/") || id < 0 || id >= 1e18 || isOdd(message)) return true;
    return type === 2 && typeof data[0] !== "string" && typeof data[0] !== "number";
  }
}

/** What comes back for a message, over connections that each serve as long as they can; null if the server closes. */
class Wire {
  constructor(t, server) {
    this.server = server;
    t.after(() => this.raw?.ws.close());
  }

  async answers(message) {
    if (!this.raw) {
      this.raw = await RawWebSocket.open(this.server);
      this.raw.send(encode({ type: 0, nsp: "/" }));
      for (let greetings = 2; greetings > 0; greetings--) await this.raw.next();
    }
    const closed = this.raw.closed.then(() => null);
    const answers = [];
    this.raw.send(message).send(encode({ type: 2, nsp: "/", id: 999, data: ["echo-ack"] }));
    for (;;) {
      const answer = await Promise.race([this.raw.next().catch(() => null), closed]);
      if (answer === null) return (this.raw = null);
      const packet = decode(answer);
      if (packet.id === 999) return answers;
      answers.push(packet);
    }
  }
}

/** What is no UTF-8 becomes U+FFFD in Java as in Node, but not always as many of them. */
const comparable = (packets) => JSON.parse(JSON.stringify(packets.map(plain)).replaceAll(/\ufffd+/g, "\ufffd"));

/** What ours answers to a message that npm's parser takes. */
function expected(message) {
  const { type, id, data } = decode(message);
  if (type !== 2 || data[0] !== "echo-ack" || id === undefined) return [];
  return [{ type: 3, nsp: "/", data: data.slice(1, 2).map(asJson), id: id + 0 }];
}

describe("MessagePack beside Node", { skip: IS_REFERENCE && "it compares with Node" }, () => {
  const servers = [withServer({ DEFLATE: "1" }), withServer({ DEFLATE: "1" }, REFERENCE)];

  for (const transport of ["websocket", "polling"]) {
    it(`random values come back as from Node, over ${transport}`, (t) => seeded(async (random) => {
      const [ours, nodes] = await Promise.all(servers.map((server) => connect(t, server, { transports: [transport] })));
      const values = new Values(random);
      for (let i = 0; i < VALUES; i++) {
        const value = values.next();
        const answers = await Promise.all([ours, nodes].map((socket) => socket.emitWithAck("echo-ack", value)));
        assert.deepStrictEqual(plain(answers[0]), asJson(answers[1]), `value ${i}`);
      }
    }));
  }

  it("messages with random faults have the effect that they have in Node", (t) => seeded(async (random) => {
    const faults = new Faults(random);
    const [ours, nodes] = servers.map((server) => new Wire(t, server));
    let answered = 0;
    for (let i = 0; i < MESSAGES; i++) {
      const message = faults.next();
      const answers = await Promise.all([ours.answers(message), nodes.answers(message)]);
      const what = `message ${i}: ${message.toString("hex")}`;
      assert.deepStrictEqual(answers[0] === null, answers[1] === null, what);
      if (answers[0] === null) continue;
      assert.deepStrictEqual(comparable(answers[0]), comparable(expected(message)), what);
      assert.strictEqual(answers[0].length, answers[1].length, what);
      answered++;
    }
    assert.ok(answered > MESSAGES / 20, `only ${answered} were taken`);
    assert.doesNotMatch(servers[0].errors(), /SEVERE|Exception/);
  }));
});
