import semver from 'semver';
import { join } from '../components.ts';
import { toolNeed, type VersionSource, versionRange, writtenVersion } from '../toolchain.ts';
import type { RepoFiles, ToolNeed } from '../types.ts';
import { isTable, type Project, stringsIn, toolTable } from './project.ts';

const PYTHON: VersionSource = {
  tool: 'Python',
  probe: ['python3', '--version'],
  asdf: ['python'],
  plain: ['.python-version'],
};

/** The Python that a project asks for: the one it pins, and the versions that its manifest supports. */
export async function pythonNeeds(project: Project, files: RepoFiles): Promise<ToolNeed[]> {
  const { folder, pyproject, setupCfg, setupPy } = project;
  const written = await writtenVersion(files, folder, PYTHON);
  const poetry = toolTable(pyproject, 'poetry', 'dependencies')?.python;
  const supported: [string | undefined, string][] = [
    [pyproject?.project?.['requires-python'], 'pyproject.toml'],
    [stringsIn(isTable(poetry) ? poetry.version : poetry)[0], 'pyproject.toml'],
    [setupCfg.get('options')?.get('python_requires'), 'setup.cfg'],
    [/\bpython_requires\s*=\s*['"]([^'"]+)['"]/.exec(setupPy)?.[1], 'setup.py'],
    [
      /^python_(?:full_)?version\s*=\s*['"]([^'"]+)['"]/m.exec((await files.read(join(folder, 'Pipfile'))) ?? '')?.[1],
      'Pipfile',
    ],
    [/^python-(\S+)/.exec((await files.read(join(folder, 'runtime.txt'))) ?? '')?.[1], 'runtime.txt'],
  ];
  const needs = supported.flatMap(([wanted, name]) => {
    if (wanted === undefined || wanted.trim() === '') return [];
    const need = toolNeed(PYTHON, wanted.trim(), join(folder, name), pythonRange(wanted));
    return need === null ? [] : [need];
  });
  return [...(written === null ? [] : [written]), ...needs];
}

/** `>=3.8,!=3.9.1,<4`, `~=3.8`, `==3.11.*`, `^3.9` as a semver range; what can't be said there (`!=`) is left out. */
export function pythonRange(wanted: string): string | null {
  const parts: string[] = [];
  for (const clause of wanted
    .split(',')
    .map((it) => it.trim())
    .filter((it) => it !== '')) {
    const [, sign = '', version = ''] = /^(~=|===?|!=|>=|<=|>|<|\^|~|)\s*([\d.]+(?:\.\*)?)\w*$/.exec(clause) ?? [];
    if (version === '') return versionRange(wanted);
    if (sign === '!=') continue;
    const numbers = version
      .replace(/\.\*$/, '')
      .split('.')
      .filter((it) => it !== '');
    const whole = [...numbers, '0', '0'].slice(0, 3).join('.');
    if (sign === '~=')
      parts.push(
        `>=${whole} ${numbers.length > 2 ? `<${numbers[0]}.${Number(numbers[1]) + 1}.0` : `<${Number(numbers[0]) + 1}.0.0`}`,
      );
    else if (sign === '' || sign.startsWith('==')) parts.push(versionRange(numbers.join('.')) ?? '');
    else if (sign === '<=' && numbers.length < 3) parts.push(`<=${numbers.join('.')}`);
    else if (sign === '>' && numbers.length < 3) parts.push(`>${whole}`);
    else parts.push(`${sign}${sign === '^' || sign === '~' ? numbers.join('.') : whole}`);
  }
  return parts.length === 0 ? null : semver.validRange(parts.join(' '));
}
