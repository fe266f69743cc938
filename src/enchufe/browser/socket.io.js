/*
 * Enchufe's browser client: Socket.IO protocol revision 5 over Engine.IO protocol revision 4, with the API of
 * socket.io-client 4.8. The file that you read is the file that is served: there is no build step.
 *
 *     io()  ─▶ Socket      one namespace: events, acknowledgements, buffers while offline
 *               │ packets
 *              Manager     one connection for many namespaces; reconnects
 *               │ strings and ArrayBuffers (the Decoder and Encoder stand here)
 *              Engine      one Engine.IO session: handshake, heartbeat, upgrade
 *               │ Engine.IO packets
 *              Transport   Polling (HTTP requests) or WebSocketTransport
 *
 * The layers follow from the bottom up. A name that starts with an underscore is for the layers of this file only.
 * It is a classic script and a module (`import './socket.io.js'`): both set `globalThis.io`. It also loads in Node
 * (`require`), which has `fetch`; put a `WebSocket` class on `globalThis` if Node has none.
 *
 * On purpose it differs from the official client in this: there is no WebTransport, and binary data always comes as
 * ArrayBuffer; requests are made by fetch, so the `context` of an error is a Response (with `responseText`), or what
 * fetch threw; options that only Node can obey (`agent`, `autoUnref`, `rejectUnauthorized`…) are ignored; whatever ends
 * an attempt to connect is a connect_error at once; a packet that breaks the protocol ends the connection.
 *
 * https://github.com/socketio/engine.io-protocol and https://github.com/socketio/socket.io-protocol
 */
