import { resolve } from 'node:path';
import { z } from 'zod';
import { describeError, UserError } from '../errors.ts';
import { firstLine } from '../text/clip.ts';
import { git, headCommit, changedInCheckout } from '../verifiers/directory-files.ts';
import { checkoutContent } from './checkout-content.ts';
import { interruption } from './interruption.ts';
import { verifyLocally } from './local-verification.ts';
import { stopDecision } from './stop-decision.ts';
import { SessionFile, type SessionState } from './stop-hook-state.ts';
import { type VerifyOptions, verifyOptions } from './verify-options.ts';
import { plain } from './verify-table.ts';

const MAX_INPUT_BYTES = 4 * 1024 * 1024;

/** What Claude Code writes on a hook's stdin, as far as we use it. */
const HookInput = z.object({
  session_id: z.string().min(1),
  cwd: z.string().optional(),
  hook_event_name: z.enum(['Stop', 'SubagentStop', 'SessionStart']).default('Stop'),
});
type HookInput = z.infer<typeof HookInput>;

/** What a hook answers: exit code 0 with JSON or nothing. Exit code 2 would block, so whatever goes wrong here is a 1. */
export interface HookAnswer {
  exitCode: 0 | 1;
  json: { decision?: 'block'; reason?: string; systemMessage?: string } | null;
  stderr: string;
}

export async function stopHookCommand(args: readonly string[]): Promise<number> {
  const answer = await answerTo(args).catch(
    (error: unknown): HookAnswer => ({
      exitCode: 1,
      json: null,
      stderr: `Fettle did not verify this turn: ${describeError(error)}`,
    }),
  );
  if (answer.stderr !== '') console.error(plain(answer.stderr));
  if (answer.json !== null) console.log(JSON.stringify(answer.json));
  return answer.exitCode;
}

async function answerTo(args: readonly string[]): Promise<HookAnswer> {
  const options = verifyOptions(args);
  const input = parseHookInput(await readStdin());
  const { signal } = interruption();
  const root = options.dir ?? (await topLevel(resolve(input.cwd ?? '.')));
  return stopHook(root, input, options, signal);
}

/** Throws a UserError that says what is wrong with it. */
export function parseHookInput(text: string): HookInput {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new UserError(`the hook's input on stdin is not JSON: ${JSON.stringify(firstLine(text, 80))}`);
  }
  const parsed = HookInput.safeParse(json);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'it'}: ${issue.message}`);
  throw new UserError(`the hook's input on stdin is not what a Stop hook gets: ${problems.join('; ')}`);
}

/** One event of one session: at its start the checkout is remembered, at each stop it is verified. */
export async function stopHook(
  root: string,
  input: HookInput,
  options: Pick<VerifyOptions, 'base' | 'sandbox' | 'maxBlocks'>,
  signal: AbortSignal,
): Promise<HookAnswer> {
  const file = await SessionFile.of(root, input.session_id);
  const state = await file.read();
  const content = await checkoutContent(root);
  if (input.hook_event_name === 'SessionStart') {
    // A session that is resumed or compacted still answers for all it did.
    if (state.start !== null || content === null) return NOTHING;
    await file.write({ ...state, start: { commit: await headCommit(root), content } });
    return options.sandbox ? NOTHING : said(HOST);
  }
  const base = options.base ?? state.start?.commit ?? null;
  if (content !== null) {
    if (content === state.start?.content || content === state.passed) return NOTHING;
    const changed = await changedInCheckout(root, base ?? 'HEAD');
    if (changed !== null && changed.length === 0) return NOTHING;
  }
  const { sandbox } = options;
  const result = await verifyLocally({ dir: root, scope: 'changed', base, sandbox, signal, onProgress: () => {} });
  const decision = stopDecision(result, state.blocks, options.maxBlocks);
  if (decision.kind === 'block') return block(file, { ...state, blocks: state.blocks + 1 }, decision.reason);
  const passed = result.passed ? content : state.passed;
  // Not being able to remember costs another run of the checks, no more.
  await file.write({ ...state, blocks: 0, passed }).catch(() => {});
  return decision.say === null ? NOTHING : said(decision.say);
}

const HOST =
  "Fettle runs this repository's checks on this machine, not in a sandbox, whenever the agent is about to stop.";
const NOTHING: HookAnswer = { exitCode: 0, json: null, stderr: '' };
const said = (text: string): HookAnswer => ({ exitCode: 0, json: { systemMessage: plain(text) }, stderr: text });

/** Blocks only what it can count: an agent must not be kept for ever. */
async function block(file: SessionFile, state: SessionState, reason: string): Promise<HookAnswer> {
  try {
    await file.write(state);
  } catch (error) {
    return said(`Fettle lets the agent stop, since it can't count its blocks (${describeError(error)}). ${reason}`);
  }
  return { exitCode: 0, json: { decision: 'block', reason: plain(reason) }, stderr: '' };
}

/** An agent may have gone to a folder below; without git it stays where it is. */
async function topLevel(cwd: string): Promise<string> {
  return (await git(cwd, ['rev-parse', '--show-toplevel']))?.trimEnd() || cwd;
}

async function readStdin(): Promise<string> {
  if (process.stdin.isTTY)
    throw new UserError('--stop-hook reads the JSON of a hook on stdin; it is not for a terminal.');
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_INPUT_BYTES) throw new UserError("the hook's input on stdin is larger than 4 MiB.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
