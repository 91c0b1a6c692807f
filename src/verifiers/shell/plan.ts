import { checkId } from '../components.ts';
import type { Check, Plan, RepoFiles } from '../types.ts';
import { batsChecks, shellGateFiles } from './bats.ts';
import { LIST_SCRIPTS, shellScripts } from './scripts.ts';
import { shellcheckOptions } from './shellcheck.ts';

const STATIC_TIMEOUT_MS = 5 * 60_000;

/** Prints what bash says of each script in the form of a compiler: `a.sh:3: error: message`. */
const SYNTAX = `${LIST_SCRIPTS}
red=0
while IFS= read -r script; do
  said=$(bash -n -- "$script" 2>&1) && continue
  red=1
  printf '%s\\n' "$said" | sed -E 's/^(.*): line ([0-9]+): /\\1:\\2: error: /'
done <<EOF
$scripts
EOF
exit "$red"`;

const SHELLCHECK = `${LIST_SCRIPTS}
printf '%s\\n' "$scripts" | tr '\\n' '\\0' | xargs -0 shellcheck --format=gcc "$@" --`;

/** What is run for the shell scripts of a commit. */
export async function planShell(files: RepoFiles): Promise<Plan> {
  const bats = await batsChecks(files);
  const options = await shellcheckOptions(files);
  // That a script can be parsed is too little to let a change pass by itself: the syntax is looked at only before tests.
  const scripts = options !== null || bats.length > 0 ? await shellScripts(files) : [];
  const checks = scripts.length === 0 ? [] : [scriptCheck(options, scripts)];
  return { checks: [...checks, ...bats], installs: [], gateFiles: await shellGateFiles(files) };
}

function scriptCheck(options: readonly string[] | null, scripts: readonly string[]): Check {
  const kind = options === null ? 'syntax' : 'shellcheck';
  const command = options === null ? 'bash -n' : ['shellcheck', ...options].join(' ');
  // Scripts that base does not have yet are known by their endings; wildcards in a name would mean other files.
  const named = scripts.filter((path) => !/\.(?:sh|bash)$/.test(path) && !/[*?{}]/.test(path));
  return {
    id: checkId('shell', kind, ''),
    verifier: 'shell',
    component: '',
    phase: 'static',
    command: `${command} (on every shell script)`,
    argv: options === null ? ['sh', '-c', SYNTAX] : ['sh', '-c', SHELLCHECK, 'sh', ...options],
    cwd: '',
    timeoutMs: STATIC_TIMEOUT_MS,
    tool: options === null ? 'bash' : 'shellcheck',
    when: ['**/*.sh', '**/*.bash', '**/.shellcheckrc', ...named],
  };
}