(() => {
'use strict';

// ─── Emitter: named events and their listeners ──────────────────────────────────────────────────────────────────────

class Emitter {
  #listeners = { __proto__: null };   // event → [listener]

  on(event, listener) {
    (this.#listeners[event] ??= []).push(listener);
    return this;
  }

  once(event, listener) {
    const wrapper = (...args) => {
      this.off(event, wrapper);
      listener.apply(this, args);
    };
    wrapper.listener = listener;   // so that off(event, listener) finds it
    return this.on(event, wrapper);
  }

  /** Removes one listener, all of an event, or (without arguments) all. */
  off(event, listener) {
    if (arguments.length === 0) {
      this.#listeners = { __proto__: null };
    } else if (arguments.length === 1) {
      delete this.#listeners[event];
    } else {
      const listeners = this.listeners(event);
      const index = listeners.findIndex(each => each === listener || each.listener === listener);
      if (index >= 0) listeners.splice(index, 1);
    }
    return this;
  }

  emit(event, ...args) {
    // a copy, because a listener may add and remove listeners
    for (const listener of [...this.listeners(event)]) listener.apply(this, args);
    return this;
  }

  listeners(event) {
    return this.#listeners[event] ?? [];
  }

  eventNames() {
    return Object.keys(this.#listeners).filter(event => this.hasListeners(event));
  }

  hasListeners(event) {
    return this.listeners(event).length > 0;
  }
}

// Other names for the same, as DOM nodes and Node's emitters have them.
const emitter = Emitter.prototype;
emitter.addEventListener = emitter.on;
emitter.removeListener = emitter.removeAllListeners = emitter.removeEventListener = emitter.off;

/** Adds several listeners at once; the answer is a function that removes them. */
function subscribe(source, listeners) {
  for (const [event, listener] of Object.entries(listeners)) source.on(event, listener);
  return () => {
    for (const [event, listener] of Object.entries(listeners)) source.off(event, listener);
  };
}

// ─── Debug: `localStorage.debug = 'socket.io-client:*,-socket.io-parser'` tells the console what happens ────────────

const debugPatterns = readDebugPatterns().split(/[\s,]+/);

function readDebugPatterns() {
  try {
    return (globalThis.document ? localStorage.debug : process.env.DEBUG) ?? '';
  } catch {
    return '';   // a worker has no storage, a sandboxed page must not touch it
  }
}

/** Prints lines of one category; undefined unless somebody wants them, so that `debug?.(…)` costs nothing then. */
function debugOf(category) {
  const isNamed = pattern => new RegExp(`^${pattern.replace(/[^\w*]/g, '\\$&').replaceAll('*', '.*')}$`).test(category);
  if (!debugPatterns.some(isNamed) || debugPatterns.some(each => each[0] === '-' && isNamed(each.slice(1)))) return;
  const hue = [...category].reduce((hash, character) => (hash * 31 + character.charCodeAt(0)) % 360, 0);
  const colour = `color: hsl(${hue} 70% 45%)`;
  let last;
  return (line, ...values) => {
    const now = Date.now();
    console.log(`%c${category} %c${line} %c+${now - (last ?? now)}ms`, colour, 'color: inherit', ...values, colour);
    last = now;
  };
}

// ─── Timers: the option `useNativeTimers` keeps those of now, even if a test puts its own in their place ────────────

const nativeTimers = { setTimeout: setTimeout.bind(globalThis), clearTimeout: clearTimeout.bind(globalThis) };

const timersOf = ({ useNativeTimers }) => useNativeTimers ? nativeTimers : globalThis;

// ─── Engine.IO packets: {type, data} ⇄ what a transport carries ─────────────────────────────────────────────────────

const ENGINE_PROTOCOL = 4;
const PACKET_TYPES = ['open', 'close', 'ping', 'pong', 'message', 'upgrade', 'noop'];   // the index is the digit
const SEPARATOR = '\x1e';   // between the packets of a polling payload
const PARSER_ERROR = { type: 'error', data: 'parser error' };

function isBinary(value) {
  return value instanceof ArrayBuffer || ArrayBuffer.isView(value)
    || (typeof Blob === 'function' && value instanceof Blob);   // a File is a Blob
}

/** For WebSocket: text, or binary as it is (only messages can be binary). */
function encodePacket({ type, data }) {
  return isBinary(data) ? data : PACKET_TYPES.indexOf(type) + (data ?? '');
}

function decodePacket(encoded) {
  if (typeof encoded !== 'string') return { type: 'message', data: encoded };
  if (encoded[0] === 'b') return decodeBase64Packet(encoded.slice(1));
  const type = PACKET_TYPES[encoded[0]];
  if (!type) return PARSER_ERROR;
  return encoded.length > 1 ? { type, data: encoded.slice(1) } : { type };
}

/** For polling, which carries only text: binary becomes `b` and base64. */
async function encodePayload(packets) {
  const encoded = packets.map(packet => isBinary(packet.data) ? encodeBase64Packet(packet.data) : encodePacket(packet));
  return (await Promise.all(encoded)).join(SEPARATOR);
}

function decodePayload(payload) {
  return payload.split(SEPARATOR).map(decodePacket);
}

async function encodeBase64Packet(data) {
  if (data.arrayBuffer) data = await data.arrayBuffer();   // a Blob
  const bytes = ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
  const pieces = [];
  const size = 0x8000;   // a call takes only so many arguments
  for (let start = 0; start < bytes.length; start += size) {
    pieces.push(String.fromCharCode.apply(null, bytes.subarray(start, start + size)));
  }
  return 'b' + btoa(pieces.join(''));
}

function decodeBase64Packet(base64) {
  let text;
  try {
    text = atob(base64);
  } catch {
    return PARSER_ERROR;
  }
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return { type: 'message', data: bytes.buffer };
}

/** How many bytes a packet takes in a polling payload. */
function payloadSize({ data }) {
  if (isBinary(data)) return 1 + 4 * Math.ceil((data.byteLength ?? data.size) / 3);
  let size = 1;
  for (const character of data ?? '') {
    const code = character.codePointAt(0);
    size += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;   // in UTF-8
  }
  return size;
}

// ─── Transports: they carry packets, and say `open packet drain error close` ────────────────────────────────────────

const debugTransport = debugOf('engine.io-client:transport');
const debugPolling = debugOf('engine.io-client:polling');
const debugWebSocket = debugOf('engine.io-client:websocket');

class TransportError extends Error {
  type = 'TransportError';

  constructor(message, description, context) {
    super(message);
    this.description = description;
    this.context = context;
  }
}

class Transport extends Emitter {
  writable = false;   // may send() be called now?
  readyState = 'closed';   // opening, open, pausing, paused, closed

  constructor(opts) {
    super();
    this.opts = opts;
    this.query = opts.query;
  }

  open() {
    this.readyState = 'opening';
    this._doOpen();
  }

  close() {
    if (this.readyState === 'closed') return;
    this._doClose();
    this._onClose();
  }

  send(packets) {
    if (this.readyState === 'open') this._write(packets);
    else debugTransport?.('transport is not open, discarding packets');   // beforeunload has closed it silently
  }

  _onOpen() {
    this.readyState = 'open';
    this.writable = true;
    this.emit('open');
  }

  _onDrain() {
    this.writable = true;
    this.emit('drain');
  }

  _onError(message, description, context) {
    if (this.readyState === 'closed') return;
    this.readyState = 'closed';   // nothing to say goodbye to
    this.writable = false;
    this.emit('error', new TransportError(message, description, context));
  }

  _onClose(details) {
    this.readyState = 'closed';
    this.writable = false;
    this.emit('close', details);
  }

  _createUri(scheme, isStamped) {
    const { secure, hostname, port, path, timestampParam } = this.opts;
    const host = hostname.includes(':') ? `[${hostname}]` : hostname;   // IPv6
    const isUsual = !port || Number(port) === (secure ? 443 : 80);
    const query = { ...this.query };
    if (isStamped) query[timestampParam] = Date.now().toString(36) + Math.random().toString(36).slice(2, 6);
    const pairs = Object.entries(query).map(pair => pair.map(encodeURIComponent).join('='));
    const origin = `${scheme}${secure ? 's' : ''}://${host}${isUsual ? '' : `:${port}`}`;
    return origin + path + (pairs.length ? `?${pairs.join('&')}` : '');
  }
}

/** HTTP long-polling: a GET always hangs until the server has something to say, a POST carries what we say. */
class Polling extends Transport {
  #isPolling = false;
  #onPaused;
  #requests = new AbortController();

  get name() {
    return 'polling';
  }

  uri() {
    return this._createUri('http', this.opts.timestampRequests !== false);   // so that no cache answers
  }

  _doOpen() {
    this.#poll();
  }

  /** Calls back once nothing is under way in either direction, so that an upgrade loses nothing. */
  pause(onPaused) {
    this.readyState = 'pausing';
    this.#onPaused = onPaused;
    this.#pauseIfIdle();
  }

  /** The upgrade has failed: goes on as before. */
  resume() {
    if (this.readyState === 'closed') return;
    this.readyState = 'open';
    if (!this.#isPolling) this.#poll();
  }

  #pauseIfIdle() {
    if (this.readyState !== 'pausing') return;
    if (this.#isPolling) return debugPolling?.('we are currently polling - waiting to pause');
    if (!this.writable) return debugPolling?.('we are currently writing - waiting to pause');
    debugPolling?.('paused');
    this.readyState = 'paused';
    this.#onPaused();
  }

  async #poll() {
    debugPolling?.('polling');
    this.#isPolling = true;
    let payload;
    try {
      payload = await this.#request('GET');
    } catch (error) {
      return this.#fail('xhr poll error', error);
    }
    debugPolling?.('polling got data %s', payload);
    for (const packet of decodePayload(payload)) {
      if (this.readyState === 'closed') return;
      this.#receive(packet);
    }
    this.#isPolling = false;
    if (this.readyState === 'open') this.#poll();
    else this.#pauseIfIdle();
  }

  #receive(packet) {
    if (packet.type === 'open' && this.readyState === 'opening') this._onOpen();
    if (packet.type === 'close') this._onClose({ description: 'transport closed by the server' });
    else this.emit('packet', packet);
  }

  async _write(packets) {
    this.writable = false;
    try {
      await this.#request('POST', await encodePayload(packets));
    } catch (error) {
      return this.#fail('xhr post error', error);
    }
    this._onDrain();
    this.#pauseIfIdle();
  }

  async _doClose() {
    // the hanging GET is given up only after the server has heard that this is a normal end
    if (this.readyState !== 'opening') {
      debugPolling?.('writing close packet');
      await this.#request('POST', '1', true).catch(() => {});
    }
    this.#requests.abort();
  }

  /** Gives the answer's text, or throws what went wrong: the Response if there was one, else fetch's own error. */
  async #request(method, body, keepalive = false) {
    const { withCredentials, extraHeaders, requestTimeout } = this.opts;
    const uri = this.uri();
    debugPolling?.('open %s: %s, data %s', method, uri, body);
    const timer = requestTimeout && setTimeout(() => this.#requests.abort(), requestTimeout);   // the others fail with it
    try {
      const response = await fetch(uri, {
        method,
        body,
        keepalive,   // may outlive the page
        headers: body === undefined ? extraHeaders : { ...extraHeaders, 'Content-Type': 'text/plain;charset=UTF-8' },
        credentials: withCredentials ? 'include' : 'same-origin',
        signal: this.#requests.signal,
      });
      const text = await response.text();
      // with the names that an XMLHttpRequest has for them
      if (response.status !== 200) throw Object.assign(response, { readyState: 4, responseText: text });
      return text;
    } finally {
      clearTimeout(timer);
    }
  }

  #fail(message, context) {
    // the same messages as the official client's, whose requests are XMLHttpRequests
    this._onError(message, context.status ?? 0, context);
    this.#requests.abort();
  }
}

class WebSocketTransport extends Transport {
  #ws;

  get name() {
    return 'websocket';
  }

  uri() {
    return this._createUri('ws', this.opts.timestampRequests);
  }

  _doOpen() {
    const uri = this.uri();
    debugWebSocket?.('open %s', uri);
    let ws;
    try {
      ws = new globalThis.WebSocket(uri, this.opts.protocols ?? []);
    } catch (error) {
      queueMicrotask(() => this._onError('websocket error', error));   // nobody listens yet
      return;
    }
    ws.binaryType = 'arraybuffer';
    ws.onopen = () => this._onOpen();
    ws.onmessage = ({ data }) => this.emit('packet', decodePacket(data));
    ws.onerror = event => this._onError('websocket error', event);
    ws.onclose = event => this._onClose({ description: 'websocket connection closed', context: event });
    this.#ws = ws;
  }

  async _write(packets) {
    this.writable = false;
    for (const packet of packets) {
      const asText = this.opts.forceBase64 && isBinary(packet.data);
      this.#ws.send(asText ? await encodeBase64Packet(packet.data) : encodePacket(packet));   // it buffers what must wait
    }
    queueMicrotask(() => this._onDrain());
  }

  _doClose() {
    if (!this.#ws) return;
    this.#ws.onopen = this.#ws.onmessage = this.#ws.onclose = null;
    this.#ws.onerror = () => {};   // closing it while it connects is an error that Node's `ws` wants to be heard
    this.#ws.close();
  }
}

const TRANSPORTS = { polling: Polling, websocket: WebSocketTransport };   // in the order in which they are tried

// ─── Engine: one Engine.IO session, whatever carries it ─────────────────────────────────────────────────────────────

const debugEngine = debugOf('engine.io-client:socket');

const ENGINE_DEFAULTS = {
  path: '/engine.io',
  addTrailingSlash: true,
  upgrade: true,
  rememberUpgrade: false,
  tryAllTransports: false,
  timestampParam: 't',
  transportOptions: {},
  withCredentials: false,
  closeOnBeforeunload: false,
};

const engines = new Set();   // all that are not closed
if (typeof addEventListener === 'function') {
  // at load time, since a service worker accepts listeners only then
  addEventListener('offline', () => engines.forEach(engine => engine._onOffline()));
  // A page that the browser keeps, for the way back, would stay connected: closed, it connects again if it is shown again.
  addEventListener('pagehide', ({ persisted }) => { if (persisted) engines.forEach(engine => engine._onPagehide()); });
}

let websocketWorked = false;   // for rememberUpgrade

/**
 * Events: open, handshake, packet, heartbeat (any packet), packetCreate, data and message (the same), drain, flush, ping
 * and pong (both when the server asks), upgrading, upgrade, upgradeError, error, close (reason, description).
 */
class Engine extends Emitter {
  static protocol = ENGINE_PROTOCOL;

  id = null;   // the session's, called `sid` on the wire
  transport = null;
  readyState = 'opening';   // opening, open, closing, closed
  upgrading = false;
  writeBuffer = [];   // what has not been handed over in full; it starts with what is under way
  #underWay = 0;   // how many packets of writeBuffer the transport is writing
  #transports;   // classes, best first
  #handshake;
  #timers;
  #pingTimer;
  _pingTimeoutTime = Infinity;
  #onBeforeunload;

  constructor(url, opts) {
    super();
    this.opts = { ...ENGINE_DEFAULTS, ...opts, ...locate(url, opts) };
    this.opts.path = this.opts.path.replace(/\/$/, '') + (this.opts.addTrailingSlash ? '/' : '');
    this.#transports = (this.opts.transports ?? Object.keys(TRANSPORTS))
      .map(each => typeof each === 'function' ? each : TRANSPORTS[each]).filter(Boolean);
    this.#timers = timersOf(this.opts);
    this.#watchPage();
    this.#open();
  }

  #open() {
    if (this.#transports.length === 0) {
      this.#timers.setTimeout(() => this.emit('error', 'No transports available'), 0);   // later, when somebody listens
      return;
    }
    const remembered = this.opts.rememberUpgrade && websocketWorked && this.#findTransport('websocket');
    const transport = this.#createTransport(remembered || this.#transports[0]);
    this.#setTransport(transport);
    transport.open();
  }

  #findTransport(name) {
    return this.#transports.find(each => each.prototype.name === name);
  }

  #createTransport(TransportClass) {
    const { name } = TransportClass.prototype;
    const opts = { ...this.opts, ...this.opts.transportOptions[name], socket: this };
    opts.query = { ...this.opts.query, ...opts.query, EIO: ENGINE_PROTOCOL, transport: name };
    if (opts.forceBase64) opts.query.b64 = 1;
    if (this.id) opts.query.sid = this.id;
    debugEngine?.('creating transport "%s", options: %O', name, opts);
    return new TransportClass(opts);
  }

  #setTransport(transport) {
    debugEngine?.('setting transport %s', transport.name);
    this.transport?.off();
    this.transport = transport;
    subscribe(transport, {
      packet: packet => this.#onPacket(packet),
      drain: () => this.#onDrain(),
      error: error => this.#onError(error),
      close: details => this.#onClose('transport close', details),
    });
  }

  #onPacket(packet) {
    if (this.readyState === 'closed') return;
    debugEngine?.('socket receive: type "%s", data "%s"', packet.type, packet.data);
    this.emit('packet', packet);
    this.emit('heartbeat');
    switch (packet.type) {
      case 'open':
        return this.#onHandshake(packet.data);
      case 'ping':   // the server asks since revision 4; the client answers
        this.#send('pong');
        this.emit('ping');
        this.emit('pong');
        return this.#restartPingTimer();
      case 'message':
        this.emit('data', packet.data);
        return this.emit('message', packet.data);
      case 'error':
        return this.#onError(Object.assign(new Error('server error'), { code: packet.data }));
    }
  }

  #onHandshake(json) {
    try {
      this.#handshake = JSON.parse(json);
    } catch {
      return this.#onPacket(PARSER_ERROR);
    }
    this.emit('handshake', this.#handshake);
    this.id = this.transport.query.sid = this.#handshake.sid;
    debugEngine?.('socket open');
    this.readyState = 'open';
    websocketWorked = this.transport.name === 'websocket';
    this.#restartPingTimer();
    this.emit('open');
    this.#flush();
    if (this.readyState === 'open' && this.opts.upgrade) this.#upgrade();
  }

  // Sending

  /** Sends a message: a string or binary data. It calls back when the message has gone to the transport. */
  write(data, options, callback) {
    this.#send('message', data, options, callback);
    return this;
  }

  send(data, options, callback) {
    return this.write(data, options, callback);
  }

  #send(type, data, options, callback) {
    if (this.readyState === 'closing' || this.readyState === 'closed') return;
    const packet = { type, data, options: { compress: options?.compress !== false } };
    this.emit('packetCreate', packet);
    this.writeBuffer.push(packet);
    if (callback) this.once('flush', callback);
    this.#flush();
  }

  #flush() {
    if (this.readyState === 'opening' || this.readyState === 'closed' || this.upgrading) return;
    if (!this.transport.writable || !this.writeBuffer.length) return;
    this.#underWay = this.#countSendable();
    debugEngine?.('flushing %d out of %d packets in socket', this.#underWay, this.writeBuffer.length);
    this.transport.send(this.writeBuffer.slice(0, this.#underWay));
    this.emit('flush');
  }

  /** A polling payload must not exceed the server's maxPayload; a single packet goes whatever its size. */
  #countSendable() {
    const { maxPayload } = this.#handshake;
    if (this.transport.name !== 'polling' || !maxPayload) return this.writeBuffer.length;
    let size = payloadSize(this.writeBuffer[0]);
    let count = 1;
    while (count < this.writeBuffer.length) {
      size += SEPARATOR.length + payloadSize(this.writeBuffer[count]);
      if (size > maxPayload) break;
      count++;
    }
    return count;
  }

  #onDrain() {
    this.writeBuffer.splice(0, this.#underWay);
    this.#underWay = 0;
    if (this.writeBuffer.length) this.#flush();
    else this.emit('drain');
  }

  // Heartbeat: the server pings every pingInterval, and is lost if it is later than pingTimeout

  #restartPingTimer() {
    this.#timers.clearTimeout(this.#pingTimer);
    if (this.readyState === 'closed') return;
    const delay = this.#handshake.pingInterval + this.#handshake.pingTimeout;
    this._pingTimeoutTime = Date.now() + delay;
    this.#pingTimer = this.#timers.setTimeout(() => this.#onClose('ping timeout'), delay);
  }

  /** Timers stand still while a laptop sleeps: asked before sending, so that nothing is sent into a dead connection. */
  _hasPingExpired() {
    if (Date.now() <= this._pingTimeoutTime) return false;
    debugEngine?.('throttled timer detected, scheduling connection close');
    this._pingTimeoutTime = -Infinity;
    queueMicrotask(() => this.#onClose('ping timeout'));
    return true;
  }

  // Upgrade: probe a better transport beside the current one, then pause the current one, then switch

  #upgrade() {
    const name = this.#handshake.upgrades.find(each => each !== this.transport.name && this.#findTransport(each));
    if (!name) return;
    debugEngine?.('probing transport "%s"', name);
    websocketWorked = false;
    const current = this.transport;
    const probe = this.#createTransport(this.#findTransport(name));

    const release = () => {
      probe.off();
      this.off('close', onEngineClose);
    };
    const abandon = reason => {
      debugEngine?.('probe transport "%s" failed because of error: %s', name, reason);
      release();
      probe.close();
      if (this.upgrading) {
        this.upgrading = false;
        current.resume();
        this.#flush();
      }
      this.emit('upgradeError', Object.assign(new Error(`probe error: ${reason}`), { transport: name }));
    };
    const onEngineClose = () => abandon('socket closed');
    const onAnswer = packet => {
      if (packet.type !== 'pong' || packet.data !== 'probe') return abandon('no pong');
      debugEngine?.('probe transport "%s" pong, pausing current transport "%s"', name, current.name);
      this.upgrading = true;   // from now on nothing is written
      websocketWorked = name === 'websocket';
      this.emit('upgrading', probe);
      if (this.upgrading) current.pause(() => {
        debugEngine?.('changing transport and sending upgrade packet');
        release();
        this.#setTransport(probe);
        probe.send([{ type: 'upgrade' }]);
        this.upgrading = false;
        this.emit('upgrade', probe);
      });
    };

    this.once('close', onEngineClose);
    subscribe(probe, {
      open: () => probe.send([{ type: 'ping', data: 'probe' }]),
      packet: onAnswer,
      error: abandon,
      close: () => abandon('transport closed'),
    });
    probe.open();
  }

  // The end

  /** Closes after what is buffered has been sent and a running upgrade has finished. */
  close() {
    if (this.readyState === 'opening') {
      this.#onClose('forced close');
    } else if (this.readyState === 'open') {
      this.readyState = 'closing';
      this.on('drain', () => this.#closeIfIdle());
      this.on('upgradeError', () => this.#closeIfIdle());
      this.#closeIfIdle();
    }
    return this;
  }

  #closeIfIdle() {
    if (!this.writeBuffer.length && !this.upgrading) this.#onClose('forced close');
  }

  #onError(error) {
    debugEngine?.('socket error %O', error);
    websocketWorked = false;
    if (this.opts.tryAllTransports && this.#transports.length > 1 && this.readyState === 'opening') {
      debugEngine?.('trying next transport');
      this.#transports.shift();
      return this.#open();
    }
    this.emit('error', error);
    this.#onClose('transport error', error);
  }

  #onClose(reason, description) {
    if (this.readyState === 'closed') return;
    debugEngine?.('socket close with reason: "%s"', reason);
    this.readyState = 'closed';
    this.#timers.clearTimeout(this.#pingTimer);
    this.#forgetPage();
    this.transport?.off();
    this.transport?.close();
    this.id = null;
    this.emit('close', reason, description);
    this.writeBuffer = [];   // afterwards, so that a listener can still look at it
    this.#underWay = 0;
  }

  _onOffline() {
    if (this.opts.hostname === 'localhost') return;   // which is there without any network
    debugEngine?.('closing the connection because the network was lost');
    this.#onClose('transport close', { description: 'network connection lost' });
  }

  _onPagehide() {
    this.#onClose('transport close', { description: 'page hidden' });
  }

  #watchPage() {
    engines.add(this);
    if (!this.opts.closeOnBeforeunload || typeof addEventListener !== 'function') return;
    this.#onBeforeunload = () => {
      this.transport?.off();   // silently: the page is about to go
      this.transport?.close();
    };
    addEventListener('beforeunload', this.#onBeforeunload);
  }

  #forgetPage() {
    engines.delete(this);
    if (this.#onBeforeunload) removeEventListener('beforeunload', this.#onBeforeunload);
  }
}

