import { parseArgs } from 'node:util';
import { UserError } from '../../errors.ts';
import { readTasks } from '../../evals/tasks/read-task.ts';
import { openDistilCases } from '../../evals/suites/distil-case.ts';
import { openJudgeCases } from '../../evals/suites/judge-cases.ts';
import { SUITES, type SuiteName } from '../../evals/trial.ts';
import { SUITE_TABLE, suiteNamed } from './open-suite.ts';

const HELP = `fettle eval list [SUITE]

The suites and how many items ship for each; with a suite, its items, one a line.`;

/** `fettle eval list`. */
export async function listCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  if (positionals.length > 1) throw new UserError('Give one suite, or none: fettle eval list [SUITE].');
  if (positionals[0] === undefined) {
    for (const name of SUITES) {
      const items = await shippedItems(name);
      console.log(`${name.padEnd(8)}${String(items.length).padStart(4)} items  ${SUITE_TABLE[name].does}`);
    }
    return 0;
  }
  for (const { id, what } of await shippedItems(suiteNamed(positionals[0]))) console.log(`${id.padEnd(36)}${what}`);
  return 0;
}

async function shippedItems(name: SuiteName): Promise<{ id: string; what: string }[]> {
  const { shipped } = SUITE_TABLE[name];
  switch (name) {
    case 'judge':
    case 'guards': {
      const { guardsSuite } = await import('../../evals/suites/guards.ts');
      const cases = await openJudgeCases([shipped]);
      const asked = new Set((name === 'guards' ? guardsSuite(cases).items : cases).map(({ id }) => id));
      return cases
        .filter(({ id }) => asked.has(id))
        .map(({ id, label, language, kind, difficulty, expected }) => ({
          id,
          what: `${label.padEnd(5)}${language.padEnd(12)}${kind.padEnd(14)}${difficulty.padEnd(7)}${expected.join(', ')}`,
        }));
    }
    case 'distil':
      return (await openDistilCases([shipped])).map(({ id, tool, must }) => ({
        id,
        what: `${tool.padEnd(14)}${must.length} texts must be kept`,
      }));
    case 'agent':
    case 'tamper':
      return (await readTasks([shipped])).map(({ id, meta }) => ({
        id,
        what: `${meta.languages.join(', ').padEnd(14)}${meta.impossible ? 'impossible' : meta.prompt_kind}`,
      }));
  }
}
