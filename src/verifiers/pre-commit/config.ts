import { z } from 'zod';
import { parsePlainYaml } from '../../text/plain-yaml.ts';

export const PATH = '.pre-commit-config.yaml';

const strings = z.array(z.string());
const Hook = z.looseObject({ id: z.string(), language: z.string().optional(), stages: strings.optional() });
const Config = z.looseObject({
  repos: z.array(z.looseObject({ repo: z.string(), hooks: z.array(Hook) })),
  default_stages: strings.optional(),
  minimum_pre_commit_version: z.string().optional(),
});
type Hook = z.infer<typeof Hook>;
export type PreCommitConfig = z.infer<typeof Config>;

/** Null when the text is no pre-commit configuration. Format: pre-commit.com, "Adding pre-commit plugins". */
export function parseConfig(text: string): PreCommitConfig | null {
  try {
    return Config.safeParse(parsePlainYaml(text)).data ?? null;
  } catch {
    return null;
  }
}

/** Languages of hooks that need nothing but what is there; newer versions call two of them otherwise. */
const OFFLINE: Readonly<Record<string, string>> = {
  system: 'system',
  unsupported: 'system',
  script: 'script',
  unsupported_script: 'script',
  pygrep: 'pygrep',
  fail: 'fail',
};
/** Hooks whose tool another verifier runs because this configuration names it, or wherever its files are. */
const COVERED = /^(?:shellcheck(?:-py|-docker)?|terraform[_-]fmt)$/;
/** What decides what a hook does; the rest is about how pre-commit reports and when git calls it. */
const KEPT = [
  'id',
  'name',
  'entry',
  'args',
  'files',
  'exclude',
  'types',
  'types_or',
  'exclude_types',
  'always_run',
  'pass_filenames',
  'require_serial',
];

export interface Sorted {
  /** A configuration with the hooks that can be run without a network, null when there are none. */
  offline: object | null;
  /** Ids of the hooks that come from other repositories or need an environment of their own. */
  remote: string[];
}

/** Sorts the hooks that git would call on a commit. Hooks about the configuration itself (`meta`) are left out. */
export function sortHooks(config: PreCommitConfig): Sorted {
  const local: object[] = [];
  const remote: string[] = [];
  for (const { repo, hooks } of config.repos) {
    if (repo === 'meta') continue;
    for (const hook of hooks) {
      if (!onCommit(hook, config)) continue;
      const language = repo === 'local' ? OFFLINE[hook.language ?? ''] : undefined;
      if (language === undefined && !COVERED.test(hook.id)) remote.push(hook.id);
      if (language !== undefined) local.push({ ...pick(hook), language });
    }
  }
  const top = Object.fromEntries(['files', 'exclude'].flatMap((key) => (key in config ? [[key, config[key]]] : [])));
  return { offline: local.length === 0 ? null : { ...top, repos: [{ repo: 'local', hooks: local }] }, remote };
}

const onCommit = (hook: Hook, config: PreCommitConfig): boolean => {
  const stages = hook.stages ?? config.default_stages;
  return stages === undefined || stages.some((stage) => stage === 'commit' || stage === 'pre-commit');
};

const pick = (hook: Hook): object =>
  Object.fromEntries(KEPT.flatMap((key) => (hook[key] === undefined ? [] : [[key, hook[key]]])));
