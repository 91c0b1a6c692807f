/**
 * What the scripted model says in the demo. It plays an engineer who is in a hurry: a first fix that breaks a test, a
 * second one with local time in it and an extra that nobody asked for, then corrections as verifier, judge and CI ask
 * for them. Each step first looks at what it was sent (see expect.ts).
 */
import {
  approve,
  bash,
  edit,
  type Reply,
  type Script,
  type SeenRequest,
  say,
  together,
  verify,
  veto,
  view,
} from '../../test/support/model/script.ts';
import {
  BASE,
  CLAMPED_TO_28,
  LINE_BEFORE,
  LINE_WITH_LOCALE,
  LOCAL_TIME,
  TESTS_ADDED,
  TESTS_BEFORE,
  UTC,
} from './code.ts';
import { step } from './expect.ts';

const SOURCE = 'src/add-months.js';
const TESTS = 'test/add-months.test.js';
const LETTER = 'src/reminders.js';
const FAILED = /(?:✗|FAIL|failed)/i;

const thinks = (text: string, reply: Reply): Reply => together(say(text), reply);

const firstAttempt = [
  step(
    'reads the issue',
    {
      last: ['addMonths runs past the end of a short month', '2025-02-28'],
      also: ({ body }) =>
        JSON.stringify(body.system).includes('addMonths') ? 'no text of the issue in the system prompt' : null,
    },
    thinks('I will look at addMonths and its tests first.', together(view(SOURCE), view(TESTS))),
    250,
  ),
  step(
    'runs the tests',
    { last: ['setUTCMonth', "test('keeps the day'"] },
    thinks('Nothing tests the ends of months. Are the tests green as they are?', bash('node --test 2>&1 | tail -9')),
    150,
  ),
  step(
    'clamps to 28',
    { last: [/pass 11/, /fail 0/] },
    thinks('Green. No month is shorter than 28 days, so I limit the day to that.', edit(SOURCE, BASE, CLAMPED_TO_28)),
    250,
  ),
  step('verifies the first fix', { last: [`Edited ${SOURCE}`] }, verify(), 100),
  step(
    'clamps to the last day, in local time, and adds a locale',
    { last: [FAILED, 'keeps the day', '2025-03-28', '2025-03-30'] },
    thinks(
      'That moves 30 March to the 28th. The limit has to be the last day of the target month. I add the tests that were asked for; and while I am here, dueLine gets a locale.',
      together(
        edit(SOURCE, CLAMPED_TO_28, LOCAL_TIME),
        edit(TESTS, TESTS_BEFORE, `${TESTS_ADDED}${TESTS_BEFORE}`),
        edit(LETTER, LINE_BEFORE, LINE_WITH_LOCALE),
      ),
    ),
    300,
  ),
  step('verifies the second fix', { last: [`Edited ${SOURCE}`, `Edited ${TESTS}`, `Edited ${LETTER}`] }, verify(), 100),
  step(
    'says that it is done',
    { last: ['npm:test', 'passed'], not: [/\bfailed\b(?<!0 failed)/] },
    say(
      'addMonths now ends with the last day of the target month where that is shorter, with tests for 28, 29 and 30 days and for going back. dueLine also takes a locale.',
    ),
    200,
  ),
  step(
    'takes the locale out again',
    { last: [LETTER, '@@', 'locale'] },
    thinks(
      'Right: nobody asked for a locale. I take exactly that out again.',
      edit(LETTER, LINE_WITH_LOCALE, LINE_BEFORE),
    ),
    250,
  ),
  step('verifies without the locale', { last: [`Edited ${LETTER}`] }, verify(), 100),
  step(
    'says what it did',
    { last: ['npm:test', 'passed'] },
    say(
      'addMonths no longer runs past the end of a short month: the day is limited to the last day of the target month, which 28, 29 and 30 days and going back are tested for.',
    ),
    200,
  ),
];

const secondAttempt = [
  step(
    'reads what CI says',
    {
      last: ['CI is red', 'keeps the day', '2025-04-09'],
      also: ({ body }) => (body.messages.length === 1 ? null : 'a conversation that begins anew'),
    },
    thinks(
      'Every result is one day early there, and only there: that looks like a time zone behind UTC. Does it show here too when I set one?',
      together(view(SOURCE), bash("TZ=America/Los_Angeles node --test 2>&1 | grep -E '✖|^ℹ (pass|fail)' | sort -u")),
    ),
    300,
  ),
  step(
    'replaces local time by UTC',
    { last: ['getFullYear', 'keeps the day', /fail [1-9]/] },
    thinks('It does. My code reads local time; the rest of this package reads UTC.', edit(SOURCE, LOCAL_TIME, UTC)),
    250,
  ),
  step(
    'verifies in both time zones',
    { last: [`Edited ${SOURCE}`] },
    together(bash("TZ=America/Los_Angeles node --test 2>&1 | grep -E '✖|^ℹ (pass|fail)' | sort -u"), verify()),
    150,
  ),
  step(
    'says what it repaired',
    { last: [/pass 12/, /fail 0/, 'npm:test', 'passed'] },
    say(
      'addMonths read the date in local time, which is a day early west of UTC. It reads UTC now, as the rest of the package does.',
    ),
    200,
  ),
];

/** The hunk of a file as it stands in the diff that the judge was sent, or null. */
function diffOf({ text }: SeenRequest, path: string): string | null {
  const at = text.indexOf(`\n+++ b/${path}\n`);
  return at === -1 ? null : text.slice(at, text.indexOf('\ndiff --git ', at) >>> 0);
}

const judge = [
  step(
    'judges the first change',
    {
      anywhere: [
        'addMonths runs past the end',
        `diff --git a/${SOURCE} b/${SOURCE}`,
        "+export function dueLine(due, locale = 'en-GB')",
      ],
    },
    veto(
      'nothing_else',
      LETTER,
      'The task is about addMonths; a locale for dueLine is a new feature that nobody asked for.',
    ),
    300,
  ),
  step(
    'judges the corrected change',
    {
      also: (request) =>
        diffOf(request, LETTER) === null && diffOf(request, TESTS) !== null ? null : `a diff without ${LETTER}`,
    },
    approve(),
    250,
  ),
  step(
    'judges the repaired change',
    {
      also: (request) =>
        diffOf(request, SOURCE)?.includes('+  const year = start.getUTCFullYear();') ? null : 'a diff in UTC',
    },
    approve(),
    250,
  ),
];

export default { agent: [...firstAttempt, ...secondAttempt], judge, replay: true } satisfies Script;
