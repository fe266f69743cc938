/* The self-check of the course: it finds what is missing in the untouched lessons, and accepts the model solutions. */
'use strict';

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { describe } = require('node:test');
const { ROOT, suite, it } = require('./support.js');
const { JAR, JAVA } = require('./lessons.js');

const LESSONS = fs.readdirSync(path.join(ROOT, 'test/course')).sort();

/** Runs the check as a student does. The answer has its exit status, and what it prints. */
function check(args, environment = {}) {
  return new Promise((resolve, reject) => {
    const program = spawn(JAVA, ['-Dfile.encoding=UTF-8', '-cp', JAR, 'examples/check/Check.java', ...args],
      { cwd: ROOT, env: { ...process.env, LANG: 'C', ...environment } });
    let printed = '';
    for (const stream of [program.stdout, program.stderr]) stream.on('data', data => { printed += data; });
    program.on('error', reject);
    program.on('close', status => resolve({ status, printed }));
  });
}

const solution = lesson => {
  const folder = path.join('test/course', lesson);
  return path.join(folder, fs.readdirSync(path.join(ROOT, folder)).find(file => file.endsWith('.java')));
};

suite("the course's self-check", [JAR], () => {
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
      });
    }
  });

  it('shows why a lesson does not start', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lesson-'));
    try {
      const broken = path.join(folder, 'Broken.java');
      fs.writeFileSync(broken, 'public class Broken { nonsense }');
      const { status, printed } = await check(['07', broken]);
      assert.equal(status, 1);
      assert.match(printed, /^It does not start\. It has printed:\n {4}.*Broken\.java:1: error/m);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  it('explains a wrong call, in the language of the environment', async () => {
    const none = await check([]);
    assert.equal(none.status, 2);
    assert.match(none.printed, /^Name a lesson: .* There are 01 02 /);
    const unknown = await check(['99'], { LANG: 'es_ES.UTF-8' });
    assert.equal(unknown.status, 2);
    assert.match(unknown.printed, /^No hay ningún ejercicio 99\. Hay 01 02 /);
  });
});
