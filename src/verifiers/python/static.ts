import { checkId, join } from '../components.ts';
import type { Check, Phase, RepoFiles } from '../types.ts';
import type { Context } from './context.ts';
import { codeTargets } from './layout.ts';
import { stringsIn, toolTable } from './project.ts';
import { configures, flake8Settings } from './settings.ts';

const STATIC_TIMEOUT_MS = 5 * 60_000;
const PYTHON_FILES = ['**/*.py', '**/*.pyi'];
/** A change of any of these calls for a check that looks at everything below a folder with other projects inside. */
const WIDE = [
  ...PYTHON_FILES,
  '**/*.toml',
  '**/*.cfg',
  '**/*.ini',
  '**/requirements*.txt',
  '**/.flake8',
  '**/.pylintrc',
];

/** Linters, type checkers and formatters that the project configures or declares; nobody else's. */
export async function staticChecks(context: Context, files: RepoFiles): Promise<Check[]> {
  const makers = [
    blackCheck,
    isortCheck,
    ruffFormatCheck,
    ruffCheck,
    flake8Check,
    pylintCheck,
    mypyCheck,
    pyrightCheck,
  ];
  const checks = await Promise.all(makers.map((make) => make(context, files)));
  return checks.filter((check) => check !== null);
}

type Maker = (context: Context, files: RepoFiles) => Promise<Check | null>;

function staticCheck(
  context: Context,
  phase: Phase,
  kind: string,
  argv: readonly string[],
  more: Partial<Check> = {},
): Check {
  const { project, needs, env, layerEnv } = context;
  const wide = project.inner.length > 0;
  return {
    id: checkId('python', kind, project.folder),
    verifier: 'python',
    component: project.folder,
    phase,
    command: argv.join(' '),
    argv,
    cwd: project.folder,
    env,
    layerEnv,
    timeoutMs: STATIC_TIMEOUT_MS,
    tool: kind,
    ...(wide ? { when: WIDE.map((glob) => join(project.folder, glob)) } : {}),
    ...(needs.length === 0 ? {} : { needs }),
    ...more,
  };
}

const blackCheck: Maker = async (context, files) => {
  const { project, dependencies } = context;
  if (!dependencies.names.has('black') && !(await configures(project, files, { names: [], table: 'black' })))
    return null;
  const table = toolTable(project.pyproject, 'black');
  // Files named outright are formatted also where the settings leave them out, unless that is forced.
  const left = ['exclude', 'extend-exclude', 'force-exclude']
    .flatMap((key) => stringsIn(table?.[key]))
    .map((it) => `(${it})`);
  const forced = left.length === 0 ? [] : ['--force-exclude', left.join('|')];
  const fix = { argv: ['python3', '-m', 'black', '--quiet', ...forced], files: PYTHON_FILES };
  return staticCheck(context, 'format', 'black', ['python3', '-m', 'black', '--check', '.'], { fix });
};

const isortCheck: Maker = async (context, files) => {
  const where = { names: ['.isort.cfg'], table: 'isort', section: /^isort$/ };
  if (!context.dependencies.names.has('isort') && !(await configures(context.project, files, where))) return null;
  const fix = { argv: ['python3', '-m', 'isort', '--quiet', '--filter-files'], files: PYTHON_FILES };
  return staticCheck(context, 'format', 'isort', ['python3', '-m', 'isort', '--check-only', '.'], { fix });
};

const RUFF = { names: ['ruff.toml', '.ruff.toml'], table: 'ruff' };
const hasRuff = async ({ project, dependencies }: Context, files: RepoFiles): Promise<boolean> =>
  dependencies.names.has('ruff') || configures(project, files, RUFF);

const ruffCheck: Maker = async (context, files) => {
  if (!(await hasRuff(context, files))) return null;
  return staticCheck(context, 'static', 'ruff', ['ruff', 'check', '--no-cache', '--output-format=concise', '.']);
};