/** `[all, scheme, host, port, path, query]`; unlike `URL`, it leaves the path, a namespace's name, as it was written. */
const URL_PARTS = /^(https?|wss?):\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^:/?#]+)(?::(\d*))?(\/[^?#]*)?(?:\?([^#]*))?(?:#.*)?$/i;

function parseUrl(url) {
  const parts = URL_PARTS.exec(url);
  if (!parts) throw new Error(`Not a URL of a Socket.IO server: ${url} (expected something like https://example.org)`);
  const [, scheme, host, port, path = '/', query = ''] = parts;
  const secure = /^(http|ws)s$/i.test(scheme);
  return { scheme: scheme.toLowerCase(), secure, host, port: port || (secure ? '443' : '80'), path, query };
}

function parseQuery(query) {
  return Object.fromEntries(query.split('&').filter(Boolean).map(pair => {
    const [name, ...value] = pair.split('=');
    return [name, value.join('=')].map(decodeURIComponent);
  }));
}

/** Where the server is: in the URL, else in the options, else where the page came from. */
function locate(url, { host, hostname = host, secure, port, query } = {}) {
  if (url) {
    const parts = parseUrl(url);
    query = parts.query || query;
    ({ secure, port, host: hostname } = parts);
  }
  const page = globalThis.location;
  secure ??= page?.protocol === 'https:';
  port ||= (!hostname && page?.port) || (secure ? '443' : '80');
  hostname = (hostname || page?.hostname || 'localhost').replace(/^\[|\]$/g, '');   // IPv6
  return { hostname, secure, port, query: typeof query === 'string' ? parseQuery(query) : query };
}

