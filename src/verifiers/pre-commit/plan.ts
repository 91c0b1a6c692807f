import { gateFile, namedGateFiles } from '../gate-files.ts';
import { toolNeed } from '../toolchain.ts';
import type { Check, GateFile, Plan, RepoFiles } from '../types.ts';
import { parseConfig, PATH, type PreCommitConfig, sortHooks } from './config.ts';

const TIMEOUT_MS = 10 * 60_000;
/** Where a repository's CI would call pre-commit; the hosted service is told by the key `ci`. */
const CI =
  /^(?:\.github\/workflows\/[^/]+\.ya?ml|\.gitlab-ci\.yml|\.travis\.yml|\.circleci\/config\.yml|azure-pipelines\.yml|tox\.ini|noxfile\.py)$/;
/** Runs the hooks given as $1 on all files, from a configuration that lies outside of the tree. */
const RUN = `config=$(mktemp) || exit 1
trap 'rm -f "$config"' EXIT
printf '%s' "$1" > "$config"
pre-commit run --all-files --color never --config "$config"`;

/** What is run for the hooks of a commit's `.pre-commit-config.yaml`. */
export async function planPreCommit(files: RepoFiles): Promise<Plan> {
  const text = await files.read(PATH);
  if (text === null) return { checks: [], installs: [], gateFiles: [] };
  const config = parseConfig(text);
  if (config === null) {
    const summary = `${PATH} is no valid pre-commit configuration, so its hooks can't be run. Correct it.`;
    const unsupported = [{ verifier: 'pre-commit', component: '', reason: 'toolchain' as const, summary }];
    return { checks: [], installs: [], gateFiles: [gateFile(PATH, null, text)], unsupported };
  }
  const { offline, remote } = sortHooks(config);
  const unsupported =
    remote.length > 0 && (await isWanted(config, files))
      ? [{ verifier: 'pre-commit', component: '', reason: 'install_failed' as const, summary: sentence(remote) }]
      : [];
  const checks = offline === null ? [] : [checkOf(offline, config)];
  return { checks, installs: [], gateFiles: await gateFilesOf(text, config, files), unsupported };
}

function checkOf(offline: object, config: PreCommitConfig): Check {
  const minimum = config.minimum_pre_commit_version;
  const source = { tool: 'pre-commit', probe: ['pre-commit', '--version'] };
  const need = minimum === undefined ? null : toolNeed(source, minimum, PATH, `>=${minimum}`);
  return {
    id: 'pre-commit:hooks',
    verifier: 'pre-commit',
    component: '',
    phase: 'static',
    command: 'pre-commit run --all-files (hooks that need no network)',
    argv: ['sh', '-c', RUN, 'sh', JSON.stringify(offline)],
    cwd: '',
    // Hooks in Python leave no compiled files beside the sources.
    env: { PYTHONDONTWRITEBYTECODE: '1' },
    timeoutMs: TIMEOUT_MS,
    tool: 'pre-commit',
    ...(need === null ? {} : { needs: [need] }),
  };
}

/** Where CI does not call pre-commit either, its hooks are a help for people and no gate. */
async function isWanted(config: PreCommitConfig, files: RepoFiles): Promise<boolean> {
  if (config.ci !== undefined) return true;
  for (const path of await files.list()) {
    if (CI.test(path) && /pre-commit/.test((await files.read(path)) ?? '')) return true;
  }
  return false;
}

function sentence(remote: readonly string[]): string {
  const some = remote.slice(0, 5).join(', ') + (remote.length > 5 ? ` and ${remote.length - 5} more` : '');
  return (
    `These pre-commit hooks were not run, because they come from other repositories or need an environment of their own: ${some}. ` +
    'Name their tools under `verifiers:` in .github/fettle.yml, or make them local hooks with `language: system`.'
  );
}

/** The configuration, and the scripts of the repository that local hooks run. */
async function gateFilesOf(text: string, config: PreCommitConfig, files: RepoFiles): Promise<GateFile[]> {
  const found = [gateFile(PATH, null, text)];
  for (const hook of config.repos.filter((it) => it.repo === 'local').flatMap((it) => it.hooks)) {
    const words = [hook.entry, ...(Array.isArray(hook.args) ? hook.args : [])].filter((it) => typeof it === 'string');
    found.push(...(await namedGateFiles(words.join(' '), '', files)));
  }
  return found;
}
