import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { describeError } from '../errors.ts';
import { diffOnlyInput } from '../guards/diff-only-input.ts';
import { readDiff } from '../guards/parse-diff.ts';
import { runGuards } from '../guards/run-guards.ts';

interface Streams {
  stdin: AsyncIterable<Buffer | string>;
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown };
}

const OK = 0;
const BLOCKED = 1;
const NO_INPUT = 2;

const HELP = `fettle guard --prompt FILE < DIFF
  Looks at a unified diff as the gate's guards do, and prints {"blocked", "findings": [{rule, file, hunk, why, allowed}]}.
  --prompt FILE  what was asked for: it allows what it plainly asks for
  --batch        instead: one JSON document {"prompt", "diff"} a line on stdin, one answer a line on stdout
  Exit: 0 nothing blocks, 1 something does, 2 no diff, or no prompt that can be read.
`;

/** `fettle guard`: all guards on a diff and a prompt. Needs neither settings, a database, git nor the network. */
export async function guardCommand(argv: string[], streams: Streams): Promise<number> {
  const options = {
    prompt: { type: 'string' },
    batch: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  let values: { prompt?: string; batch?: boolean; help?: boolean };
  try {
    values = parseArgs({ args: argv, options }).values;
  } catch (error) {
    return refuse(streams, (error as Error).message);
  }
  if (values.help === true) {
    streams.stdout.write(HELP);
    return OK;
  }
  if (values.batch === true) return await batch(streams);
  if (values.prompt === undefined) return refuse(streams, '--prompt FILE is missing: the text of what was asked for');
  let prompt: string;
  try {
    prompt = await readFile(values.prompt, 'utf8');
  } catch (error) {
    return refuse(streams, `the prompt ${values.prompt} can't be read: ${(error as Error).message}`);
  }
  const answer = await guard(prompt, await textOf(streams.stdin));
  if ('problem' in answer) return refuse(streams, answer.problem);
  streams.stdout.write(`${JSON.stringify(answer)}\n`);
  return answer.blocked ? BLOCKED : OK;
}

interface Answer {
  blocked: boolean;
  findings: { rule: string; file: string; hunk: string | null; why: string; allowed: string | null }[];
}

async function guard(prompt: string, diff: string): Promise<Answer | { problem: string }> {
  const { files, problem } = readDiff(diff);
  if (problem !== null) return { problem: `this is no diff that can be judged: ${problem}` };
  const findings = await runGuards(diffOnlyInput(files, prompt));
  return {
    blocked: findings.some((finding) => finding.allowed === undefined),
    findings: findings.map(({ rule, file, hunk, why, allowed }) => ({
      rule,
      file,
      hunk,
      why,
      allowed: allowed ?? null,
    })),
  };
}

const Line = z.object({ prompt: z.string(), diff: z.string() });

/** The worst answer decides: 2 where a line was none that could be judged, else 1 where one was blocked. */
async function batch({ stdin, stdout, stderr }: Streams): Promise<number> {
  let worst = OK;
  for await (const line of createInterface({ input: Readable.from(stdin), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() === '') continue;
    const asked = Line.safeParse(json(line));
    const answer = asked.success
      ? await guard(asked.data.prompt, asked.data.diff).catch((error: unknown) => ({ problem: describeError(error) }))
      : { problem: 'a line must be {"prompt": TEXT, "diff": TEXT}' };
    if ('problem' in answer) stderr.write(`fettle guard: ${answer.problem}\n`);
    stdout.write(`${JSON.stringify(answer)}\n`);
    worst = Math.max(worst, 'problem' in answer ? NO_INPUT : answer.blocked ? BLOCKED : OK);
  }
  return worst;
}

function json(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

async function textOf(stdin: Streams['stdin']): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

function refuse({ stderr }: Streams, problem: string): number {
  stderr.write(`fettle guard: ${problem}\n`);
  return NO_INPUT;
}
