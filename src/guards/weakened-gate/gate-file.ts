import { CI_FILE } from '../asks-for-ci.ts';

/** What a file of the gate is about: whose words a task uses when it asks for a change there. */
export type Area =
  | 'ci'
  | 'scripts'
  | 'tests'
  | 'coverage'
  | 'lint'
  | 'types'
  | 'hooks'
  | 'owners'
  | 'scanner'
  | 'bot'
  | 'verifier'
  | 'attributes'
  | 'code';

const at = (names: string): RegExp => new RegExp(`(?:^|/)(?:${names})$`, 'i');

/** By name, wherever the file lies; the first that fits. Sources: the tools' own documentation of what they read. */
const FILES: readonly (readonly [RegExp, Area])[] = [
  [CI_FILE, 'ci'],
  [/^\.github\/fettle\.ya?ml$/i, 'verifier'],
  [/^\.github\/codeql\//i, 'scanner'],
  [at('dependabot\\.ya?ml|renovate\\.json5?|\\.renovaterc(?:\\.json5?)?'), 'bot'],
  [
    at(
      '\\.trivyignore(?:\\.ya?ml)?|trivy\\.ya?ml|\\.snyk|\\.?gitleaks\\.toml|\\.gitleaksignore|\\.semgrepignore|\\.?semgrep\\.ya?ml|codeql-config\\.ya?ml|\\.secrets\\.baseline|\\.?checkov\\.ya?ml|osv-scanner\\.toml|audit-ci\\.jsonc?|\\.nsprc|deny\\.toml|\\.cargo/audit\\.toml|\\.grype\\.ya?ml|dependency-check-suppressions?\\.xml|\\.talismanrc|\\.bandit|bandit\\.ya?ml|brakeman\\.(?:ignore|yml)|\\.zizmor\\.ya?ml|zizmor\\.ya?ml|\\.safety-policy\\.ya?ml|\\.secretlintrc[^/]*|\\.secretlintignore|\\.trufflehog[^/]*|\\.tfsec/[^/]+|\\.kics[^/]*',
    ),
    'scanner',
  ],
  [at('codeowners|owners'), 'owners'],
  [at('\\.gitattributes'), 'attributes'],
  [/(?:^|\/)(?:\.husky|\.githooks|git-hooks)\//i, 'hooks'],
  [
    at(
      '\\.pre-commit-config\\.ya?ml|\\.?lefthook[^/]*\\.(?:ya?ml|toml|json)|\\.lintstagedrc[^/]*|lint-staged\\.config\\.\\w+|\\.overcommit\\.ya?ml|captainhook\\.json|grumphp\\.ya?ml|\\.?husky\\.config\\.js|\\.simple-git-hooks\\.\\w+|commitlint\\.config\\.\\w+|\\.commitlintrc[^/]*',
    ),
    'hooks',
  ],
  [
    at(
      '\\.nycrc[^/]*|nyc\\.config\\.\\w+|\\.c8rc[^/]*|\\.coveragerc|\\.?codecov\\.ya?ml|sonar-project\\.properties|\\.simplecov|\\.istanbul\\.yml|\\.?tarpaulin\\.toml|\\.codeclimate\\.ya?ml|\\.lcovrc|\\.coveralls\\.ya?ml|\\.size-limit[^/]*|\\.?bundlesize[^/]*|\\.bundlewatch[^/]*|\\.?lighthouserc[^/]*|budgets?\\.json|stryker[^/]*\\.(?:js|mjs|cjs|json)|infection\\.json5?(?:\\.dist)?|\\.testcoverage\\.ya?ml|\\.octocov\\.ya?ml|\\.jscpd\\.json|mutmut_config\\.py|coverlet[^/]*|\\.?gcovr\\.cfg|coveralls\\.json|diff-cover\\.toml|cypress-coverage\\.json',
    ),
    'coverage',
  ],
  [
    at(
      '(?:ts|js)config[^/]*\\.json|\\.?mypy\\.ini|pyrightconfig\\.json|\\.pyre_configuration|sorbet/config|steepfile|\\.flowconfig|\\.?dialyzer[^/]*|basedpyright[^/]*|pyrefly\\.toml|ty\\.toml',
    ),
    'types',
  ],
  [
    at(
      '\\.eslintrc[^/]*|eslint\\.config\\.\\w+|\\.eslintignore|eslint-suppressions\\.json|\\.stylelintrc[^/]*|stylelint\\.config\\.\\w+|\\.stylelintignore|biome\\.jsonc?|\\.jshintrc|\\.jshintignore|\\.jscsrc|tslint[^/]*\\.json|\\.?oxlintrc\\.json|oxlint\\.json|\\.xo-config[^/]*|\\.flake8|\\.?pylintrc|\\.?ruff\\.toml|\\.isort\\.cfg|\\.pydocstyle|\\.?pycodestyle|\\.golangci[^/]*|\\.?clippy\\.toml|\\.rubocop[^/]*\\.ya?ml|\\.standard(?:_todo)?\\.ya?ml|\\.erb[-_]lint\\.ya?ml|\\.reek\\.ya?ml|\\.?phpcs(?:\\.\\w+)*\\.xml(?:\\.dist)?|phpstan[^/]*\\.(?:neon|php)(?:\\.dist)?|psalm[^/]*\\.xml(?:\\.dist)?|\\.php-cs-fixer[^/]*|phpmd[^/]*\\.xml|\\.?detekt[^/]*|ktlint[^/]*|\\.editorconfig|[\\w-]*checkstyle[^/]*|[\\w-]*pmd[^/]*\\.xml|[\\w-]*ruleset[^/]*|(?:spot|find)bugs[^/]*|suppressions?\\.xml|lint\\.xml|[\\w-]*baseline[\\w-]*\\.(?:xml|json|neon|ya?ml|txt|toml)|\\.swiftlint[^/]*|\\.credo\\.exs|\\.scalafix\\.conf|scalastyle[^/]*\\.xml|wartremover[^/]*|\\.hadolint\\.ya?ml|\\.markdownlint[^/]*|\\.yamllint[^/]*|\\.shellcheckrc|\\.ansible-lint(?:\\.ya?ml)?|\\.tflint\\.hcl|\\.clang-tidy|\\.sqlfluff(?:ignore)?|\\.htmlhintrc|\\.prettierignore|\\.luacheckrc|\\.gitlint|\\.vale\\.ini|buf\\.ya?ml|\\.spectral\\.ya?ml|\\.?redocly\\.ya?ml|\\.rustfmt\\.toml|rustfmt\\.toml|\\.dart_code_metrics\\.yaml|analysis_options\\.yaml|\\.globalconfig|stylecop\\.json|\\.cppcheck[^/]*|cppcheck[^/]*|\\.iwyu|\\.cspell\\.json|cspell[^/]*|\\.hlint\\.yaml|\\.solhint[^/]*|\\.sourcery\\.ya?ml|knip\\.jsonc?|knip\\.config\\.\\w+|\\.dependency-cruiser\\.\\w+|\\.?importlinter|\\.ls-lint\\.ya?ml|\\.nvmrc\\.lint|\\.remarkrc[^/]*',
    ),
    'lint',
  ],
  [
    at(
      'jest\\.(?:config|preset|setup)[^/]*|jest-[\\w-]*\\.(?:json|js|ts)|vitest\\.[^/]+|\\.mocharc[^/]*|mocha\\.opts|ava\\.config\\.\\w+|karma\\.conf[^/]*|cypress\\.(?:config\\.\\w+|json)|playwright[^/]*\\.config\\.\\w+|wdio[^/]*\\.conf[^/]*|\\.taprc|jasmine\\.(?:json|m?js)|testcafe[^/]*|nightwatch[^/]*|pytest\\.ini|\\.pytest\\.ini|conftest\\.py|phpunit[^/]*\\.xml(?:\\.dist)?|pest\\.php|codeception[^/]*\\.yml|behat\\.ya?ml|\\.rspec|spec_helper\\.rb|rails_helper\\.rb|test_helper\\.rb|junit-platform\\.properties|testng[^/]*\\.xml|[^/]*\\.runsettings|xunit\\.runner\\.json|\\.?(?:config/)?nextest\\.toml|angular\\.json|web-test-runner\\.config\\.\\w+|ctest[^/]*\\.(?:cmake|txt)|\\.bazelignore|test_helper\\.exs|dart_test\\.yaml|kotest\\.properties|[^/]*\\.xctestplan|[^/]*\\.xcscheme|cucumber\\.(?:js|json|ya?ml)|\\.cucumber[^/]*|robot\\.toml|newman[^/]*|scalatest[^/]*',
    ),
    'tests',
  ],
  [
    at(
      'package\\.json|composer\\.json|(?:gnu)?makefile(?:\\.\\w+)?|[^/]+\\.mk|\\.?justfile|taskfile[^/]*\\.ya?ml|tox\\.(?:ini|toml)|noxfile\\.py|rakefile|[^/]+\\.rake|pom\\.xml|[^/]+\\.gradle(?:\\.kts)?|gradle\\.properties|maven\\.config|jvm\\.config|cargo\\.toml|\\.cargo/config(?:\\.toml)?|pyproject\\.toml|setup\\.(?:cfg|py)|hatch\\.toml|pixi\\.toml|cmakelists\\.txt|[^/]+\\.cmake|cmake(?:user)?presets\\.json|meson\\.build|meson_options\\.txt|build(?:\\.bazel)?|\\.bazelrc|[^/]+\\.bzl|build\\.sbt|project/[^/]+\\.(?:sbt|scala)|build\\.sc|build\\.mill|mix\\.exs|package\\.swift|[^/]+\\.(?:cs|fs|vb|vcx|sql)proj|directory\\.(?:build|packages)\\.(?:props|targets)|[^/]+\\.props|nx\\.json|project\\.json|turbo\\.jsonc?|lerna\\.json|deno\\.jsonc?|bunfig\\.toml|moon\\.ya?ml|[^/]+\\.cabal|package\\.yaml|stack\\.yaml|gruntfile\\.\\w+|gulpfile\\.\\w+|configure\\.ac|wscript|sconstruct|vite[^/]*\\.config\\.\\w+|next\\.config\\.\\w+|nuxt\\.config\\.\\w+|webpack[^/]*\\.config\\.\\w+|webpack\\.[\\w.]*js|rollup\\.config\\.\\w+|rsbuild\\.config\\.\\w+|babel\\.config\\.\\w+|\\.swcrc|earthfile|dockerfile[^/]*|docker-bake\\.hcl|skaffold\\.ya?ml|\\.?mise\\.toml|procfile|binding\\.gyp|premake5\\.lua|xmake\\.lua|[^/]+\\.xcconfig|[^/]+\\.pbxproj|pubspec\\.yaml|melos\\.yaml|rebar\\.config|gleam\\.toml|build\\.zig|dune(?:-project)?|[^/]+\\.pro|\\.npmrc|build\\.xml|build\\.cake|build\\.ps1|magefile\\.go|foundry\\.toml|hardhat\\.config\\.\\w+',
    ),
    'scripts',
  ],
  [/^(?:tasks|dodo|runtests)\.py$/, 'scripts'],
  // Scripts that people and CI call for checking.
  [
    /(?:^|\/)(?:scripts?|bin|ci|\.ci|tools?|hack)\/(?:[^/]+\/)*[\w.-]*(?:test|lint|check|ci|build|verify|validate|cover|precommit|pre-commit|presubmit|release)[\w.-]*\.?(?:sh|bash|zsh|ps1|bat|cmd|py|mjs|cjs|js|ts|rb|pl)?$/i,
    'scripts',
  ],
  [
    /(?:^|\/)(?:test|tests|run[-_]tests?|runtests|ci|check|lint|build|verify|presubmit|coverage)\.(?:sh|bash|ps1|bat|cmd)$/i,
    'scripts',
  ],
];

/** Null for a file that decides nothing about checks. */
export function areaOf(path: string): Area | null {
  return FILES.find(([name]) => name.test(path))?.[1] ?? null;
}

/** Its lines are what a tool leaves out: each one more is a check less. */
export const isIgnoreFile = (path: string): boolean => /(?:^|\/)[\w.-]*ignore$/i.test(path) && areaOf(path) !== null;

/** What a tool once found and is to be silent about. */
export const isBaseline = (path: string): boolean =>
  /(?:baseline|_todo|-todo|eslint-suppressions)[^/]*\.\w+$/i.test(path) && areaOf(path) !== null;
