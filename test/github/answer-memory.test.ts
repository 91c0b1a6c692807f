import { expect, test } from '@jest/globals';
import { type Answer, AnswerMemory, type Request } from '../../src/github/answer-memory.ts';

/** A server with one text for each route, which answers 304 to whoever knows it already. */
function server(texts: Record<string, string>) {
  const sent: string[] = [];
  const request: Request = async (route, parameters) => {
    const text = texts[route] ?? '';
    const known = (parameters.headers as Record<string, string> | undefined)?.['if-none-match'];
    sent.push(known === undefined ? `${route} whole` : `${route} if not ${known}`);
    if (known === `"${text}"`) throw Object.assign(new Error('Not modified'), { status: 304 });
    return { status: 200, headers: { etag: `"${text}"` }, data: text } satisfies Answer;
  };
  return { request, sent };
}

test('an answer is asked for with its ETag, taken from memory while it holds and replaced when it does not', async () => {
  const texts = { 'GET /a': 'one' };
  const { request, sent } = server(texts);
  const ask = new AnswerMemory().remembering(request, '5');
  const all: unknown[] = [];
  const once = async () => all.push((await ask('GET /a', { n: 1 })).data);
  await once();
  await once();
  texts['GET /a'] = 'two';
  await once();
  await once();
  expect(all).toEqual(['one', 'one', 'two', 'two']);
  expect(sent).toEqual(['GET /a whole', 'GET /a if not "one"', 'GET /a if not "one"', 'GET /a if not "two"']);
});

test('other parameters, another installation and what changes something are asked anew', async () => {
  const { request, sent } = server({});
  const memory = new AnswerMemory();
  await memory.remembering(request, '5')('GET /a', { page: 1 });
  await memory.remembering(request, '5')('GET /a', { page: 2 });
  await memory.remembering(request, '6')('GET /a', { page: 1 });
  await memory.remembering(request, '5')('POST /a', {});
  await memory.remembering(request, '5')('POST /a', {});
  expect(sent.every((it) => it.endsWith('whole'))).toBe(true);
});

test('what was used longest ago is forgotten when it gets too much, and a giant is not kept at all', async () => {
  const { request, sent } = server({ 'GET /giant': 'x'.repeat(500) });
  const ask = new AnswerMemory(200).remembering(request, '');
  await ask('GET /giant', {});
  await ask('GET /giant', {});
  for (let n = 0; n < 20; n += 1) {
    await ask(`GET /${n}`, {});
    await ask('GET /0', {}); // always in use
  }
  sent.length = 0;
  for (const route of ['GET /giant', 'GET /0', 'GET /1', 'GET /19']) await ask(route, {});
  expect(sent).toEqual(['GET /giant whole', 'GET /0 if not ""', 'GET /1 whole', 'GET /19 if not ""']);
});
