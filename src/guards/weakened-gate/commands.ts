import { posix } from 'node:path';
import type { Area } from './gate-file.ts';
import { type Changed, type ChangedLine, isComment } from './lines.ts';
import { shown, type Weakening } from './weakening.ts';

/** What commands check, by the tools that do it. */
const KINDS: Readonly<Record<string, RegExp>> = {
  test: /\b(?:jest|vitest|mocha|ava|karma|cypress|playwright|jasmine|testcafe|wdio|pytest|py\.test|unittest|nose2?|tox|nox|gotestsum|go test|cargo (?:\S+ ){0,3}(?:test|nextest)|rspec|minitest|rails test|phpunit|paratest|(?<=^|npx |exec |run |bin\/)pest|codecept|behat|ctest|swift test|xcodebuild\b.{0,80}\btest|bats|shunit2|bazel(?:isk)? (?:test|coverage)|mix test|deno test|bun test|node\b.{0,40}--test|dotnet test|vstest|sbt\b.{0,60}\btest\w*|(?:mvnw?|mvn)\b.{0,80}\b(?:test|verify|install|package)|gradlew?\b.{0,80}\b(?:test\w*|check|build)|dart test|flutter test|manage\.py test|stack test|cabal test|dune (?:runtest|test)|zig build test|hatch (?:run )?test|robot|cucumber|(?<=^|npx |exec |run |bin\/)tap|c8|nyc|meson test|ninja test|(?<=^|npx |exec |run |bin\/)prove|busted|kcov|valgrind)\b/,
  lint: /\b(?:eslint|tslint|stylelint|biome|oxlint|(?<=^|npx |exec |run |bin\/)xo|(?<=^|npx |exec |run |bin\/)standard|flake8|pylint|pycodestyle|pydocstyle|ruff|golangci-lint|go vet|staticcheck|(?<=^|npx |exec |run |bin\/)revive|clippy|rubocop|standardrb|erblint|reek|phpcs|phpstan|psalm|phpmd|detekt|ktlint\w*|checkstyle\w*|spotbugs\w*|pmd\w*|swiftlint|shellcheck|hadolint|yamllint|markdownlint\S*|actionlint|clang-tidy|cppcheck|credo|luacheck|ansible-lint|tflint|sqlfluff|commitlint|knip|publint|attw|buf lint|spectral|(?<=^|npx |exec |run |bin\/)vale|codespell|cspell|ls-lint|reviewdog|sonar:sonar|sonar-scanner|sonarqube\S*|waitForQualityGate|super-linter|megalinter|pre-commit|lint-staged|next lint|ng lint|slither|solhint|dart analyze|flutter analyze|import-linter|lint-imports|scalafix\w*|scalastyle|wartremover|hlint|lintr|doc8|vulture|rstcheck|djlint|curlylint|sort-package-json|depcheck|dependency-cruiser|depcruise|madge|gofumpt)\b/,
  types:
    /\b(?:tsc|vue-tsc|tsd|mypy|dmypy|pyright|basedpyright|pyre|pytype|srb tc|steep check|dialyzer|flow check|svelte-check|astro check|cargo check|typecheck)\b/,
  format:
    /\b(?:prettier|black|isort|gofmt|goimports|rustfmt|cargo fmt|clang-format|spotless\w*|dotnet format|mix format|swiftformat|php-cs-fixer|(?<=^|npx |exec |run |bin\/)pint|scalafmt\w*|google-java-format|terraform fmt|dprint|buildifier|shfmt|yapf|nixfmt|ormolu|stylua)\b/,
  coverage:
    /\b(?:codecov|coveralls|coverage (?:report|xml|run|html)|jacoco\w*|tarpaulin|llvm-cov|gcovr|lcov|octocov|diff-cover|size-limit|bundlesize|bundlewatch|lhci|lighthouse|stryker|mutmut|infection|pitest|cargo-mutants|cargo mutants|simplecov|undercover|koverVerify|kover\w*|check-coverage)\b/,
  security:
    /\b(?:codeql\S*|semgrep|trivy\S*|snyk|gitleaks\S*|trufflehog|(?:npm|yarn|pnpm|cargo|bundle|composer|pip) audit|pip-audit|bundler-audit|npm audit signatures|audit-ci|bandit|safety (?:check|scan)|govulncheck|gosec|brakeman|zizmor|dependency-review-action|scorecard\S*|osv-scanner|grype|checkov|tfsec|kics|cargo deny|cargo-deny|cargo vet|detect-secrets|dependencyCheck\w*|dependency-check|(?<=^|npx |exec |run |bin\/)retire|hadolint-action|(?<=^|npx |exec |run |bin\/)nancy|sobelow|clamscan|cosign verify|slsa-verifier)\b/,
  build:
    /\b(?:go build|cargo build|cmake --build|dotnet build|swift build|vite build|next build|webpack|rollup|tsup|docker build|bazel build|javac|gcc|g\+\+|clang|ng build|hugo|esbuild|parcel|mkdocs build|sphinx-build|ansible-playbook --syntax-check|terraform (?:plan|validate)|helm lint|kubeval|kubeconform|nginx -t|git diff --exit-code)\b/,
};