// ─── Socket.IO packets: {type, nsp, data, id} ⇄ a string and its binary attachments ─────────────────────────────────

const SOCKET_PROTOCOL = 5;
const [CONNECT, DISCONNECT, EVENT, ACK, CONNECT_ERROR, BINARY_EVENT, BINARY_ACK] = [0, 1, 2, 3, 4, 5, 6];
const RESERVED_EVENTS = new Set(
  ['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener']);

const isObject = value => Object.prototype.toString.call(value) === '[object Object]';

const debugParser = debugOf('socket.io-parser');

class Encoder {
  /** The answer is a list: the text, then the attachments that it stands for. */
  encode({ type, nsp, data, id }) {
    const attachments = [];
    // `this[key]` is the value before its toJSON, which Node's Buffer has
    const json = JSON.stringify(data ?? undefined, function (key, value) {
      if (!isBinary(this[key])) return value;
      return { _placeholder: true, num: attachments.push(this[key]) - 1 };
    });
    if (attachments.length) type = `${type === EVENT ? BINARY_EVENT : BINARY_ACK}${attachments.length}-`;
    const text = type + (nsp === '/' ? '' : nsp + ',') + (id ?? '') + (json ?? '');
    debugParser?.('encoded %O as %s', data, text);
    return [text, ...attachments];
  }
}

