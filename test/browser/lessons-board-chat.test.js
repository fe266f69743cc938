/* Lessons 20 to 23: a drawing board, and a chat in three steps. */
'use strict';

const assert = require('node:assert/strict');
const { describe } = require('node:test');
const { suite, it, until, hasText, typeInto } = require('./support.js');
const { NEEDS, withLessons, logOf, shows } = require('./lessons.js');

suite('lesson 20', [...NEEDS, 'axe-core'], () => {
  const { start, visit } = withLessons();
  const BOARD = 'examples/20-board/Board.java';

  /** How many pixels have that colour. */
  const pixels = (page, [red, green, blue]) => page.evaluate(([r, g, b]) => {
    const { data } = brush.getImageData(0, 0, board.width, board.height);
    let count = 0;
    for (let at = 0; at < data.length; at += 4) {
      if (data[at + 3] === 255 && data[at] === r && data[at + 1] === g && data[at + 2] === b) count++;
    }
    return count;
  }, [red, green, blue]);
  const [BLACK, RED, BLUE] = [[0, 0, 0], [255, 0, 0], [0, 0, 255]];

  async function drag(page, [fromX, fromY], [toX, toY]) {
    const { x, y } = await page.locator('#board').boundingBox();
    await page.mouse.move(x + fromX, y + fromY);
    await page.mouse.down();
    await page.mouse.move(x + toX, y + toY, { steps: 4 });
    await page.mouse.up();
  }

  const connected = async page => {
    await page.waitForFunction(() => socket.connected);
    return page;
  };

  it('what one draws, in its colour, all see; also those who come later', async () => {
    const server = await start(BOARD);
    const [ana, ben] = [await connected(await visit(server)), await connected(await visit(server))];
    await drag(ana, [20, 20], [220, 20]);
    await ana.selectOption('#color', 'RED');
    await drag(ana, [20, 80], [220, 80]);
    for (const page of [ana, ben]) {
      await until(async () => await pixels(page, RED) > 500);
      assert.ok(await pixels(page, BLACK) > 500);
      assert.equal(await pixels(page, BLUE), 0);
    }
    const late = await connected(await visit(server));
    await until(async () => await pixels(late, RED) === await pixels(ana, RED));
    assert.equal(await pixels(late, BLACK), await pixels(ana, BLACK));
    await server.prints(/sees [1-9]\d* lines$/);
  });

  it('"Clear" empties the board for all', async () => {
    const server = await start(BOARD);
    const [ana, ben] = [await connected(await visit(server)), await connected(await visit(server))];
    await drag(ana, [20, 20], [220, 20]);
    await until(async () => await pixels(ben, BLACK) > 500);
    await ben.click('#clear');
    await until(async () => await pixels(ana, BLACK) === 0);
    await server.prints(/^cleared: [1-9]\d* lines$/);
  });

  it('a touch is a dot, a finger that leaves the board goes on, and nothing is drawn with the button up', async () => {
    const server = await start(BOARD);
    const ana = await connected(await visit(server));
    await ana.mouse.move(300, 300);
    await ana.click('#board', { position: { x: 100, y: 100 } });
    await until(async () => await pixels(ana, BLACK) > 10);
    const dot = await pixels(ana, BLACK);
    await ana.mouse.move(300, 300, { steps: 5 });
    await ana.click('#clear');
    await until(async () => await pixels(ana, BLACK) === 0);
    assert.ok(dot < 60, `${dot} pixels`);
    await drag(ana, [20, 40], [20, -30]);
    await until(async () => await pixels(ana, BLACK) > 100);
  });

  for (const [name, options] of [['light', {}], ['dark', { colorScheme: 'dark' }], ['a phone', { viewport: { width: 390, height: 844 } }]]) {
    it(`axe finds nothing serious: ${name}`, async () => {
      const ana = await connected(await visit(await start(BOARD), options));
      await drag(ana, [20, 20], [220, 20]);
      await until(async () => await pixels(ana, BLACK) > 500);
      if (process.env.SCREENSHOTS) await ana.screenshot({ path: `${process.env.SCREENSHOTS}/board ${name}.png` });
      await ana.addScriptTag({ path: require.resolve('axe-core') });
      const { violations, passes } = await ana.evaluate(() => axe.run());
      assert.ok(passes.some(({ id }) => id === 'color-contrast'), 'it looks at contrast');
      assert.deepEqual(violations.filter(({ impact }) => /serious|critical/.test(impact))
        .map(({ id, nodes }) => [id, nodes[0].html]), []);
    });
  }

  it('newcomers see the last 5000 lines, and no others', async () => {
    const server = await start(BOARD);
    const ana = await connected(await visit(server));
    await ana.evaluate(() => {
      for (let n = 0; n < 5003; n++) socket.emit('line', { x1: n, y1: 0, x2: n, y2: 1, color: 'BLUE' });
      return new Promise(resolve => socket.on('line', line => line.x1 === 5002 && resolve()));
    });
    const ben = await visit(server);
    await server.prints(/sees 5000 lines$/);
    await connected(ben);
  });
});

