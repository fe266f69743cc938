/* The self-check of the course: it finds what is missing in the untouched lessons, and accepts the model solutions. */
'use strict';

const assert = require('node:assert/strict');
const { execFileSync, spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { before, describe } = require('node:test');
const { ROOT, suite, it } = require('./support.js');
const { JAR, JAVA, SHORT_LIVED } = require('./lessons.js');

const LESSONS = fs.readdirSync(path.join(ROOT, 'test/course')).sort();

const SOURCE = path.join(ROOT, 'examples/check/Check.java');
const CLASSES = path.join(ROOT, 'build/check');
const COMPILED = ['-cp', [JAR, CLASSES].join(path.delimiter), 'Check'];       // compiled once, for all who are checked here
const AS_A_STUDENT = ['-cp', JAR, SOURCE];

/** Runs the check. The answer has its exit status, and what it prints. */
function check(args, environment = {}, folder = ROOT, program = COMPILED) {
  return new Promise((resolve, reject) => {
    const running = spawn(JAVA, [...SHORT_LIVED, '-Dfile.encoding=UTF-8', ...program, ...args],
      { cwd: folder, env: { ...process.env, LANG: 'C', ...environment } });
    let printed = '';
    for (const stream of [running.stdout, running.stderr]) stream.on('data', data => { printed += data; });
    running.on('error', reject);
    running.on('close', status => resolve({ status, printed }));
  });
}

const solution = lesson => {
  const folder = path.join('test/course', lesson);
  return path.join(folder, fs.readdirSync(path.join(ROOT, folder)).find(file => file.endsWith('.java')));
};

/** A folder for a student's files, while a test runs. */
async function withFolder(body) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lesson-'));
  try {
    await body(folder);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

const SEVERAL_CHECKS = 900_000;         // milliseconds: each starts and compiles two programs, on a machine that may be very busy

suite("the course's self-check", [JAR], () => {
  before(() => execFileSync(`${JAVA}c`, ['-d', CLASSES, '-cp', JAR, SOURCE]));

  it('has an exercise, and a solution, for each lesson', () => {
    const folders = fs.readdirSync(path.join(ROOT, 'examples')).filter(name => /^\d\d-/.test(name));
    assert.deepEqual(LESSONS, folders.map(name => name.slice(0, 2)).sort());
  });

  it('has the same texts in both languages, for each step', () => {
    const keys = language => fs.readFileSync(path.join(ROOT, `examples/check/texts.${language}.properties`), 'utf8')
      .split('\n').filter(line => line.includes('=')).map(line => line.slice(0, line.indexOf('='))).sort();
    assert.deepEqual(keys('es'), keys('en'));
    const used = fs.readFileSync(path.join(ROOT, 'examples/check/exercises.txt'), 'utf8').match(/\b\d\d\.\w+/g);
    const known = keys('en').filter(key => /^\d\d\./.test(key));
    assert.deepEqual([...new Set(used)].sort(), known.filter(key => !key.endsWith('.hint')));
    assert.deepEqual(known.filter(key => key.endsWith('.hint')), LESSONS.map(lesson => `${lesson}.hint`));
  });

  describe('every lesson', { concurrency: 3 }, () => {
    for (const lesson of LESSONS) {
      it(`${lesson}: untouched, it lacks something; the model solution has it`, async () => {
        const language = Number(lesson) % 2 ? 'en' : 'es';
        const untouched = await check([lesson, language]);
        assert.equal(untouched.status, 1, untouched.printed);
        assert.match(untouched.printed, /^ {2}\u2717 /m);
        assert.match(untouched.printed, language === 'en' ? /^Not yet\. Hint: \w/m : /^Todavía no\. Pista: \S/m);
        const solved = await check([language, lesson, solution(lesson)], { CHECK_PATIENCE: '20' });
        assert.equal(solved.status, 0, solved.printed);
        assert.doesNotMatch(solved.printed, /\u2717/);
        assert.match(solved.printed, language === 'en' ? /^Done/m : /^¡Listo!/m);
      }, SEVERAL_CHECKS);
    }
  });

  describe('a wrong solution', { concurrency: 3 }, () => {
    const TEXT = 'socket.send("Sent four seconds after you connected!")';
    const PRINT = 'System.out.println("message: " + text)';
    const UNDO = 'synchronized (Board.class) { lines.pollLast(); socket.broadcast().emit("lines", List.copyOf(lines)); }';
    const WORD = /if \(!"sesame"[^]*?return;.*\n\s*\}\n/;
    const WRONG = [
      ['05: the message comes after each message', 'examples/05-messages/Messages.java',
        [PRINT, `socket.after(Duration.ofSeconds(1), () -> ${TEXT})`],
        'After other messages, it does not come', 'Después de otros mensajes no llega'],
      ['05: the message comes at once', 'examples/05-messages/Messages.java', [PRINT, `{ if (text.equals("again")) ${TEXT}; }`],
        'One second after "again", it comes once more', 'Un segundo después de «again» llega otra vez'],
      ['14: the test of the word is gone', 'test/course/14/Door.java', [WORD, ''],
        'With a wrong word, a client is still refused, with "wrong word"',
        'Con una palabra equivocada, se lo sigue rechazando con «wrong word»'],
      ['20: who takes a line back does not see it', 'test/course/20/Board.java', ['undo(io)', `{ ${UNDO} }`],
        'It is gone for the one who sent "undo", too', 'También desaparece para quien envió «undo»'],
      ['23: other rooms are told', 'test/course/23/ChatRooms.java', ['socket.to(roomOf(socket)).emit("moved"',
        'socket.broadcast().emit("moved"'],
      'Those in other rooms are not told', 'A quienes están en otras salas no se les dice'],
    ];

    for (const [what, right, [found, instead], ...sentences] of WRONG) {
      it(`${what}: it is refused, with the sentence for it`, () => withFolder(async folder => {
        const file = path.join(folder, path.basename(right));
        const source = fs.readFileSync(path.join(ROOT, right), 'utf8');
        const wrong = source.replace(found, () => instead);
        assert.notEqual(wrong, source);
        fs.writeFileSync(file, wrong);
        for (const [at, language] of ['en', 'es'].entries()) {
          let tries = 0, status, printed;
          do {                            // a machine that stands still for a second can hide what must not come
            ({ status, printed } = await check([what.slice(0, 2), language, file], { CHECK_PATIENCE: '4' }));
          } while (status === 0 && ++tries < 4);
          assert.equal(status, 1, printed);
          assert.ok(printed.includes(`  \u2717 ${sentences[at]}\n`), printed);
        }
      }), SEVERAL_CHECKS);
    }
  });

  it('shows why a lesson does not start', () => withFolder(async folder => {
    const broken = path.join(folder, 'Broken.java');
    fs.writeFileSync(broken, 'public class Broken { nonsense }');
    const { status, printed } = await check(['07', broken], {}, ROOT, AS_A_STUDENT);
    assert.equal(status, 1);
    assert.match(printed, /^It does not start\. It has printed:\n {4}.*Broken\.java:1: error/m);
  }));

  it('says what was sent, that no acknowledgement has come, and what nobody listens to', async () => {
    for (const [language, sent, came] of [['en', 'sent: +', 'no acknowledgement'], ['es', 'se envió: +', 'ningún acuse de recibo']]) {
      const { printed } = await check(['10', language]);
      assert.match(printed, new RegExp(`^ {4}${sent}\\["divide",12,4\\]$`, 'm'));
      assert.match(printed, new RegExp(`^ {4}\\S+: +${came}: .*ack\\.send`, 'm'));
      assert.match(printed, /^ +socket\.io:socket nobody listens to "divide"/m);
    }
    const { printed } = await check(['20', 'en', 'test/course/21/Chat.java']);        // what was sent is not to blame here
    assert.doesNotMatch(printed, /sent:/);
  }, SEVERAL_CHECKS);

  it('says what is missing, not "null", and where to start it', async () => {
    const { status, printed } = await check(['06', 'es']);
    assert.equal(status, 1);
    assert.match(printed, /: +welcome weather end nada$/m);
    await withFolder(async folder => {
      for (const [language, sentence] of [['en', /Change to the folder in which/], ['es', /Cambia a la carpeta en la que/]]) {
        const elsewhere = await check(['06', language], {}, folder);
        assert.equal(elsewhere.status, 2);
        assert.match(elsewhere.printed, sentence);
        assert.doesNotMatch(elsewhere.printed, /Exception/);
      }
    });
  });

  it('explains a wrong call, in the language of the environment', async () => {
    const none = await check([], {}, ROOT, AS_A_STUDENT);
    assert.equal(none.status, 2);
    assert.match(none.printed, /^Name a lesson: .* There are 01 02 /);
    const unknown = await check(['99'], { LANG: 'es_ES.UTF-8' });
    assert.equal(unknown.status, 2);
    assert.match(unknown.printed, /^No hay ningún ejercicio 99\. Los que hay: 01 02 /);
  });
});
