// Takes the bytes of connections apart, layer by layer: HTTP messages, WebSocket frames (RFC 6455), Engine.IO packets (revision 4;
// of 3, payloads), Socket.IO packets (revision 5). No DOM. What it emits is masked already: secrets are neither shown nor kept.

const ENGINE = ['open', 'close', 'ping', 'pong', 'message', 'upgrade', 'noop'];
const SOCKET = ['CONNECT', 'DISCONNECT', 'EVENT', 'ACK', 'CONNECT_ERROR', 'BINARY_EVENT', 'BINARY_ACK'];
const OPCODES = { 0: 'continuation', 1: 'text', 2: 'binary', 8: 'close', 9: 'ping', 10: 'pong' };
const SECRET = /^(cookie|set-cookie|authorization|proxy-authorization)$/i;
const MAX_MESSAGE = 4_000_000;
const MAX_SHOWN = 2_000;

const latin = bytes => Array.from(bytes, byte => String.fromCharCode(byte)).join('');
const utf8 = bytes => new TextDecoder().decode(bytes);
const hex = bytes => Array.from(bytes.subarray(0, 32), byte => byte.toString(16).padStart(2, '0')).join(' ')
  + (bytes.length > 32 ? ' …' : '');
const cut = text => text.length > MAX_SHOWN ? text.slice(0, MAX_SHOWN) + '…' : text;
export const short = sid => [...String(sid)].slice(0, 4).join('') + '…';
const shortTarget = text => text.replace(/(\bsid=)([^&\s#"]+)/gi, (all, name, sid) => name + short(sid));

function join(first, second) {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

function maskValues(value) {
  if (Array.isArray(value)) return value.map(maskValues);
  if (value === null || typeof value !== 'object') return '•••';
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, maskValues(inner)]));
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One HTTP message at the start of the bytes, or undefined if it is not whole. `answers` is the request's method. */
export function httpMessage(bytes, answers) {
  let end = -1;
  for (let i = 0; i + 3 < bytes.length && end < 0; i++) {
    if (bytes[i] === 13 && bytes[i + 1] === 10 && bytes[i + 2] === 13 && bytes[i + 3] === 10) end = i + 4;
  }
  if (end < 0) return undefined;
  const [start, ...lines] = latin(bytes.subarray(0, end - 4)).split('\r\n');
  const headers = lines.map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]);
  const header = name => headers.find(([key]) => key.toLowerCase() === name)?.[1] ?? '';
  const status = /^HTTP\/1\.\d (\d+)/.exec(start)?.[1];
  const empty = answers === 'HEAD' || /^(1\d\d|204|304)$/.test(status ?? '');
  const message = { start, headers, header, status: status && Number(status), body: new Uint8Array(0), length: end };
  if (empty) return message;
  if (/chunked/i.test(header('transfer-encoding'))) {
    for (let at = end; ;) {
      const line = bytes.indexOf(10, at);
      if (line < 0) return undefined;
      const size = parseInt(latin(bytes.subarray(at, line)), 16);
      if (!(size >= 0) || line + 1 + size + 2 > bytes.length) return undefined;
      message.body = join(message.body, bytes.subarray(line + 1, line + 1 + size));
      at = line + 1 + size + 2;
      if (size === 0) return { ...message, length: at };
    }
  }
  const length = Number(header('content-length') || 0);
  if (bytes.length < end + length) return undefined;
  return { ...message, body: bytes.slice(end, end + length), length: end + length };
}

/** One frame at the start of the bytes, unmasked, or undefined if it is not whole (RFC 6455 §5.2). */
export function frame(bytes) {
  if (bytes.length < 2) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const masked = bytes[1] >= 128;
  const code = bytes[1] & 127;
  const extra = code === 126 ? 2 : code === 127 ? 8 : 0;
  const head = 2 + extra + (masked ? 4 : 0);
  if (bytes.length < head) return undefined;
  const size = extra === 2 ? view.getUint16(2) : extra === 8 ? Number(view.getBigUint64(2)) : code;
  if (bytes.length < head + size) return undefined;
  const key = masked ? bytes.slice(head - 4, head) : undefined;
  const payload = bytes.slice(head, head + size);
  if (masked) for (let i = 0; i < size; i++) payload[i] ^= key[i % 4];
  return { fin: bytes[0] >= 128, rsv: bytes[0] >> 4 & 7, opcode: bytes[0] & 15, masked, size, key, payload, length: head + size };
}

/** Whether a frame can come from this direction (RFC 6455 §5.1, §5.2, §5.5). */
const isValid = (part, received) => part.opcode in OPCODES && part.masked === received && (part.rsv & 3) === 0
  && (part.opcode < 8 || part.fin && part.size < 126);