/** Enters a lesson's chat. */
async function enter(page, name) {
  await page.fill('#name', name);
  await page.press('#name', 'Enter');
}

async function say(page, text) {
  await page.fill('#text', text);
  await page.press('#text', 'Enter');
}

const CHATS = [['21', 'examples/21-chat/Chat.java'], ['22', 'examples/22-chat-typing/ChatTyping.java'],
  ['23', 'examples/23-chat-rooms/ChatRooms.java']];

for (const [number, source] of CHATS) {
  suite(`lesson ${number}: the chat`, NEEDS, () => {
    const { start, visit } = withLessons();

    it('two who have entered talk to each other; nobody gets a name that is taken', async () => {
      const server = await start(source);
      const [ana, ben] = [await visit(server), await visit(server)];
      await enter(ana, 'Ana');
      await server.prints('Ana has entered');
      await enter(ben, 'ana');
      await hasText(ben, '#refusal', '"ana" is taken.');
      assert.equal(await ben.isVisible('#text'), false);
      await enter(ben, 'Ben');
      await say(ben, 'Hello');
      await shows(ana, 'Ben: Hello');
      await say(ana, 'Hello, Ben');
      for (const each of [ana, ben]) await shows(each, 'Ana: Hello, Ben');
      assert.deepEqual(await logOf(ana), ['Ben: Hello', 'Ana: Hello, Ben']);
      await until(async () => await ana.inputValue('#text') === '');
      await ana.close();
      await server.prints('Ana has left');
      const other = await visit(server);
      await enter(other, 'ANA');
      await server.prints('ANA has entered');
    });

    it('a page whose connection was lost takes its name again', async () => {
      const server = await start(source);
      const ana = await visit(server);
      await enter(ana, 'Ana');
      await until(() => ana.isVisible('#text'));
      await ana.evaluate(() => socket.disconnect());
      await server.prints('Ana has left');
      await ana.evaluate(() => socket.connect());
      await until(() => server.lines().filter(line => line === 'Ana has entered').length === 2);
      await say(ana, 'Here again');
      await shows(ana, 'Ana: Here again');
    });

    it('a long word stays within the page, and the newest message is in view', async () => {
      const server = await start(source);
      const [ana, ben] = [await visit(server), await visit(server, { viewport: { width: 360, height: 640 } })];
      await enter(ana, 'Ana');
      await enter(ben, 'Ben');
      for (const name of ['Ana', 'Ben']) await server.prints(`${name} has entered`);
      await ana.evaluate(() => {
        for (let n = 1; n <= 40; n++) socket.emit('say', `Message ${n}`, () => {});
        socket.emit('say', 'w'.repeat(200), () => {});
      });
      for (const page of [ana, ben]) {
        await shows(page, `Ana: ${'w'.repeat(200)}`);
        const { wide, bottom, top, end, field, height } = await page.evaluate(() => ({
          wide: document.documentElement.scrollWidth - innerWidth,
          top: document.querySelector('#log').getBoundingClientRect().top,
          bottom: document.querySelector('#log').getBoundingClientRect().bottom,
          end: document.querySelector('#log li:last-child').getBoundingClientRect().bottom,
          field: document.querySelector('#text').getBoundingClientRect().top,
          height: innerHeight,
        }));
        assert.ok(wide <= 0, `${wide} px too wide`);
        assert.ok(end > top && end <= bottom + 1 && bottom <= height, `it ends at ${end} of ${top} to ${bottom}, of ${height}`);
        assert.ok(field >= 0, 'and one can still write');
      }
    });

    it('without a connection, the page says so, and sends nothing', async () => {
      const server = await start(source);
      const ana = await visit(server);
      await enter(ana, 'Ana');
      await until(() => ana.isVisible('#text'));
      await ana.evaluate(() => socket.disconnect());
      await hasText(ana, '#offline', 'No connection');
      assert.equal(await ana.isDisabled('#say button'), true);
      await say(ana, 'Hello');
      await ana.evaluate(() => socket.connect());
      await hasText(ana, '#offline', '');
      assert.equal(await ana.isDisabled('#say button'), false);
      assert.equal(await ana.inputValue('#text'), 'Hello', 'it was not sent');
      await until(() => server.lines().filter(line => line === 'Ana has entered').length === 2);
      await ana.press('#text', 'Enter');
      await shows(ana, 'Ana: Hello');
      assert.deepEqual(await logOf(ana), ['Ana: Hello']);
    });

    it('names and messages stay text', async () => {
      const server = await start(source);
      const [eve, ben] = [await visit(server), await visit(server)];
      await enter(eve, '<b>Eve</b>');
      await enter(ben, 'Ben');
      await server.prints('Ben has entered');
      await server.prints('<b>Eve</b> has entered');
      await typeInto(eve, '#text', '<img src=x>');
      if (number !== '21') {
        await hasText(ben, '#typing', '<b>Eve</b> is typing…');
        await hasText(ben, '#people', '<b>Eve</b>, Ben');
      }
      await eve.press('#text', 'Enter');
      await shows(ben, '<b>Eve</b>: <img src=x>');
      assert.equal(await ben.locator('b, img').count(), 0);
    });
  });
}

