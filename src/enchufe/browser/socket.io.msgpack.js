/*
 * Enchufe's browser client, MessagePack: added to socket.io.js, it makes the client pack its packets as npm's
 * socket.io-msgpack-parser does. Each is one binary message, a map of type, nsp, data and id. Binary data stays in the
 * data, and comes as ArrayBuffer. What JSON leaves out or changes (functions, undefined, dates) is treated as JSON does.
 *
 * https://github.com/msgpack/msgpack/blob/master/spec.md
 */
(() => {
'use strict';

const { Manager } = typeof module === 'object' && module.exports ? module.exports : globalThis.io;
const Emitter = Object.getPrototypeOf(Manager);

const BYTES = { Int8: 1, Uint8: 1, Int16: 2, Uint16: 2, Int32: 4, Uint32: 4, Float32: 4, BigInt64: 8, BigUint64: 8, Float64: 8 };

// ─── Packing ────────────────────────────────────────────────────────────────────────────────────────────────────────

const utf8 = new TextEncoder();

/** A buffer that grows. */
class Packer {
  #view = new DataView(new ArrayBuffer(256));
  #at = 0;

  pack(value) {
    if (value === null || value === undefined) return this.#put('Uint8', 0xc0);
    switch (typeof value) {
      case 'boolean': return this.#put('Uint8', value ? 0xc3 : 0xc2);
      case 'number': return this.#packNumber(value);
      case 'string': return this.#packString(value);
      case 'object': return this.#packObject(value);
      case 'bigint': throw new TypeError('A BigInt cannot be sent: send it as a string');
      default: return this.#put('Uint8', 0xc0);   // a function or a symbol in a list
    }
  }

  /** What was packed. */
  result() {
    return this.#view.buffer.slice(0, this.#at);
  }

  #room(bytes) {
    const { buffer } = this.#view;
    if (this.#at + bytes > buffer.byteLength) {
      const larger = new Uint8Array(Math.max(2 * buffer.byteLength, this.#at + bytes));
      larger.set(new Uint8Array(buffer));
      this.#view = new DataView(larger.buffer);
    }
  }

  /** Writes a number of a DataView's type. */
  #put(type, value) {
    this.#room(BYTES[type]);
    this.#view[`set${type}`](this.#at, value);
    this.#at += BYTES[type];
  }

  #putBytes(bytes) {
    this.#room(bytes.length);
    new Uint8Array(this.#view.buffer).set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** Writes a header with a length, in the shortest of its forms: within the header, or 1, 2 or 4 bytes after it. */
  #header(length, { fix, fixLimit = 0, one, two }) {
    if (length < fixLimit) return this.#put('Uint8', fix | length);
    const type = one && length < 0x100 ? 'Uint8' : length < 0x10000 ? 'Uint16' : 'Uint32';
    this.#put('Uint8', { Uint8: one, Uint16: two, Uint32: two + 1 }[type]);
    this.#put(type, length);
  }

  #packNumber(value) {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
      this.#put('Uint8', 0xcb);
      return this.#put('Float64', value);
    }
    if (value >= -0x20 && value < 0x80) return this.#put('Int8', value);
    const [header, type] = value < 0
      ? value >= -(2 ** 7) ? [0xd0, 'Int8'] : value >= -(2 ** 15) ? [0xd1, 'Int16'] : value >= -(2 ** 31) ? [0xd2, 'Int32'] : [0xd3, 'BigInt64']
      : value < 2 ** 8 ? [0xcc, 'Uint8'] : value < 2 ** 16 ? [0xcd, 'Uint16'] : value < 2 ** 32 ? [0xce, 'Uint32'] : [0xcf, 'BigUint64'];
    this.#put('Uint8', header);
    this.#put(type, type.startsWith('Big') ? BigInt(value) : value);
  }

  #packString(text) {
    const bytes = utf8.encode(text);
    this.#header(bytes.length, { fix: 0xa0, fixLimit: 32, one: 0xd9, two: 0xda });
    this.#putBytes(bytes);
  }

  #packObject(value) {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
      const bytes = ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : new Uint8Array(value);
      this.#header(bytes.length, { one: 0xc4, two: 0xc5 });
      return this.#putBytes(bytes);
    }
    if (globalThis.Blob && value instanceof Blob) {
      throw new TypeError('A Blob cannot be packed: send its content, await blob.arrayBuffer()');
    }
    if (typeof value.toJSON === 'function') return this.pack(value.toJSON());
    if (Array.isArray(value)) {
      this.#header(value.length, { fix: 0x90, fixLimit: 16, two: 0xdc });
      for (const element of value) this.pack(element);   // a hole is undefined
      return;
    }
    const members = Object.entries(value).filter(([, member]) => !['undefined', 'function', 'symbol'].includes(typeof member));
    this.#header(members.length, { fix: 0x80, fixLimit: 16, two: 0xde });
    for (const [name, member] of members) {
      this.#packString(name);
      this.pack(member);
    }
  }
}