/** Takes what the encoder gave, piece by piece; says `decoded` with a packet, and throws on what is not one. */
class Decoder extends Emitter {
  static #FORMAT = /^([0-6])(?:(\d+)-)?(?:(\/[^,]*),?)?(\d+)?(.*)$/s;
  #partial = null;   // a packet whose attachments are yet to come
  #attachments = [];

  add(piece) {
    if (typeof piece === 'string') this.#addText(piece);
    else this.#addBinary(piece);
  }

  #addText(text) {
    if (this.#partial) throw new Error('got plaintext data when reconstructing a packet');
    const { attachments, ...packet } = this.#parse(text);
    if (attachments > 0) this.#partial = { attachments, packet };
    else this.emit('decoded', packet);
  }

  #addBinary(data) {
    if (!this.#partial) throw new Error('got binary data when not reconstructing a packet');
    const { attachments, packet } = this.#partial;
    if (this.#attachments.push(data) < attachments) return;
    packet.data = fillIn(packet.data, this.#attachments);
    this.destroy();
    this.emit('decoded', packet);
  }

  #parse(text) {
    const match = Decoder.#FORMAT.exec(text);
    if (!match) throw new Error(`unknown packet type ${text[0]}`);
    const [, digit, attachments, nsp = '/', id, json] = match;
    let type = Number(digit);
    const isBinaryType = type === BINARY_EVENT || type === BINARY_ACK;
    if (isBinaryType !== (attachments !== undefined)) throw new Error('Illegal attachments');
    if (isBinaryType) type = type === BINARY_EVENT ? EVENT : ACK;
    const data = json === '' ? undefined : JSON.parse(json);
    if (!isValidData(type, data)) throw new Error('invalid payload');
    debugParser?.('decoded %s as %O', text, data);
    return { type, nsp, id: id === undefined ? undefined : Number(id), data, attachments: Number(attachments ?? 0) };
  }

  /** Forgets a packet that has come in part. */
  destroy() {
    this.#partial = null;
    this.#attachments = [];
  }
}

function isValidData(type, data) {
  switch (type) {
    case CONNECT: return data === undefined || isObject(data);
    case DISCONNECT: return data === undefined;
    case CONNECT_ERROR: return typeof data === 'string' || isObject(data);
    case ACK: return Array.isArray(data);
    case EVENT: return Array.isArray(data)
      && (typeof data[0] === 'number' || (typeof data[0] === 'string' && !RESERVED_EVENTS.has(data[0])));
  }
}

/** Puts the attachments where their placeholders stand. */
function fillIn(value, attachments) {
  if (value === null || typeof value !== 'object') return value;
  if (value._placeholder === true) {
    if (!Number.isInteger(value.num) || !(value.num in attachments)) throw new Error('illegal attachments');
    return attachments[value.num];
  }
  for (const key of Object.keys(value)) value[key] = fillIn(value[key], attachments);
  return value;
}

// ─── Manager: one connection, shared by the sockets of its namespaces, and made again when it breaks ────────────────

const debugManager = debugOf('socket.io-client:manager');

/** Events: open, error, ping, packet, close, reconnect_attempt, reconnect, reconnect_error, reconnect_failed. */
class Manager extends Emitter {
  static _parser = { Encoder, Decoder };   // where the option `parser` names none; socket.io.msgpack.js changes it
  static _isValidData = isValidData;
  nsps = {};   // name → Socket
  engine = null;
  _readyState = 'closed';   // closed, opening, open
  _reconnecting = false;
  #settings;
  #attempts = 0;   // to reconnect, since the last success
  #skipReconnect = false;   // somebody wanted the connection to end
  #encoder;
  #decoder;
  #cleanups = [];   // what ends with the present connection or attempt

  constructor(url, opts) {
    super();
    if (isObject(url)) [url, opts] = [undefined, url];
    this.uri = url;
    this.opts = opts ?? {};   // kept, not copied: what is changed in it counts at the next attempt
    this.opts.path ||= '/socket.io';
    const parser = this.opts.parser ?? Manager._parser;
    this.#encoder = new parser.Encoder();
    this.#decoder = new parser.Decoder();
    this._timers = timersOf(this.opts);
    this.#settings = {
      reconnectionAttempts: this.opts.reconnectionAttempts || Infinity,
      reconnectionDelay: this.opts.reconnectionDelay || 1000,
      reconnectionDelayMax: this.opts.reconnectionDelayMax || 5000,
      randomizationFactor: this.opts.randomizationFactor ?? 0.5,
      timeout: this.opts.timeout ?? 20000,
    };
    this.reconnection(this.opts.reconnection !== false);
    this._autoConnect = this.opts.autoConnect !== false;
    if (this._autoConnect) this.open();
  }

  // Each setting is read without an argument and changed with one.

  reconnection(value) {
    if (value === undefined) return this.#settings.reconnection;
    if (!value) this.#skipReconnect = true;
    return this.#set('reconnection', Boolean(value));
  }

