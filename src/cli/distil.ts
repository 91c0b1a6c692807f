import { parseArgs } from 'node:util';
import { UserError } from '../errors.ts';
import { distil } from '../verifiers/distil/distil.ts';

/**
 * `fettle distil --tool NAME --exit CODE [--ci] [--max-tokens N]`: reads a raw log on stdin and prints what is needed
 * to fix the failure; one line when the exit code is 0. Needs neither settings nor a database.
 */
export async function distilCommand(
  argv: string[],
  stdin: AsyncIterable<Buffer | string>,
  stdout: { write(text: string): unknown },
): Promise<number> {
  const { values } = parseArgs({
    args: argv,
    options: {
      tool: { type: 'string' },
      exit: { type: 'string', default: '1' },
      ci: { type: 'boolean', default: false },
      'max-tokens': { type: 'string', default: '2000' },
    },
  });
  const distilled = await distil(stdin, {
    exitCode: number(values.exit, '--exit'),
    maxTokens: number(values['max-tokens'], '--max-tokens'),
    ci: values.ci,
    ...(values.tool ? { tool: values.tool } : {}),
  });
  stdout.write(`${distilled.text || distilled.summary}\n`);
  return 0;
}

function number(text: string, option: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UserError(`${option} must be a whole number, not ${JSON.stringify(text)}`);
}
