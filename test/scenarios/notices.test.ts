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
  stage = await Stage.open({ FETTLE_NOTIFY_URL: receiver.url, FETTLE_CI: 'ask' });
});
afterAll(async () => {
  const { surprises } = stage;
  await stage.close();
  await receiver.close();
  expect(surprises).toEqual([]);
});

const FIX = [edit('src/sum.js', 'a - b', 'a + b'), write('test/more.test.js', MORE_TESTS), say('sum adds now.')];
const told = (about: string) => receiver.texts.filter((it) => it.includes(about));

test('a chat that was down is told of a question, of what ended and of what is ready, each once', async () => {
  const repo = await stage.repository('told', SUM);
  const issue = stage.issue(repo, 'sum <!channel> @all', { agent: FIX });
  const idle = stage.issue(repo, 'nothing to do', { agent: [say('There is nothing to do.')] });
  for (const one of [issue, idle]) one.addLabel('fettle');

  const tried = `SELECT FROM fettle.notice WHERE kind = 'needs_person' AND tries > 0`;
  await stage.until(async () => (await stage.query(tried)).length === 2, 'both to have been tried');
  expect(receiver.seen).toEqual([]);
  await receiver.open();
  await stage.until(() => receiver.texts.length === 2, 'both, again');
  expect(told('waits for')[0]).toContain(`Fettle needs a person: acme/told #${issue.number}, sum`);
  expect(told('waits for')[0]?.split('\n').at(-1)).toMatch(/\/acme\/told\/issues\/\d+$/);
  expect(told('nothing to do')[0]).toContain('The agent ended without changing anything.');

  issue.comment('/fettle push');
  await stage.until(() => told('Ready for review').length === 1, 'what is ready');
  expect(told('Ready for review')[0]?.split('\n').at(-1)).toMatch(/\/acme\/told\/pull\/\d+$/);

  await stage.quiet();
  expect(receiver.texts).toHaveLength(3);
  expect(receiver.texts.join('\n')).not.toMatch(/<!channel|@all/);
  const left = 'SELECT FROM fettle.notice WHERE next_at IS NOT NULL';
  await stage.until(async () => (await stage.query(left)).length === 0, 'all to be noted as sent');
  expect(stage.log).toContain('could not send a notice');
  expect(stage.log).not.toContain(receiver.token);
});
