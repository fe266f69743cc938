'use strict';

// The page's half of the chat. It sends enter, say and typing; the first two are acknowledged with the result or with { error },
// a code. It receives said, came, left, typing and rooms. Its texts are in words.js.

const PAUSE = 5 * 60_000;         // after so long without a message, the time is shown above the next one
const MAX_SHOWN = 1000;

const socket = io();
const find = id => document.getElementById(id);
const [scroller, messages, outbox, field] = ['scroller', 'messages', 'outbox', 'message'].map(find);
const token = crypto.getRandomValues(new Uint32Array(4)).join('-');      // with it, the server gives my name back to me
const typists = new Map();        // who is typing → the timer that ends it
let me = null;                    // my name, once the server has accepted it
let room = 'Plaza';
let inside = false;               // whether I am in the room now, as the server sees it
let seen = 0;                     // the time of the room's last message
let typedAt = 0;
let atEnd = true;                 // whether the newest message is in view, and is to stay there
let [lastTop, lastRange] = [0, 0];

// ---- entering, and coming back

onSubmit('join-form', () => enter(find('name').value, room));
onSubmit('room-form', () => enter(me, find('new-room').value));

function enter(name, wanted) {
  const isReturn = name === me && wanted === room;
  const wasInside = inside;
  setInside(false);
  ask('enter', { name, room: wanted, token, seen: isReturn ? seen : 0 }, answer => {
    if (answer.error) return refuse(answer.error, wasInside, isReturn);
    if (!isReturn) leaveBehind();
    [me, room] = [answer.name, answer.room];
    setInside(true);
    if (answer.gap) add(element('li', 'news', say('gap')));
    answer.recent.forEach(addMessage);
    showPeople(answer.people);
    if (!isReturn || wasInside) show('chat');
  });
}

function refuse(error, wasInside, isReturn) {
  if (isReturn && !socket.connected) return;              // it is tried again when the connection is back
  setInside(wasInside && socket.connected);
  if (wasInside) {                                        // I am still in the other room
    field.focus();
    return notify(say(error), 'bad');
  }
  find('name').value ||= me;
  [me, room] = [null, 'Plaza'];
  find('refusal').textContent = say(error);
  show('join');
}

socket.on('connect', () => {
  if (find('status').dataset.state === 'off') notify(say('back'), 'good');
  report('on');
  if (me !== null) enter(me, room);
});

socket.on('disconnect', reason => {
  setInside(false);
  report('off');
  notify(say(me === null ? 'off' : 'lost'), 'bad');
  if (reason === 'io server disconnect') socket.connect();       // the client does so itself for other reasons only
});

socket.on('connect_error', () => report('off'));

/** Sends an event; the answer is the server's acknowledgement, or an error. With a promise, later events would overtake it. */
function ask(event, value, onAnswer) {
  socket.timeout(8000).emit(event, value, (failure, answer) => onAnswer(failure ? { error: 'no-answer' } : answer));
}

function report(state) {
  find('status').textContent = say(state);
  find('status').dataset.state = state;
  find('enter').disabled = !socket.connected;
}

function setInside(value) {
  inside = value;
  for (const button of find('chat').querySelectorAll(':is(form, .rooms, .unsent) button')) button.disabled = !inside;
}

function notify(text, kind) {
  clearTimeout(notify.timer);
  find('notice').textContent = text;
  find('notice').dataset.kind = kind;
  if (socket.connected) notify.timer = setTimeout(() => { find('notice').textContent = ''; }, 5000);
}

// ---- messages

onSubmit('message-form', () => {
  const text = field.value.trim();
  if (text === '') return;
  [field.value, typedAt, atEnd] = ['', 0, true];
  const item = bubble({ who: me, text, key: Math.random().toString(36).slice(2) }, outbox);
  outbox.append(item);
  send(item, text);
});

/** A message is in the outbox until the server has acknowledged it; then it has its place among the others. */
function send(item, text) {
  item.querySelector('.unsent')?.remove();
  ask('say', { text, key: item.dataset.key }, answer => {
    if (!answer.error) return addMessage(answer);
    const unsent = element('p', 'unsent', `${say('unsent')} ${answer.error === 'no-answer' ? '' : say(answer.error)}`);
    unsent.append(button(() => send(item, text), say('again')));
    item.querySelector('.said').append(unsent);
  });
}

function addMessage(message) {
  [...outbox.children].find(item => item.dataset.key === message.key)?.remove();
  stopTyping(message.who);
  const time = new Date(message.at);
  if (message.at - seen > PAUSE) {
    add(element('li', 'pause', time.toLocaleString([], { weekday: 'short', hour: 'numeric', minute: '2-digit' })));
  }
  seen = Math.max(seen, message.at);
  const item = bubble(message, messages);
  item.querySelector('.said').append(element('time', '', time.toLocaleString([], { dateStyle: 'medium', timeStyle: 'medium' })));
  add(item);
  if (!messages.contains(document.activeElement)) setTabStop(item);
  find('newest').hidden = atEnd;
}

function add(item) {
  messages.append(item);
  if (messages.children.length > MAX_SHOWN) messages.firstElementChild.remove();
}

function bubble({ who, text, key }, list) {
  const item = element('li', who === me ? 'mine' : '');
  Object.assign(item.dataset, { who, key });
  item.style.setProperty('--hue', hue(who));
  item.tabIndex = -1;
  item.classList.toggle('again', list.lastElementChild?.dataset.who === who);
  const words = element('p', 'text', text);
  words.dir = 'auto';
  item.append(avatar(who), element('div', 'said', element('bdi', 'who', who), words));
  return item;
}

