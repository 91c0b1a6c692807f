import { z } from 'zod';
import { describeError, UserError } from '../../errors.ts';
import type { Sandbox } from '../../sandbox/types.ts';
import type { Tool, ToolResult } from '../types.ts';
import { defineTool, failure } from './define-tool.ts';
import { replaceUnique, insertLines, showAround, showFile } from './edits.ts';
import { workspacePath, writablePath } from './paths.ts';

/** Input of Anthropic's built-in `text_editor_20250728`. */
const Input = z.discriminatedUnion('command', [
  z.object({
    command: z.literal('view'),
    path: z.string(),
    view_range: z.tuple([z.number().int(), z.number().int()]).nullish(),
  }),
  z.object({ command: z.literal('create'), path: z.string(), file_text: z.string() }),
  z.object({
    command: z.literal('str_replace'),
    path: z.string(),
    old_str: z.string().min(1),
    new_str: z.string().default(''),
  }),
  z.object({
    command: z.literal('insert'),
    path: z.string(),
    insert_line: z.number().int().min(0),
    insert_text: z.string(),
  }),
]);
type Input = z.infer<typeof Input>;

/** A larger file is no source that a model should read whole. */
const MAX_FILE_BYTES = 2 * 1024 * 1024;
const LIST_TIMEOUT_MS = 20_000;

/** View, create and edit files of the workspace. */
export function editorTool(sandbox: Sandbox): Tool {
  return defineTool({
    definition: { type: 'text_editor_20250728', name: 'str_replace_based_edit_tool' },
    input: Input,
    mutates: true,
    run: (input, signal) => carryOut(input, sandbox, signal).catch((error: unknown) => explain(error, sandbox, signal)),
  });
}

/** A file that can't be read or written (a folder of that name, no permission) is an answer; a dead sandbox is not. */
async function explain(error: unknown, sandbox: Sandbox, signal: AbortSignal): Promise<ToolResult> {
  if (error instanceof UserError || signal.aborted) throw error;
  const probe = await sandbox.run({ argv: ['true'], timeoutMs: LIST_TIMEOUT_MS, signal }).catch(() => null);
  if (probe?.exitCode !== 0) throw error;
  return failure(describeError(error));
}

async function carryOut(input: Input, sandbox: Sandbox, signal: AbortSignal): Promise<ToolResult> {
  switch (input.command) {
    case 'view': {
      const path = workspacePath(input.path);
      const content = path === '' ? null : await sandbox.readFile(path, MAX_FILE_BYTES);
      if (content === null) return listFolder(path, sandbox, signal);
      return { content: showFile(path, asText(path, content), input.view_range ?? null) };
    }
    case 'create': {
      const path = writablePath(input.path);
      await sandbox.writeFile(path, input.file_text);
      return { content: `Wrote ${path}.` };
    }
    case 'str_replace':
      return edit(input.path, sandbox, (text) => replaceUnique(text, input.old_str, input.new_str));
    case 'insert':
      return edit(input.path, sandbox, (text) => insertLines(text, input.insert_line, input.insert_text));
  }
}

async function edit(
  given: string,
  sandbox: Sandbox,
  change: (text: string) => { text: string; firstLine: number; lastLine: number },
): Promise<ToolResult> {
  const path = writablePath(given);
  const content = await sandbox.readFile(path, MAX_FILE_BYTES);
  if (content === null) return failure(`There is no file ${path}. Use create to write a new one.`);
  const changed = change(asText(path, content));
  await sandbox.writeFile(path, changed.text);
  return { content: `Edited ${path}. It now reads:\n${showAround(changed.text, changed.firstLine, changed.lastLine)}` };
}

async function listFolder(path: string, sandbox: Sandbox, signal: AbortSignal): Promise<ToolResult> {
  const left = ['(', '-name', '.git', '-o', '-name', 'node_modules', ')', '-prune'];
  const listing = await sandbox.run({
    argv: ['find', `./${path}`, '-mindepth', '1', '-maxdepth', '2', ...left, '-o', '-printf', '%P%y\\n'],
    timeoutMs: LIST_TIMEOUT_MS,
    signal,
  });
  if (listing.exitCode !== 0) return failure(`There is no file or folder ${path}.`);
  // find's type letter comes last in each line.
  const entries = listing.stdout
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.slice(0, -1) + (line.endsWith('d') ? '/' : ''))
    .sort();
  const title = `${path === '' ? 'The root folder' : path}, two levels, without .git and node_modules:`;
  return { content: [title, ...entries].join('\n') };
}

/** UTF-8 text; anything else would be damaged by editing it as text. */
function asText(path: string, content: Buffer): string {
  if (content.length >= MAX_FILE_BYTES) {
    throw new UserError(`${path} is larger than 2 MiB. Use bash to look at parts of it.`);
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
    if (!text.includes('\0')) return text;
  } catch {
    // Said below.
  }
  throw new UserError(`${path} is not UTF-8 text. Use bash to look at it.`);
}