/** Whether a frame is a text, not compressed: of an Engine.IO packet, or else one without control characters. */
const isText = (part, engine) => part.opcode === 1 && part.fin && part.rsv === 0
  && (engine ? /^[0-6]/ : /^[^\0-\x08\x0e-\x1f\ufffd]+$/).test(utf8(part.payload));

/**
 * Whether these are whole frames and nothing else: so somebody who has missed the beginning knows where a frame begins. The first
 * one must be a text, since the bytes of a picture may look like binary frames: masked, those of one colour repeat themselves. A
 * plain WebSocket may have no texts, but each has a heartbeat: a ping, or its answer, that comes alone.
 */
function areFrames(bytes, received, engine) {
  for (let at = 0; at < bytes.length;) {
    const part = frame(bytes.subarray(at));
    if (!part || !isValid(part, received)) return false;
    const isBeat = !engine && part.opcode > 8 && part.size === 0 && part.length === bytes.length;
    if (at === 0 && !isText(part, engine) && !isBeat) return false;
    at += part.length;
  }
  return true;
}

const isLetter = byte => byte >= 65 && byte <= 90;

/** Whether a connection's first bytes may be those of a WebSocket's handshake. */
function isHttp(bytes) {
  const start = latin(bytes.subarray(0, 4));
  return 'GET '.startsWith(start) || 'HTTP'.startsWith(start);
}

function fromBase64(text) {
  try {
    return Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
  } catch {
    return new Uint8Array(0);
  }
}

/** The packets of a payload of revision 3: each has its length before it, as text, or as one byte for each digit. */
function oldPayload(body) {
  const packets = [];
  for (let rest = body; rest[0] === 0 || rest[0] === 1;) {
    const end = rest.indexOf(255);
    const length = Number(Array.from(rest.subarray(1, end)).join(''));
    if (end < 2 || !(length > 0) || rest.length < end + 1 + length) return packets;
    const packet = rest.subarray(end + 1, end + 1 + length);
    packets.push(rest[0] === 0 ? utf8(packet) : packet.slice(1));        // a binary one begins with its type
    rest = rest.subarray(end + 1 + length);
  }
  for (let rest = utf8(body), found; (found = /^([1-9]\d*):/.exec(rest));) {
    const packet = rest.slice(found[0].length, found[0].length + Number(found[1]));
    packets.push(packet[0] === 'b' ? fromBase64(packet.slice(2)) : packet);
    rest = rest.slice(found[0].length + Number(found[1]));
  }
  return packets;
}

/** A Socket.IO packet, masked: CONNECT's payload value by value in one direction, its id in the other. */
export function socketPacket(text, received) {
  const found = /^([0-6])(?:(\d+)-)?(\/[^,]*)?,?(\d+)?([\s\S]*)$/.exec(text);
  if (!found) return undefined;
  const [, type, attachments = '0', nsp = '/', ack, json] = found;
  const packet = { args: [], type: SOCKET[type], attachments: Number(attachments), nsp: nsp.replace(/\?.*/, '?…'), ack };
  let value = json === '' ? undefined : parse(json);
  if (type === '0' && json !== '') {
    value = received || !value?.sid ? maskValues(value ?? json) : { ...value, sid: short(value.sid) };
  }
  packet.data = value;
  packet.text = type + (packet.attachments || type > 4 ? `${attachments}-` : '') + (packet.nsp === '/' ? '' : `${packet.nsp},`)
    + (ack ?? '') + (type === '0' ? json && JSON.stringify(value) : json);
  if ((type === '2' || type === '5') && Array.isArray(value)) [packet.event, packet.args] = [value[0], value.slice(1)];
  return packet;
}

export class Wire {
  #connections = new Map();
  #clients = new Map();
  #emit;
  #onEnd;

  /** `onEnd` gets an exchange, a request, when nobody waits for its answer any more. */
  constructor(emit, onEnd = () => {}) {
    this.#emit = emit;
    this.#onEnd = onEnd;
  }

  /** Bytes were left out: what is incomplete cannot be completed any more. */
  gap() {
    [...this.#connections.keys()].forEach(id => this.#forget(id));
    this.#clients.clear();
  }

  #forget(id) {
    this.#connections.get(id)?.requests.forEach(request => this.#end(request));
    this.#connections.delete(id);
  }

