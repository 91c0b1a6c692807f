import { expect, jest, test } from '@jest/globals';
import { POLYGLOT, realVerification } from './real.ts';
import type { Tree } from './trees.ts';

/** Debian's Rust in real containers. */
const inContainers = realVerification(POLYGLOT);
jest.setTimeout(900_000);

const crate = (name: string, more = ''): string =>
  `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n${more}`;
const CORE = `/// \`\`\`
/// assert_eq!(core_sum::sum(1, 2), 3);
/// \`\`\`
pub fn sum(a: i32, b: i32) -> i32 {
    a + b
}

#[cfg(test)]
mod tests {
    #[test]
    fn adds() {
        assert_eq!(super::sum(1, 2), 3);
    }

    #[test]
    #[ignore]
    fn later() {}
}
`;
const base: Tree = {
  '.github/fettle.yml':
    'verifiers: [{ name: clean, run: \'git status --porcelain && test -z "$(git status --porcelain)"\' }]\n',
  'Cargo.toml': '[workspace]\nmembers = ["core", "cli"]\n',
  'Cargo.lock':
    'version = 3\n\n[[package]]\nname = "cli"\nversion = "0.1.0"\ndependencies = [\n "core-sum",\n]\n\n[[package]]\nname = "core-sum"\nversion = "0.1.0"\n',
  'clippy.toml': '',
  'core/Cargo.toml': crate('core-sum'),
  'core/src/lib.rs': CORE,
  'core/tests/whole.rs': '#[test]\nfn whole() {\n    assert_eq!(core_sum::sum(2, 2), 4);\n}\n',
  'cli/Cargo.toml': crate('cli', '\n[dependencies]\ncore-sum = { path = "../core" }\n'),
  'cli/src/main.rs': 'fn main() {\n    println!("{}", core_sum::sum(1, 2));\n}\n',
};
const checks = ['fmt', 'clippy', 'build', 'test'].map((kind) => `rust:${kind} cli`);

test('a change of a crate without tests passes by those of the one that it needs; nothing is left in the tree', async () => {
  const { reports } = await inContainers(base, {
    ...base,
    'cli/src/main.rs': 'fn main() {\n    println!("{}", core_sum::sum(2, 2));\n}\n',
  });
  expect(reports.map(({ check, result }) => [check, result])).toEqual(
    [...checks, 'custom:clean'].map((check) => [check, 'passed']),
  );
  expect(reports[3]?.tests).toEqual({ passed: 3, failed: 0, skipped: 1 });
});

test('a broken function fails unit, integration and documentation tests; format and clippy find theirs', async () => {
  const { reports } = await inContainers(
    base,
    {
      ...base,
      'core/src/lib.rs': CORE.replace('a + b', 'a - b'),
      'cli/src/main.rs':
        'fn main() {\n    let name = "x";\n    if name.len() >= 0 {  println!("{}", core_sum::sum(1, 2)); }\n}\n',
    },
    { keepGoing: true },
  );
  const by = new Map(reports.map((report) => [report.check, report]));
  const test = by.get('rust:test core');
  expect(test).toMatchObject({ result: 'failed', baseline: 'green', tests: { passed: 0, failed: 3, skipped: 1 } });
  expect(test?.failures.map((failure) => failure.test).sort()).toEqual([
    'src/lib.rs - sum (line 1)',
    'tests::adds',
    'whole',
  ]);
  expect(test?.failures.find((failure) => failure.test === 'tests::adds')).toMatchObject({
    file: 'core/src/lib.rs',
    line: 12,
  });
  expect(by.get('rust:test cli')).toMatchObject({ result: 'failed' });
  expect(by.get('rust:fmt cli')).toMatchObject({ result: 'failed', failures: [{ file: 'cli/src/main.rs' }] });
  expect(by.get('rust:clippy cli')).toMatchObject({
    result: 'failed',
    failures: [{ file: 'cli/src/main.rs', line: 3 }],
  });
});

test('what was red before is said to have been; what does not compile is a red build', async () => {
  const red = { ...base, 'core/src/lib.rs': CORE.replace('a + b', 'a - b') };
  const { reports } = await inContainers(red, { ...red, 'cli/README.md': 'x' });
  expect(reports.find((report) => report.check === 'rust:test cli')).toMatchObject({
    result: 'pre_existing',
    baseline: 'red',
  });
  const wrong = { ...base, 'cli/src/main.rs': 'fn main() {\n    nobody();\n}\n' };
  const { reports: compiled } = await inContainers(base, wrong);
  expect(compiled.find((report) => report.check === 'rust:build cli')).toMatchObject({
    result: 'failed',
    failures: [{ file: 'cli/src/main.rs', line: 2 }],
  });
});

test('no tests, and a Rust that is too old', async () => {
  const alone = { 'Cargo.toml': crate('one'), 'src/lib.rs': 'pub fn one() -> i32 {\n    1\n}\n' };
  const { reports } = await inContainers(alone, { ...alone, 'README.md': 'x' });
  expect(reports.find((report) => report.check === 'rust:test')).toMatchObject({
    result: 'could_not_run',
    reason: 'no_tests',
  });
  const newer = { ...alone, 'Cargo.toml': crate('one').replace('2021', '2024') };
  const old = await inContainers(newer, { ...newer, 'README.md': 'x' });
  expect(old.reports[0]).toMatchObject({
    reason: 'toolchain',
    summary: expect.stringMatching(/Rust edition 2024.*1\.63/),
  });
});
