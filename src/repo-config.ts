import { z } from 'zod';
import { globMatcher } from './text/glob.ts';
import { readStrictYaml } from './text/strict-yaml.ts';

/** Where a repository keeps its settings. Always read from a commit that people merged, never from the agent's tree. */
export const CONFIG_PATH = '.github/fettle.yml';

const MAX_SECONDS = 2 * 60 * 60;
const UNIT_SECONDS = { s: 1, m: 60, h: 3600 } as const;

const timeoutHint = 'must be seconds or a length such as "90s", "10m" or "1h"';
const timeout = z
  .union([z.number(), z.string().regex(/^\d+[smh]$/, timeoutHint)], timeoutHint)
  .transform((it) =>
    typeof it === 'number' ? it : Number(it.slice(0, -1)) * UNIT_SECONDS[it.slice(-1) as keyof typeof UNIT_SECONDS],
  )
  .refine((seconds) => seconds >= 1 && seconds <= MAX_SECONDS, 'must lie between one second and two hours')
  .transform((seconds) => seconds * 1000);

const inside = z
  .string()
  .max(300)
  .refine((it) => !it.startsWith('/') && !it.includes('\\') && !it.split('/').includes('..'), {
    message: 'must be a path inside the repository, relative to its root',
  });
const glob = inside.min(1).refine((it) => !it.startsWith('!'), 'must not start with "!": list what is meant instead');

const CustomVerifier = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9][\w.-]{0,39}$/, 'must be a short name of letters, digits, ".", "_" and "-"'),
  when: z.array(glob).min(1).optional(),
  run: z.string().trim().min(1).max(10_000),
  timeout: timeout.default(10 * 60_000),
  cwd: inside.default('').transform((it) => it.replace(/^\.\/?/, '').replace(/\/+$/, '')),
  parser: z
    .string()
    .regex(/^[\w.-]{1,40}$/)
    .optional(),
});

const Install = z.strictObject({
  scripts: z.boolean().default(false),
  hosts: z
    .array(
      z
        .string()
        .regex(
          /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{2,5})?$/,
          'must be a host name in lower case, with a port if need be',
        ),
    )
    .default([]),
});

const imageName = z
  .string()
  .max(300)
  .regex(/^[A-Za-z0-9][\w./:@-]*$/, 'must be the name of an image, such as "postgres:16"');

const Service = z.strictObject({
  name: z.string().regex(/^[a-z0-9][\w.-]{0,39}$/, 'must be a short name of letters, digits, ".", "_" and "-"'),
  image: imageName,
  env: z
    .record(
      z.string().regex(/^[A-Za-z_]\w*$/, 'must be the name of a variable'),
      z.union([z.string(), z.number(), z.boolean()], 'must be text').transform(String),
    )
    .default({}),
  port: z.number().int().min(1).max(65_535).nullable().default(null),
  ready: z.string().trim().min(1).max(1_000).nullable().default(null),
  writable: z
    .array(
      z
        .string()
        .regex(/^\/[\w./-]+$/, 'must be an absolute path')
        .refine((it) => it.split('/').every((part) => part !== '.' && part !== '..'), 'must not hold "." or ".."'),
    )
    .max(10)
    .default([]),
});

const Limits = z.strictObject({
  files: z.number().int().min(1).max(10_000).default(100),
  bytes: z.number().int().min(1).max(100_000_000).default(1_000_000),
});

const RequestRule = z.strictObject({
  kind: z.enum(['host', 'service', 'platform', 'tool', 'secret', '*']).default('*'),
  name: z.string().min(1).max(200).default('*'),
  answer: z.enum(['allow', 'ask', 'deny']),
});

const Config = z.strictObject({
  verifiers: z
    .array(CustomVerifier)
    .default([])
    .refine((list) => new Set(list.map((it) => it.name)).size === list.length, 'has two entries of the same name'),
  protected: z.array(glob).default([]),
  unverified: z.enum(['block', 'draft']).default('block'),
  ci: z.enum(['auto', 'ask']).default('auto'),
  plan: z.enum(['label', 'always']).default('label'),
  campaigns: z.boolean().default(true),
  judge: z.enum(['off', 'shadow', 'advise', 'block']).nullable().default(null),
  requests: z.array(RequestRule).max(100).default([]),
  image: imageName.nullable().default(null),
  services: z
    .array(Service)
    .max(5, 'must not have more than five entries')
    .default([])
    .refine((list) => new Set(list.map((it) => it.name)).size === list.length, 'has two entries of the same name'),
  install: Install.prefault({}),
  limits: Limits.prefault({}),
});

/** A repository's settings with all defaults filled in. Times are in milliseconds. */
export type RepoConfig = z.infer<typeof Config>;
export type CustomVerifierConfig = RepoConfig['verifiers'][number];

/**
 * Reads the text of `.github/fettle.yml`; null means there is no file. Throws a UserError that can be posted as it is:
 * it names the file, the key and what is known instead, or the line where the YAML is broken.
 */
export function readRepoConfig(text: string | null): RepoConfig {
  return readStrictYaml(text ?? '', CONFIG_PATH, Config);
}

/** Whether a path matches one of these; `globMatcher` says what a pattern means. */
export function createMatcher(globs: readonly string[]): (path: string) => boolean {
  const matchers = globs.map(globMatcher);
  return (path) => matchers.some((matches) => matches(path));
}