  reconnectionAttempts(value) { return this.#set('reconnectionAttempts', value); }
  reconnectionDelay(value) { return this.#set('reconnectionDelay', value); }
  reconnectionDelayMax(value) { return this.#set('reconnectionDelayMax', value); }
  randomizationFactor(value) { return this.#set('randomizationFactor', value); }
  timeout(value) { return this.#set('timeout', value); }   // false: none

  #set(name, value) {
    if (value === undefined) return this.#settings[name];
    this.#settings[name] = value;
    return this;
  }

  /** The socket of a namespace: always the same one. */
  socket(nsp, opts) {
    const known = this.nsps[nsp];
    if (!known) return this.nsps[nsp] = new Socket(this, nsp, opts);
    if (this._autoConnect && !known.active) known.connect();
    return known;
  }

  /** The callback, if any, gets the error of a failed attempt; without one, attempts go on. */
  open(callback) {
    debugManager?.('readyState %s', this._readyState);
    if (this._readyState !== 'closed') return this;
    debugManager?.('opening %s', this.uri);
    this._readyState = 'opening';
    this.#skipReconnect = false;
    const engine = this.engine = new Engine(this.uri, this.opts);
    const fail = error => {
      debugManager?.('error %O', error);
      this.#cleanup();
      this._readyState = 'closed';
      this.emit('error', error);
      if (callback) callback(error);
      else if (!this._reconnecting && this.#settings.reconnection && this.#attempts === 0) this.#reconnect();
    };
    this.#cleanups.push(subscribe(engine, {
      open: () => {
        this.#onOpen();
        callback?.();
      },
      error: fail,
      close: reason => fail(new Error(reason)),
    }));
    const { timeout } = this.#settings;
    if (timeout !== false) {
      debugManager?.('connect attempt will timeout after %d', timeout);
      this.#startTimer(timeout, () => {
        debugManager?.('connect attempt timed out after %d', timeout);
        fail(new Error('timeout'));
        engine.close();
      });
    }
    return this;
  }

  connect(callback) {
    return this.open(callback);
  }

  #onOpen() {
    debugManager?.('open');
    this.#cleanup();
    this._readyState = 'open';
    this.#cleanups.push(
      subscribe(this.engine, {
        ping: () => this.emit('ping'),
        data: data => this.#onData(data),
        error: error => this.emit('error', error),
        close: (reason, description) => this.#onClose(reason, description),
      }),
      subscribe(this.#decoder, {
        // in a task of its own, so that a listener that throws is not taken for a broken packet
        decoded: packet => queueMicrotask(() => this.emit('packet', packet)),
      }));
    this.emit('open');
  }

  #onData(data) {
    try {
      this.#decoder.add(data);
    } catch (error) {
      this.#onClose('parse error', error);
    }
  }

  _packet(packet) {
    debugManager?.('writing packet %O', packet);
    for (const piece of this.#encoder.encode(packet)) this.engine.write(piece, packet.options);
  }

  /** A socket has ended: so does the connection, if it was the last. */
  _destroy() {
    if (!Object.values(this.nsps).some(socket => socket.active)) this._close();
  }

  _close() {
    debugManager?.('disconnect');
    this.#skipReconnect = true;
    this._reconnecting = false;
    this.#onClose('forced close');
  }

  disconnect() {
    this._close();
  }

  #onClose(reason, description) {
    debugManager?.('closed due to %s', reason);
    this.#cleanup();
    this.engine?.close();
    this.#attempts = 0;
    this._readyState = 'closed';
    this.emit('close', reason, description);
    if (this.#settings.reconnection) this.#reconnect();
  }

  #reconnect() {
    if (this._reconnecting || this.#skipReconnect) return;
    if (this.#attempts >= this.#settings.reconnectionAttempts) {
      debugManager?.('reconnect failed');
      this.#attempts = 0;
      this.emit('reconnect_failed');
      return;
    }
    this._reconnecting = true;
    const delay = this.#nextDelay();
    debugManager?.('will wait %dms before reconnect attempt', delay);
    this.#startTimer(delay, () => {
      if (this.#skipReconnect) return;   // reconnection(false) has come meanwhile
      debugManager?.('attempting reconnect');
      this.emit('reconnect_attempt', this.#attempts);
      if (this.#skipReconnect) return;   // a listener has closed the manager
      this.open(error => error ? this.#onReconnectError(error) : this.#onReconnect());
    });
  }

  /** Exponential backoff with jitter, so that the clients of a restarted server do not come back all at once. */
  #nextDelay() {
    const { reconnectionDelay, reconnectionDelayMax, randomizationFactor } = this.#settings;
    const delay = reconnectionDelay * 2 ** this.#attempts++;
    const deviation = (Math.random() * 2 - 1) * randomizationFactor * delay;
    return Math.floor(Math.min(delay + deviation, reconnectionDelayMax));
  }

  #onReconnectError(error) {
    debugManager?.('reconnect attempt error');
    this._reconnecting = false;
    this.#reconnect();
    this.emit('reconnect_error', error);
  }

  #onReconnect() {
    debugManager?.('reconnect success');
    const attempts = this.#attempts;
    this._reconnecting = false;
    this.#attempts = 0;
    this.emit('reconnect', attempts);
  }

  #startTimer(delay, action) {
    const timer = this._timers.setTimeout(action, delay);
    this.#cleanups.push(() => this._timers.clearTimeout(timer));
  }

  #cleanup() {
    for (const cleanup of this.#cleanups.splice(0)) cleanup();
    this.#decoder.destroy();
  }
}

// ─── Socket: what an application holds, one for each namespace ──────────────────────────────────────────────────────

const debugSocket = debugOf('socket.io-client:socket');

/** What older tutorials listen to. Not here: `error`, `ping` and `pong`, which applications have for events of their own. */
const FORMER_EVENTS = new Map([
  ['connecting', 'the property socket.active'],
  ['connect_failed', "socket.on('connect_error', …)"],
  ['connect_timeout', "socket.on('connect_error', …)"],
  ['reconnecting', "socket.io.on('reconnect_attempt', …)"],
  ...['reconnect', 'reconnect_attempt', 'reconnect_error', 'reconnect_failed']
    .map(event => [event, `socket.io.on('${event}', …)`]),
]);

/** Warns once of each. */
function warnOfFormerEvent(event) {
  const replacement = FORMER_EVENTS.get(event);
  if (FORMER_EVENTS.delete(event)) {
    console.warn(`socket.on('${event}', …): since Socket.IO 3 this comes only if your server emits it;`
      + ` use ${replacement} instead`);
  }
}

/** How many letters must be added, left out, replaced or swapped with the next to make one name of the other? */
function mistakes(one, other) {
  let beforeLast, last = [...Array(other.length + 1).keys()];
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      row[j] = Math.min(last[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1), last[j] + 1, row[j - 1] + 1);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
      }
    }
    beforeLast = last;
    last = row;
  }
  return last[other.length];
}

/** Which of some names may have been meant? One mistake is forgiven in four letters, two at most; writing does not matter. */
function similarName(name, names) {
  const plain = text => text.toLowerCase().replace(/[\s_:.-]/g, '');
  const wanted = plain(name);
  return names.filter(each => name.length <= 64 && each.length <= 64)
    .map(each => ({ each, count: mistakes(wanted, plain(each)), allowed: Math.min(2, wanted.length / 4, plain(each).length / 4) }))
    .filter(({ count, allowed }) => count <= Math.floor(allowed))
    .sort((a, b) => a.count - b.count)[0]?.each;
}

