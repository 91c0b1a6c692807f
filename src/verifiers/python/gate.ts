import { posix } from 'node:path';
import { folderOf, join } from '../components.ts';
import { gateFile, namedGateFiles } from '../gate-files.ts';
import type { GateFile, RepoFiles } from '../types.ts';
import { toxValues } from './dependencies.ts';
import { type Ini, parseIni, sectionData } from './ini.ts';
import { isTable, parsePyproject, type Project, type Pyproject } from './project.ts';

const INSTALLED = /(^|\/)(node_modules|site-packages|\.venv|venv|\.tox|\.nox)\//;
/** Files that hold nothing but settings of tools that a check may run. */
const SETTINGS =
  /^(\.?pytest\.ini|\.?mypy\.ini|\.flake8|\.?pylintrc(\.toml)?|\.?ruff\.toml|pyrightconfig\.json|\.isort\.cfg|\.coveragerc|\.pycodestyle|\.bandit|noxfile\.py|tox\.toml|manage\.py)$/;
/** Modules that Python would take before the tool of that name, or before anything at all. */
const SHADOWS =
  /^(sitecustomize|usercustomize|pytest|_pytest|pluggy|unittest|mypy|flake8|pylint|black|isort|ruff|tox|nox|coverage|django)$/;
const TOOLS = [
  'pytest',
  'mypy',
  'ruff',
  'black',
  'isort',
  'pylint',
  'pyright',
  'basedpyright',
  'flake8',
  'coverage',
  'tox',
  'django-stubs',
  'pydantic-mypy',
];
const SECTIONS =
  /^(pytest|tool:pytest|mypy.*|flake8.*|isort|pylint.*|coverage:.*|pycodestyle|pep8|tox|testenv.*|gh-actions.*)$/;
/** Of tox's environments: what is installed is no weakening. */
const NOT_DECIDING = ['deps', 'extras', 'description', 'requires'];

/** Everything that decides what the checks of Python projects do, part by part. */
export async function pythonGateFiles(projects: readonly Project[], files: RepoFiles): Promise<GateFile[]> {
  const found: GateFile[] = [];
  const roots = new Set(projects.map(({ folder }) => folder));
  for (const path of await files.list()) {
    if (INSTALLED.test(path)) continue;
    const name = posix.basename(path);
    if (SETTINGS.test(name) || shadows(path, roots)) {
      const text = await files.read(path);
      if (text !== null) found.push(gateFile(path, null, text));
    } else if (name === 'pyproject.toml') found.push(...pyprojectParts(path, await files.read(path)));
    else if (name === 'setup.cfg' || name === 'tox.ini')
      found.push(...iniParts(path, parseIni((await files.read(path)) ?? '')));
    else if (name === 'conftest.py') found.push(...hookParts(path, (await files.read(path)) ?? '', HOOKS));
    else if (name === '__init__.py' && /(^|\/)tests?\//.test(path))
      found.push(...hookParts(path, (await files.read(path)) ?? '', LOADS));
  }
  for (const project of projects) {
    const commands = toxValues(project, 'commands').join('\n');
    if (commands !== '') found.push(...(await namedGateFiles(commands, project.folder, files)));
  }
  return [...found, ...(await linkedFiles(files))];
}

/** `pytest.py` or `pytest/__init__.py` where code is imported from. */
function shadows(path: string, roots: ReadonlySet<string>): boolean {
  const [, folder = '', name = ''] = /^(?:(.*)\/)?([^/]+)\.py$/.exec(path.replace(/\/__init__\.py$/, '.py')) ?? [];
  if (!SHADOWS.test(name)) return false;
  return roots.has(folder) || (posix.basename(folder) === 'src' && roots.has(folderOf(folder)));
}

function pyprojectParts(path: string, text: string | null): GateFile[] {
  const pyproject: Pyproject | null | string = parsePyproject(text);
  if (typeof pyproject === 'string') return [gateFile(path, null, text ?? '')];
  const parts = TOOLS.filter((name) => pyproject?.tool[name] !== undefined);
  return parts.map((name) => gateFile(path, `tool.${name}`, withoutInstalls(pyproject?.tool[name])));
}

function withoutInstalls(value: unknown): unknown {
  if (!isTable(value)) return value;
  const kept = Object.entries(value).filter(([key]) => !NOT_DECIDING.includes(key));
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutInstalls(inner)]));
}

function iniParts(path: string, ini: Ini): GateFile[] {
  return [...ini]
    .filter(([name]) => SECTIONS.test(name))
    .map(([name, section]) => gateFile(path, name, sectionData(section, NOT_DECIDING)));
}

/** What in a conftest.py can choose which tests run and what becomes of their results; fixtures are code like any other. */
const HOOKS = /^(?:(?:async )?def pytest_\w+|collect_ignore\w*|pytest_plugins|@(?:pytest\.)?(?:hookimpl|hookspec))/;
const LOADS = /^def load_tests\b/;

function hookParts(path: string, text: string, hooks: RegExp): GateFile[] {
  const kept: string[] = [];
  let inside = false;
  for (const line of text.split('\n')) {
    if (/^\S/.test(line) && !/^[)\]}#]/.test(line)) inside = hooks.test(line);
    if (inside && line.trim() !== '') kept.push(line.trimEnd());
  }
  return kept.length === 0 ? [] : [gateFile(path, 'hooks', kept.join('\n'))];
}

/** Tools read their settings through links too. */
async function linkedFiles(files: RepoFiles): Promise<GateFile[]> {
  const found: GateFile[] = [];
  for (const [path, target] of (await files.links?.()) ?? []) {
    if (
      INSTALLED.test(path) ||
      !(
        SETTINGS.test(posix.basename(path)) ||
        /^(pyproject\.toml|setup\.cfg|tox\.ini|conftest\.py)$/.test(posix.basename(path))
      )
    )
      continue;
    found.push(gateFile(path, null, { target, text: await files.read(join(folderOf(path), target)) }));
  }
  return found;
}