const RUNNER =
  /(?<!\w)(?:npm|yarn|pnpm|bun|make|just|task|invoke|inv|nx|turbo|lerna|rake|rails|composer|mix|gradlew?|cargo xtask|moon|nox|tox|hatch|poe|pdm|poetry|uv|deno|earthly|dagger|mage|bazel|npx|\$[({]\w+[)}])(?![\w])[^|&;"]{0,60}?[\s:+/,"']([\w:-]+)|(?:^|[\s"'`=])(?:\.{0,2}\/)?(?:[\w.-]+\/){1,8}([\w.-]+)\.(?:sh|py|js|mjs|cjs|ts|rb|pl|ps1)\b|\b(?:sh|bash|python3?|node|ruby)\s+([\w./-]+)/;

/** The kinds of checks by what people call their scripts and targets. */
const BY_NAME: readonly (readonly [RegExp, string])[] = [
  [/(?:^|[:_-])(?:t|tests?|spec|e2e|unit|integration|smoke|checks?|verify|validate|ci|presubmit)(?:$|[:_-])/, 'test'],
  [/(?:^|[:_-])(?:lint|linters?|style|analy[sz]e|stan|cs|static|vet)(?:$|[:_-])/, 'lint'],
  [/(?:^|[:_-])(?:types?|type-?check|tsc)(?:$|[:_-])/, 'types'],
  [/(?:^|[:_-])(?:fmt|format)(?:$|[:_-])/, 'format'],
  [/(?:^|[:_-])(?:cov|coverage|size|mutation)(?:$|[:_-])/, 'coverage'],
  [/(?:^|[:_-])(?:audit|security|scan)(?:$|[:_-])/, 'security'],
  [/(?:^|[:_-])(?:build|compile)(?:$|[:_-])/, 'build'],
];

/** `npm run lint`, `make test`, `./scripts/check.sh`: what the words behind a runner say. */
function kindByName(command: string): { kind: string; tool: string } | null {
  const [runner] = RUNNER.exec(command) ?? [];
  if (runner === undefined) return null;
  const words = command
    .slice(command.indexOf(runner))
    .split(/[\s"',]+/)
    .slice(0, 6);
  for (const word of words.filter((one) => !one.startsWith('-'))) {
    const name = word
      .replace(/^.*\//, '')
      .replace(/\.\w+$/, '')
      .toLowerCase();
    const kind = BY_NAME.find(([pattern]) => pattern.test(name))?.[1];
    if (kind !== undefined) return { kind, tool: `${words[0]} ${word}` };
  }
  return null;
}

/** A dependency's version, an installation, words that are only printed: no command that checks. */
const NO_COMMAND =
  /^\s*<(?!arg|exec)|["'][\w.-]+:[\w.-]+:|["'][\^~>=<*]?\d+(?:\.[\dx*]+)*[\w.-]*["']|^\s*-?\s*(?:name|description|title|label|displayName|id|key|path|with|image):\s|^\s*[\w.-]+\s*[=~><!]=|==|^\s*(?:import|from|require|use|const|var|let)\b/;

const INSTALLS =
  /\b(?:npm|pnpm|yarn|bun) (?:i|add|install|ci|remove|uninstall)\b|\b(?:pip3?|pipx|uv pip|uv tool|poetry|gem|go|cargo|brew|apt(?:-get)?|dotnet tool|composer|apk|choco) (?:install|add|require|get|update)\b/;

const PRINTS = /^(?:@|-)?\s*(?:echo|printf|true|:|exit|sleep|cat|print|Write-\w+|node -e|python3? -c|#)(?![\w-])/;

/** The commands of a line: what follows a key, between `&&`, `||`, `;` and `|`. */
function commandsOf(text: string): string[] {
  // A section's header names a tool and runs none.
  if (isComment(text) || /^\s*\[{1,2}[\w.:"'-]+\]{1,2}\s*$/.test(text)) return [];
  const value = text
    .replace(/\s#\s.*$/, '')
    .replace(/^\s*(?:-\s+)?(?:["']?[\w:.-]+["']?\s*[:=]\s*(?!:))?\s*\[?["'`]?/, '');
  return value
    .slice(0, 2000)
    .split(/&&|\|\||;|\s\|\s/)
    .map((one) => one.trim().replace(/^["'`]/, ''))
    .filter((one) => !PRINTS.test(one) && !INSTALLS.test(one));
}

interface Check {
  kind: string;
  /** The tool's name as it stands there. */
  tool: string;
  command: string;
  place: ChangedLine;
}

function checksOf(lines: readonly ChangedLine[]): Check[] {
  return lines.flatMap((place) => {
    const uses = /^\s*-?\s*uses:\s*(\S+)/.exec(place.text)?.[1];
    if (uses === undefined && NO_COMMAND.test(place.text)) return [];
    return (uses === undefined ? commandsOf(place.text) : [uses]).flatMap((command) => {
      const kind = Object.keys(KINDS).find((one) => one !== 'build' && KINDS[one]?.test(command) === true);
      const built = KINDS.build?.exec(command)?.[0];
      const known =
        kind === undefined
          ? (kindByName(command) ?? (built === undefined ? null : { kind: 'build', tool: built }))
          : { kind, tool: KINDS[kind]?.exec(command)?.[0] ?? '' };
      return known === null ? [] : [{ ...known, command, place }];
    });
  });
}

/** Whether a line runs a check. */
export const holdsCheck = (text: string): boolean =>
  checksOf([{ text, whole: text, line: 0, hunk: '', around: [], at: 0 }]).length > 0;

/** Files whose lines are commands, or settings that hold some. */
const HOLDS_COMMANDS: readonly Area[] = ['ci', 'scripts', 'hooks', 'verifier'];

/**
 * Checks that were run and are not any more, counted by kind over the whole change, so that one that moved to another
 * file or got another runner is still there; and checks that are narrowed to some paths.
 */
export function lostChecks(files: readonly (readonly [Changed, Area])[]): Weakening[] {
  const seen = files
    .filter(([, area]) => HOLDS_COMMANDS.includes(area))
    .map(([file, area]) => ({ file, area, before: checksOf(file.removed), after: checksOf(file.added) }));
  const found: Weakening[] = [];
  for (const kind of Object.keys(KINDS)) {
    // How a package is built is nobody's check, unless CI does it.
    if (kind === 'build' && seen.every(({ area }) => area !== 'ci')) continue;
    const count = (side: 'before' | 'after') =>
      seen.flatMap((one) => one[side].filter((it) => it.kind === kind)).length;
    let lost = count('before') - count('after');
    for (const { file, area, before, after } of seen) {
      const gone = before.filter(
        (one) => one.kind === kind && !after.some((it) => it.kind === kind && it.tool === one.tool),
      );
      for (const check of (gone.length > 0 ? gone : before.filter((one) => one.kind === kind)).slice(
        0,
        Math.max(0, lost),
      )) {
        lost -= 1;
        found.push({
          file: file.path,
          place: check.place,
          what: `a check is no longer run: ${shown(check.command)}`,
          area,
          names: [
            check.tool,
            ...(WORDS_OF[kind] ?? []),
            ...(file.status === 'deleted' ? [posix.basename(file.path)] : []),
          ],
          items: check.command.split(/[\s"']+/).filter((word) => /^[\w@/.:-]{3,60}$/.test(word)),
          lost: ownWords(check.command),
          instead: after
            .filter((one) => !before.some((old) => old.command === one.command))
            .flatMap((one) => ownWords(one.command)),
        });
      }
    }
  }
  return [...found, ...seen.flatMap(({ file, area, before, after }) => narrowed(file, area, before, after))];
}

/** What a command is called by: its words without options and without what runs it. */
const ownWords = (command: string): string[] =>
  command
    .split(/[\s"']+/)
    .filter((word) => /^[\w@][\w@/.:-]{2,80}$/.test(word))
    .map((word) => word.replace(/^.*\//, '').replace(/\.(?:sh|py|js|mjs|ts|rb)$/, ''))
    .filter(
      (word) =>
        word.length >= 3 &&
        !/^(?:npm|npx|yarn|pnpm|bun|run|exec|cargo|make|python3?|node|bundle|docker|bash|poetry|gradlew?|mvnw?|dotnet|all|workspace)$/.test(
          word,
        ),
    );

/** What people call a kind of check. */
const WORDS_OF: Readonly<Record<string, readonly string[]>> = {
  test: ['test', 'tests', 'testing', 'test step', 'test job'],
  lint: ['lint', 'linter', 'linting', 'lint step', 'lint job', 'lint script'],
  types: ['type check', 'type checking', 'typecheck', 'type-check', 'type checks'],
  format: ['format check', 'formatting', 'formatter', 'formatting check'],
  coverage: ['coverage', 'coverage upload', 'coverage report'],
  security: ['scan', 'scanner', 'scanning', 'audit', 'security scan'],
  build: ['build'],
};

const PATHLIKE = /^(?!-)(?=.*[/.:*])[\w@./:*{},[\]-]+$/;

/** The same tool as before, but on fewer paths: names that were not there, where it looked at all or at more. */
function narrowed(file: Changed, area: Area, before: readonly Check[], after: readonly Check[]): Weakening[] {
  return before.flatMap((old) => {
    const now = after.find((one) => one.kind === old.kind && one.tool === old.tool);
    // An action has its paths elsewhere.
    if (now === undefined || /uses:/.test(`${old.place.text}${now.place.text}`)) return [];
    const bare = old.command
      .slice(old.command.indexOf(old.tool) + old.tool.length)
      .split(/\s+/)
      .some((word) => /^\{?[\w:]{2,}[\w/]*\}?["',]*$/.test(word));
    const paths = (command: string) =>
      command
        .slice(command.indexOf(old.tool) + old.tool.length)
        .split(/\s+/)
        .filter(
          (word) =>
            PATHLIKE.test(word.replaceAll(/["'`,\\]/g, '')) &&
            !/\bconfig\.\w+$|\.config\.|\.json$|\.ya?ml$|\.toml$|^\.$/.test(word),
        );
    const [from, to] = [paths(old.command), paths(now.command)];
    const fresh = to.filter((one) => !from.includes(one) && one !== './...' && one !== '.');
    const gone = from.filter((one) => !to.includes(one));
    // Less than before: places that went without others in their stead, or places where it was everything.
    const less =
      (gone.length > 0 && fresh.length === 0 && to.length > 0) ||
      (fresh.length > 0 && from.length === 0 && !bare) ||
      (fresh.length > 0 &&
        gone.length > 0 &&
        gone.every(
          (one) =>
            /\.\.\.|\*\*|^\.\/?$|^\w+\/?$/.test(one) &&
            fresh.some((it) => it.startsWith(one.replace(/(?:\.\.\.|\*\*.*|\/)$/, ''))),
        )) ||
      (fresh.length === 0 && to.length < from.length);
    if (!less || /^(?:prettier|tsc|codecov|coverage)/.test(old.tool)) return [];
    return [
      {
        file: file.path,
        place: now.place,
        what: `a check looks at less than before: ${shown(now.command)} instead of ${shown(old.command)}`,
        area,
        names: [old.tool, ...(WORDS_OF[old.kind] ?? [])],
        items: [...fresh, ...gone],
      },
    ];
  });
}