const warnedOfUnheard = new Set();

/** Warns once of each event that nobody listens to, if there is a listener of a similar name. */
function warnOfUnheardEvent(event, names) {
  if (typeof event !== 'string' || warnedOfUnheard.size >= 100 || warnedOfUnheard.has(event)) return;
  warnedOfUnheard.add(event);
  const similar = similarName(event, names);
  if (similar !== undefined) {
    console.warn(`"${event}" came, and nobody listens to it: did you mean "${similar}"?`);
  } else {
    debugSocket?.('nobody listens to %s', event);
  }
}

/** Events: connect, connect_error (error), disconnect (reason, description), and those that the server emits. */
class Socket extends Emitter {
  id = undefined;   // not the session's: this one may be shown to others
  connected = false;
  recovered = false;   // is this the state from before a short disconnection?
  receiveBuffer = [];   // events that came before the namespace said yes
  sendBuffer = [];   // packets that wait for a connection
  _queue = [];   // with the option `retries`: events that wait to be sent and acknowledged, one after the other
  _pid = undefined;   // connection state recovery: the secret name of our state on the server
  _lastOffset = undefined;   // and how far we have come in it
  acks = new Map();   // id → {callback, withError, timer}
  #nextAckId = 0;
  #flags = {};   // compress, timeout, volatile: for the next emit
  #unsubscribe = null;   // from the manager; null: not active
  #anyIncoming = [];
  #anyOutgoing = [];

  constructor(io, nsp, opts) {
    super();
    this.io = io;
    this.nsp = nsp;
    this.auth = opts?.auth;
    this._opts = { ...opts };
    if (io._autoConnect) this.connect();
  }

  get disconnected() {
    return !this.connected;
  }

  /** Will this socket connect, or connect again, by itself? */
  get active() {
    return this.#unsubscribe !== null;
  }

  on(event, listener) {
    warnOfFormerEvent(event);
    return super.on(event, listener);
  }

  // Connecting and disconnecting