/** Only where somebody speaks of ruff's formatter: many use its linter beside black. */
const ruffFormatCheck: Maker = async (context, files) => {
  const { project } = context;
  const texts = [await files.read('.pre-commit-config.yaml')];
  for (const name of [...RUFF.names, 'tox.ini', 'noxfile.py', 'Makefile', 'justfile'])
    texts.push(await files.read(join(project.folder, name)));
  for (const path of await files.list())
    if (/^\.github\/workflows\/[^/]+\.ya?ml$/.test(path)) texts.push(await files.read(path));
  const said = /\bruff[\s"',-]+format\b|^\[format\]/m;
  const formats =
    toolTable(project.pyproject, 'ruff', 'format') !== null || texts.some((text) => said.test(text ?? ''));
  if (!formats || !(await hasRuff(context, files))) return null;
  const fix = { argv: ['ruff', 'format', '--no-cache', '--force-exclude', '--quiet'], files: PYTHON_FILES };
  return staticCheck(context, 'format', 'ruff-format', ['ruff', 'format', '--no-cache', '--check', '.'], {
    fix,
    tool: 'ruff',
  });
};

const flake8Check: Maker = async (context, files) => {
  const settings = await flake8Settings(context.project, files);
  if (settings === null && !context.dependencies.names.has('flake8')) return null;
  // By default it would look into the installed dependencies too; the option replaces the setting of that name.
  const more = settings?.['extend-exclude'] ?? settings?.extend_exclude ?? '';
  const left = [...more.split(/[\s,]+/), '.venv'].filter((it) => it !== '').join(',');
  return staticCheck(context, 'static', 'flake8', ['python3', '-m', 'flake8', `--extend-exclude=${left}`]);
};

const pylintCheck: Maker = async (context, files) => {
  const { project, dependencies } = context;
  const where = {
    names: ['.pylintrc', 'pylintrc', '.pylintrc.toml', 'pylintrc.toml'],
    table: 'pylint',
    section: /^pylint/,
  };
  if (!dependencies.names.has('pylint') && !(await configures(project, files, where))) return null;
  const targets = codeTargets(project);
  if (targets.length === 0) return null;
  return staticCheck(context, 'static', 'pylint', [
    'python3',
    '-m',
    'pylint',
    '--persistent=n',
    '--score=n',
    ...targets,
  ]);
};

const mypyCheck: Maker = async (context, files) => {
  const { project, dependencies } = context;
  const where = { names: ['mypy.ini', '.mypy.ini'], table: 'mypy', section: /^mypy$/ };
  if (!dependencies.names.has('mypy') && !(await configures(project, files, where))) return null;
  const own =
    (await files.read(join(project.folder, 'mypy.ini'))) ?? (await files.read(join(project.folder, '.mypy.ini'))) ?? '';
  const table = toolTable(project.pyproject, 'mypy');
  const named = [own, ...(project.setupCfg.get('mypy') ?? new Map()).keys(), ...Object.keys(table ?? {})].join('\n');
  const targets = /^(?:files|packages?|modules?)\b/m.test(named) ? [] : codeTargets(project);
  if (targets.length === 0 && !/^(?:files|packages?|modules?)\b/m.test(named)) targets.push('.');
  return staticCheck(context, 'static', 'mypy', ['python3', '-m', 'mypy', '--cache-dir=/dev/null', ...targets]);
};

const pyrightCheck: Maker = async (context, files) => {
  const { project, dependencies } = context;
  const inNode = /"(basedpyright|pyright)"\s*:/.exec(
    (await files.read(join(project.folder, 'package.json'))) ?? '',
  )?.[1];
  const based = dependencies.names.has('basedpyright') || toolTable(project.pyproject, 'basedpyright') !== null;
  const configured = await configures(project, files, { names: ['pyrightconfig.json'], table: 'pyright' });
  if (inNode === undefined && !based && !configured && !dependencies.names.has('pyright')) return null;
  const argv = inNode === undefined ? [based ? 'basedpyright' : 'pyright'] : [`node_modules/.bin/${inNode}`];
  return staticCheck(context, 'static', 'pyright', argv);
};
