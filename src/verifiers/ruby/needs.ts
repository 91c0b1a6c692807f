import semver from 'semver';
import { join } from '../components.ts';
import { toolNeed, versionRange, type VersionSource, writtenVersion } from '../toolchain.ts';
import type { RepoFiles, ToolNeed } from '../types.ts';
import type { RubyProject } from './detect.ts';

const RUBY: VersionSource = { tool: 'Ruby', probe: ['ruby', '--version'], asdf: ['ruby'], plain: ['.ruby-version'] };

/** The Ruby that a project pins, the one its Gemfile names, and the versions its gemspec supports. */
export async function rubyNeeds({ folder, gemfile, gemspecs }: RubyProject, files: RepoFiles): Promise<ToolNeed[]> {
  const written = await writtenVersion(files, folder, RUBY);
  const stated: [string | undefined, string][] = [
    [/^\s*ruby[\s(]+((?:['"][^'"]+['"](?:,\s*)?)+)/m.exec(gemfile?.text ?? '')?.[1], gemfile?.path ?? ''],
  ];
  for (const { path, text } of gemspecs)
    stated.push([
      /required_ruby_version\s*=\s*(?:Gem::Requirement\.new\()?\[?((?:['"][^'"]+['"](?:,\s*)?)+)/.exec(text)?.[1],
      path,
    ]);
  const needs = stated.flatMap(([list, from]) => {
    const wanted = list?.replaceAll(/['"]/g, '').replace(/,\s*$/, '');
    const need =
      wanted === undefined
        ? null
        : toolNeed(RUBY, wanted, from === '' ? join(folder, 'Gemfile') : from, gemRange(wanted));
    return need === null ? [] : [need];
  });
  return [...(written === null ? [] : [written]), ...needs];
}

/** `~> 3.1`, `>= 2.7, < 4` as a semver range. */
export function gemRange(wanted: string): string | null {
  const parts = wanted.split(',').map((clause) => {
    const [, sign = '', version = ''] = /^\s*(~>|>=|<=|!=|=|>|<|)\s*(\d+(?:\.\d+)*)/.exec(clause) ?? [];
    const numbers = version.split('.').map(Number);
    if (version === '' || sign === '!=') return '';
    if (sign === '~>') {
      const at = Math.max(0, Math.min(numbers.length - 2, 1));
      const next = numbers.slice(0, at + 1).map((it, index) => (index === at ? it + 1 : it));
      return `>=${whole(numbers)} <${whole(next)}`;
    }
    return sign === '' || sign === '=' ? (versionRange(version) ?? '') : `${sign}${whole(numbers)}`;
  });
  return semver.validRange(parts.join(' ').trim());
}

const whole = (numbers: readonly number[]): string => [...numbers, 0, 0].slice(0, 3).join('.');
