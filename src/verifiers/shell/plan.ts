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
  const scripts = await shellScripts(files);
  const checks: Check[] = [];
  if (scripts.length > 0) {
    const options = await shellcheckOptions(files);
    checks.push(
      options === null
        ? scriptCheck('syntax', 'bash -n (on every shell script)', ['sh', '-c', SYNTAX], scripts)
        : scriptCheck(
            'shellcheck',
            ['shellcheck', ...options, '(on every shell script)'].join(' '),
            ['sh', '-c', SHELLCHECK, 'sh', ...options],
            scripts,
          ),
    );
  }
  return { checks: [...checks, ...(await batsChecks(files))], installs: [], gateFiles: await shellGateFiles(files) };
}

function scriptCheck(kind: string, command: string, argv: string[], scripts: readonly string[]): Check {
  // Scripts that base does not have yet are known by their endings; wildcards in a name would mean other files.
  const named = scripts.filter((path) => !/\.(?:sh|bash)$/.test(path) && !/[*?{}]/.test(path));
  return {
    id: checkId('shell', kind, ''),
    verifier: 'shell',
    component: '',
    phase: 'static',
    command,
    argv,
    cwd: '',
    timeoutMs: STATIC_TIMEOUT_MS,
    tool: kind === 'syntax' ? 'bash' : kind,
    when: ['**/*.sh', '**/*.bash', '**/.shellcheckrc', ...named],
  };
}
