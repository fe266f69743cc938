'use strict';

// The page's half of the chat. It sends setUsername and msg; the server sends userSet or userExists, and newmsg.
const socket = io();
const find = id => document.getElementById(id);
const [status, scroller, messages] = [find('status'), find('scroller'), find('message-container')];
let me = null;            // my name, once the server has accepted it

find('join-form').addEventListener('submit', event => {
  event.preventDefault();
  socket.emit('setUsername', find('name').value);
});

find('message-form').addEventListener('submit', event => {
  event.preventDefault();
  const field = find('message');
  if (field.value.trim() !== '' && socket.connected) {
    socket.emit('msg', { message: field.value });
    field.value = '';
  }
});

socket.on('userSet', ({ username }) => {
  me = username;
  find('error-container').textContent = '';
  show('chat');
});

socket.on('userExists', sentence => {
  me = null;
  find('error-container').textContent = sentence;
  show('join');
  find('name').select();
});

socket.on('newmsg', ({ user, message }) => {
  const atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
  messages.append(bubble(user, message));
  if (atEnd || user === me) {
    scroller.scrollTop = scroller.scrollHeight;
  }
});

socket.on('connect', () => {
  report('Connected', 'on');
  if (me !== null) {
    socket.emit('setUsername', me);      // after a lost connection the server knows me as nobody
  }
});
socket.on('disconnect', reason => report(reason === 'io server disconnect' ? 'Disconnected' : 'Reconnecting', 'off'));
socket.on('connect_error', () => report('No connection', 'off'));

function report(text, state) {
  status.textContent = text;
  status.dataset.state = state;
}

function show(view) {
  find('join').hidden = view !== 'join';
  find('chat').hidden = view !== 'chat';
  find(view === 'chat' ? 'message' : 'name').focus();
}

// What people typed becomes text, never HTML: textContent alone is used.
function bubble(user, message) {
  const item = element('li', user === me ? 'mine' : '');
  item.dataset.user = user;
  item.classList.toggle('again', messages.lastElementChild?.dataset.user === user);
  item.style.setProperty('--hue', hue(user));

  const avatar = element('span', 'avatar', [...user][0].toUpperCase());
  avatar.setAttribute('aria-hidden', 'true');
  const time = element('time', '', new Date().toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }));
  const said = element('div', 'said');
  said.append(element('bdi', 'user', user), element('p', 'text', message), time);
  item.append(avatar, said);
  return item;
}

function element(tag, className, text = '') {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

// A colour for each name, the same on every screen.
function hue(name) {
  let sum = 0;
  for (const char of name) {
    sum = (sum * 31 + char.codePointAt(0)) % 360;
  }
  return sum;
}