// ─── Unpacking ──────────────────────────────────────────────────────────────────────────────────────────────────────

const text = new TextDecoder('utf-8', { ignoreBOM: true });

class Unpacker {
  #view;
  #at = 0;

  constructor(buffer) {
    this.#view = ArrayBuffer.isView(buffer) ? new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength) : new DataView(buffer);
  }

  /** The value that the whole buffer is. */
  whole() {
    const value = this.#unpack();
    if (this.#at !== this.#view.byteLength) throw new Error('trailing bytes');
    return value;
  }

  #get(type) {
    const value = this.#view[`get${type}`](this.#at);   // throws a RangeError at the end
    this.#at += BYTES[type];
    return Number(value);
  }

  #bytes(length) {
    const from = this.#view.byteOffset + this.#at;
    this.#at += length;
    if (this.#at > this.#view.byteLength) throw new RangeError('the message ends in the middle of a value');
    return this.#view.buffer.slice(from, from + length);
  }

  #list(length) {
    const list = [];
    while (list.length < length) list.push(this.#unpack());
    return list;
  }

  #map(length) {
    const map = {};
    for (let i = 0; i < length; i++) {
      // Defined, not assigned: `__proto__` is a name like others, as for JSON.parse.
      Object.defineProperty(map, this.#unpack(), { value: this.#unpack(), writable: true, enumerable: true, configurable: true });
    }
    return map;
  }

  #unpack() {
    const header = this.#get('Uint8');
    if (header < 0x80) return header;
    if (header < 0x90) return this.#map(header & 0x0f);
    if (header < 0xa0) return this.#list(header & 0x0f);
    if (header < 0xc0) return text.decode(this.#bytes(header & 0x1f));
    if (header >= 0xe0) return header - 0x100;
    switch (header) {
      case 0xc0: return null;
      case 0xc2: return false;
      case 0xc3: return true;
      case 0xc4: return this.#bytes(this.#get('Uint8'));
      case 0xc5: return this.#bytes(this.#get('Uint16'));
      case 0xc6: return this.#bytes(this.#get('Uint32'));
      case 0xca: return this.#get('Float32');
      case 0xcb: return this.#get('Float64');
      case 0xcc: return this.#get('Uint8');
      case 0xcd: return this.#get('Uint16');
      case 0xce: return this.#get('Uint32');
      case 0xcf: return this.#get('BigUint64');
      case 0xd0: return this.#get('Int8');
      case 0xd1: return this.#get('Int16');
      case 0xd2: return this.#get('Int32');
      case 0xd3: return this.#get('BigInt64');
      case 0xd9: return text.decode(this.#bytes(this.#get('Uint8')));
      case 0xda: return text.decode(this.#bytes(this.#get('Uint16')));
      case 0xdb: return text.decode(this.#bytes(this.#get('Uint32')));
      case 0xdc: return this.#list(this.#get('Uint16'));
      case 0xdd: return this.#list(this.#get('Uint32'));
      case 0xde: return this.#map(this.#get('Uint16'));
      case 0xdf: return this.#map(this.#get('Uint32'));
      default: return this.#extension(header);
    }
  }

  /** What Node's server sends for a Date and for undefined (notepack 2.2); others are a pair of type and bytes, as there. */
  #extension(header) {
    if (header === 0xc1) throw new Error('the byte c1 begins no value');
    const length = header < 0xd4 ? this.#get({ 0xc7: 'Uint8', 0xc8: 'Uint16', 0xc9: 'Uint32' }[header]) : 2 ** (header - 0xd4);
    const type = this.#get('Int8');
    if (type === 0 && header === 0xd4) return void this.#bytes(1);
    if (type === 0 && header === 0xd7) return new Date(this.#get('BigInt64'));
    return type === 0 ? this.#bytes(length) : [type, this.#bytes(length)];
  }
}

// ─── The parser ─────────────────────────────────────────────────────────────────────────────────────────────────────

class Encoder {
  encode({ type, nsp, data, id }) {
    const packer = new Packer();
    packer.pack({ type, nsp, data: data ?? undefined, id });
    return [packer.result()];
  }
}

class Decoder extends Emitter {
  add(message) {
    if (typeof message === 'string') throw new Error('text from a server that does not use MessagePack');
    const { type, nsp, data, id } = new Unpacker(message).whole() ?? {};
    if (typeof nsp !== 'string' || !Manager._isValidData(type, data ?? undefined)) throw new Error('invalid payload');
    if (id !== undefined && !Number.isInteger(id)) throw new Error('invalid packet id');
    this.emit('decoded', { type, nsp, id, data: data ?? undefined });
  }

  destroy() {}
}

Manager._parser = { Encoder, Decoder };
})();
