// The page: takes what the server saw, lets wire.js take it apart, and shows it.

import { TEXTS } from './texts.js';
import { clock, Timeline } from './timeline.js';
import { Wire } from './wire.js';

const MAX_EXCHANGES = 5_000;
const $ = id => document.getElementById(id);

let language = navigator.language.startsWith('es') ? 'es' : 'en';
let texts = TEXTS[language];
let exchanges = [];
let state = {};
let chosen;
let paused = false;
let gone = 0;
let missed = 0;
let skipped = 0;        // while the page pauses
let mode = 'lost';
let isRecording = false;        // what is listed is not of this server, or not of now
let note = '';

const wire = new Wire(exchange => {
  if (paused) skipped++;
  else add(exchange);
}, request => $(`exchange-${request.n}`)?.replaceWith(row(request)));

function element(tag, text = '', className = '') {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = className;
  return made;
}

// ---- the list

const has = (exchange, layer) => exchange.layers[0].name === layer || exchange.inner.flat().some(one => one.name === layer);

function isShown(exchange) {
  return (!$('client').value || exchange.client === $('client').value)
    && (!$('direction').value || exchange.dir === $('direction').value)
    && (!$('layer').value || has(exchange, $('layer').value))
    && !($('quiet').checked && exchange.heartbeat)
    && (!$('text').value || JSON.stringify(exchange).toLowerCase().includes($('text').value.toLowerCase()));
}

function row(exchange) {
  const item = element('li');
  item.id = `exchange-${exchange.n}`;
  item.setAttribute('role', 'option');
  item.setAttribute('aria-selected', String(exchange === chosen));
  const arrow = element('span', exchange.dir === 'in' ? '→' : '←', exchange.dir);
  arrow.setAttribute('aria-label', texts[exchange.dir]);
  arrow.setAttribute('role', 'img');
  const rtt = exchange.rtt === undefined ? '' : ` (${exchange.rtt} ms)`;
  const client = element('span', exchange.client ?? '–');
  client.title = exchange.client ?? '';                   // a long path is cut
  const what = element('span');
  if (exchange.waits) what.append(element('em', texts.waits, 'waits'), ' ');
  what.append(exchange.summary + rtt);
  item.append(element('span', clock(exchange.time)), arrow, client, what);
  item.exchange = exchange;
  return item;
}

let number = 0;

function add(exchange) {
  exchange.n = ++number;
  exchanges.push(exchange);
  if (exchanges.length > MAX_EXCHANGES) {
    const oldest = exchanges.shift();
    gone++;
    $(`exchange-${oldest.n}`)?.remove();
  }
  if (exchange.client && ![...$('client').options].some(option => option.value === exchange.client)) listClients();
  if (isShown(exchange)) $('exchanges').append(row(exchange));
}

function listClients() {
  const value = $('client').value;
  const names = [...new Set(exchanges.map(one => one.client).filter(Boolean))];
  $('client').replaceChildren(new Option(texts.everybody, ''), ...names.map(name => new Option(name, name)));
  $('client').value = names.includes(value) ? value : '';
}

function showList() {
  $('exchanges').replaceChildren(...exchanges.filter(isShown).map(row));
  showStatus();
}

// ---- the timeline: what the list shows, once per frame of the screen

const timeline = new Timeline($('timeline'), exchange => choose($(`exchange-${exchange.n}`)));
let isDue = false;
let behind = 0;         // how far the server's clock is behind this page's, with the time that an exchange takes to arrive

function showTimeline() {
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(() => {
    isDue = false;
    const shown = [...$('exchanges').children].map(item => item.exchange);
    const newest = shown.at(-1)?.time ?? Date.now();
    const end = Math.max(newest, mode === 'live' && !paused ? Date.now() - behind : 0);
    const span = $('span').value;
    timeline.draw(shown, span ? end - span * 1000 : Math.min(shown[0]?.time ?? end, end - 1000), end, chosen, texts.others);
  });
}

$('span').onchange = onresize = showTimeline;

function showStatus() {
  showTimeline();
  const parts = [note || texts[paused ? 'paused' : mode], texts.count($('exchanges').childElementCount, exchanges.length)];
  if (gone > 0) parts.push(texts.gone(gone));
  if (skipped > 0) parts.push(texts.skipped(skipped));
  if (missed > 0) parts.push(texts.missed(missed));
  const text = parts.join(' · ');
  if ($('status').textContent !== text) $('status').textContent = text;
}

// ---- the details

function box(layers) {
  const [layer, ...inner] = layers;
  const made = element('div', '', 'box');
  made.append(element('h3', layer.name === 'event' ? texts.eventTitle : layer.name),
    element('p', texts[layer.why] ?? ''));
  const list = element('dl');
  for (const [name, value] of layer.fields) list.append(element('dt', name), element('dd', value));
  made.append(list);
  if (inner.length > 0) made.append(box(inner));
  return made;
}

function showDetails() {
  if (!chosen) return $('details').replaceChildren(element('p', texts.choose));
  const outer = box(chosen.layers);
  outer.append(...chosen.inner.map(box));
  $('details').replaceChildren(outer);
}

