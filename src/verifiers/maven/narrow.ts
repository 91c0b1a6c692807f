import type { Check, Failure } from '../types.ts';

/** More than this and the whole check is the better question. */
const MAX_TESTS = 50;

/** `adds(demo.CoreTest)`, `demo.CoreTest.adds`, `demo.CoreTest#adds`, with what JUnit appends to repeated ones. */
export function selectorOf(test: string): string | null {
  const name = test
    .replace(/\[[^\]]*\]/g, '')
    .replace(/\{[^}]*\}/g, '')
    .trim();
  const old = /^([\w$]+)(?:\([^()]*\))?\(([\w.$]+)\)$/.exec(name);
  if (old !== null) return `${old[2]}#${old[1]}`;
  const full = /^((?:[\w$]+\.)*[A-Z][\w$]*)[.#]([\w$]+)(?:\([^()]*\))?$/.exec(name);
  return full === null ? null : `${full[1]}#${full[2]}`;
}

/** The same goal for these tests alone, in Surefire and in Failsafe, in every module that has them. */
export function narrowMaven(check: Check, failures: readonly Failure[]): Check | null {
  if (check.phase !== 'test' || failures.length === 0 || failures.length > MAX_TESTS) return null;
  const methods = new Map<string, Set<string>>();
  for (const { test } of failures) {
    const [type, method] = (selectorOf(test ?? '') ?? '').split('#');
    if (type === undefined || method === undefined || type === '') return null;
    methods.set(type, (methods.get(type) ?? new Set()).add(method));
  }
  const tests = [...methods].map(([type, names]) => `${type}#${[...names].join('+')}`).join(',');
  const options = [`-Dtest=${tests}`, `-Dit.test=${tests}`, '-DfailIfNoTests=false'].concat([
    '-Dsurefire.failIfNoSpecifiedTests=false',
    '-Dfailsafe.failIfNoSpecifiedTests=false',
  ]);
  return { ...check, command: `${check.command} -Dtest=${tests}`, argv: [...check.argv, ...options] };
}
