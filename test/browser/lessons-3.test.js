/* Lessons 10 to 13: acknowledgements, broadcasts, namespaces, rooms. */
'use strict';

const assert = require('node:assert/strict');
const { suite, it, until } = require('./support.js');
const { NEEDS, withLessons, logOf, shows } = require('./lessons.js');

suite('lessons 10 to 13', [...NEEDS, 'socket.io-client'], () => {
  const { start, visit } = withLessons();

  const connected = page => page.waitForFunction(() => socket.connected);

  it('10: both sides ask, and the answer belongs to its question', async () => {
    const server = await start('examples/10-acks/Acks.java');
    const page = await visit(server);
    await connected(page);
    const id = await page.evaluate(() => socket.id);
    await page.fill('#first', '20');
    await page.fill('#second', '22');
    await page.click('text=Add');
    await shows(page, 'The server says: 42');

    await page.click('text=Ask me');
    await page.waitForSelector('#form:not([hidden])');
    assert.equal(await page.textContent('#question'), 'What is your favourite colour?');
    await page.keyboard.type('blue');                   // the field has the focus
    await page.keyboard.press('Enter');
    await server.prints(`The answer of ${id}: blue`);
    assert.ok(!await page.isVisible('#form'));
  });

  it('10: neither side waits for ever, nor the server for one who has left', async () => {
    const server = await start('examples/10-acks/Acks.java');
    const [late, gone] = [await visit(server), await visit(server)];
    await Promise.all([connected(late), connected(gone)]);
    const [lateId, goneId] = await Promise.all([late, gone].map(page => page.evaluate(() => socket.id)));
    await late.fill('#first', '');
    await late.click('text=Add');                       // the listener fails, and does not answer
    await Promise.all([late.click('text=Ask me'), gone.click('text=Ask me')]);
    await gone.waitForSelector('#form:not([hidden])');
    await gone.close();
    await server.prints(`${goneId} has left before it answered`);
    await server.prints(`No answer of ${lateId} within five seconds`);
    await shows(late, 'Too late: the server does not wait any more');
    await shows(late, 'The server has not answered within five seconds');
    assert.ok(!await late.isVisible('#form'));
  });

  it('11: the counter is for all, the welcome for one, the news for the others', async () => {
    const server = await start('examples/11-broadcast/Broadcast.java');
    const count = page => page.textContent('#count');
    const first = await visit(server);
    await until(async () => await count(first) === '1');
    const second = await visit(server);
    await until(async () => await count(first) === '2' && await count(second) === '2');
    await until(async () => (await logOf(first)).length === 2);
    await shows(second, 'Welcome!');
    assert.deepEqual(await logOf(first), ['Welcome!', 'Somebody has come']);
    assert.deepEqual(await logOf(second), ['Welcome!']);
    await second.close();
    await until(async () => await count(first) === '1');
  });

  /* Which thread sends last is chance, so a few rounds may miss a mistake; many seldom do. */
  it('11: when many come and go at once, the last number is the right one', async () => {
    const server = await start('examples/11-broadcast/Broadcast.java');
    const connect = () => require('socket.io-client').io(server.url, { forceNew: true, transports: ['websocket'] });
    const counts = [];
    const sockets = [connect()];
    sockets[0].on('count', count => counts.push(count));
    const last = async heard => {
      await until(() => counts.length === heard);
      return counts.at(-1);
    };
    try {
      assert.equal(await last(1), 1);
      for (let round = 1; round <= 20; round++) {
        sockets.push(...Array.from({ length: 20 }, connect));
        assert.equal(await last(round * 40 - 19), 21);
        for (const other of sockets.splice(1)) other.disconnect();
        assert.equal(await last(round * 40 + 1), 1);
      }
    } finally {
      for (const socket of sockets) socket.disconnect();
    }
  });

  it('12: two namespaces share one connection, and end on their own', async () => {
    const server = await start('examples/12-namespaces/Namespaces.java');
    const page = await visit(server);
    const other = await visit(server);
    for (const each of [page, other]) {
      await shows(each, '/news: Namespaces explained');
      await shows(each, '/shop: Plugs for 3 euros');
      await shows(each, '/none: Invalid namespace');
    }
    assert.ok(await page.evaluate(() => news.io === shop.io && news.connected && shop.connected), 'one connection');
    const opened = [];
    page.on('websocket', webSocket => opened.push(webSocket.url()));
    await page.reload();
    await shows(page, '/shop: Plugs for 3 euros');
    await page.waitForFunction(() => shop.io.engine.transport.name === 'websocket');
    assert.equal(opened.length, 1, String(opened));
    await page.click('text=Buy plugs');
    await shows(other, '/shop: somebody has bought plugs');
    await page.click('text=Leave the shop');
    await shows(page, '/shop: you have left');
    await server.prints('A customer has left: client namespace disconnect');
    assert.ok(await page.evaluate(() => news.connected));
    assert.equal(server.lines().filter(line => line.startsWith('A reader')).length, 1, 'only the reload, not the shop');
  });

  it('13: rooms hold two, and a place that is left is taken again', async () => {
    const server = await start('examples/13-rooms/Rooms.java');
    const pages = [];
    for (const line of ['Room 1 holds 1 of 2', 'Room 1 holds 2 of 2', 'Room 2 holds 1 of 2']) {
      pages.push(await visit(server));
      await shows(pages.at(-1), line);
    }
    const [ana, ben, cleo] = pages;
    const say = async (page, text) => {
      await page.fill('#text', text);
      await page.press('#text', 'Enter');
    };
    await say(ana, 'hello room 1');
    await shows(ana, '- hello room 1');
    await shows(ben, '- hello room 1');
    await say(cleo, 'hello room 2');
    await shows(cleo, '- hello room 2');
    assert.ok(!(await logOf(cleo)).includes('- hello room 1'));
    assert.ok(!(await logOf(ana)).includes('- hello room 2'));

    await ben.click('text=Leave the room');
    await shows(ben, 'You are in no room');
    await shows(ana, 'Somebody has left room 1');
    await say(ben, 'nobody hears this');
    await cleo.click('text=Enter a room');
    await until(async () => (await logOf(cleo)).at(-1) === 'Room 1 holds 2 of 2');
    await say(ana, 'welcome');
    await shows(cleo, '- welcome');
    for (const page of pages) assert.ok(!(await logOf(page)).includes('- nobody hears this'));
    assert.ok(!(await logOf(ben)).includes('- welcome'));
  });
});
