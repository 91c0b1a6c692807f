import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { UserError } from '../../errors.ts';

/** Every tool that an agent of ours can be given, by the name that its model sees. */
export const TOOL_NAMES = [
  'str_replace_based_edit_tool',
  'bash',
  'search',
  'cannot_do',
  'request',
  'ask_question',
  'verify',
] as const;
export type ToolName = (typeof TOOL_NAMES)[number];

/** An agent as data. What a profile limits, it only makes stricter than the operator's settings. */
const Profile = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  /** `loop`: our own loop over the Messages API. `claude-code`: the published client, in the sandbox, behind our relay. */
  kind: z.enum(['loop', 'claude-code']),
  /** A file of ../prompts. */
  prompt: z.string().regex(/^[\w-]+\.md$/),
  tools: z.array(z.enum(TOOL_NAMES)),
  /** One shell command: how long it may take, and how much of its output is kept. */
  shell: z.strictObject({ timeoutSeconds: z.int().min(1), maxOutputBytes: z.int().min(1024) }),
  limits: z.strictObject({
    /** Tokens of one request at which the loop winds down; below the models' window with room for an answer. */
    contextTokens: z.int().min(10_000),
    turns: z.int().min(1).optional(),
    usd: z.number().positive().optional(),
    minutes: z.number().positive().optional(),
  }),
});
export type Profile = z.infer<typeof Profile>;

const FOLDER = new URL('./', import.meta.url);

/** The names of all profiles there are. */
export const profileNames = (): string[] =>
  readdirSync(FOLDER)
    .flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -5)] : []))
    .toSorted();

/** Throws a UserError that names those that there are. */
export function profileOf(name: string): Profile {
  const names = profileNames();
  if (!names.includes(name))
    throw new UserError(`There is no agent profile ${JSON.stringify(name)}: there are ${names.join(', ')}.`);
  return readProfile(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8'), name);
}

/** A profile's text, as it stands in the file `name`.json. Throws a UserError that says what is wrong with it. */
export function readProfile(text: string, name: string): Profile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new UserError(`The agent profile ${name} is no JSON.`, { cause });
  }
  const parsed = Profile.safeParse(json);
  if (!parsed.success) throw new UserError(`The agent profile ${name} is wrong: ${z.prettifyError(parsed.error)}`);
  if (parsed.data.name !== name) throw new UserError(`The agent profile ${name} calls itself ${parsed.data.name}.`);
  return parsed.data;
}

/** What its agent is told first: our own constant words. */
export const profilePrompt = (profile: Profile): string =>
  readFileSync(new URL(`../prompts/${profile.prompt}`, import.meta.url), 'utf8');

/** sha256 of the profile and its prompt: two runs with the same had the same agent, models apart. */
export const profileHash = (profile: Profile): string =>
  createHash('sha256').update(JSON.stringify(profile)).update('\0').update(profilePrompt(profile)).digest('hex');
