import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { edit, say, write } from '../support/model/script.ts';
import { type Chat, chat } from '../support/chat.ts';
import { Stage } from '../support/stage.ts';
import { MORE_TESTS, SUM } from '../support/sum-project.ts';

jest.setTimeout(600_000);
let stage: Stage;
let receiver: Chat;
beforeAll(async () => {
  receiver = await chat();
  stage = await Stage.open({ FETTLE_NOTIFY_URL: receiver.url, FETTLE_CI: 'ask', FETTLE_MAX_REPAIRS: '0' });
});
afterAll(async () => {
  const { surprises } = stage;
  await stage.close();
  await receiver.close();
  expect(surprises).toEqual([]);
});

const FIX = [edit('src/sum.js', 'a - b', 'a + b'), write('test/more.test.js', MORE_TESTS), say('sum adds now.')];
const told = (about: string) => receiver.texts.filter((it) => it.includes(about));

test('a chat that was down is told of a question, of what is ready and of what is handed over, each once', async () => {
  const good = await stage.repository('told', SUM);
  const red = await stage.repository('told-red', SUM, { ci: { jobs: [{ name: 'docs', run: 'test -f docs.md' }] } });
  const first = stage.issue(good, 'sum <!channel> @all', { agent: FIX });
  const second = stage.issue(red, 'sum for a red CI', { agent: FIX });
  for (const issue of [first, second]) issue.addLabel('fettle');

  const asked = `SELECT FROM fettle.notice WHERE kind = 'needs_person' AND tries > 0`;
  await stage.until(async () => (await stage.query(asked)).length === 2, 'both questions to have been tried');
  expect(receiver.seen).toEqual([]);
  await receiver.open();
  await stage.until(() => told('waits for').length === 2, 'both questions');
  expect(told('waits for')[0]).toContain('Fettle needs a person: acme/told');

  for (const issue of [first, second]) issue.comment('/fettle push');
  await stage.until(() => told('Ready for review').length === 1, 'what is ready');
  await stage.until(() => told('red').some((it) => it.includes('/pull/')), 'what is handed over');
  expect(told('Ready for review')[0]?.split('\n').at(-1)).toMatch(/\/acme\/told\/pull\/2$/);

  await stage.quiet();
  expect(receiver.texts).toHaveLength(4);
  expect(receiver.texts.join('\n')).not.toMatch(/<!channel|@all/);
  const rows = await stage.query<{ left: boolean }>('SELECT next_at IS NOT NULL AS left FROM fettle.notice');
  expect(rows).toEqual(Array.from({ length: 4 }, () => ({ left: false })));
  expect(stage.log).toContain('could not send a notice');
  expect(stage.log).not.toContain(receiver.token);
});
