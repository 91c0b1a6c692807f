import type { Check, Failure } from '../types.ts';

/** The same check for these tests alone; null where one of them can't be named. */
export function narrowRuby(check: Check, failures: readonly Failure[]): Check | null {
  const names = [...new Set(failures.map(({ test }) => test?.trim() ?? ''))];
  if (names.length === 0 || names.includes('')) return null;
  const more = check.tool === 'rspec' ? names.flatMap((name) => ['--example', name]) : minitest(check, names);
  if (more === null) return null;
  const argv = [...check.argv, ...more];
  return { ...check, argv, command: `${check.command} ${more.join(' ')}` };
}

/** minitest takes one name or one pattern, and rake hands it on through a shell. */
function minitest(check: Check, names: readonly string[]): string[] | null {
  const full = names.map((name) => /^(\S.*?#test_.+)$/.exec(name)?.[1]);
  if (full.some((name) => name === undefined || /['\\$`\n]/.test(name))) return null;
  const pattern = `/^(?:${full.map((name) => (name ?? '').replaceAll(/[.*+?^{}()|[\]/]/g, String.raw`\$&`)).join('|')})$/`;
  if (check.argv.includes('--')) return ['--name', pattern];
  return check.argv.includes('rake') ? [`TESTOPTS=--name='${pattern}'`] : ['-n', pattern];
}

/** Full descriptions of the examples that RSpec's dry run printed as JSON; null where it printed something else. */
export function collectedRuby(check: Check, output: string): string[] | null {
  const json = /^\{"version":.*\}/m.exec(output)?.[0];
  if (check.tool !== 'rspec' || json === undefined) return null;
  try {
    const { examples } = JSON.parse(json) as { examples: { full_description: string }[] };
    return examples.map((it) => it.full_description);
  } catch {
    return null;
  }
}
