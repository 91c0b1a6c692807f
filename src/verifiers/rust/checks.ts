import { checkId } from '../components.ts';
import type { Check, Phase, ToolNeed } from '../types.ts';
import type { Unit } from '../units.ts';
import type { Crate, Workspace } from './detect.ts';

const MINUTE = 60_000;
export const CARGO_HOME = '.fettle-deps/cargo';

/** Where the repository shows that it wants clippy, and whether its warnings are errors there. */
export interface Clippy {
  wanted: boolean;
  strict: boolean;
}

/** The fresh tree of a sandbox is built once, so what makes a second build fast is left out. */
const ENV = {
  CARGO_TARGET_DIR: '/tmp/fettle-cargo-target',
  CARGO_INCREMENTAL: '0',
  CARGO_PROFILE_DEV_DEBUG: '0',
  CARGO_PROFILE_TEST_DEBUG: '0',
  CARGO_TERM_COLOR: 'never',
};

/** rustfmt names files from the root of the machine. */
const FORMAT = 'set -o pipefail; "$@" 2>&1 | sed "s|$PWD/||"';
/** From its standard input rustfmt takes one file, and not the modules that it names. */
const FIX = `edition=$1; shift; new=$(mktemp) || exit
for path; do rustfmt --edition "$edition" < "$path" > "$new" && cat "$new" > "$path"; done; rm -f "$new"`;

export interface Checking {
  unit: Unit<Crate>;
  workspace: Workspace;
  /** Nothing else is in the workspace. */
  whole: boolean;
  clippy: Clippy;
  needs: readonly ToolNeed[];
}

/** The checks of one unit, cheap ones first. */
export function checksOf({ unit, workspace, whole, clippy, needs }: Checking): Check[] {
  const component = whole ? workspace.root : (unit.members[0]?.folder ?? workspace.root);
  const locked = workspace.locked ? ['--locked'] : [];
  const pick = (crates: readonly Crate[]) => crates.flatMap((crate) => ['-p', crate.name]);
  const own = whole ? ['--workspace'] : pick(unit.members);
  const all = whole ? ['--workspace'] : pick([...unit.members, ...unit.above]);
  const check = (kind: string, phase: Phase, argv: readonly string[], more: Partial<Check> = {}): Check => ({
    id: checkId('rust', kind, component),
    verifier: 'rust',
    component,
    phase,
    command: argv.join(' '),
    argv,
    cwd: workspace.root,
    env: ENV,
    layerEnv: { CARGO_HOME: `/workspace/${CARGO_HOME}`, CARGO_NET_OFFLINE: 'true' },
    timeoutMs: 15 * MINUTE,
    tool: argv.slice(0, 2).join(' '),
    ...(needs.length === 0 ? {} : { needs }),
    ...more,
  });
  const format = ['cargo', 'fmt', '--check', ...(whole ? ['--all'] : pick(unit.members))];
  const lint = [
    'cargo',
    'clippy',
    '--all-targets',
    ...locked,
    ...own,
    ...(clippy.strict ? ['--', '-D', 'warnings'] : []),
  ];
  const test = ['cargo', 'test', '--no-fail-fast', ...locked, ...all];
  return [
    check('fmt', 'format', ['bash', '-c', FORMAT, 'bash', ...format], {
      command: format.join(' '),
      tool: 'rustfmt',
      timeoutMs: 5 * MINUTE,
      fix: { argv: ['sh', '-c', FIX, 'sh', editionOf(unit.members[0], workspace)], files: ['**/*.rs'] },
    }),
    ...(clippy.wanted ? [check('clippy', 'static', lint)] : []),
    // The same files that the tests are then made of.
    check('build', 'build', ['cargo', 'test', '--no-run', ...locked, ...all], { tool: 'cargo build' }),
    check('test', 'test', test, { collect: [...test, '--', '--list'] }),
  ];
}

/** rustfmt by itself does not read Cargo.toml. */
export const editionOf = (crate: Crate | undefined, { manifest }: Workspace): string =>
  crate?.manifest.package?.edition ?? manifest.workspace?.package?.edition ?? '2015';