socket.on('said', addMessage);

// The Tab key reaches one message, the arrow keys reach the others; the time of the focused one is shown.
messages.addEventListener('keydown', ({ key, target }) => {
  const items = [...messages.querySelectorAll('[tabindex]')];
  const index = items.indexOf(target) + ({ ArrowUp: -1, ArrowDown: 1 }[key] ?? NaN);
  items[index]?.focus();
  if (items[index]) setTabStop(items[index]);
});

function setTabStop(item) {
  messages.querySelector('[tabindex="0"]')?.setAttribute('tabindex', -1);
  item.tabIndex = 0;
}

// Only the user's scrolling moves the list away from its end: not what arrives, not a keyboard, not a rotation; all of them change
// how far it can be scrolled.
scroller.addEventListener('scroll', () => {
  const [top, range] = [scroller.scrollTop, scroller.scrollHeight - scroller.clientHeight];
  atEnd = range - top < 40 || atEnd && (top >= lastTop || range !== lastRange);
  [lastTop, lastRange] = [top, range];
  if (atEnd) find('newest').hidden = true;
});

const toEnd = () => scroller.scrollTo(0, scroller.scrollHeight);
const resizes = new ResizeObserver(() => atEnd && toEnd());
[scroller, messages, outbox].forEach(part => resizes.observe(part));
find('newest').addEventListener('click', () => { toEnd(); field.focus(); });

// ---- who is here, who is typing, and which rooms there are

socket.on('came', ({ who, people }) => news('came', who, people));
socket.on('left', ({ who, people }) => news('left', who, people));

function news(what, who, people) {
  stopTyping(who);
  add(element('li', 'news', say(what, who)));
  showPeople(people);
}

function showPeople(names) {
  find('count').textContent = say('count', names.length);
  find('people').replaceChildren(...names.map(name =>
    element('li', '', avatar(name), element('bdi', '', name), element('span', 'you', name === me ? say('you') : ''))));
}

socket.on('rooms', rooms => {
  const focused = document.activeElement.dataset.room;
  find('rooms').replaceChildren(...rooms.map(({ name, people }) => {
    const entrance = button(() => enter(me, name), element('bdi', '', name), element('span', 'number', people));
    entrance.dataset.room = name;
    return element('li', '', entrance);
  }));
  [...find('rooms').querySelectorAll('button')].find(entrance => entrance.dataset.room === focused)?.focus();
  markRoom();
});

function markRoom() {
  for (const button of find('rooms').querySelectorAll('button')) button.ariaCurrent = String(button.dataset.room === room);
}

// While I am typing, the others are told every two seconds; they forget it after three, or when I have sent it.
field.addEventListener('input', () => {
  if (inside && field.value.trim() !== '' && Date.now() - typedAt > 2000) {
    typedAt = Date.now();
    socket.volatile.emit('typing');
  }
});

socket.on('typing', who => {
  clearTimeout(typists.get(who));
  typists.set(who, setTimeout(stopTyping, 3000, who));
  showTypists();
});

function stopTyping(who) {
  clearTimeout(typists.get(who));
  if (typists.delete(who)) showTypists();
}

function showTypists() {
  const names = [...typists.keys()];
  const key = ['typing0', 'typing1', 'typing2'][names.length] ?? 'typing3';
  find('typing').textContent = names.length === 0 ? '' : say(key, names.join(say('and')));
}

// ---- the page

// The server shows it only to browsers on its own machine, at one of these names.
find('inspector').hidden = !['localhost', '127.0.0.1', '[::1]'].includes(location.hostname);

find('panel-button').addEventListener('click', () => showPanel(find('panel-button').ariaExpanded !== 'true'));
find('panel').addEventListener('keydown', ({ key }) => key === 'Escape' && showPanel(false));

/** On a phone, rooms and people are shown instead of the messages. */
function showPanel(open) {
  find('panel-button').ariaExpanded = String(open);
  find('panel-button').textContent = say(open ? 'close' : 'panel');
  (open ? find('rooms').querySelector('button') : find('panel-button')).focus();
}

/** The page shows one of two views: join or chat. */
function show(view) {
  find('join').hidden = view !== 'join';
  find('chat').hidden = view !== 'chat';
  find('room').textContent = room;
  document.title = view === 'chat' ? `${room} · Enchufe` : 'Enchufe chat';
  find('me').hidden = view !== 'chat';
  find('me').replaceChildren(avatar(me ?? '?'), element('span', 'unseen', say('youAre')), element('bdi', '', me ?? ''));
  showPanel(false);
  markRoom();
  find(view === 'chat' ? 'message' : 'name').focus();
}

function leaveBehind() {
  messages.replaceChildren();
  [...typists.keys()].forEach(stopTyping);
  [seen, atEnd, find('newest').hidden] = [0, true, true];
  find('new-room').value = find('refusal').textContent = '';
}

function onSubmit(form, action) {
  find(form).addEventListener('submit', event => { event.preventDefault(); action(); });
}

/** Makes an element of texts and other elements. What is appended as a string is text, never HTML. */
function element(tag, className, ...parts) {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...parts);
  return made;
}

/** A button that works while I am inside. */
function button(action, ...parts) {
  const made = element('button', '', ...parts);
  made.disabled = !inside;
  made.addEventListener('click', action);
  return made;
}

function avatar(name) {
  const made = element('span', 'avatar', [...name][0].toUpperCase());
  made.ariaHidden = 'true';
  made.style.setProperty('--hue', hue(name));
  return made;
}

/** A colour for each name, the same on every screen. */
function hue(name) {
  return [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 360, 0);
}
