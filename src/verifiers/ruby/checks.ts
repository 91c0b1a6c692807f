import { checkId, join } from '../components.ts';
import type { Check, Phase, RepoFiles, ToolNeed } from '../types.ts';
import { gemNames, type RubyProject } from './detect.ts';
import { GEMS_FOLDER } from './install.ts';

const STATIC_TIMEOUT_MS = 5 * 60_000;
const TEST_TIMEOUT_MS = 15 * 60_000;

/** rubocop where it is configured or declared, RSpec where there are specs, minitest where there are tests. */
export async function checksOf(project: RubyProject, needs: readonly ToolNeed[], files: RepoFiles): Promise<Check[]> {
  const gems = gemNames(project);
  const bundled = gems.size > 0 && project.gemfile !== null;
  const run = (name: string): string[] => (bundled ? ['bundle', 'exec', name] : [name]);
  const check = (kind: string, phase: Phase, argv: readonly string[], more: Partial<Check> = {}): Check => ({
    id: checkId('ruby', kind, project.folder),
    verifier: 'ruby',
    component: project.folder,
    phase,
    command: argv.join(' '),
    argv,
    cwd: project.folder,
    ...environment(project, bundled),
    timeoutMs: phase === 'test' ? TEST_TIMEOUT_MS : STATIC_TIMEOUT_MS,
    tool: kind,
    ...(needs.length === 0 ? {} : { needs }),
    ...more,
  });
  const checks: Check[] = [];
  if ((await files.read(join(project.folder, '.rubocop.yml'))) !== null || gems.has('rubocop')) {
    // An outer project's linter looks at the inner ones too.
    const when =
      project.inner.length === 0
        ? {}
        : {
            when: ['**/*.rb', '**/*.rake', '**/*.gemspec', '**/Gemfile', '**/.rubocop*.yml'].map((glob) =>
              join(project.folder, glob),
            ),
          };
    checks.push(check('rubocop', 'static', [...run('rubocop'), '--cache', 'false', '--format', 'clang'], when));
  }
  if (project.specs.length > 0) {
    const argv = run('rspec');
    checks.push(check('rspec', 'test', argv, { collect: [...argv, '--dry-run', '--no-color', '--format', 'json'] }));
  }
  if (project.tests.length > 0) {
    const rake = /\b(?:Rake|Minitest)::TestTask\b|^\s*task\s*\(?\s*:?['"]?test\b/m.test(project.rakefile);
    const rails = (await files.read(join(project.folder, 'bin/rails'))) !== null;
    const argv = rails ? ['bin/rails', 'test'] : rake ? [...run('rake'), 'test'] : directly(project, bundled);
    const command =
      rails || rake ? {} : { command: `${bundled ? 'bundle exec ' : ''}ruby -Itest -Ilib (every file of test/)` };
    checks.push(check('minitest', 'test', argv, command));
  }
  return checks;
}

/** Every test file in one process, as minitest's own task does it. */
function directly({ tests, folder }: RubyProject, bundled: boolean): string[] {
  const at = tests.some((path) => path.startsWith(join(folder, 'test/'))) ? 'test' : 'tests';
  const script = `Dir.glob("${at}/**/{*_test,test_*}.rb").sort.each { |file| require File.expand_path(file) }`;
  return [...(bundled ? ['bundle', 'exec'] : []), 'ruby', `-I${at}`, '-Ilib', '-e', script, '--'];
}

/** Settings of bundler in the tree (`.bundle/config`) would win over the environment, so it looks for them elsewhere. */
function environment({ folder, gemfile }: RubyProject, bundled: boolean): Pick<Check, 'env' | 'layerEnv'> {
  const gems = `/workspace/${join(folder, GEMS_FOLDER)}`;
  const layered = {
    BUNDLE_PATH: gems,
    BUNDLE_APP_CONFIG: '/tmp/fettle-bundle',
    BUNDLE_FROZEN: 'true',
    BUNDLE_GEMFILE: `/workspace/${gemfile?.path ?? ''}`,
  };
  return { env: { RUBYOPT: '-W1' }, ...(bundled ? { layerEnv: layered } : {}) };
}
