import { z } from 'zod';
import { readStrictYaml } from '../text/strict-yaml.ts';

const repository = z.string().regex(/^[\w.-]{1,100}\/[\w.-]{1,100}$/, 'must be like owner/name');
const word = z.string().trim().min(1).max(100);
const path = z
  .string()
  .min(1)
  .max(300)
  .refine((it) => !it.startsWith('/') && !it.split('/').includes('..'), 'must be a path inside the repository');
const share = z.number().min(0, 'must be from 0 to 1').max(1, 'must be from 0 to 1');
const count = (least: number, most: number) => z.number().int().min(least).max(most);

/** A regular expression without flags, matched line by line. */
const pattern = z
  .string()
  .min(1)
  .max(500)
  .refine((it) => isPattern(it), 'must be a regular expression');

const Content = z.strictObject({ file: path, pattern });

const Targets = z
  .strictObject({
    /** Owners: every repository of theirs where the App is installed. */
    owners: z.array(word).max(500).default([]),
    repositories: z.array(repository).max(20_000).default([]),
    except: z.array(repository).max(20_000).default([]),
    /** One of these is enough. */
    topics: z.array(word).max(50).default([]),
    languages: z.array(word).max(50).default([]),
    /** All of these must be there. */
    files: z.array(path).max(20).default([]),
    contents: z.array(Content).max(20).default([]),
  })
  .refine((it) => it.owners.length + it.repositories.length > 0, 'must name owners or repositories');

/** What must hold on base; where it does not, the run ends as not applicable, which is no failure. */
const Precondition = z.strictObject({
  file: path,
  pattern: pattern.optional(),
  /** The file, or the pattern in it, must not be there. */
  absent: z.boolean().default(false),
  why: z.string().trim().min(1).max(300),
});

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 09:00');
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
const Hours = z
  .strictObject({
    zone: z.string().refine((it) => isZone(it), 'must be a time zone such as Europe/Berlin'),
    from: time,
    to: time,
    days: z.array(z.enum(DAYS)).min(1).default(['mon', 'tue', 'wed', 'thu', 'fri']),
  })
  .refine((it) => it.from < it.to, 'must begin before it ends');

const Limits = z.strictObject({
  /** Pull requests of the campaign that are open at once. */
  open: count(1, 10_000).default(50),
  /** Pull requests opened within any 60 minutes. */
  per_hour: count(1, 400).default(20),
  /** Open ones of one owner. */
  per_owner: count(1, 10_000).default(20),
  /** Open pull requests of Fettle's in one repository, of all campaigns. */
  per_repository: count(1, 20).default(1),
  hours: Hours.nullable().default(null),
});

/** The most that may go wrong in a wave, as shares of it; see `promotion.ts`. */
const Promotion = z.strictObject({
  no_pr: share.default(0.5),
  ci_red: share.default(0.3),
  closed: share.default(0.3),
  reverted: share.default(0.2),
  veto: share.default(0.5),
  overruled: share.default(0.2),
  /** People's time to merge, close, revert and overrule, after the last run of a wave has ended. */
  after_hours: count(0, 24 * 30).default(24),
  /** One-sided: how sure one must be that a rate is below its bound. */
  confidence: z.number().min(0.5, 'must be from 0.5 to 0.99').max(0.99, 'must be from 0.5 to 0.99').default(0.8),
});

const Campaign = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be short: lower-case letters, digits and dashes'),
  /** The repository of its status issue. */
  owner: repository,
  /** A file beside this one; `{{name}}` in it stands for a parameter. */
  prompt: path,
  parameters: z.record(word, z.string().max(2_000)).default({}),
  /** Values of their own, by `owner/name`. */
  parameters_of: z.record(repository, z.record(word, z.string().max(2_000))).default({}),
  targets: Targets,
  preconditions: z.array(Precondition).max(20).default([]),
  /** Run in the sandbox before the agent, which then does what is left. */
  step: z
    .strictObject({ run: z.string().trim().min(1).max(10_000), minutes: count(1, 120).default(10) })
    .nullable()
    .default(null),
  /** Checks that must have passed, such as `npm:test`. */
  verifiers: z.array(word).max(20).default([]),
  /** Sizes; the last one is repeated until all are done. The first is the canary. */
  waves: z.array(count(1, 10_000)).min(1).max(50).default([10, 50, 200]),
  limits: Limits.prefault({}),
  money: z.strictObject({
    /** US dollars for one run, and for the campaign. */
    run: z.number().positive('must be more than 0').default(10),
    total: z.number().positive('must be more than 0'),
  }),
  promotion: Promotion.prefault({}),
  merge: z
    .strictObject({
      /** `green`: also approved by the judge, and of one of the kinds below alone. */
      when: z.enum(['never', 'green']),
      kinds: z.array(z.enum(['lockfile', 'documentation', 'tests'])).default([]),
    })
    .refine((it) => it.when === 'never' || it.kinds.length > 0, 'must name the kinds that may be merged')
    .prefault({ when: 'never' }),
});

/** A campaign with all defaults filled in. */
export type Campaign = z.infer<typeof Campaign>;

/** Reads `campaign.yml`. Throws a UserError that names the key that is wrong, and what is known instead. */
export function readCampaign(text: string): Campaign {
  return readStrictYaml(text, 'campaign.yml', Campaign);
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'm');
    return true;
  } catch {
    return false;
  }
}

function isZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
