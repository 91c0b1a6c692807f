import { posix } from 'node:path';
import { at, type Problem } from './problem.ts';
import type { TestFile } from './test-file.ts';

const MODULE =
  /\b(?:jest|vi|mock|td)\.(?:mock|doMock|unstable_mockModule|module|replace|replaceEsm)\s*\(\s*(?:import\s*\(\s*)?(["'`])([^"'`\n]{1,300})\1/;
const MEMBER =
  /\b(?:patch|patch\.object|setattr|spyOn|stub|replace|mock\.method)\s*\(\s*(?:["']([\w.]+)["']|[\w.]+\s*,\s*["'](\w+)["'])|\ballow\s*\(\s*\w+\s*\)\.to\s+receive\s*\(\s*:(\w+)/;

/** A test that mocks what it is about tests the mock. */
export function mocked({ file, base, tree }: TestFile): Problem[] {
  if (file.status !== 'modified') return [];
  const stem = stemOf(file.path);
  const asserted = tree.assertions.map(({ text }) => text).join('\n');
  for (const line of tree.side.flat()) {
    if (!line.changed || base.side.flat().some((it) => it.text.trim() === line.text.trim())) continue;
    if (!/\b(?:mock|patch|setattr|spyOn|stub|replace\w*|receive|doMock|unstable_mockModule|module)\b/.test(line.code))
      continue;
    const module = MODULE.exec(line.text)?.[2];
    const member = MEMBER.exec(line.text)?.slice(1).find(Boolean)?.split('.').at(-1);
    const passes =
      /mockImplementation\s*\(\s*\)|callThrough|and_call_original|wraps\s*=|requireActual|importActual|importOriginal/.test(
        line.text,
      );
    const isSubject = module !== undefined && /^[.@~/]/.test(module) && stemOf(module) === stem;
    const isAsserted =
      member !== undefined &&
      member.length > 2 &&
      calls(member).test(asserted) &&
      (/lambda|return_value|mockReturnValue|mockResolvedValue|and_return|returns\(|=>/.test(line.text) ||
        /setattr/.test(line.text));
    const result =
      member !== undefined &&
      new RegExp(`=\\s*(?:await\\s+)?(?:[\\w.]+\\.)?${member}\\s*\\(`).test(
        tree.side
          .flat()
          .map(({ code }) => code)
          .join('\n'),
      ) &&
      /setattr|patch/.test(line.code) &&
      !/patch\s*\(\s*["'][\w.]*\.[\w.]*\.[\w.]*\./.test(line.text);
    if (passes || !(isSubject || isAsserted || result)) continue;
    return [
      {
        kind: 'mocked',
        file: file.path,
        ...at(line),
        why: 'The test mocks what it is there to test. Test the real thing.',
        titles: [],
        about: line.text,
      },
    ];
  }
  return [];
}

const calls = (name: string): RegExp => new RegExp(`(?<![\\w])${name}\\s*\\(`);

const stemOf = (path: string): string =>
  posix
    .basename(path)
    .replace(/\.\w+$/, '')
    .replace(/\.[cm]?[jt]sx?$/, '')
    .replaceAll(/[._-]?(?:test|spec)s?$|^test_/gi, '')
    .toLowerCase();