  connect() {
    if (this.connected) return this;
    const isWaiting = this.active;   // then an open manager has already been asked for the namespace
    this.#unsubscribe ??= subscribe(this.io, {
      open: () => this.#onOpen(),
      packet: packet => this.#onPacket(packet),
      error: error => { if (!this.connected) super.emit('connect_error', error); },
      close: (reason, description) => this.#onClose(reason, description),
    });
    if (!this.io._reconnecting) this.io.open();
    if (this.io._readyState === 'open' && !isWaiting) this.#onOpen();
    return this;
  }

  open() {
    return this.connect();
  }

  disconnect() {
    if (this.connected) {
      debugSocket?.('performing disconnect (%s)', this.nsp);
      this.#send({ type: DISCONNECT });
    }
    this.#destroy();
    if (this.connected) this.#onClose('io client disconnect');
    return this;
  }

  close() {
    return this.disconnect();
  }

  #onOpen() {
    debugSocket?.('transport is open - connecting');
    const { engine } = this.io;
    const connect = auth => {
      if (!this.active || this.io.engine !== engine) return;   // the answer has come too late
      const data = this._pid ? { pid: this._pid, offset: this._lastOffset, ...auth } : auth;
      this.#send({ type: CONNECT, data });
    };
    if (typeof this.auth === 'function') this.auth(connect);
    else connect(this.auth);
  }

  #onConnect({ sid, pid }) {
    debugSocket?.('socket connected with id %s', sid);
    this.id = sid;
    this.recovered = pid !== undefined && pid === this._pid;
    this._pid = pid;   // only if the server recovers states
    this.connected = true;
    for (const args of this.receiveBuffer.splice(0)) this.#emitEvent(args);
    for (const packet of this.sendBuffer.splice(0)) this.#sendEvent(packet);
    this.#drainQueue(true);
    super.emit('connect');
  }

  #onClose(reason, description) {
    debugSocket?.('close (%s)', reason);
    this.connected = false;
    this.id = undefined;
    super.emit('disconnect', reason, description);
    this.#dropAcks();
  }

  /** No longer listens to the manager, so that a reconnection does not bring this socket back. */
  #destroy() {
    this.#unsubscribe?.();
    this.#unsubscribe = null;
    this.io._destroy();
  }

  // Receiving

  #onPacket({ type, nsp, id, data }) {
    if (nsp !== this.nsp) return;
    switch (type) {
      case CONNECT:
        if (data?.sid) return this.#onConnect(data);
        return super.emit('connect_error', new Error('This server speaks revision 4 or older of the Socket.IO protocol'
          + ' (Socket.IO 2); this client needs revision 5 (Socket.IO 3 or later)'));
      case CONNECT_ERROR:
        this.#destroy();
        return super.emit('connect_error', Object.assign(new Error(data.message ?? data), { data: data.data }));
      case DISCONNECT:
        debugSocket?.('server disconnect (%s)', nsp);
        this.#destroy();
        return this.#onClose('io server disconnect');
      case EVENT:
      case BINARY_EVENT:   // from another parser: ours does not tell them apart
        debugSocket?.('emitting event %O', data);
        if (id !== undefined) data.push(this.#createAck(id));
        if (this.connected) this.#emitEvent(data);
        else this.receiveBuffer.push(data);
        return;
      case ACK:
      case BINARY_ACK:
        return this.#onAck(id, data);
    }
  }

  #emitEvent(args) {
    for (const listener of [...this.#anyIncoming]) listener.apply(this, args);
    if (!this.hasListeners(args[0]) && !this.#anyIncoming.length) warnOfUnheardEvent(args[0], this.eventNames());
    super.emit(...args);
    const last = args.at(-1);
    if (this._pid && typeof last === 'string') this._lastOffset = last;   // the server adds it to what can be recovered
  }

  #createAck(id) {
    let isSent = false;
    return (...args) => {
      if (isSent) return;
      isSent = true;
      debugSocket?.('sending ack %O', args);
      this.#send({ type: ACK, id, data: args });
    };
  }

  // Sending

  emit(event, ...args) {
    if (RESERVED_EVENTS.has(event)) throw new Error(`"${String(event)}" is a reserved event name`);
    const flags = this.#flags;
    this.#flags = {};
    if (this._opts.retries && !flags.volatile) this.#enqueue(event, args, flags);
    else this.#emitNow(event, args, flags);
    return this;
  }

  #emitNow(event, args, flags) {
    const packet = { type: EVENT, data: [event, ...args], options: { compress: flags.compress !== false } };
    if (typeof args.at(-1) === 'function') {
      packet.id = this.#nextAckId++;
      debugSocket?.('emitting packet with ack id %d', packet.id);
      this.#registerAck(packet.id, packet.data.pop(), flags.timeout ?? this._opts.ackTimeout);
    }
    const { engine } = this.io;
    if (flags.volatile && !engine?.transport?.writable) {
      return debugSocket?.('discard packet as the transport is not currently writable');
    }
    if (this.connected && !engine._hasPingExpired()) this.#sendEvent(packet);
    else this.sendBuffer.push(packet);
  }

  #sendEvent(packet) {
    for (const listener of [...this.#anyOutgoing]) listener.apply(this, packet.data);
    this.#send(packet);
  }

  #send(packet) {
    packet.nsp = this.nsp;
    this.io._packet(packet);
  }

  send(...args) {
    return this.emit('message', ...args);
  }

  get volatile() {
    this.#flags.volatile = true;
    return this;
  }

  timeout(milliseconds) {
    this.#flags.timeout = milliseconds;
    return this;
  }

  /** Here for code that is shared with Node: a browser decides by itself what it compresses. */
  compress(compress) {
    this.#flags.compress = compress;
    return this;
  }

  // Acknowledgements

  emitWithAck(event, ...args) {
    return new Promise((resolve, reject) => {
      const callback = (error, value) => error ? reject(error) : resolve(value);
      callback.withError = true;
      this.emit(event, ...args, callback);
    });
  }

  /** With a timeout (or a promise) the callback's first argument is an error or null. */
  #registerAck(id, callback, timeout) {
    const ack = { callback, withError: timeout !== undefined || callback.withError };
    this.acks.set(id, ack);
    if (timeout === undefined) return;
    ack.timer = this.io._timers.setTimeout(() => {
      debugSocket?.('event with ack id %d has timed out after %d ms', id, timeout);
      this.acks.delete(id);
      this.sendBuffer = this.sendBuffer.filter(packet => packet.id !== id);
      callback.call(this, new Error('operation has timed out'));
    }, timeout);
  }

  #onAck(id, args) {
    const ack = this.acks.get(id);
    if (!ack) return debugSocket?.('bad ack %s', id);   // it came after its timeout
    debugSocket?.('calling ack %s with %O', id, args);
    this.acks.delete(id);
    this.io._timers.clearTimeout(ack.timer);
    if (ack.withError) args.unshift(null);
    ack.callback.apply(this, args);
  }

  /** The answers to what has been sent will not come any more. */
  #dropAcks() {
    const buffered = new Set(this.sendBuffer.map(packet => packet.id));
    for (const [id, ack] of [...this.acks]) {
      if (buffered.has(id)) continue;
      this.acks.delete(id);
      this.io._timers.clearTimeout(ack.timer);
      if (ack.withError) ack.callback.call(this, new Error('socket has been disconnected'));
    }
  }

  // The option `retries`: an event is sent again until it is acknowledged, and the next one waits

  #enqueue(event, args, flags) {
    const callback = typeof args.at(-1) === 'function' ? args.pop() : undefined;
    const entry = { event, args, flags, isPending: false, tries: 0 };
    entry.args.push((error, ...answer) => {
      if (entry !== this._queue[0]) return debugSocket?.('packet already acknowledged');   // as answer to an earlier try
      if (error === null || entry.tries > this._opts.retries) {
        debugSocket?.('packet %s after %d tries', error ? 'is discarded' : 'was successfully sent', entry.tries);
        this._queue.shift();
        callback?.(error, ...answer);
      }
      entry.isPending = false;
      this.#drainQueue();
    });
    entry.args.at(-1).withError = true;
    this._queue.push(entry);
    this.#drainQueue();
  }

  #drainQueue(force = false) {
    const [entry] = this._queue;
    if (!this.connected || !entry || (entry.isPending && !force)) return;
    entry.isPending = true;
    entry.tries++;
    debugSocket?.('sending packet %O (try n°%d)', entry.args, entry.tries);
    this.#emitNow(entry.event, entry.args, entry.flags);
  }

  // Catch-all listeners get the event's name first

  onAny(listener) { this.#anyIncoming.push(listener); return this; }
  prependAny(listener) { this.#anyIncoming.unshift(listener); return this; }
  offAny(listener) { removeOneOrAll(this.#anyIncoming, listener); return this; }
  listenersAny() { return this.#anyIncoming; }

  onAnyOutgoing(listener) { this.#anyOutgoing.push(listener); return this; }
  prependAnyOutgoing(listener) { this.#anyOutgoing.unshift(listener); return this; }
  offAnyOutgoing(listener) { removeOneOrAll(this.#anyOutgoing, listener); return this; }
  listenersAnyOutgoing() { return this.#anyOutgoing; }
}

function removeOneOrAll(list, element) {
  if (element === undefined) list.length = 0;
  else if (list.includes(element)) list.splice(list.indexOf(element), 1);
}

// ─── io(): the way in ───────────────────────────────────────────────────────────────────────────────────────────────

const debugIo = debugOf('socket.io-client');
const debugUrl = debugOf('socket.io-client:url');

const managers = {};   // one for each server and path, so that namespaces share a connection

/** `io()`, `io('/namespace')`, `io('https://host/namespace')`, each with options if wanted. */
function io(url, opts) {
  if (isObject(url)) [url, opts] = [undefined, url];
  opts ??= {};
  const source = absoluteUrl(url);
  debugUrl?.('parse %s', source);
  const { scheme, host, port, path: nsp, query } = parseUrl(source);
  const key = `${scheme}://${host}:${port}${opts.path || '/socket.io'}`;
  const isTaken = managers[key] && nsp in managers[key].nsps;   // a second socket of a namespace: its own connection
  if (query) opts.query ??= parseQuery(query);
  if (opts.forceNew || opts['force new connection'] || opts.multiplex === false || isTaken) {
    debugIo?.('ignoring socket cache for %s', source);
    return new Manager(source, opts).socket(nsp, opts);
  }
  if (!managers[key]) {
    debugIo?.('new io instance for %s', source);
    managers[key] = new Manager(source, opts);
  }
  return managers[key].socket(nsp, opts);
}

/** Fills in from the page's own address what a URL leaves out. */
function absoluteUrl(url) {
  if (/^[a-z]+:\/\//i.test(url ?? '')) return url;
  const page = globalThis.location;
  const isWithin = /^([/?#]|$)/.test(url ?? '');   // of the page's own server
  if (!page?.host && isWithin) {
    throw new Error("Where is the server? Outside of a web page, io() needs its URL: io('http://localhost:3000')");
  }
  const scheme = page?.protocol ?? 'https:';
  if (url?.startsWith('//')) return scheme + url;
  return `${scheme}//${isWithin ? page.host : ''}${url ?? ''}`;
}

Object.assign(io, { io, connect: io, Manager, Socket, protocol: SOCKET_PROTOCOL });
// what the option `transports` takes beside names, with the official client's names for its classes
Object.assign(io, { Fetch: Polling, XHR: Polling, WebSocket: WebSocketTransport });

if (typeof module === 'object' && module.exports) module.exports = io;
else globalThis.io = io;
})();
