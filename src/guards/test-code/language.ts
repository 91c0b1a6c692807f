import type { LEXES } from '../blank-code.ts';

export type Language = keyof typeof LEXES;

const EXTENSIONS: readonly (readonly [RegExp, Language])[] = [
  [/\.(?:[cm]?[jt]sx?|vue|svelte)$/i, 'js'],
  [/\.py$/i, 'py'],
  [/\.go$/i, 'go'],
  [/\.(?:java|kts?|groovy|scala)$/i, 'jvm'],
  [/\.(?:cs|fs|vb)$/i, 'cs'],
  [/\.rs$/i, 'rust'],
  [/\.(?:rb|rake)$/i, 'ruby'],
  [/\.(?:php|phpt)$/i, 'php'],
  [/\.swift$/i, 'swift'],
  [/\.(?:c|cc|cpp|cxx|h|hh|hpp|hxx|m|mm)$/i, 'cpp'],
  [/\.(?:bats|sh|bash|zsh)$/i, 'shell'],
  [/(?:^|\/)BUILD(?:\.bazel)?$|\.bzl$/, 'bazel'],
  [/(?:^|\/)(?:CMakeLists\.txt|meson\.build)$|\.cmake$/i, 'cmake'],
];

export const languageOf = (path: string): Language | null => EXTENSIONS.find(([name]) => name.test(path))?.[1] ?? null;

const TEST_FOLDER =
  /(?:^|\/)(?:tests?|__tests__|specs?|e2e|testing|cypress|unittests?|[\w.]*\.?Tests|(?:unit|integration|functional|acceptance|android|common|jvm|int(?:egration)?)[-_]?tests?)\//i;

/** What runners look for by name: their documented defaults. */
const TEST_NAME: readonly RegExp[] = [
  /[._-](?:test|tests|spec|specs|e2e|cy|e2e-spec|test-d)\.[cm]?[jt]sx?$|(?:^|\/)__tests__\/(?:[^/]+\/)*[^/]+\.[cm]?[jt]sx?$|(?:^|\/)tests?\.[cm]?[jt]sx?$/,
  /(?:^|\/)(?:test_[^/]*|[^/]*_test|tests)\.py$|(?:^|\/)tests\/(?:test_)[^/]+\.py$/,
  /_test\.go$/,
  /(?:^|\/)(?:Test[A-Z0-9_]?[^/]*|[^/]*(?:Tests?|TestCase|IT|Spec|Specs|Suite))\.(?:java|kt|groovy|scala)$/,
  /(?:Tests?|Specs?|Fixture|Facts)\.(?:cs|fs|vb)$/,
  /(?:^|\/)(?:[^/]*_(?:spec|test)|test_[^/]*)\.rb$/,
  /Test\.php$|Cest\.php$|\.phpt$/,
  /(?:Tests?|Spec)\.swift$/,
  /(?:^|\/)(?:[^/]*[_-]?(?:unit)?tests?|test_[^/]*|[^/]*Tests?|[^/]*_unittest)\.(?:c|cc|cpp|cxx|mm)$/,
  /\.bats$|(?:^|\/)(?:test_[^/]*|[^/]*[_-]test)\.(?:sh|bash)$/,
];

/** Whether a file's own name says that it holds tests, wherever it lies. */
export const isNamedAsTest = (path: string): boolean => TEST_NAME.some((name) => name.test(path));

/** Whether a path looks like that of test code. Rust and the like keep tests in sources: there the text decides. */
export const isTestPath = (path: string): boolean =>
  TEST_FOLDER.test(path) ||
  isNamedAsTest(path) ||
  /(?:^|\/)(?:conftest\.py|Pest\.php|spec_helper\.rb|[\w-]*test[-_]?(?:utils?|helpers?|setup)[\w-]*\.\w+)$/i.test(path);

/** Of what people read, not machines. */
export const isDocument = (path: string): boolean =>
  /\.(?:md|mdx|rst|adoc|txt|changeset)$/i.test(path.replace(/CMakeLists\.txt$/, 'x')) ||
  /(?:^|\/)(?:docs?|\.changeset)\//i.test(path);

/** What a run wrote, to be compared with the next: snapshots, golden and approved files. */
export const isSnapshot = (path: string): boolean =>
  /\.snap(?:shot)?$|(?:^|\/)(?:__(?:[\w-]+_)?snapshots?__|snapshots?|__file_snapshots__|goldens?|golden[-_]files?|approvals?|baselines?|__screenshots__|[\w.-]+-snapshots)\/|\.(?:approved|verified|golden|expected|snap|ambr|baseline)(?:\.\w+)?$|\.golden$|(?:^|\/)[\w.-]*(?:[._-]golden|[._-]expected|_snapshot)\.\w+$|(?:^|\/)expected(?:[-_.][\w-]*)?\.\w+$/i.test(
    path,
  );

/** Data that tests read. */
export const isTestData = (path: string): boolean =>
  /(?:^|\/)(?:testdata|test[-_]data|fixtures?|__fixtures__|expected|test-resources|src\/test\/resources|cassettes)\//i.test(
    path,
  );