  #end({ exchange }) {
    delete exchange.waits;
    this.#onEnd(exchange);
  }

  /** Bytes of a connection. The server names its client, or its path: a WebSocket's handshake may be missed. */
  push(id, received, time, bytes, client, path) {
    if (bytes.length === 0) return this.#forget(id);
    if (!this.#connections.has(id)) this.#connections.set(id, { id, requests: [], in: new Uint8Array(0), out: new Uint8Array(0) });
    const connection = this.#connections.get(id);
    connection.owner = client || connection.owner;
    connection.path = path || connection.path;
    const side = received ? 'in' : 'out';
    // HTTP begins with a letter, and a frame cannot: its reserved bits are 0. So this one was opened before anybody watched.
    connection.http ||= isLetter(bytes[0]) && (!client && !path || isHttp(bytes));
    if (!connection.http) connection.webSocket ??= { engine: !path, lost: { in: true, out: true } };
    if (connection.webSocket?.lost?.[side] && !areFrames(bytes, received, connection.webSocket.engine)) return;
    if (connection.webSocket?.lost) connection.webSocket.lost[side] = false;
    connection[side] = join(connection[side], bytes);
    for (let length = 1; length > 0 && connection[side].length > 0;) {
      length = connection.webSocket ? this.#frame(connection, side, time) : this.#http(connection, side, time);
      connection[side] = connection[side].slice(length);
    }
    if (connection[side].length > MAX_MESSAGE) this.#forget(id);
  }

  #http(connection, side, time) {
    const request = side === 'out' ? connection.requests[0] : undefined;
    const message = httpMessage(connection[side], request?.method);
    if (!message) return 0;
    // The rest of something that began before anybody watched: it cannot be understood, so its secrets could not be masked.
    if (!/^(HTTP\/1\.\d \d|[A-Z]+ \S+ HTTP\/1\.)/.test(message.start)) return message.length;
    let about = request;
    if (side === 'in') {
      const [method, target = ''] = message.start.split(' ');
      const sid = /[?&]sid=([^&]+)/.exec(target)?.[1];
      const engine = /[?&]EIO=/.test(target);
      const plain = engine ? undefined : target.split('?')[0];
      const owner = message.header('upgrade') ? connection.owner ?? plain : undefined;      // others may be another client's
      about = { method, engine, old: /[?&]EIO=3/.test(target), client: sid ? short(sid) : owner };
      connection.requests.push(about);
    } else if (request && message.status !== 100) {
      this.#end(connection.requests.shift());
    }
    const layer = { name: 'HTTP', why: side === 'in' ? 'http.request' : message.status === 101 ? 'http.101' : 'http.response',
      fields: [['', shortTarget(message.start)], ...message.headers.map(([name, value]) =>
        [name, SECRET.test(name) ? '•••' : shortTarget(value)])] };
    if (message.body.length > 0) layer.fields.push(['body', `${message.body.length} bytes`]);
    if (side === 'out' && message.status === 101) {
      connection.webSocket = { engine: about?.engine ?? !connection.path };    // the server names the paths of others
      connection.client = about?.client ?? connection.path;
    }
    const mayCarry = side === 'in' || about?.method === 'GET' && message.status === 200;
    const isPayload = about?.engine && message.body.length > 0 && mayCarry;
    const payload = !isPayload ? [] : about.old ? oldPayload(message.body) : utf8(message.body).split('\x1e');
    const packets = payload.map(packet => this.#engine(packet, side, time, about));
    const summary = packets.map(packet => packet.summary).join(' · ') || shortTarget(message.start);
    const client = about?.client ?? (message.status === 101 ? connection.client : undefined);
    const exchange = { time, connection: connection.id, client, dir: side, kind: 'http', summary,
      heartbeat: packets.length > 0 && packets.every(packet => packet.heartbeat), rtt: packets.find(packet => packet.rtt)?.rtt,
      layers: [layer], inner: packets.map(packet => packet.layers) };
    if (side === 'in') {
      exchange.waits = true;
      about.exchange = exchange;
    }
    this.#emit(exchange);
    return message.length;
  }

  #frame(connection, side, time) {
    const part = frame(connection[side]);
    if (!part) return 0;
    const socket = connection.webSocket;
    if (!isValid(part, side === 'in')) {                    // no frame: its beginning was guessed wrongly
      socket.lost = { ...socket.lost, [side]: true };
      return connection[side].length;
    }
    connection.client ??= connection.owner ?? connection.path;
    const layer = { name: 'WebSocket', why: `ws.${part.opcode}`, fields: [['FIN', part.fin ? '1' : '0'],
      ['RSV', part.rsv.toString(2).padStart(3, '0')], ['opcode', `${part.opcode} ${OPCODES[part.opcode] ?? '?'}`],
      ['MASK', part.masked ? '1' : '0'], ['length', String(part.size)]] };
    if (part.key) layer.fields.push(['key', hex(part.key)]);
    let inner;
    // RFC 7692 §6: the first frame says whether the message is compressed.
    if (part.opcode === 1 || part.opcode === 2) connection.compressed = { ...connection.compressed, [side]: (part.rsv & 4) > 0 };
    if (part.opcode < 8 && connection.compressed?.[side]) {
      layer.why = 'ws.compressed';
    } else if (part.opcode < 8) {
      const begun = part.opcode === 0 ? socket[side] : { opcode: part.opcode, bytes: new Uint8Array(0) };
      const whole = begun && { ...begun, bytes: join(begun.bytes, part.payload) };
      socket[side] = part.fin ? undefined : whole;
      if (part.fin && whole && socket.engine) {
        inner = this.#engine(whole.opcode === 1 ? utf8(whole.bytes) : whole.bytes, side, time, connection);
      } else if (part.fin && whole) {
        layer.fields.push(['payload', whole.opcode === 1 ? cut(utf8(whole.bytes)) : hex(whole.bytes)]);
      }
    } else if (part.opcode === 8 && part.size > 1) {
      layer.fields.push(['payload', `${part.payload[0] * 256 + part.payload[1]} ${utf8(part.payload.subarray(2))}`]);
    }
    this.#emit({ time, connection: connection.id, client: connection.client, dir: side, kind: 'websocket',
      summary: inner?.summary ?? (layer.why === 'ws.compressed' ? 'compressed' : OPCODES[part.opcode] ?? '?'),
      heartbeat: inner?.heartbeat ?? part.opcode > 8, rtt: inner?.rtt, layers: [layer], inner: inner ? [inner.layers] : [] });
    return part.length;
  }

  /** An Engine.IO packet, text or bytes, and what is in it. `about` knows the client, or learns of it. */
  #engine(data, side, time, about) {
    const base64 = typeof data === 'string' && data[0] === 'b';
    if (base64 || typeof data !== 'string') {
      const bytes = base64 ? fromBase64(data.slice(1)) : data;
      return this.#binary(bytes, side, about);
    }
    const type = ENGINE[data[0]] ?? '?';
    let text = data.slice(1);
    if (type === 'open') {
      const open = parse(text);
      if (open?.sid) about.client = short(open.sid);
      text = open?.sid ? JSON.stringify({ ...open, sid: short(open.sid) }) : '•••';
    }
    const probe = (type === 'ping' || type === 'pong') && text === 'probe';
    const client = this.#client(about.client);
    const result = { summary: type + (probe ? ' probe' : ''), heartbeat: /^p[io]ng$/.test(type) && !probe, layers: [] };
    if (type === 'ping' && side === 'out') client.pinged = time;
    if (type === 'pong' && !probe && side === 'in' && client.pinged) result.rtt = time - client.pinged;
    const layer = { name: 'Engine.IO', why: `engine.${probe ? 'probe' : type}`, fields: [['type', `${data[0] ?? ''} ${type}`]] };
    result.layers.push(layer);
    const packet = type === 'message' ? socketPacket(text, side === 'in') : undefined;
    if (!packet) {
      if (text && type !== '?') layer.fields.push(['data', cut(text)]);
      return result;
    }
    client[side] = packet.attachments > 0 ? { left: packet.attachments, of: packet.attachments } : undefined;
    const fields = [['packet', cut(packet.text)], ['type', packet.type], ['namespace', packet.nsp]];
    if (packet.ack) fields.push(['ack id', packet.ack]);
    if (packet.attachments) fields.push(['attachments', String(packet.attachments)]);
    if (packet.data !== undefined && packet.event === undefined) fields.push(['data', cut(JSON.stringify(packet.data))]);
    result.layers.push({ name: 'Socket.IO', why: `socket.${packet.type}`, fields });
    result.summary = packet.type + (packet.nsp === '/' ? '' : ` ${packet.nsp}`);
    if (packet.event !== undefined) {
      result.layers.push({ name: 'event', why: 'event', fields: [['name', String(packet.event)],
        ...packet.args.map((arg, i) => [String(i + 1), cut(JSON.stringify(arg))])] });
      result.summary = cut(`${packet.event} ${packet.args.map(arg => JSON.stringify(arg)).join(', ')}`).slice(0, 120);
    }
    return result;
  }

  #binary(bytes, side, about) {
    const client = this.#client(about.client);
    const fields = [['bytes', String(bytes.length)], ['data', hex(bytes)]];
    const pending = client[side];
    if (pending) {
      fields.unshift(['attachment', `${pending.of - --pending.left} / ${pending.of}`]);
      if (pending.left === 0) client[side] = undefined;
    }
    return { summary: `binary, ${bytes.length} bytes`, heartbeat: false,
      layers: [{ name: 'Engine.IO', why: pending ? 'attachment' : 'engine.binary', fields }] };
  }

  #client(name) {
    if (!this.#clients.has(name)) this.#clients.set(name, {});
    return this.#clients.get(name);
  }
}
