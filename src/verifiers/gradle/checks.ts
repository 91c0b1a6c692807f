import { checkId } from '../components.ts';
import type { Check, Failure, Phase, ToolNeed } from '../types.ts';
import type { Unit } from '../units.ts';
import type { Build, Project } from './detect.ts';

const MINUTE = 60_000;
export const USER_HOME = '.fettle-deps/gradle';
const FLAGS = ['--offline', '--no-daemon', '--console=plain', '--continue'];

/** Whether what a wrapper asks for is there, where it unpacks what it downloads. `$1` is the distribution's name or ''. */
const THERE = `[ -n "$1" ] && [ -d "\${GRADLE_USER_HOME:-$HOME/.gradle}/wrapper/dists/$1" ]`;

/**
 * The wrapper is a program of the repository that downloads another one, so it is used only where its Gradle is there
 * already. Gradle says how many tests there were only when one failed; the init script says it when none did. Before 5,
 * it put a task's first line of output behind the task's name.
 */
const RUN = `split='{ if (match($0, /^:[[:alnum:]:_-]+\\//)) { print substr($0, 1, RLENGTH - 1); $0 = substr($0, RLENGTH) } print; fflush() }'
if ${THERE}; then gradle='sh ./gradlew'; else gradle=gradle; fi
shift
init=$(mktemp -d)/counts.gradle && cat > "$init" <<'END' || exit
allprojects {
    tasks.withType(Test) {
        afterSuite { suite, result ->
            if (suite.parent == null && result.failedTestCount == 0) {
                println "\${result.testCount} tests completed, 0 failed, \${result.skippedTestCount} skipped"
            }
        }
    }
}
END
$gradle --init-script "$init" "$@" 2>&1 | awk "$split"
code=\${PIPESTATUS[0]}
rm -rf "\${init%/*}"
[ $code != 0 ] || echo '0 tests completed'
exit $code`;
/** A build has nothing to count. */
const BUILD = RUN.replace("[ $code != 0 ] || echo '0 tests completed'\n", '');

/** Prints the version of the Gradle that `RUN` would take. */
export const probeOf = ({ distribution }: Build): string[] => [
  'sh',
  '-c',
  `if ${THERE}; then echo "$1"; else gradle --version 2>/dev/null | grep -o 'Gradle [0-9][0-9.]*'; fi`,
  'sh',
  distribution ?? '',
];

/** The checks of one unit; null is the whole build. */
export function checksOf(unit: Unit<Project> | null, build: Build, needs: readonly ToolNeed[]): Check[] {
  const component = unit?.members[0]?.folder ?? build.root;
  const tasks = (name: string, projects: readonly Project[] | undefined): string[] =>
    projects === undefined ? [name] : projects.map((project) => `${project.path === ':' ? '' : project.path}:${name}`);
  const check = (kind: string, phase: Phase, script: string, names: readonly string[]): Check => ({
    id: checkId('gradle', kind, component),
    verifier: 'gradle',
    component,
    phase,
    command: ['gradle', ...FLAGS, ...names].join(' '),
    argv: ['bash', '-c', script, 'bash', build.distribution ?? '', ...FLAGS, ...names],
    cwd: build.root,
    layerEnv: { GRADLE_USER_HOME: `/workspace/${USER_HOME}` },
    timeoutMs: phase === 'test' ? 30 * MINUTE : 15 * MINUTE,
    tool: 'gradle',
    ...(needs.length === 0 ? {} : { needs }),
  });
  const all = unit === null ? undefined : [...unit.members, ...unit.above];
  return [
    ...(build.plain ? [check('build', 'build', BUILD, tasks('testClasses', all))] : []),
    check('test', 'test', RUN, tasks('check', all)),
  ];
}

/** `demo.CoreTest > adds(int)[1]`, `demo.CoreTest.adds` as `--tests` takes it. */
export function filterOf(test: string): string | null {
  const name = test
    .replace(/\s+FAILED$/, '')
    .replace(/\[[^\]]*\]|\([^)]*\)/g, '')
    .trim();
  const parts = name.split(/\s+>\s+|\.(?=[a-z_]\w*$)/).filter(Boolean);
  return parts.length < 2 || parts.some((part) => /[^\w.$]/.test(part)) ? null : parts.join('.');
}

/** Only where one task runs all tests: with `--tests` a task that has none of them fails. */
export function narrowGradle(check: Check, failures: readonly Failure[]): Check | null {
  const tasks = check.argv.filter((word) => /^(:[\w:.-]*)?check$/.test(word));
  const [task] = tasks;
  if (check.phase !== 'test' || task === undefined || tasks.length > 1 || !task.includes(':') || failures.length === 0)
    return null;
  const filters: string[] = [];
  for (const { test } of failures) {
    const filter = filterOf(test ?? '');
    if (filter === null) return null;
    filters.push('--tests', filter);
  }
  const narrowed = [...check.argv.filter((word) => word !== task), task.replace(/check$/, 'test'), ...filters];
  return { ...check, command: `${check.command.replace(/check$/, 'test')} ${filters.join(' ')}`, argv: narrowed };
}
