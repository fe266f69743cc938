'use strict';

// What the page says, in English and Spanish. % is a name or a number. The codes of errors are those of the server.
const WORDS = {
  'welcome': ['Welcome', '¡Hola!'],
  'hint': ['Choose a name. The others will see it beside what you say.',
    'Elige un nombre. Los demás lo verán junto a lo que digas.'],
  'name': ['Your name', 'Tu nombre'],
  'enter': ['Enter the chat', 'Entrar al chat'],
  'panel': ['Rooms and people', 'Salas y personas'],
  'close': ['Back to the chat', 'Volver al chat'],
  'rooms': ['Rooms', 'Salas'],
  'people': ['Here', 'Aquí'],
  'newRoom': ['New room', 'Sala nueva'],
  'open': ['Open the room', 'Abrir la sala'],
  'messages': ['Messages', 'Mensajes'],
  'outbox': ['Not sent yet', 'Aún sin enviar'],
  'empty': ['Nobody has said anything yet. Say hello.', 'Nadie ha dicho nada todavía. Saluda.'],
  'newest': ['New messages ↓', 'Mensajes nuevos ↓'],
  'message': ['Message', 'Mensaje'],
  'send': ['Send', 'Enviar'],
  'you': ['you', 'tú'],
  'youAre': ['You are ', 'Eres '],
  'count': ['% here', '% aquí'],
  'came': ['% has come in', '% ha entrado'],
  'left': ['% has left', '% ha salido'],
  'typing1': ['% is typing…', '% está escribiendo…'],
  'typing2': ['% are typing…', '% están escribiendo…'],
  'and': [' and ', ' y '],
  'typing3': ['Several people are typing…', 'Varias personas están escribiendo…'],
  'inspector': ['Look inside', 'Por dentro'],
  'wait': ['Connecting', 'Conectando'],
  'on': ['Connected', 'Conectado'],
  'off': ['No connection', 'Sin conexión'],
  'lost': ['The connection is lost; trying again. You can write, and send when it is back.',
    'Se ha perdido la conexión; se está intentando recuperar. Puedes ir escribiendo y enviarlo cuando vuelva.'],
  'back': ['The connection is back.', 'La conexión ha vuelto.'],
  'gap': ['Some of what was said while you were away may be missing', 'Puede faltar algo de lo que se dijo mientras no estabas'],
  'unsent': ['Not sent.', 'No enviado.'],
  'again': ['Send again', 'Reenviar'],
  'name-length': ['A name has 1 to 20 characters.', 'El nombre debe tener entre 1 y 20 caracteres.'],
  'name-taken': ['Somebody here has that name. Please choose another.', 'Alguien ya tiene ese nombre. Elige otro, por favor.'],
  'room-length': ['The name of a room has 1 to 20 characters.', 'El nombre de una sala tiene de 1 a 20 caracteres.'],
  'room-full': ['That room is full.', 'Esa sala está llena.'],
  'too-many-rooms': ['There are too many rooms already.', 'Ya hay demasiadas salas.'],
  'not-here': ['You are not in a room.', 'No estás en ninguna sala.'],
  'text-length': ['A message has 1 to 500 characters.', 'Un mensaje tiene de 1 a 500 caracteres.'],
  'no-answer': ['The server does not answer. Please try again.', 'El servidor no responde. Inténtalo de nuevo.'],
};

const LANGUAGE = navigator.language.startsWith('es') ? 1 : 0;

/** A text. A name in it is isolated: if it is written from right to left, the text around it is not. */
function say(key, value = '') {
  return (WORDS[key] ?? [key, key])[LANGUAGE].replace('%', () => `\u2068${value}\u2069`);
}

// The elements name their texts in data-text, or in data-label those that only screen readers and placeholders tell.
document.documentElement.lang = ['en', 'es'][LANGUAGE];
for (const element of document.querySelectorAll('[data-text]')) element.textContent = say(element.dataset.text);
for (const element of document.querySelectorAll('[data-label]')) {
  if (element.matches('input')) element.placeholder = say(element.dataset.label);
  element.setAttribute('aria-label', say(element.dataset.label));
}