function choose(item) {
  if (!item?.exchange) return;
  $('exchanges').querySelector('[aria-selected=true]')?.setAttribute('aria-selected', 'false');
  chosen = item.exchange;
  item.setAttribute('aria-selected', 'true');
  item.scrollIntoView({ block: 'nearest' });
  $('exchanges').setAttribute('aria-activedescendant', item.id);
  showDetails();
  showTimeline();
}

$('exchanges').onclick = event => choose(event.target.closest('li'));

/** The row that is a page after another one, or before it; the last, or the first, if there is none. */
function pageFrom(now, direction) {
  const rows = [...$('exchanges').children];
  const page = Math.max(1, Math.floor($('exchanges').clientHeight / now.offsetHeight) - 1);
  return rows[Math.min(Math.max(rows.indexOf(now) + direction * page, 0), rows.length - 1)];
}

$('exchanges').onkeydown = event => {
  const list = $('exchanges');
  const now = list.querySelector('[aria-selected=true]');
  const next = { ArrowDown: now ? now.nextElementSibling : list.firstElementChild, ArrowUp: now?.previousElementSibling,
    PageDown: now && pageFrom(now, 1), PageUp: now && pageFrom(now, -1), Home: list.firstElementChild,
    End: list.lastElementChild }[event.key];
  if (!next) return;
  event.preventDefault();
  choose(next);
};

// ---- the server

function showServer() {
  const part = (title, items) => {
    const list = element('ul');
    list.append(...items.map(text => element('li', text)));
    return [element('h3', `${title} (${items.length})`), ...(items.length >= 1000 ? [element('p', texts.limit)] : []), list];
  };
  const rtt = sid => exchanges.findLast(one => one.client === sid && one.rtt !== undefined)?.rtt;
  $('server').replaceChildren(
    ...part(texts.clients, (state.clients ?? []).map(one => `${one.sid} ${one.nsp} · ${one.transport} · ${one.address}`
      + (rtt(one.sid) === undefined ? '' : ` · ${rtt(one.sid)} ms`))),
    ...part(texts.namespaces, (state.namespaces ?? []).map(one => `${one.name} · ${one.sockets}`)),
    ...part(texts.rooms, (state.rooms ?? []).map(one => `${one.nsp} ${one.name} · ${one.sockets}`)));
}

// ---- the controls

function translate() {
  texts = TEXTS[language];
  document.documentElement.lang = language;
  document.title = texts.title;
  for (const one of document.querySelectorAll('[data-text]')) one.textContent = texts[one.dataset.text];
  listClients();
  showList();
  showDetails();
  showServer();
}

$('language').onclick = () => {
  language = language === 'en' ? 'es' : 'en';
  translate();
};
$('pause').onclick = () => {
  paused = !paused;
  note = '';
  $('pause').setAttribute('aria-pressed', String(paused));
  if (!paused && isRecording) replaceAll([]);
  else showStatus();
};
function replaceAll(list, areRecorded = false) {
  exchanges = [];
  isRecording = areRecorded;
  chosen = undefined;
  gone = missed = skipped = 0;
  list.forEach(add);
  listClients();
  showList();
  showDetails();
}
$('clear').onclick = () => {
  note = '';
  replaceAll([]);
};
$('save').onclick = () => {
  const link = element('a');
  link.href = URL.createObjectURL(new Blob([JSON.stringify({ enchufe: 1, exchanges })], { type: 'application/json' }));
  link.download = 'recording.json';
  link.click();
  URL.revokeObjectURL(link.href);
};
$('open').onclick = () => $('file').click();
$('file').onchange = async () => {
  try {
    const recording = JSON.parse(await $('file').files[0].text());
    if (recording.enchufe !== 1) throw new Error('another format');
    if (!paused) $('pause').click();
    note = texts.recording;
    $('span').value = '';
    replaceAll(recording.exchanges, true);
  } catch {
    note = texts.unreadable;
    showStatus();
  }
  $('file').value = '';
};
$('filter').oninput = showList;
$('filter').onsubmit = event => event.preventDefault();

// ---- the connection: a WebSocket of its own, which the server leaves out of what it shows

const socket = io({ path: new URL('socket.io', location.href).pathname, transports: ['websocket'] });
socket.on('disconnect', () => {
  wire.gap();
  setMode('lost');
});
socket.on('connect_error', error => {
  note = texts.refused + error.message;
  showStatus();
});
socket.on('wire', (pieces, bytes, left) => {
  const all = new Uint8Array(bytes);
  if (left > 0) {
    missed += left;
    wire.gap();
  }
  const isAtEnd = $('exchanges').scrollTop + $('exchanges').clientHeight >= $('exchanges').scrollHeight - 40;
  let at = 0;
  for (const [id, received, time, length, client, path] of pieces) {
    wire.push(id, received, time, all.slice(at, at += length), client, path);
    behind = Date.now() - time;
  }
  if (isAtEnd) $('exchanges').scrollTop = $('exchanges').scrollHeight;
  showStatus();
});
socket.on('state', now => {
  if (mode === 'lost') setMode('live');         // it is the first one: the server watches from now on
  if (paused) return;
  state = now;
  showServer();
  showTimeline();
});

function setMode(value) {
  mode = value;
  note = '';
  showStatus();
}

translate();
