import { z } from 'zod';
import type { Repo } from '../github/types.ts';
import type { FettleEvent } from '../runs/types.ts';

/** What one webhook means for us: our own small event, or why it means nothing. The reason is for our log. */
export type Translation = FettleEvent | { ignored: string };

/** What of us a translation depends on. */
export interface Us {
  /** The label that asks for a run, as set. */
  label: string;
  appId: number;
  /** Logins of bots that may ask like people, in lower case. */
  bots: readonly string[];
}

/** GitHub's documented limits are far below these bounds; they only keep a forged giant out of the database. */
export const text = (max: number) => z.string().max(max);
export const sha = z.string().regex(/^[0-9a-f]{40,64}$/);
export const number = z.number().int().positive();

/** GitHub sends null for an empty body. */
export const body = text(1_000_000)
  .nullish()
  .transform((it) => it ?? '');

export const Sender = z.object({ login: text(200), type: text(50).optional() });

/** As GitHub allows them; no path can hide in one. */
const Owner = text(100).regex(/^\w[\w-]*$/);
const Name = text(200).regex(/^(?!\.{1,2}$|\.git$)[\w.-]+$/i);

/** In every payload that a GitHub App gets for a repository. */
const Common = z.object({
  repository: z.object({ name: Name, owner: z.object({ login: Owner }) }),
  installation: z.object({ id: number }),
});

/**
 * The one shape of a translator: the fields it uses, read with `schema`, and `translate`, which sees nothing else.
 * A payload that lacks something is ignored with the field's name; GitHub's next event or our timer makes up for it.
 */
export function translator<S extends z.ZodType>(
  schema: S,
  translate: (payload: z.infer<S>, repo: Repo, us: Us) => Translation,
): (payload: unknown, us: Us) => Translation {
  return (payload, us) => {
    const common = Common.safeParse(payload);
    if (!common.success) return { ignored: `it names no installation or repository of ours (${where(common.error)})` };
    const own = schema.safeParse(payload);
    if (!own.success) return { ignored: `a field is not as expected (${where(own.error)})` };
    const { repository, installation } = common.data;
    const repo = { owner: repository.owner.login, name: repository.name, installationId: installation.id };
    return translate(own.data, repo, us);
  };
}

/** Paths only: the values are foreign. */
const where = (error: z.ZodError) =>
  error.issues
    .map((issue) => issue.path.join('.'))
    .slice(0, 5)
    .join(', ');

/** What a bot asks for starts nothing, whatever it may do: else two of them can keep each other busy for ever. */
export function isBot(sender: z.infer<typeof Sender>, us: Us): boolean {
  if (us.bots.includes(sender.login.toLowerCase())) return false;
  return sender.type === 'Bot' || sender.login.toLowerCase().endsWith('[bot]');
}

/** GitHub's own branches for changes that wait to be merged; nothing on them is ours to follow. */
export function isQueueBranch(branch: string | null | undefined): boolean {
  return branch?.startsWith('gh-readonly-queue/') ?? false;
}

/** GitHub holds label names to be the same whatever their case. */
export function sameLabel(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
