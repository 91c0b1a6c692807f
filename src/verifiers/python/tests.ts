import { checkId, join } from '../components.ts';
import type { Check, RepoFiles } from '../types.ts';
import type { Context } from './context.ts';
import { runnerCheck, toxRunsPytest } from './runners.ts';
import { startFolders } from './layout.ts';
import { type PytestSettings, pytestSettings } from './settings.ts';

const TEST_TIMEOUT_MS = 15 * 60_000;
/** Test files that are read to learn what they are written for. */
const MAX_READ = 200;

/**
 * The tests of a project. pytest runs where anything speaks of it, since it also runs unittest's; tox and nox only
 * where they run something else than these two, for they set up environments that pip would have to fill.
 */
export async function testChecks(context: Context, files: RepoFiles): Promise<Check[]> {
  const { project, dependencies } = context;
  const settings = await pytestSettings(project, files);
  const texts = await testTexts(project.tests, files);
  const imports = (module: string) =>
    texts.some((text) => new RegExp(`^\\s*(?:import|from)\\s+${module}\\b`, 'm').test(text));
  const hasPytest =
    settings !== null ||
    (project.tests.length > 0 &&
      (dependencies.names.has('pytest') || imports('pytest') || toxRunsPytest(context) || plainTests(texts)));
  const django = await files.read(join(project.folder, 'manage.py'));
  if (django !== null && /\bdjango\b/i.test(django) && settings === null && !dependencies.names.has('pytest-django'))
    return project.tests.length > 0 ? [djangoCheck(context)] : [];
  if (hasPytest) return [pytestCheck(context, settings)];
  if (project.tests.length > 0 && imports('unittest')) return unittestChecks(context, texts);
  const runner = await runnerCheck(context, files);
  return runner === null ? [] : [runner];
}

async function testTexts(paths: readonly string[], files: RepoFiles): Promise<string[]> {
  const texts: string[] = [];
  for (const path of paths.slice(0, MAX_READ)) texts.push((await files.read(path)) ?? '');
  return texts;
}

/** Bare functions with assertions are only ever run by pytest. */
const plainTests = (texts: readonly string[]): boolean =>
  texts.some((text) => /^(?:async )?def test_\w+\(/m.test(text)) && !texts.some((text) => /\bunittest\b/.test(text));

/** What all checks of tests have in common; `argv` is also what people are shown. */
export function testCheck(context: Context, kind: string, argv: readonly string[], tool: string): Check {
  const { project, needs, env, layerEnv } = context;
  return {
    id: checkId('python', kind, project.folder),
    verifier: 'python',
    component: project.folder,
    phase: 'test',
    command: argv.join(' '),
    argv,
    cwd: project.folder,
    env,
    layerEnv,
    timeoutMs: TEST_TIMEOUT_MS,
    tool,
    ...(needs.length === 0 ? {} : { needs }),
  };
}

function pytestCheck(context: Context, settings: PytestSettings | null): Check {
  const addopts = ` ${settings?.addopts.replaceAll(/\s+/g, ' ') ?? ''} `;
  // Options that read the cache don't exist without its plugin.
  const cached = /\s--(?:lf|last-failed|ff|failed-first|nf|new-first|sw|stepwise|cache)\b/.test(addopts);
  const ignored = context.testedInside.map((folder) => `--ignore=${folder}`);
  const argv = [
    'python3',
    '-m',
    'pytest',
    ...(cached ? ['-o', 'cache_dir=/tmp/fettle-pytest'] : ['-p', 'no:cacheprovider']),
    ...ignored,
  ];
  const level = verbosity(addopts);
  // Quieter than that it prints no sum, and a run without one is no evidence.
  if (level < -1) argv.push(`-${'v'.repeat(-1 - level)}`);
  // Collecting lists one test a line at -1.
  const quiet = level > -1 ? [`-${'q'.repeat(level + 1)}`] : [];
  const covered = /\s--cov\b/.test(addopts) ? ['--no-cov'] : [];
  return {
    ...testCheck(context, 'pytest', argv, 'pytest'),
    collect: [...argv, '--collect-only', ...quiet, ...covered],
  };
}

/** How much pytest prints by its settings: 0 unless they say otherwise, -1 for the least that still has a sum. */
function verbosity(addopts: string): number {
  const short = [...addopts.matchAll(/\s-([qv]+)(?=\s)/g)].map((it) => it[1] ?? '').join('');
  const count = (letter: string, word: string) =>
    short.split(letter).length - 1 + addopts.split(` --${word} `).length - 1;
  return count('v', 'verbose') - count('q', 'quiet');
}

/** Lists what unittest would run, one full name a line. */
const LIST_TESTS = `import sys, unittest
def walk(suite):
    for it in suite:
        if isinstance(it, unittest.TestSuite): yield from walk(it)
        else: yield it
args = sys.argv[1:]
for test in walk(unittest.TestLoader().discover(args[0], pattern=args[1])): print(test.id())
`;

function unittestChecks(context: Context, texts: readonly string[]): Check[] {
  const { project } = context;
  const starts = startFolders(project);
  // Such tests are listed and never counted when they run.
  const skipped = texts.some((text) =>
    /\bdef setUp(?:Class|Module)\b[\s\S]*\bSkipTest\b|\bskipTest\b|\bload_tests\b/.test(text),
  );
  return starts.map((start) => {
    const pattern = project.tests.some((path) => /(^|\/)tests?[^/]*\.py$/.test(path)) ? 'test*.py' : '*_test.py';
    const argv = [
      'python3',
      '-m',
      'unittest',
      'discover',
      ...(start === '.' ? [] : ['-s', start]),
      ...(pattern === 'test*.py' ? [] : ['-p', pattern]),
    ];
    const kind = starts.length === 1 ? 'unittest' : `unittest:${start}`;
    return {
      ...testCheck(context, kind, argv, 'unittest'),
      ...(skipped ? {} : { collect: ['python3', '-c', LIST_TESTS, start, pattern] }),
    };
  });
}

function djangoCheck(context: Context): Check {
  return testCheck(context, 'django', ['python3', 'manage.py', 'test', '--noinput'], 'unittest');
}
