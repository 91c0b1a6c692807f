import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { edit, say } from '../support/model/script.ts';
import { MODEL_KEY, Stage } from '../support/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({ LOG_LEVEL: 'debug' });
});
afterAll(() => stage.close());

const read = (path: string) => {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
};

/** What a neighbour sees of every git process of this machine while `work` goes on. */
async function watching(work: () => Promise<void>): Promise<{ seen: string; commands: Set<string> }> {
  const commands = new Set<string>();
  const kept: string[] = [];
  const look = () => {
    for (const pid of readdirSync('/proc').filter(Number)) {
      const argv = read(`/proc/${pid}/cmdline`);
      if (!/^(?:\/\S*\/)?git\b/.test(argv)) continue;
      commands.add(argv.replaceAll('\0', ' ').trim());
      kept.push(argv, read(`/proc/${pid}/environ`));
    }
  };
  const timer = setInterval(look, 2);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return { seen: kept.join('\n'), commands };
}

test('no git process of a run shows a token or a key, in its arguments or its environment', async () => {
  const files = {
    '.github/fettle.yml': 'verifiers: [{ name: shape, run: "grep -q sum src/sum.js" }]\n',
    'src/sum.js': 'export const sum = (a, b) => a - b;\n',
  };
  const repo = await stage.repository('watched', files, { ci: null, private: true });
  const issue = stage.issue(repo, 'while a neighbour watches', {
    agent: [edit('src/sum.js', 'a - b', 'a + b'), say('It adds now.')],
  });
  const { seen, commands } = await watching(async () => {
    issue.addLabel('fettle');
    await stage.pullRequest(repo);
  });

  const said = [...commands].join('\n');
  expect(said).toMatch(/git fetch .*watched\.git/);
  expect(said).toMatch(/git push .*watched\.git/);
  const tokens = [...stage.github.world.tokens.keys()];
  expect(tokens.length).toBeGreaterThan(2);
  const forbidden = [
    ...tokens,
    ...tokens.map((token) => Buffer.from(`x-access-token:${token}`).toString('base64')),
    stage.github.privateKey.trim().split('\n')[3] ?? '',
    stage.github.webhookSecret,
    MODEL_KEY,
  ];
  expect(forbidden.filter((it) => seen.includes(it))).toEqual([]);
  // Nor does what is kept: every row of every table.
  const tables = await stage.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('fettle', 'pgboss')`,
  );
  for (const { name } of tables) {
    const rows = JSON.stringify(await stage.query(`SELECT t::text FROM ${name} t`));
    expect([name, forbidden.filter((it) => rows.includes(it))]).toEqual([name, []]);
  }
  expect(stage.surprises).toEqual([]);
});
