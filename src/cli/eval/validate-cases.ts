import { parseArgs } from 'node:util';
import { UserError } from '../../errors.ts';
import { openDistilCases } from '../../evals/suites/distil-case.ts';
import { openJudgeCases } from '../../evals/suites/judge-cases.ts';

const HELP = `fettle eval validate-cases judge|distil FILES...

Reads files or folders of cases as \`fettle eval run\` does, and says what is wrong with the first one that is: no JSON, an
unknown key, a diff that is none, a pair that does not fit, a name that is there twice.

Exit code 0 when all can be used, 2 when one can't.`;

/** `fettle eval validate-cases`. */
export async function validateCasesCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const [what, ...paths] = positionals;
  if ((what !== 'judge' && what !== 'distil') || paths.length === 0)
    throw new UserError('Say which cases: fettle eval validate-cases judge|distil FILES...');
  if (what === 'distil') {
    console.log(`${(await openDistilCases(paths)).length} cases can be used.`);
    return 0;
  }
  const cases = await openJudgeCases(paths);
  const good = cases.filter(({ label }) => label === 'good').length;
  const paired = new Set(cases.flatMap(({ id, pair }) => (pair === null ? [] : [id, pair])));
  const languages = new Set(cases.map(({ language }) => language));
  console.log(
    `${cases.length} cases can be used: ${good} good, ${cases.length - good} bad, ${paired.size} in minimal pairs, ${languages.size} languages.`,
  );
  return 0;
}
