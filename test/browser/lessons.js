/* What the tests of the lessons share: they start a lesson as its reader would, and use its page as its user would. */
'use strict';

const assert = require('node:assert/strict');
const path = require('node:path');
const nodeTest = require('node:test');
const { ROOT, launchChromium, newContext, complaintsOf, until, startProgram } = require('./support.js');

const JAR = path.join(ROOT, 'build/enchufe.jar');
const JAVA = process.env.JAVA_HOME ? path.join(process.env.JAVA_HOME, 'bin/java') : 'java';
/** For a JVM that compiles a page of code and ends soon: its second compiler would take half of the time that it runs. */
const SHORT_LIVED = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];
const NEEDS = ['playwright-core', 'chromium', JAR];

/** A lesson's server on a free port; `ready` matches what it prints then. All that it prints is looked at by line. */
async function startLesson(source, ready = /http:\/\/localhost:(\d+)/) {
  const program = await startProgram(JAVA, [...SHORT_LIVED, '-ea', '-cp', JAR, source], { PORT: '0' }, ready);
  const lines = () => program.output().split(/\r?\n/);
  return {
    url: program.match[0],
    port: Number(program.match[1]),
    kill: program.kill,
    lines,
    /** Waits until it has printed a line: the whole line, or a pattern for it. The answer is the match, or the line. */
    async prints(expected) {
      let found;
      const matches = line => expected instanceof RegExp ? expected.exec(line) : line === expected && line;
      await until(() => found = lines().map(matches).find(Boolean));
      return found;
    },
  };
}

/** One Chromium for the lessons of a suite. Servers and pages end with their test, which fails if a page has complained. */
function withLessons() {
  let chromium, servers, contexts, complaints;
  nodeTest.before(async () => { chromium = await launchChromium(); });
  nodeTest.after(() => chromium?.close());
  nodeTest.beforeEach(() => [servers, contexts, complaints] = [[], [], []]);
  nodeTest.afterEach(async () => {
    await Promise.all(contexts.map(context => context.close()));
    await Promise.all(servers.map(server => server.kill()));
    assert.deepEqual(complaints.flat(), []);
  });

  return {
    async start(source, ready) {
      const server = await startLesson(source, ready);
      servers.push(server);
      return server;
    },
    /** A tab of somebody's browser, at the lesson's page. */
    async visit(server, options) {
      const context = await newContext(chromium, options);
      contexts.push(context);
      complaints.push(complaintsOf(context));
      const page = await context.newPage();
      await page.goto(server.url);
      return page;
    },
  };
}

/** The lines that a page shows. */
function logOf(page) {
  return page.$$eval('#log li', items => items.map(item => item.textContent));
}

/** Waits until a page shows a line; if it does not, the error says what it shows. */
async function shows(page, line) {
  try {
    await until(async () => (await logOf(page)).includes(line));
  } catch (error) {
    throw new Error(`the page does not show "${line}", but ${JSON.stringify(await logOf(page))}`, { cause: error });
  }
}

module.exports = { JAR, JAVA, SHORT_LIVED, NEEDS, startLesson, withLessons, logOf, shows };
