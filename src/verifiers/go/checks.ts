import { checkId, inComponent } from '../components.ts';
import type { Check, Phase, ToolNeed } from '../types.ts';
import type { Module } from './detect.ts';

const MINUTE = 60_000;
export const MODULE_CACHE = '.fettle-deps/go';

/** Says where, so that each file is a failure of its own. `gofmt -l` ends with 0 whatever it lists. */
const FORMAT = `unformatted=$(find . "$@" -prune -o -name '*.go' -exec gofmt -l {} +) || exit
[ -z "$unformatted" ] || { printf '%s\\n' "$unformatted" | sed 's|^\\./||; s|$|:1:1: not formatted as gofmt does it|'; exit 1; }`;

export const TEST_LIST = ['go', 'test', '-list', '.', './...'];

/** The checks of one module. Go's own tools need no settings, so they are run wherever there is a module. */
export function checksOf(
  module: Module,
  modules: readonly Module[],
  linter: boolean,
  needs: readonly ToolNeed[],
): Check[] {
  const { folder } = module;
  const check = (kind: string, phase: Phase, argv: readonly string[], more: Partial<Check> = {}): Check => ({
    id: checkId('go', kind, folder),
    verifier: 'go',
    component: folder,
    phase,
    command: argv.join(' '),
    argv,
    cwd: folder,
    // No other toolchain is downloaded than the one that is there.
    env: { GOTOOLCHAIN: 'local' },
    layerEnv: { GOMODCACHE: `/workspace/${MODULE_CACHE}`, GOPROXY: 'off' },
    timeoutMs: phase === 'test' ? 15 * MINUTE : 5 * MINUTE,
    tool: argv.slice(0, 2).join(' '),
    ...(needs.length === 0 ? {} : { needs }),
    ...more,
  });
  return [
    check('fmt', 'format', ['sh', '-c', FORMAT, 'sh', ...notOurs(folder, modules)], {
      command: 'gofmt -l .',
      tool: 'gofmt',
      fix: { argv: ['gofmt', '-w'], files: ['**/*.go'] },
    }),
    check('vet', 'static', ['go', 'vet', './...']),
    ...(linter ? [check('lint', 'static', ['golangci-lint', 'run'], { tool: 'golangci-lint' })] : []),
    // Without `-o` a lone main package would be written into the tree.
    check('build', 'build', ['go', 'build', '-o', '/dev/null', './...'], { timeoutMs: 10 * MINUTE }),
    // `go vet` has been asked already. Only with `-v` it says how many tests there were, and that there were any.
    check('test', 'test', ['go', 'test', '-vet=off', '-v', './...'], { collect: TEST_LIST }),
  ];
}

/** What `find` leaves out: installed and vendored code, material of tests, and modules of their own. */
function notOurs(folder: string, modules: readonly Module[]): string[] {
  const nested = modules
    .filter((other) => other.folder !== folder && inComponent(folder, other.folder))
    .map((other) => (folder === '' ? other.folder : other.folder.slice(folder.length + 1)));
  const terms = ['-name', '.?*', '-o', '-name', 'vendor', '-o', '-name', 'testdata', '-o', '-name', 'node_modules'];
  return ['(', ...terms, ...nested.flatMap((path) => ['-o', '-path', `./${path}`]), ')'];
}
