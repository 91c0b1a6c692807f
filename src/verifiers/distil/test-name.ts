import type { Finding } from './finding.ts';

type Rule = (title: string, body: readonly string[]) => string | undefined;

const first =
  (when: RegExp): Rule =>
  (title) =>
    when.exec(title)?.[1];

/** The names of suites stand one below the other, the last one ends with a colon. */
function nested(title: string, body: readonly string[]): string {
  const lines = [title, ...body.slice(0, 6)].map((line) => line.trim());
  const end = lines.findIndex((line) => line.endsWith(':'));
  return end < 0
    ? title
    : lines
        .slice(0, end + 1)
        .join(' ')
        .slice(0, -1);
}

/** How tools name a test in what our readers make the title, so that it can be selected again. */
const RULES: Readonly<Record<string, Rule>> = {
  jest: (title) => (/^Test suite failed to run$/.test(title) ? undefined : title),
  vitest: first(/^\S+\.\w+ > (.+)$/),
  mocha: nested,
  jasmine: (title) => title,
  rspec: (title) => title,
  ava: (title) => title,
  exunit: (title) => title,
  phpunit: (title) => title,
  minitest: first(/^(\S+#\S+?)(?: \[.*\])?:?$/),
  pytest: first(/^(?:(?:FAILED|ERROR) )?(\S+\.py(?:::.+))$/),
  unittest: first(/^(?:FAIL|ERROR): (.+)$/),
  'go test': first(/^--- FAIL: (\S+)/),
  'cargo test': first(/^---- (.+) stdout ----$/),
  'node:test': first(/^(?:\S+\.\w+:\d+: )?(.+)$/),
  gtest: first(/^\[ {2}FAILED {2}\] (\S+)/),
  ctest: first(/^Test\s+#\d+: (\S+)/),
  xctest: first(/: error: (\S+\.\S+) : /),
  'swift testing': first(/^✘ Test "?(.+?)"? recorded an issue/),
  'dotnet test': first(/^(.+?) \[[<\d.]+ ?\w+\]$/),
  xunit: first(/^(.+?) \[FAIL\]$/),
  gradle: first(/^(.+ > .+) FAILED$/),
  scalatest: first(/^\[info\]\s+- (.+) \*\*\* FAILED \*\*\*/),
  testng: (title) => title,
  playwright: first(/^(?:\[[\w -]+\] › )?\S+:\d+:\d+ › (.+?)(?: ─+)?$/),
  bazel: first(/^(\/\/\S+)\s/),
  maven: (title) => {
    const old = /^([\w$[\]{}, -]+?)\(([\w.$]+)\)\s+(?:-- )?Time elapsed/.exec(title);
    return old ? `${old[2]}.${old[1]}` : /^([\w.$]+\.[\w$]+.*?)\s+(?:-- )?Time elapsed/.exec(title)?.[1];
  },
};

/** Full name of the test that a finding tells of; undefined where it is none, or nobody knows how its tool names tests. */
export function testNameOf(finding: Finding): string | undefined {
  if (finding.test !== undefined) return finding.test;
  if (finding.kind !== 'test') return undefined;
  // A place may have been put before the name.
  const place = finding.file ? `${finding.file}${finding.line ? `:${finding.line}` : ''}: ` : '';
  const title = place !== '' && finding.title.startsWith(place) ? finding.title.slice(place.length) : finding.title;
  return RULES[finding.tool]?.(title, finding.body)?.trim();
}
