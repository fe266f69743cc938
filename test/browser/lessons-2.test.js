/* Lessons 06 to 09: events in both directions, timers, and data. */
'use strict';

const assert = require('node:assert/strict');
const { suite, it, until } = require('./support.js');
const { NEEDS, withLessons, logOf, shows } = require('./lessons.js');

/** A picture of one red pixel, as a user's file. */
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC',
  'base64');

suite('lessons 06 to 09', NEEDS, () => {
  const { start, visit } = withLessons();

  const idOf = async page => {
    await page.waitForFunction(() => socket.connected);
    return page.evaluate(() => socket.id);
  };

  it('06: the server sends events with any number of arguments', async () => {
    const server = await start('examples/06-server-events/ServerEvents.java');
    const page = await visit(server);
    await shows(page, 'end');
    assert.deepEqual(await logOf(page),
      ['welcome: A custom event named welcome!', 'weather: 19 degrees in Lima, no rain', 'end']);
    await server.prints(`Sending three events to ${await idOf(page)}`);
  });

  it('07: the page sends events, and the server looks at what arrives', async () => {
    const server = await start('examples/07-client-events/ClientEvents.java');
    const page = await visit(server);
    await page.click('text=Send');
    await server.prints('clientEvent: Sent by the client!');
    await page.fill('#text', 'Another text');
    await page.press('#text', 'Enter');
    await server.prints('clientEvent: Another text');

    await page.click('text=red');
    await page.click('text=blue');
    await shows(page, 'The server has seen click 2: blue');
    await page.click('text=wrong');
    await server.prints(/argument 1 of "button pressed".*many/);
    await page.click('text=red');
    await shows(page, 'The server has seen click 3: red');
    assert.deepEqual(await logOf(page), ['The server has seen click 1: red', 'The server has seen click 2: blue',
      'The server has seen click 3: red']);
    assert.deepEqual(server.lines().filter(line => line.startsWith('button pressed')),
      ['button pressed: red, 1', 'button pressed: blue, 2', 'button pressed: red, 3']);
  });

  it('08: numbers come as often as the page wishes, and no more when it has left', async () => {
    const server = await start('examples/08-numbers/Numbers.java');
    const [ana, ben] = [await visit(server), await visit(server)];
    const [anasId, bensId] = [await idOf(ana), await idOf(ben)];
    const sentTo = id => server.lines().filter(line => line.endsWith(` to ${id}`)).length;

    await ana.fill('#milliseconds', '20');
    await ana.click('text=Start');
    await until(async () => (await logOf(ana)).length === 10);
    assert.ok((await logOf(ana)).every(line => /^\d\d?$/.test(line)), 'numbers below 100');
    assert.equal(sentTo(bensId), 0, 'each client has a timer of its own');

    await ana.click('text=Start');      // again: it must not have two timers that run
    await ana.close();
    await server.prints(`${anasId} has left`);
    const sent = sentTo(anasId);
    assert.ok(sent >= 10, `${sent} numbers`);

    await ben.fill('#milliseconds', '10');
    await ben.click('text=Start');
    await until(() => sentTo(bensId) >= 50);
    assert.equal(sentTo(anasId), sent, 'her timer has ended');
  });

  it('08: a page that starts again has one timer', async () => {
    const server = await start('examples/08-numbers/Numbers.java');
    const page = await visit(server);
    const id = await idOf(page);
    await page.fill('#milliseconds', '10');
    await page.click('text=Start');
    await until(async () => (await logOf(page)).length > 0);
    await page.fill('#milliseconds', '10000');
    await page.click('text=Start');

    const other = await visit(server);
    await other.fill('#milliseconds', '10');
    await other.click('text=Start');
    const otherId = await idOf(other);
    const sentTo = name => server.lines().filter(line => line.endsWith(` to ${name}`)).length;
    await until(async () => {           // while one gets fifty, the other gets none: its first timer has ended
      const [sent, sentToOther] = [sentTo(id), sentTo(otherId)];
      await until(() => sentTo(otherId) >= sentToOther + 50);
      return sentTo(id) === sent;
    });
  });

  it('09: records, lists and bytes go both ways', async () => {
    const server = await start('examples/09-data/Data.java');
    const page = await visit(server);
    await shows(page, 'Good Omens (1990) by Terry Pratchett and Neil Gaiman');
    await page.fill('#title', 'Dune');
    await page.fill('#year', '1965');
    await page.fill('#authors', 'Frank Herbert,  nobody else');
    await page.click('text=Add the book');
    await shows(page, 'Dune (1965) by Frank Herbert and nobody else');
    assert.equal((await logOf(page)).length, 2);
    await server.prints('Book[title=Dune, year=1965, authors=[Frank Herbert, nobody else]]');

    await page.setInputFiles('#file', { name: 'red.png', mimeType: 'image/png', buffer: PNG });
    await server.prints(`red.png: ${PNG.length} bytes`);
    await page.waitForFunction(() => document.getElementById('picture').naturalWidth === 1);
    assert.equal(await page.isVisible('#picture'), true);
    assert.equal(await page.getAttribute('#picture', 'alt'), 'red.png');
    const bytes = await page.evaluate(async () => {
      const response = await fetch(document.getElementById('picture').src);
      return [...new Uint8Array(await response.arrayBuffer())];
    });
    assert.deepEqual(Buffer.from(bytes), PNG);
  });

  it('09: a book without authors is shown, also to those who come later', async () => {
    const server = await start('examples/09-data/Data.java');
    const page = await visit(server);
    await idOf(page);
    await page.evaluate(() => socket.emit('book', { title: 'X', year: 1 }));
    const books = ['Good Omens (1990) by Terry Pratchett and Neil Gaiman', 'X (1) by nobody knows whom'];
    const seesThem = async each => {
      await shows(each, books[1]);
      assert.deepEqual(await logOf(each), books);
    };
    await seesThem(page);
    await seesThem(await visit(server));        // not before: only the page that adds a book is told of it
  });
});
