/*
 * The chat of the demonstration in Chromium: people talk to each other through our server, with our client and with the official
 * one. How the page looks is tested in chat-page.test.js.
 */
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { describe } = require('node:test');
const { ROOT, suite, it, until, hasText, typeInto } = require('./support.js');
const { NEEDS, withChat, shown, waitFor, textOf } = require('./chat-support.js');

const roomsOf = page => page.$$eval('#rooms button', buttons => buttons.map(button => button.dataset.room));
const peopleOf = page => page.$$eval('#people bdi', names => names.map(name => name.textContent));
const newsOf = page => page.$$eval('#messages .news', items => items.map(item => item.textContent.replace(/[\u2068\u2069]/g, '')));

/** That somebody types is news which may get lost while a transport changes. */
const upgraded = (...pages) => Promise.all(pages.map(page =>
  page.waitForFunction(() => socket.io.engine.transport.name === 'websocket')));

/** That somebody is typing is told now and then, and what is told is volatile: it may be lost. */
const typesUntil = (page, isSeen) => until(async () => {
  await page.fill('#message', '…');
  return isSeen();
});

suite('the chat', NEEDS, () => {
  for (const [client, bundle] of [['our client', false], ["the official client's bundle", true]]) {
    describe(`with ${client}`, () => {
      const here = withChat({ bundle });
      const { visit, choose, enter, go, say } = here;

      it('two pages talk to each other', async () => {
        const [ana, ben] = [await enter('Ana'), await enter('Ben')];
        await say(ana, 'Hello, é€😀');
        await waitFor(ben, 1);
        await say(ben, 'Hello, Ana');
        const expected = [['Ana', 'Hello, é€😀'], ['Ben', 'Hello, Ana']];
        assert.deepEqual(await waitFor(ana, 2), expected);
        assert.deepEqual(await waitFor(ben, 2), expected);
        assert.deepEqual(await ana.$$eval('.mine .text', texts => texts.map(text => text.textContent)), ['Hello, é€😀']);
        await upgraded(ana);
        await say(ana, 'over WebSocket');
        assert.deepEqual((await waitFor(ben, 3))[2], ['Ana', 'over WebSocket']);
        assert.equal(await textOf(ana, '#me'), 'AYou are Ana');
      });

      it('a taken name is refused, also in other letters, and free again when its user has left', async () => {
        const ana = await enter('Ana');
        const other = await visit();
        await choose(other, ' ana ');
        await hasText(other, '#refusal', 'Somebody here has that name. Please choose another.');
        assert.equal(await other.isVisible('#message'), false);
        await ana.close();
        await enter('Ana');
      });

      it('who is in a room hears what is said there, sees who is there, and who comes and goes', async () => {
        const [ana, ben, cleo] = [await enter('Ana'), await enter('Ben'), await enter('Cleo', { room: 'Café' })];
        assert.deepEqual((await roomsOf(cleo)).slice(0, 3), ['Plaza', 'Café', 'Java']);
        await until(async () => (await roomsOf(cleo)).includes(here.room));
        assert.deepEqual(await peopleOf(ben), ['Ana', 'Ben']);
        await say(ana, 'in our room');
        await cleo.click(`#rooms [data-room="${here.room}"]`);
        await hasText(ana, '#count', '3 here');
        assert.deepEqual(await peopleOf(ana), ['Ana', 'Ben', 'Cleo']);
        assert.deepEqual(await waitFor(cleo, 1), [['Ana', 'in our room']]);
        await go(ben, 'café');
        await say(ben, 'in the café');
        await waitFor(ben, 1);
        await say(cleo, 'Bye, Ben');
        await cleo.close();
        await hasText(ana, '#count', '1 here');
        assert.deepEqual(await shown(ana), [['Ana', 'in our room'], ['Cleo', 'Bye, Ben']]);
        assert.deepEqual(await newsOf(ana), ['Ben has come in', 'Cleo has come in', 'Ben has left', 'Cleo has left']);
        assert.equal(await textOf(ben, '#room'), 'Café');
        await go(ana, 'Café');
        await until(async () => !(await roomsOf(ben)).includes(here.room));
      });

      it('who is typing is told now and then, and ends by itself, or with the message', async () => {
        const [ana, ben] = [await enter('Ana'), await enter('Ben')];
        await upgraded(ana, ben);
        const sent = await ana.evaluateHandle(() => {
          const events = [];
          const { emit } = socket;
          socket.emit = function(event, ...args) {
            events.push(event);
            return emit.call(this, event, ...args);
          };
          return events;
        });
        await typeInto(ana, '#message', 'Hello, all of you');
        const typing = (await sent.jsonValue()).filter(event => event === 'typing').length;
        assert.ok(typing >= 1 && typing < 9, `${typing} for 17 keys`);
        await typesUntil(ana, async () => await textOf(ben, '#typing') === 'Ana is typing…');
        await ana.press('#message', 'Enter');
        await waitFor(ben, 1);
        assert.equal(await textOf(ben, '#typing'), '');
        await typesUntil(ana, async () => await textOf(ben, '#typing') === 'Ana is typing…');
        await hasText(ben, '#typing', '');
        assert.equal(await textOf(ana, '#typing'), '');
      });

      it('nothing typed becomes HTML', async () => {
        const attack = '<img src="x" onerror="window.hacked = true"><script>window.hacked = true</script>';
        const [eve, ben] = [await enter('<b>Eve</b>', { room: '<i>x</i>' }), await enter('Ben', { room: '<i>x</i>' })];
        await say(eve, attack);
        assert.deepEqual(await waitFor(ben, 1), [['<b>Eve</b>', attack]]);
        assert.equal(await textOf(ben, '#room'), '<i>x</i>');
        await upgraded(eve, ben);
        await typesUntil(eve, async () => await textOf(ben, '#typing') === '<b>Eve</b> is typing…');
        await eve.close();
        await until(async () => (await newsOf(ben)).includes('<b>Eve</b> has left'));
        assert.equal(await ben.$$eval(':is(main, header) :is(img[src="x"], script, b, i)', found => found.length), 0);
        assert.equal(await ben.evaluate(() => window.hacked), undefined);
      });

      it('without a connection the page says so and sends nothing; when it is back, so are name and room', async () => {
        const [ana, ben] = [await enter('Ana', { mayLose: true }), await enter('Ben', { mayLose: true })];
        await say(ana, 'before');
        await waitFor(ben, 1);
        await here.kill('SIGKILL');
        await hasText(ana, '#status', 'No connection');
        assert.match(await textOf(ana, '#notice'), /^The connection is lost/);
        assert.equal(await ana.isDisabled('#send'), true);
        await say(ana, 'meanwhile');
        assert.equal(await ana.inputValue('#message'), 'meanwhile');
        assert.equal(await ana.$$eval('#outbox li', items => items.length), 0);
        await here.restart();
        await Promise.all([ana, ben].map(page => hasText(page, '#notice', 'The connection is back.')));
        for (const page of [ana, ben]) {
          await until(() => page.isEnabled('#send'));
          await until(async () => (await peopleOf(page)).sort().join() === 'Ana,Ben');
          assert.equal(await textOf(page, '#room'), here.room);
        }
        await ana.press('#message', 'Enter');
        assert.deepEqual(await waitFor(ben, 2), [['Ana', 'before'], ['Ana', 'meanwhile']]);
        assert.ok((await newsOf(ben)).includes('Some of what was said while you were away may be missing'));
      });

      it('a message that was under way when the connection broke is not lost', async () => {
        const [ana, ben] = [await enter('Ana', { mayLose: true }), await enter('Ben', { mayLose: true })];
        await here.stop();
        await say(ana, 'Is anybody there?');
        await hasText(ana, '#outbox .text', 'Is anybody there?');
        await here.kill('SIGKILL');
        await hasText(ana, '#outbox .unsent', 'Not sent. Send again');
        assert.equal(await ana.isDisabled('#outbox button'), true);
        await here.restart();
        await until(() => ana.isEnabled('#send'));
        await until(() => ben.isEnabled('#send'));
        await ana.click('#outbox .unsent button');
        assert.deepEqual(await waitFor(ben, 1), [['Ana', 'Is anybody there?']]);
        assert.deepEqual(await waitFor(ana, 1), [['Ana', 'Is anybody there?']]);
        assert.equal(await ana.$$eval('#outbox li', items => items.length), 0);
      });

      it('who comes back sees what was said meanwhile, once', async () => {
        const [ana, ben] = [await enter('Ana'), await enter('Ben')];
        await say(ana, 'before');
        await waitFor(ben, 1);
        await ben.evaluate(() => socket.disconnect());
        await hasText(ana, '#count', '1 here');
        await say(ana, 'meanwhile');
        await waitFor(ana, 2);
        await ben.evaluate(() => socket.connect());
        await hasText(ana, '#count', '2 here');
        await say(ana, 'after');
        assert.deepEqual(await waitFor(ben, 3), [['Ana', 'before'], ['Ana', 'meanwhile'], ['Ana', 'after']]);
      });
    });
  }

  describe('whatever clients send', () => {
    const here = withChat();
    const { enter, client } = here;

    it('the server says who spoke: nobody speaks under another name, or without one', async () => {
      const [ana, nobody, eve] = [await enter('Ana'), await client(), await client()];
      assert.deepEqual(await nobody.ask('say', { text: 'forged', key: '1', who: 'Ana' }), { error: 'not-here' });
      await eve.enter('Eve');
      await eve.ask('say', { text: 'forged too', key: '2', who: 'Ana' });
      assert.deepEqual(await waitFor(ana, 1), [['Eve', 'forged too']]);
    });

    it('names, rooms and texts have their lengths', async () => {
      const ana = await client();
      for (const name of ['', ' \u200b\u202e ', null, 'x'.repeat(21)]) {
        assert.deepEqual(await ana.enter(name), { error: 'name-length' }, `the name ${name}`);
        assert.deepEqual(await ana.enter('Ana', { room: name }), { error: 'room-length' }, `the room ${name}`);
      }
      assert.equal((await ana.enter('x'.repeat(20), { room: 'y'.repeat(20) })).name, 'x'.repeat(20));
      for (const text of ['', '  ', null, 'x'.repeat(501)]) {
        assert.deepEqual(await ana.ask('say', { text, key: '1' }), { error: 'text-length' }, `the text ${text}`);
      }
      assert.equal((await ana.ask('say', { text: 'x'.repeat(500), key: '1' })).text.length, 500);
    });

    it('rooms and people are limited', async () => {
      const [first, second] = [await client(), await client()];
      const people = [];
      for (let n = 0; n < 50; n++) people.push(await client());
      for (const [n, person] of people.entries()) assert.equal((await person.enter(`P${n}`, { room: 'Java' })).error, undefined);
      assert.deepEqual(await first.enter('Late', { room: 'Java' }), { error: 'room-full' });
      assert.equal((await people[0].enter('P0', { room: 'Java' })).people.length, 50);
      for (let n = 0; n < 27; n++) assert.equal((await people[n].enter(`P${n}`, { room: `R${n}` })).error, undefined);
      assert.deepEqual(await second.enter('Last', { room: 'One more' }), { error: 'too-many-rooms' });
      assert.equal((await second.enter('Last', { room: 'R1' })).error, undefined);
    });

    it('a message that is sent twice is said once', async () => {
      const [ana, ben] = [await enter('Ana'), await client()];
      await ben.enter('Ben');
      const [first, again] = [await ben.ask('say', { text: 'Hello', key: 'k' }), await ben.ask('say', { text: 'Hello', key: 'k' })];
      assert.deepEqual(again, first);
      await ben.ask('say', { text: 'Hello', key: 'l' });
      assert.deepEqual(await waitFor(ana, 2), [['Ben', 'Hello'], ['Ben', 'Hello']]);
    });

    it('a page takes its name back from a connection that the server does not know to be lost; no other page can', async () => {
      const [ana, ben, again] = [await enter('Ana'), await client(), await client()];
      await ben.enter('Ben', { token: 'secret' });
      assert.deepEqual(await again.enter('BEN', { token: 'guessed' }), { error: 'name-taken' });
      assert.deepEqual(await again.enter('Ben', { token: null }), { error: 'name-taken' });
      const gone = new Promise(resolve => ben.once('disconnect', resolve));
      assert.deepEqual((await again.enter('Ben', { token: 'secret' })).people, ['Ana', 'Ben']);
      await gone;
      await again.ask('say', { text: 'Here I am', key: '1' });
      await waitFor(ana, 1);
      assert.deepEqual(await newsOf(ana), ['Ben has come in']);
    });

    it('whose name was taken meanwhile is told so, and may choose another; the text is kept', async () => {
      const [ana, other] = [await enter('Ana'), await client()];
      await ana.fill('#message', 'half a sentence');
      await ana.evaluate(() => socket.disconnect());
      await until(async () => (await other.enter('Ana', { token: 'other' })).name === 'Ana');
      await ana.evaluate(() => socket.connect());
      await hasText(ana, '#refusal', 'Somebody here has that name. Please choose another.');
      assert.equal(await ana.inputValue('#name'), 'Ana');
      await here.choose(ana, 'Anita');
      await hasText(ana, '#me', 'AYou are Anita');
      assert.equal(await ana.inputValue('#message'), 'half a sentence');
    });

    it('every text exists in both languages, also for every code of the server', async () => {
      const page = await here.visit();
      const words = await page.evaluate(() => WORDS);
      const read = name => fs.readFileSync(path.join(ROOT, 'src/enchufe/demo', name), 'utf8');
      const codes = [...read('Chat.java').matchAll(/"([a-z]+(?:-[a-z]+)+)"/g)].map(([, code]) => code);
      const named = [...read('web/index.html').matchAll(/data-(?:text|label)="(\w+)"/g)].map(([, name]) => name);
      assert.ok(codes.length > 5 && named.length > 10);
      for (const name of [...codes, ...named]) assert.ok(words[name], name);
      for (const [name, texts] of Object.entries(words)) assert.ok(texts.length === 2 && texts[0] !== texts[1], name);
    });
  });
});
