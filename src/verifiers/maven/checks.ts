import { checkId } from '../components.ts';
import type { Check, Phase, ToolNeed } from '../types.ts';
import type { Module, Reactor } from './detect.ts';
import type { Plugin } from './pom.ts';
import { parentsOf, type Unit } from './units.ts';

const MINUTE = 60_000;
/** Batch mode, no download lines, nothing from the network, and as many modules as can still be judged. */
const FLAGS = ['-B', '-ntp', '-o', '-fae'];
export const LOCAL_REPOSITORY = '.fettle-deps/m2';

/**
 * A red module keeps Maven from testing those that need it, and hides their failures. So failures are let pass, and the
 * line that tells of them makes the command red in the end.
 */
const TEST_ALL = `set -o pipefail; "$@" 2>&1 | awk '{ print; fflush() } /^\\[(ERROR|WARNING)\\] There (are|were) test failures/ { red = 1 } END { exit red }'`;

/** The checks of one unit, cheap ones first. */
export function checksOf(unit: Unit, reactor: Reactor, needs: readonly ToolNeed[]): Check[] {
  const at =
    unit.modules === null ? [] : ['-pl', unit.modules.map((module) => nameOf(module, reactor)).join(','), '-am'];
  const check = (kind: string, phase: Phase, goals: readonly string[], more: Partial<Check> = {}): Check => ({
    id: checkId('maven', kind, unit.component),
    verifier: 'maven',
    component: unit.component,
    phase,
    command: ['mvn', ...FLAGS, ...goals].join(' '),
    argv: ['mvn', ...FLAGS, ...goals],
    cwd: reactor.root,
    layerEnv: { MAVEN_OPTS: `-Dmaven.repo.local=/workspace/${LOCAL_REPOSITORY}` },
    timeoutMs: phase === 'test' ? 30 * MINUTE : 10 * MINUTE,
    tool: 'maven',
    ...(needs.length === 0 ? {} : { needs }),
    ...more,
  });
  const checks = staticChecks(unit, reactor, check);
  if (reactor.modules.every(({ pom }) => pom.packaging === 'pom')) {
    return [...checks, check('build', 'build', [...at, 'verify'])];
  }
  const simple = compilesAlone(reactor);
  if (simple) checks.push(check('build', 'build', [...at, 'test-compile']));
  const goal = !simple || verifies(reactor) ? 'verify' : 'test';
  const test = check('test', 'test', [...at, goal]);
  const argv = ['bash', '-c', TEST_ALL, 'bash', 'mvn', ...FLAGS, '-Dmaven.test.failure.ignore=true', ...at, goal];
  return [...checks, { ...test, argv }];
}

type Make = (kind: string, phase: Phase, goals: readonly string[], more?: Partial<Check>) => Check;

function staticChecks(unit: Unit, reactor: Reactor, check: Make): Check[] {
  const checks: Check[] = [];
  const modules = unit.modules ?? reactor.modules;
  const only = (some: readonly Module[]) =>
    unit.modules === null && some.length === modules.length
      ? []
      : ['-pl', some.map((it) => nameOf(it, reactor)).join(',')];
  const formatted = modules.filter((module) => pluginsOf(module, reactor, 'spotless-maven-plugin').length > 0);
  if (formatted.length > 0) {
    const fix = {
      argv: ['sh', '-c', SPOTLESS_FIX, 'sh'],
      files: ['**/*.java', '**/*.kt', '**/*.scala', '**/*.groovy'],
    };
    checks.push(check('spotless', 'format', [...only(formatted), 'spotless:check'], { fix }));
  }
  const styles = new Map<string, Module[]>();
  for (const module of modules) {
    for (const { id } of executionsOf(module, reactor, 'maven-checkstyle-plugin', 'check')) {
      styles.set(id, [...(styles.get(id) ?? []), module]);
    }
  }
  for (const [id, some] of styles) {
    const kind = styles.size === 1 ? 'checkstyle' : `checkstyle-${id}`;
    checks.push(
      check(kind, 'static', [...only(some), `checkstyle:check${id === '' ? '' : `@${id}`}`], { tool: 'checkstyle' }),
    );
  }
  return checks;
}

/** Paths come as arguments, and Spotless wants one list of patterns. */
const SPOTLESS_FIX = `mvn ${FLAGS.join(' ')} spotless:apply -DspotlessFiles="$(for path; do printf '.*/\\\\Q%s\\\\E,' "$path"; done)"`;

/** What a module's own POM and those above it in this reactor say of a plugin, nearest first. */
function pluginsOf(module: Module, reactor: Reactor, artifactId: string): Plugin[] {
  const chain = [module.folder, ...parentsOf(module.folder, reactor)];
  const poms = chain.flatMap((folder) => reactor.modules.find((it) => it.folder === folder)?.pom ?? []);
  return poms.flatMap((pom) => pom.build.plugins.filter((plugin) => plugin.artifactId === artifactId));
}

const executionsOf = (module: Module, reactor: Reactor, artifactId: string, goal: string) =>
  pluginsOf(module, reactor, artifactId).flatMap((plugin) => plugin.executions.filter((it) => it.goals.includes(goal)));

/** Whether what one module takes from another is there after `test-compile`: plain classes, and not what a package holds. */
function compilesAlone({ modules }: Reactor): boolean {
  const names = new Set(modules.map(({ pom }) => pom.artifactId));
  const plain = ['', 'jar', 'test-jar', 'pom'];
  return modules.every(({ pom }) => {
    if (pom.build.plugins.some((plugin) => names.has(plugin.artifactId))) return false;
    const inner = pom.dependencies.filter((it) => names.has(it.artifactId));
    return inner.every((it) => plain.includes(it.type) && (it.classifier === '' || it.classifier === 'tests'));
  });
}

const LATE_GOALS = ['check', 'verify', 'integration-test', 'report-aggregate'];
const LATE_PHASES = ['pre-integration-test', 'integration-test', 'post-integration-test', 'verify'];

/** Whether anything is bound to what comes after `test`. */
function verifies({ modules }: Reactor): boolean {
  const plugins = modules.flatMap(({ pom }) => [...pom.build.plugins, ...pom.build.pluginManagement.plugins]);
  return plugins.some(
    (plugin) =>
      plugin.artifactId === 'maven-failsafe-plugin' ||
      plugin.executions.some(
        (it) => LATE_PHASES.includes(it.phase) || it.goals.some((goal) => LATE_GOALS.includes(goal)),
      ),
  );
}

/** A module as `-pl` takes it: its path from the reactor's root. */
export function nameOf({ path, folder }: Module, { root }: Reactor): string {
  const full = path.endsWith('/pom.xml') || path === 'pom.xml' ? folder : path;
  const name = root === '' ? full : full.slice(root.length + 1);
  return name === '' ? '.' : name;
}
