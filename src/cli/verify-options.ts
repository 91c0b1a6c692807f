import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '../errors.ts';

export const VERIFY_USAGE = `fettle verify [DIR] [options]: what the repository's own checks say of a checkout

  --changed           only the checks that call for what differs from the last commit
  --base REF          only those that call for what differs from where this branch left REF
  --sandbox           in containers, on a copy of the checkout, red compared with the last commit or REF
  --json [FILE]       the reports as JSON, on stdout or in FILE
  --junit [FILE]      the same as JUnit XML
  --sarif [FILE]      the same as SARIF 2.1.0
  --stop-hook         as a Stop hook of Claude Code: reads the hook's JSON on stdin
  --max-blocks N      how often in a row the hook keeps an agent from stopping (default 5)

Without --sandbox the checks run on this machine, with your own permissions. A word after --json, --junit or --sarif is
its FILE, unless it is a folder. Exit code: 0 passed, 1 not, 2 the call was wrong, 130 interrupted.`;

export type Format = 'json' | 'junit' | 'sarif';
const FORMATS: readonly Format[] = ['json', 'junit', 'sarif'];

export interface VerifyOptions {
  /** Null: the current folder. */
  dir: string | null;
  scope: 'changed' | 'all';
  base: string | null;
  sandbox: boolean;
  /** `file` null is stdout; at most one goes there. */
  outputs: { format: Format; file: string | null }[];
  stopHook: boolean;
  maxBlocks: number;
  help: boolean;
}

/** Throws a UserError for a call that is wrong. */
export function verifyOptions(
  args: readonly string[],
  isFolder: (path: string) => boolean = isDirectory,
): VerifyOptions {
  const { values, positionals } = parsed(withFiles(args, isFolder));
  if (positionals.length > 1)
    throw new UserError(`Give one folder, not ${positionals.length}: ${positionals.join(' ')}`);
  const outputs = FORMATS.flatMap((format) => {
    const file = values[format];
    return file === undefined ? [] : [{ format, file: file === '' ? null : file }];
  });
  const toStdout = outputs.filter(({ file }) => file === null).map(({ format }) => `--${format}`);
  if (toStdout.length > 1) {
    throw new UserError(`Only one of ${toStdout.join(' and ')} can go to stdout: give the others a file.`);
  }
  if (values['max-blocks'] !== undefined && !values['stop-hook']) {
    throw new UserError('--max-blocks belongs to --stop-hook.');
  }
  if (values['stop-hook'] && outputs.length > 0) {
    throw new UserError(`--stop-hook answers in its own format: leave out --${outputs[0]?.format}.`);
  }
  if (values.base === '') throw new UserError('--base needs the name of a branch or commit.');
  return {
    dir: positionals[0] === undefined ? null : resolve(positionals[0]),
    scope: values.changed || values.base !== undefined ? 'changed' : 'all',
    base: values.base ?? null,
    sandbox: values.sandbox,
    outputs,
    stopHook: values['stop-hook'],
    maxBlocks: maxBlocks(values['max-blocks']),
    help: values.help,
  };
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        changed: { type: 'boolean', default: false },
        base: { type: 'string' },
        sandbox: { type: 'boolean', default: false },
        json: { type: 'string' },
        junit: { type: 'string' },
        sarif: { type: 'string' },
        'stop-hook': { type: 'boolean', default: false },
        'max-blocks': { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    // Its first sentence says what is wrong, the others are about passing such a word on.
    const [sentence = ''] = (error as Error).message.split(/[.\n]/, 1);
    throw new UserError(`${sentence}. "fettle verify --help" shows what there is.`);
  }
}

/** `parseArgs` knows no optional values: `--junit` alone becomes `--junit=`, with a word after it `--junit=WORD`. */
function withFiles(args: readonly string[], isFolder: (path: string) => boolean): string[] {
  const out: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] as string;
    if (arg === '--') return [...out, ...args.slice(at)];
    const next = args[at + 1];
    if (!FORMATS.some((format) => arg === `--${format}`)) out.push(arg);
    else if (next === undefined || next.startsWith('-') || isFolder(next)) out.push(`${arg}=`);
    else {
      out.push(`${arg}=${next}`);
      at += 1;
    }
  }
  return out;
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function maxBlocks(text = '5'): number {
  if (/^\d{1,3}$/.test(text)) return Number(text);
  throw new UserError(`--max-blocks must be a whole number from 0 to 999, not ${JSON.stringify(text)}.`);
}
