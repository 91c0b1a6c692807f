import { parseArgs } from 'node:util';
import { UserError } from '../src/errors.ts';

/** What the demo plays on: its own project, or a person's repository with an issue from a file. */
export type Subject = { kind: 'own' } | { kind: 'given'; repo: string; issue: string };

export interface ModelChoice {
  /** `scripted`: the double that plays script/; `real`: whatever the environment says. */
  kind: 'scripted' | 'real';
}

export interface DemoArguments {
  subject: Subject;
  model: ModelChoice;
  /** Whether everything stays up at the end, for a look at the dashboard. */
  stay: boolean;
}

const USAGE = 'npm run demo [-- [--stay] [--repo PATH --issue FILE]]';

/** Throws a UserError when the arguments, or what they need from the environment, are wrong. */
export function readArguments(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): DemoArguments {
  const { repo, issue, stay = false } = parse(args);
  const hasKey = Boolean(env.ANTHROPIC_API_KEY?.trim());
  if (repo === undefined && issue === undefined) {
    return { subject: { kind: 'own' }, model: { kind: hasKey ? 'real' : 'scripted' }, stay };
  }
  if (repo === undefined || issue === undefined) {
    throw new UserError(`--repo and --issue belong together: ${USAGE}`);
  }
  if (!hasKey && !env.ANTHROPIC_BASE_URL?.trim()) {
    throw new UserError(
      'A repository of your own needs a real model: set ANTHROPIC_API_KEY, or ANTHROPIC_BASE_URL to a gateway of your own.',
    );
  }
  return { subject: { kind: 'given', repo, issue }, model: { kind: 'real' }, stay };
}

const OPTIONS = { repo: { type: 'string' }, issue: { type: 'string' }, stay: { type: 'boolean' } } as const;

function parse(args: readonly string[]): { repo?: string; issue?: string; stay?: boolean } {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (cause) {
    throw new UserError(`${cause instanceof Error ? cause.message.split('.')[0] : String(cause)}: ${USAGE}`, { cause });
  }
}
