import { checkId } from '../components.ts';
import type { Check, Failure, Phase, ToolNeed } from '../types.ts';
import type { Project } from './detect.ts';

const MINUTE = 60_000;

/**
 * Builds happen outside of the tree, in a folder for this tree alone: CMake takes no folder of another one, and two
 * checkouts may be looked at by one person. Nobody else can have put anything there.
 */
const BUILD_FOLDER = `b=\${TMPDIR:-/tmp}/fettle-build-$(id -u)-$(pwd | cksum | cut -d' ' -f1)
mkdir -p -m 700 "$b" && [ -O "$b" ] || exit 1`;

interface Commands {
  build: string;
  test: string;
  list: string;
  shown: { build: string; test: string };
}

/** `--parallel` without a number would be as many as there are sources; what the container has is not known here. */
const CMAKE: Commands = {
  build: `${BUILD_FOLDER}\ncmake -S . -B "$b" && cmake --build "$b" --parallel 4`,
  test: `${BUILD_FOLDER}\nctest --test-dir "$b" --output-on-failure --no-tests=error "$@"`,
  list: `${BUILD_FOLDER}\nctest --test-dir "$b" -N`,
  shown: { build: 'cmake -S . -B BUILD && cmake --build BUILD', test: 'ctest --output-on-failure --no-tests=error' },
};
/** Seen from its folder, sources lie far above; without the way there they lie where everybody looks for them. */
const MESON: Commands = {
  build: `${BUILD_FOLDER}
[ -f "$b/build.ninja" ] || meson setup --wrap-mode=nodownload "$b" || exit
way=$(realpath --relative-to="$b" . 2>/dev/null || pwd); set -o pipefail
meson compile -C "$b" 2>&1 | sed "s|$way/||g"`,
  test: `${BUILD_FOLDER}\nmeson test -C "$b" --no-rebuild --print-errorlogs "$@"`,
  list: `${BUILD_FOLDER}\nmeson test -C "$b" --no-rebuild --list`,
  shown: { build: 'meson setup BUILD && meson compile -C BUILD', test: 'meson test --print-errorlogs' },
};

/** The build of a project, and its tests where anything registers some. */
export function checksOf(project: Project, needs: readonly ToolNeed[]): Check[] {
  const { folder, system } = project;
  const check = (kind: string, phase: Phase, argv: readonly string[], more: Partial<Check>): Check => ({
    id: checkId('cpp', kind, folder),
    verifier: 'cpp',
    component: folder,
    phase,
    command: argv.join(' '),
    argv,
    cwd: folder,
    timeoutMs: 20 * MINUTE,
    ...(needs.length === 0 ? {} : { needs }),
    ...more,
  });
  if (project.targets !== undefined) {
    const { build, test } = project.targets;
    return [
      check('build', 'build', ['make', ...(build === null ? [] : [build])], { tool: 'make' }),
      check('test', 'test', ['make', test], { tool: 'make' }),
    ];
  }
  const { build, test, list, shown } = system === 'cmake' ? CMAKE : MESON;
  const bash = (script: string): string[] => ['bash', '-c', script, 'bash'];
  return [
    check('build', 'build', bash(build), { command: shown.build, tool: system }),
    ...(project.tested
      ? [
          check('test', 'test', bash(test), {
            command: shown.test,
            tool: system === 'cmake' ? 'ctest' : 'meson',
            collect: bash(list),
          }),
        ]
      : []),
  ];
}

/** The same tests alone, by the names that CTest and Meson print; `make` can't choose. */
export function narrowCpp(check: Check, failures: readonly Failure[]): Check | null {
  if (check.phase !== 'test' || check.collect === undefined || failures.length === 0) return null;
  const names = new Set<string>();
  for (const { test } of failures) {
    if (test === undefined || test === '' || test.startsWith('-')) return null;
    names.add(test);
  }
  const chosen = check.tool === 'ctest' ? ['-R', `^(${[...names].map(escape).join('|')})$`] : [...names];
  return { ...check, command: `${check.command} ${chosen.join(' ')}`, argv: [...check.argv, ...chosen] };
}

const escape = (name: string): string => name.replaceAll(/[.*+?()[\]{}|^$\\]/g, '\\$&');

/** `ctest -N` and `meson test --list`. */
export function collectedCpp(check: Check, output: string): readonly string[] | null {
  if (check.tool === 'ctest') {
    const total = /^Total Tests: (\d+)/m.test(output);
    return total
      ? [...output.matchAll(/^\s*Test\s+#\d+: (.+)$/gm)].map((it) => (it[1] ?? '').replace(/ \(Disabled\)$/, ''))
      : null;
  }
  const lines = output.split('\n').filter((line) => / \/ /.test(line));
  return lines.map((line) => line.slice(line.lastIndexOf(' / ') + 3).trim());
}
