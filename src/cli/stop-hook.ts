import { resolve } from 'node:path';
import { z } from 'zod';
import { describeError, UserError } from '../errors.ts';
import { CONFIG_PATH, readRepoConfig } from '../repo-config.ts';
import { firstLine } from '../text/clip.ts';
import { changedInCheckout, directoryFiles, git, headCommit } from '../verifiers/directory-files.ts';
import { checkoutContent } from './checkout-content.ts';
import { interruption } from './interruption.ts';
import { verifyLocally } from './local-verification.ts';
import { brokenSettings, stopDecision } from './stop-decision.ts';
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

/** What a hook answers. `systemMessage` is for the person. */
export interface HookAnswer {
  decision?: 'block';
  reason?: string;
  systemMessage?: string;
}

/**
 * Exit code 0 whatever happens, as the protocol wants it for JSON on stdout: with 2 the agent would be blocked, with any
 * other the client hides why. Only a person who tries it on a terminal gets a 2.
 */
export async function stopHookCommand(args: readonly string[]): Promise<number> {
  if (process.stdin.isTTY) {
    throw new UserError("--stop-hook reads a hook's JSON on stdin; on a terminal leave it out.");
  }
  const answer = await answerTo(args).catch((error: unknown) =>
    said(`Fettle did not verify this turn: ${describeError(error)}`),
  );
  if (answer === null) return 0;
  if (answer.systemMessage !== undefined) console.error(answer.systemMessage);
  console.log(JSON.stringify(answer));
  return 0;
}

async function answerTo(args: readonly string[]): Promise<HookAnswer | null> {
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
): Promise<HookAnswer | null> {
  const file = await SessionFile.of(root, input.session_id);
  const state = await file.read();
  const content = await checkoutContent(root);
  if (input.hook_event_name === 'SessionStart') {
    // A session that is resumed or compacted still answers for all it did.
    if (state.start !== null || content === null) return null;
    await file.write({ ...state, start: { commit: await headCommit(root), content } });
    return options.sandbox ? null : said(HOST);
  }
  const base = options.base ?? state.start?.commit ?? null;
  if (content !== null) {
    if (content === state.start?.content || content === state.passed) return null;
    const changed = await changedInCheckout(root, base ?? 'HEAD');
    if (changed !== null && changed.length === 0) return null;
  }
  const { maxBlocks, sandbox } = options;
  const broken = await settingsProblem(root);
  const result =
    broken === null
      ? await verifyLocally({ dir: root, scope: 'changed', base, sandbox, signal, onProgress: () => {} })
      : null;
  const decision =
    result === null
      ? brokenSettings(broken ?? '', state.blocks, maxBlocks)
      : stopDecision(result, state.blocks, maxBlocks);
  if (decision.kind === 'block') return block(file, { ...state, blocks: state.blocks + 1 }, decision.reason);
  const passed = result?.passed === true ? content : state.passed;
  // Not being able to remember costs another run of the checks, no more.
  await file.write({ ...state, blocks: 0, passed }).catch(() => {});
  return decision.say === null ? null : said(decision.say);
}

/** Settings that can't be read are the agent's to put right, unlike a machine that lacks something. */
async function settingsProblem(root: string): Promise<string | null> {
  try {
    readRepoConfig(await directoryFiles(root).read(CONFIG_PATH));
    return null;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

const HOST =
  "Fettle runs this repository's checks on this machine, not in a sandbox, whenever the agent is about to stop.";
const said = (text: string): HookAnswer => ({ systemMessage: plain(text) });

/** Blocks only what it can count: an agent must not be kept for ever. */
async function block(file: SessionFile, state: SessionState, reason: string): Promise<HookAnswer> {
  try {
    await file.write(state);
  } catch (error) {
    return said(`Fettle lets the agent stop, since it can't count its blocks (${describeError(error)}). ${reason}`);
  }
  return { decision: 'block', reason: plain(reason) };
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