suite('lessons 22 and 23', NEEDS, () => {
  const { start, visit } = withLessons();

  for (const [number, source] of CHATS.slice(1)) {
    describe(`lesson ${number}`, () => {
      it('shows who is here, and who is typing, until they stop', async () => {
        const server = await start(source);
        const [ana, ben] = [await visit(server), await visit(server)];
        await enter(ana, 'Ana');
        await enter(ben, 'Ben');
        await hasText(ana, '#people', 'Ana, Ben');
        await typeInto(ana, '#text', 'Hello');
        await hasText(ben, '#typing', 'Ana is typing…');
        assert.equal(await ana.textContent('#typing'), '');
        await ana.press('#text', 'Enter');
        await shows(ben, 'Ana: Hello');
        assert.equal(await ben.textContent('#typing'), '');
        await typeInto(ben, '#text', '…');
        await hasText(ana, '#typing', 'Ben is typing…');
        await hasText(ana, '#typing', '');
        await ben.close();
        await hasText(ana, '#people', 'Ana');
      });
    });
  }

  it('lesson 23: those in a room hear each other, and nobody else', async () => {
    const server = await start(CHATS[2][1]);
    const [ana, ben] = [await visit(server), await visit(server)];
    await enter(ana, 'Ana');
    await enter(ben, 'Ben');
    await hasText(ana, '#people', 'Ana, Ben');
    await ana.selectOption('#room', 'Kitchen');
    await hasText(ana, '#people', 'Ana');
    await hasText(ben, '#people', 'Ben');
    await say(ana, 'in the kitchen');
    await shows(ana, 'Ana: in the kitchen');
    await say(ben, 'in the hall');
    await shows(ben, 'Ben: in the hall');
    await ben.selectOption('#room', 'Kitchen');
    await hasText(ana, '#people', 'Ana, Ben');
    await say(ana, 'Hello, Ben');
    for (const each of [ana, ben]) await shows(each, 'Ana: Hello, Ben');
    assert.deepEqual(await logOf(ana), ['Ana: in the kitchen', 'Ana: Hello, Ben']);
    assert.deepEqual(await logOf(ben), ['Ben: in the hall', 'Ana: Hello, Ben']);
    await ana.evaluate(() => socket.disconnect());
    await hasText(ben, '#people', 'Ben');
    await ana.evaluate(() => socket.connect());
    await hasText(ben, '#people', 'Ana, Ben');      // in the kitchen again
  });
});
