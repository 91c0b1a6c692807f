import type { Area } from './gate-file.ts';
import { type Changed, type ChangedLine, inNewBlock, isComment, isEdit, keysAbove } from './lines.ts';
import { holdsCheck } from './commands.ts';
import { shown, type Weakening } from './weakening.ts';

interface Pattern {
  pattern: RegExp;
  what: string;
  /** Only in these; everywhere when not said. */
  areas?: readonly Area[];
  /** Only in files with such a path. */
  paths?: RegExp;
  /** Fine inside of a step or section that is wholly new. */
  unlessNew?: boolean;
  /** Only where the line is a check's, or was changed: elsewhere the words mean other things. */
  onChecks?: boolean;
  /** Not under an `if`. */
  unlessNested?: boolean;
  /** Counted by lines, not by words: one of the kind stands for another. */
  lines?: boolean;
  /** What people call it, beside what stands on the line. */
  words?: readonly string[];
}

const FLAGS_TOKEN = '(?<![\\w-])';
const flag = (names: string): RegExp => new RegExp(`${FLAGS_TOKEN}(?:${names})(?![\\w-])`);

/** What people call what decides whether a job runs. */
const CONDITION_WORDS: readonly string[] = [
  'condition',
  'if condition',
  'path filter',
  'paths filter',
  'filter',
  'trigger',
  'only run',
  'branch filter',
];

/** What a new line may not hold. */
const ADDED: readonly Pattern[] = [
  {
    pattern:
      /(?:\|\|\s*(?:true|:|exit 0|echo|printf|\/bin\/true|cmd \/c exit 0|\(?exit 0\)?|Write-\w+)|;\s*(?:true|exit 0|:)\s*["']?,?\s*$|(?<!\|)\|\s*true\s*$)/,
    onChecks: true,
    what: 'a failure is swallowed',
  },
  {
    pattern:
      /(?:^|[\s;&"'`])set \+(?:e|u|o (?:errexit|pipefail))\b|ErrorActionPreference\s*=\s*["']?(?:Silently)?Continue/,
    what: 'the script goes on after a failure',
  },
  {
    pattern:
      /^\s*(?:-\s+)?(?:run:\s*|script:\s*)?["']?(?:exit 0|sys\.exit\(0\)|process\.exit\(0\);?|exit\(0\)|return 0)["']?\s*$/,
    unlessNested: true,
    what: 'it ends as if all were well',
    areas: ['ci', 'hooks', 'tests'],
  },
  {
    pattern: /^\s*(?:exit 0|sys\.exit\(0\)|process\.exit\(0\);?)\s*$/,
    unlessNested: true,
    what: 'it ends as if all were well',
    areas: ['scripts'],
  },
  {
    pattern: /process\.exitCode\s*=\s*0|exitstatus\s*=\s*0/,
    what: 'it ends as if all were well',
    areas: ['tests', 'scripts'],
  },
  {
    pattern:
      /\bcontinue-on-error:\s*(?!false)\S|\ballow_failure:\s*(?!false)|\bcontinueOnError:\s*(?!false)\S|\bsoft_fail:\s*(?!false)|\bcatchError\b|\breturnStatus:\s*true|\bfailure:\s*["']?ignore|\bignore_errors\b|\bonError:\s*continue/,
    what: 'a failure does not stop it',
  },
  {
    pattern:
      /^\s*(?:-\s+)?(?:if|condition|when):\s*(?:\$\{\{\s*)?["']?(?:false|never|manual|1 == 0|0)\b|\bexpression\s*\{\s*false|\benabled:\s*false|^\s*when:\s*(?:\[\s*)?(?:never|manual)|==\s*['"](?:never|nobody|disabled)['"]/,
    what: 'it never runs by itself',
    areas: ['ci', 'hooks', 'verifier'],
  },
  {
    pattern:
      /^\s*(?:-\s+)?(?!if:\s*(?:\$\{\{\s*)?!?(?:always|success|cancelled|failure)\(\)\s*(?:\}\})?\s*$)(?:if|condition|when|only|except|unless|rules|paths|paths-ignore|paths_ignore|branches|branches-ignore|branches_ignore|changes|only_if|skip_if|skip|filters|exclude|changeset|tags-ignore|changesets?|allow_failures):/,
    what: 'it runs less often',
    areas: ['ci'],
    unlessNew: true,
    words: CONDITION_WORDS,
  },
  {
    pattern: /\bwhen\s*\{|^\s*branch\s+['"]|\bnot\s*\{|github\.event_name\s*!=|\[skip ci\]|\[ci skip\]/,
    what: 'it runs less often',
    areas: ['ci'],
    unlessNew: true,
    words: CONDITION_WORDS,
  },
  {
    pattern: /^\s*-?\s*\[?stages:\s*\[\s*(?:manual|pre-push|push|commit-msg)\s*\]|\bstages:\s*\[?manual/,
    what: 'it never runs by itself',
    areas: ['hooks'],
  },
  {
    pattern: flag(
      '--passWithNoTests|--pass-with-no-tests|--allow-empty|--no-verify|--exit-zero|--exit-zero-even-if-changed|--soft-fail|--no-error-on-unmatched-pattern|--no-fail\\w*|--ignore-failures?|--allow-warnings|--no-strict|--warn-only|--no-exit-code|--suppress-tests|--fail-never|-fn|--continue|--keep-going|--no-fail-on-\\w+|--pass-on-no-\\w+|--force-success|--exitcode=0|--exit-code=0|--exit-code 0|--allow-no-tests|--no-error|--silent-errors|--report-only|--dry-run|--nofail',
    ),
    unlessNew: true,
    what: 'a failure is swallowed',
  },
  {
    pattern:
      /-D(?:maven\.test\.)?skip(?:Tests|ITs)?(?:=true)?\b|-Dmaven\.test\.(?:skip|failure\.ignore)|-DskipITs|-D\w*\.skip(?:=true)?\b|-Dcheckstyle\.skip|-Dspotbugs\.skip|-Denforcer\.skip|(?<![\w-])-x\s+\w*(?:test|check|lint|detekt|ktlint|spotless|jacoco)\w*|--exclude-task\b|-Pskip\w+|\bnpm_config_ignore\b/i,
    what: 'checks are left out of the run',
  },
  {
    pattern:
      /(?<![\w-])(?:--testPathIgnorePatterns|--test-path-ignore|--coveragePathIgnorePatterns|--ignore(?:-glob|-path|-pattern|-words)?|--ignorePath|--deselect|--skip|--skip-(?!existing)\w+|--exclude(?:-\w+)?|--invert|--fgrep|--grep|--grep-invert|--testNamePattern|--test-name-pattern|--testPathPattern|--only|--only-changed|--onlyChanged|--onlyFailures|--changed(?:Since)?|--lastCommit|--findRelatedTests|--last-failed|--lf|--filter|--tests|--example|--tag|--group|--exclude-group|--testsuite|--include|--force-exclude|--extend-exclude|--extend-ignore|--disable(?:-\w+)?|--shard|--spec|--omit)(?:[\s=]|["']?,?$)/,
    onChecks: true,
    what: 'it is narrowed to less than all',
    areas: ['ci', 'scripts', 'hooks', 'tests', 'verifier'],
    unlessNew: true,
  },
  {
    pattern:
      /(?:\b(?:pytest|py\.test|addopts|jest|vitest|mocha|playwright|npm|yarn|pnpm)\b[^|;&]{0,200}\s|["'])-(?:k|m|t|g)["']?[\s=,]+["'\\]*(?:not\b|[\w!(~])|\bctest\b[^|;&]{0,200}\s-(?:E|R|LE|L)\s|(?<![\w-])-(?:short|skip|run)(?:[\s=]|["']|$)|\b-test\.(?:short|run|skip)\b/,
    what: 'it is narrowed to less than all',
    areas: ['ci', 'scripts', 'hooks', 'tests', 'verifier'],
    unlessNew: true,
  },
  {
    pattern:
      /(?<![\w-])(?:-u|--updateSnapshot|--update-snapshots?|--ci=false|--retries|--reruns|--retry|--retry-times|--rerun-fails|--flaky-finder|--flaky|--fail-fast=false|--maxfail|--bail|--reruns-delay)(?:[\s=]|["']?,?$)|\bjest\.retryTimes\b|\brerun-fails\b|\brspec-retry\b|\bdefault_retry_count\b/,
    what: 'a failure is tried again, or ends the run early',
    areas: ['ci', 'scripts', 'tests', 'verifier'],
    unlessNew: true,
  },
  {
    pattern:
      /(?<![\w-])(?:-w|-Wno-[\w-]+|-Wno-error(?:=[\w-]+)?|-w44|\/wd\d+|\/W[0-2]|-A\s?warnings|-A\s?clippy::\w+|-A\s?[a-z_]{4,}|--cap-lints\b.*|-Xlint:none|-Xlint:-\w+|-nowarn(?::\w+)?|\/nowarn|-DNDEBUG|-fpermissive|-fno-sanitize\S*|-suppress-warnings|-Wdoc=no|-q:warn)(?=[\s"'`,;)\]$<]|$)|\bpython3? -O{1,2}\b|\bPYTHONOPTIMIZE\b|(?<![\w-])-W\s?ignore|PYTHONWARNINGS\W{1,4}ignore|(?<![\w-])--disable-warnings\b|(?<![\w-])-p no:\w+|\bNODE_NO_WARNINGS\b/,
    what: 'warnings are no longer shown or no longer stop it',
    areas: ['ci', 'scripts', 'tests', 'hooks', 'types', 'lint'],
  },
  {
    pattern: flag(
      '--no-typecheck|--noCheck|--transpile-only|--transpileOnly|--skip-type-check|--skipLibCheck|--no-coverage|--no-cov|--coverage=false|--no-check-coverage|--ignore-missing-imports|--no-strict-optional|--no-audit|--no-lint|--allow-untyped-defs|--follow-imports=skip|--no-site-packages|--no-deps-check|--no-race|--skip-lint|--insecure|--no-sandbox-check|--no-check-\\w+|--no-vet|-vet=off|--no-clippy|--max-severity|--no-warn-ignored',
    ),
    what: 'a check is switched off',
    areas: ['ci', 'scripts', 'hooks', 'tests', 'verifier'],
  },
  {
    pattern:
      /\bHUSKY=0|\bSKIP=\S|\bLEFTHOOK=0|\bESLINT_NO_DEV_ERRORS\b|\bTSC_COMPILE_ON_ERROR\b|\bDISABLE_ESLINT_PLUGIN\b|\bSKIP_PREFLIGHT_CHECK\b|\bCI=(?:false|0)\b|\bNODE_TLS_REJECT_UNAUTHORIZED\b|\bcore\.hooksPath\b|\bPRE_COMMIT_ALLOW_NO_CONFIG\b/,
    what: 'a check is switched off',
  },
  { pattern: /^\t@?-@?\s?\w/, what: 'a failure is swallowed (the line begins with "-")', areas: ['scripts'] },
  {
    pattern:
      /\b(?:collect_ignore(?:_glob)?|pytest_ignore_collect|pytest_collection_modifyitems|pytest_deselected|items\[:\]|items\.(?:remove|clear)|pytest_runtest_makereport|report\.outcome\s*=|rep\.outcome\s*=|filter_run_excluding|filter_run_when_matching|filter_run\b|failure_exit_code|exclude_pattern|ExUnit\.configure|ExUnit\.start\(.*exclude|config\.exclude|Minitest\.after_run|suite\.exclude|doNotRun|pytest\.skip\(|allow_module_level)/,
    what: 'tests are left out of the run',
    areas: ['tests'],
  },
  {
    pattern:
      /<(?:skip|skipTests|skipITs|testFailureIgnore|maven\.test\.skip)>\s*true|<phase>\s*none\b|\btest(?:Release|Debug)?\s*\.enabled\s*=\s*false|tasks\.(?:named|withType)\W.*(?:test|check).*enabled\s*=\s*false|\bonlyIf\s*\{\s*false|\bgradle\.startParameter\.excludedTaskNames|\bexclude\s*\(?['"]\*\*\/|\bexcludeTestsMatching\b|\bexcludeTags\b|\bexcludeCategories\b|\btest\s*:=\s*\{\}|\bTest\s*\/\s*(?:skip|test|testOptions)\b.*(?:true|:= \{\s*\}|Filter|Exclude)|\bskip\s*in\s*Test|<excludedGroups>|<groups>/i,
    what: 'tests are left out of the run',
    areas: ['scripts', 'tests'],
  },
  {
    pattern:
      /\b(?:fork|test)\s*=\s*false|\bharness\s*=\s*false|\bautotests\s*=\s*false|\bdoctest\s*=\s*false|exclude\s*=\s*\[[^\]]*tests?/,
    what: 'tests are left out of the run',
    areas: ['scripts'],
  },
  {
    pattern:
      /\bEXCLUDE_FROM_ALL\b|\bDISABLED\s+(?:TRUE|ON)|\bWILL_FAIL\s+(?:TRUE|ON)|\bBUILD_TESTING\s+(?:OFF|FALSE)|\bset\(\s*CTEST_CUSTOM_TESTS_IGNORE|\btags\s*=\s*\[[^\]]*"(?:manual|notap|no_ci|disabled)"|"manual",?\s*$|--test_tag_filters=-|--build_tests_only=false|--test_filter|--notest_keep_going|--flaky_test_attempts|--build_tag_filters=-|\bshould_fail\s*:\s*true/,
    what: 'tests are left out of the run, or may fail',
    areas: ['scripts', 'tests', 'ci'],
  },
  {
    pattern:
      /^\s*(?:#\s*)?(?:\[allowlist\]|\[\[?(?:rules\.)?allowlists?\]?\]|\[\[IgnoredVulns\]\]|\[\[(?:PackageOverrides)\]\])|^\s*(?:-\s*)?(?:SNYK-|CVE-|GHSA-|RUSTSEC-|AVD-|CKV)[\w-]*|"(?:GHSA|CVE|RUSTSEC)-[\w-]+"/,
    what: 'a scanner is told to be silent',
    areas: ['scanner', 'scripts', 'ci'],
  },
  {
    pattern:
      /(?<![\w-])(?:linguist-generated|linguist-vendored|-diff|binary|-text|merge=(?:ours|binary|union))\b(?!\s*=\s*false)/,
    what: 'changes of these files are hidden or merged without a look',
    areas: ['attributes'],
  },
  {
    pattern: /^\s*unverified:\s*["']?draft|^\s*verify:\s*false/,
    what: 'what could not be verified no longer blocks',
    areas: ['verifier'],
  },
  {
    pattern:
      /<(?!suppress[^>]*(?:node_modules|target|build|dist|generated|vendor)[\\/.])(?:exclude-pattern|suppress(?:Warnings)?|issueHandlers|ignoreFiles|excludeFolder|Match)\b|<(?:file|directory)\s+name=|<errorLevel\s+type=["'](?:suppress|info)/,
    what: 'a place is left out of the check',
    areas: ['lint', 'coverage', 'tests', 'scanner'],
  },
  {
    pattern:
      /@ts-nocheck|"noCheck"\s*:\s*true|\bfollow_imports\s*=\s*["']?skip|\bignore_errors\s*=\s*(?:true|1)|\bdisable_error_code\b|\bdisable_all\b|disable-all:\s*true/i,
    what: 'a check is switched off',
    areas: ['types', 'scripts', 'lint'],
  },
  {
    pattern:
      /\b(?:lintOptions|lint)\s*\{\s*(?:disable|ignore)|^\s*disable(?:\(|\s+["'])|\bdisable\s*\+=|\bbaseline\s*=|\bsetIgnoreExitValue|\bisIgnoreExitValue\s*=\s*true|\bignoreExitValue\s*=?\s*true|errorprone\.disable|\.disable\("|check\("\w+",\s*CheckSeverity\.OFF|options\.errorprone\.isEnabled/,
    what: 'a check is switched off',
    areas: ['scripts', 'lint'],
  },
  {
    pattern:
      /(?:#!?\[(?:allow|expect)\(|^\s*#\s*(?:nosec|noqa)|checkov:skip|trivy:ignore|hadolint ignore|shellcheck disable)/,
    what: 'a rule is told to be silent',
    areas: ['scripts', 'ci'],
  },
  {
    pattern:
      /\bsuccess_codes\b|\bcheck\s*=\s*False\b|\bwarn\s*=\s*True\b|\bnothrow\b|\breject:\s*false\b|\ballowFail\w*|\bfailure_ok\b|\bIgnoreExitCode\b|\bContinueOnError="true"/,
    what: 'a failure is swallowed',
    areas: ['scripts', 'ci', 'hooks', 'tests'],
  },
  {
    pattern: /\bonlyIf\b|<Compile\s+Remove=|<None\s+Remove=|\bIsTestProject>\s*false|\bsourceSets\.test\b.*exclude/i,
    what: 'tests are left out of the run',
    areas: ['scripts'],
    unlessNew: true,
  },
  {
    pattern:
      /\b(?:option|set)\(\s*"?\w*(?:TEST|SANITI|WERROR|WARN|LINT|TIDY|COVERAGE|STRICT|CHECK|ASAN|UBSAN|FUZZ)\w*\b.*\b(?:OFF|FALSE)\b/i,
    what: 'a check is off by default',
    areas: ['scripts', 'tests'],
  },
  { pattern: /\b[Cc]hecks?\b.*,\s*-[\w*]/, what: 'a rule is switched off', areas: ['scripts', 'ci', 'lint'] },
  { pattern: /lint\b.*\s--quiet\b/, what: 'warnings are no longer shown', areas: ['scripts', 'ci', 'hooks'] },
  { pattern: /<exclude\b/, what: 'a rule is left out', areas: ['lint', 'coverage', 'scanner'] },
  {
    pattern: /\|\s*grep\s+(?:-\w+\s+)*-\w*v|\bgrep\s+-\w*v\w*\s/,
    what: 'it is narrowed to less than all',
    areas: ['scripts', 'ci', 'hooks'],
    unlessNew: true,
  },
  { pattern: /\{\s*[\w.]+,\s*false\s*\}/, what: 'a rule is switched off', areas: ['lint'] },
  {
    pattern: /^\s*(?:files|exclude|types|types_or|exclude_types|skip|glob|root):|\balways_run:\s*false/,
    what: 'it looks at fewer files',
    areas: ['hooks'],
    unlessNew: true,
  },
];

/** What may not go without something of the kind in its place. */
const REMOVED: readonly Pattern[] = [
  {
    pattern:
      /(?<![\w-])(?:-Werror(?:=[\w-]+)?|-Wall|-Wextra|-Wpedantic|-pedantic(?:-errors)?|-Weverything|-Wconversion|-Wshadow|\/WX|\/W[34]|\/Wall|-Xlint(?::all)?|-Xfatal-warnings|-warnings-as-errors|-D\s?warnings|-D\s?clippy::\w+|--deny[ =]\S+|-fsanitize=\S+|-race|-Xcheck:\S+|-Xwerror|-warnaserror|\/warnaserror|-strict-concurrency=\w+|-fstack-protector\S*|-D_FORTIFY_SOURCE\S*|-Wl,-z\S+)(?=[\s"'`,;)\]}<]|$)/,
    what: 'a compiler check',
  },
  {
    pattern: flag(
      '--max-warnings(?:[= ]\\S+)?|--strict|--fail-under(?:[= ]\\S+)?|--cov-fail-under(?:[= ]\\S+)?|--cov(?:[= ]\\S+)?|--coverage|--check-coverage|--strict-markers|--strict-config|--error-on-warnings|--fail-on-\\w+|--fail-on-violation|--forbid-only|--forbid-pending|--all-targets|--all-features|--workspace|--check|--noEmit|--report-unused-disable-directives|--doctest-modules|--warnings-as-errors|--error-exitcode(?:[= ]\\S+)?|--exit-code(?:[= ]1)?|--randomize|--pedantic|--fatal-warnings|--fatal-infos|--no-warnings-as-success|--min-coverage(?:[= ]\\S+)?|--minimum-coverage(?:[= ]\\S+)?|--fail-if-no-tests|--no-tests=fail|--failOnError|--locked|--frozen-lockfile|--immutable',
    ),
    what: 'a strict option',
    areas: ['ci', 'scripts', 'hooks', 'tests', 'lint', 'types', 'verifier'],
  },
  {
    pattern:
      /^\s*set -(?:\w*e\w*|o (?:errexit|pipefail))|\bset -euo\b|\bset -e\b|ErrorActionPreference\s*=\s*["']?Stop/,
    what: 'the stop at the first failure',
    areas: ['ci', 'scripts', 'hooks'],
  },
  {
    pattern:
      /^\s*(?:pull_request|push|merge_group|merge_requests|pull_request_target|schedule|workflow_call|trigger|pr)\s*:\s*(?:$|[[{#])|^\s*- (?:pull_request|push|merge_group|merge_request_event|\.pre)\s*$|\bon:\s*\[|^\s*- cron:/,
    what: 'a trigger',
    areas: ['ci'],
    words: ['trigger', 'triggers', 'pull request trigger', 'push trigger', 'schedule', 'pull requests'],
  },
  {
    pattern:
      /\b(?:refuse_coverage_drop|maximum_coverage_drop|minimum_coverage(?:_by_file)?|enable_coverage|raise_errors_for_deprecations!|verify_partial_doubles|raise_on_warning|disable_net_connect!)/,
    what: 'what the tests demand',
    areas: ['tests', 'coverage'],
  },
  {
    pattern:
      /(?:^|[\s;&|{(])(?:(?:exit|return) (?:[1-9]\d*|"?\$\w+)|(?:die|fail|abort|throw|raise)\b|(?:process|sys|os)\.[eE]xit\((?!0\b)|process\.exitCode\s*=\s*(?!0\b)|exit\((?!0\b))/,
    what: 'the end with a failure',
    areas: ['scripts', 'ci', 'hooks'],
    // Build files of languages throw for reasons of their own.
    paths:
      /\.(?:sh|bash|zsh|ps1|bat|cmd|ya?ml|mk)$|(?:^|\/)(?:scripts?|bin|ci|\.ci|tools?|hack|\.husky|\.githooks)\/|(?:makefile|justfile)$/i,
    lines: true,
  },
  { pattern: /@tsconfig\/strictest/, what: 'a strict set of settings', areas: ['types'] },
  { pattern: /^\s*needs:|^\s*requires:|^\s*depends_on:/, what: 'what has to pass before', areas: ['ci'] },
  {
    pattern:
      /\bcheck\.dependsOn|\bdependsOn\(?\s*["':]?(?:test|check|lint|jacoco|detekt|ktlint|spotless|verify)|\bfinalizedBy\b|\bviolationRules\b|\bjacocoTestCoverageVerification\b|\bbuild\.dependsOn/i,
    what: 'what has to pass before',
    areas: ['scripts'],
  },
  {
    pattern:
      /^\s*(?:add_test|gtest_discover_tests|catch_discover_tests|enable_testing|add_subdirectory\s*\(\s*"?tests?|include\(CTest\)|test\(\s*'|(?:py|cc|go|java|rust|sh|js|ts|kt_jvm|swift)_test\s*\(|doctest_discover_tests)/,
    what: 'tests that were built and run',
    areas: ['scripts', 'tests'],
  },
  { pattern: /\bhooks?:|^\s*- id:|^\s*-?\s*repo:|^\s{2,}\w[\w-]*:\s*$/, what: 'a hook', areas: ['hooks'] },
  {
    pattern: /^\s*-\s*(?:package-ecosystem|directory):|"enabledManagers"|vulnerabilityAlerts|"extends"/,
    what: 'what is kept up to date',
    areas: ['bot'],
  },
  {
    pattern:
      /<module\s+name=|<rule\s+ref=|<TreatWarningsAsErrors>\s*true|<Nullable>\s*enable|<WarningsAsErrors>|<failsOnError>true|<failOnViolation>true|<AnalysisMode>|<EnableNETAnalyzers>true|<goal>(?:check|verify|test|report)/,
    what: 'a check',
    areas: ['lint', 'scripts', 'types', 'coverage'],
  },
  {
    pattern:
      /<artifactId>[\w-]*(?:surefire|failsafe|jacoco|checkstyle|spotbugs|pmd|enforcer|errorprone|dependency-check|spotless)(?!-annotations)[\w-]*<\/artifactId>|\bid\s*\(?["'](?:jacoco|checkstyle|pmd|com\.github\.spotbugs|io\.gitlab\.arturbosch\.detekt|org\.jlleitschuh\.gradle\.ktlint|com\.diffplug\.spotless|net\.ltgt\.errorprone)|apply plugin:\s*['"](?:jacoco|checkstyle|pmd|findbugs)/,
    what: 'a plugin that checks',
    areas: ['scripts'],
  },
  {
    pattern: /<(?:testsuite|directory|file)\b[^>]*>[^<]*<|<testsuite\s/,
    what: 'a part of the tests',
    areas: ['tests'],
  },
  { pattern: /^\s*-?\s*(?:name|run|when):/, what: 'a verifier', areas: ['verifier'] },
  {
    pattern: /^\s*--?(?:require|fail-fast|order|warnings|coverage|strict|all)\b/,
    what: 'an option of the tests',
    areas: ['tests'],
  },
  {
    pattern: /\bconfigs?\.[\w.]+|\b(?:recommended|strict|stylistic)\w*|\beslint:\w+|\bplugin:[\w@/-]+|\bstandard\b/,
    what: 'a set of rules',
    areas: ['lint'],
    lines: true,
  },
  {
    pattern:
      /^\s*command:\s*['"]?(?:custom )?(?:test|lint|verify|check)\b|\bVSTest@|\bPublishCodeCoverage|\bunittest discover\b/,
    what: 'a check',
    areas: ['ci', 'scripts'],
  },
  {
    pattern: /^\s*inherit_(?:gem|from)\b|\bexplicitApi\b/,
    what: 'what it inherits of strictness',
    areas: ['lint', 'scripts'],
    lines: true,
  },
  {
    pattern: /\bstrictTypeChecked\b|\bstylisticTypeChecked\b|\bconfigs\.all\b|\beslint:all\b|\bstrict-type-checked\b/,
    what: 'a strict set of rules',
    areas: ['lint'],
  },
  { pattern: /^\s*["']error(?:::?[\w.]+)?["'],?\s*$/, what: 'an error for warnings', areas: ['tests', 'scripts'] },
];

export function addedPatterns(file: Changed, area: Area): Weakening[] {
  return ADDED.filter((one) => applies(one, file.path, area)).flatMap((one) => {
    if (one.unlessNew === true && file.status === 'added') return [];
    const fresh = beyond(file.added, file.removed, one).filter(
      (it) =>
        !(one.unlessNew === true && isWhollyNew(it)) &&
        !(one.onChecks === true && !isOfCheck(it)) &&
        !(one.unlessNested === true && isNested(it)),
    );
    return fresh[0] === undefined ? [] : [weakening(file, area, fresh[0], `${one.what}: ${shown(fresh[0].text)}`, one)];
  });
}

/** Lines with more of the pattern's words than the other side has; the number behind an option's name is not looked at. */
function beyond(lines: readonly ChangedLine[], others: readonly ChangedLine[], one: Pattern): ChangedLine[] {
  const every = new RegExp(one.pattern.source, `${one.pattern.flags}g`);
  const words = ({ text }: ChangedLine) =>
    isComment(text)
      ? []
      : [...text.matchAll(every)]
          .map(([word]) => (one.lines === true ? '' : word.trim().replace(/[\s=:,"'\]].*$/s, '')))
          .slice(0, one.lines === true ? 1 : undefined);
  const left = new Map<string, number>();
  for (const word of others.flatMap(words)) left.set(word, (left.get(word) ?? 0) + 1);
  return lines.filter((line) => {
    let more = false;
    for (const word of words(line)) {
      const there = left.get(word) ?? 0;
      if (there === 0) more = true;
      else left.set(word, there - 1);
    }
    return more;
  });
}

/** A check's own line, or options that stand alone. */
const isOfCheck = (line: ChangedLine): boolean =>
  isEdit(line) || holdsCheck(line.text) || /^\s*(?:-\s+)?["']?--?\w|addopts|args|flags|opts|OPTIONS/.test(line.text);

const isNested = (line: ChangedLine): boolean =>
  /\b(?:then|else|do)\s*$|\{\s*$|;;|\bif\b|\)\s*$/.test(keysAbove(line)[0]?.text ?? '');

/** A command that is new brings its own options; one that stood there before is narrowed by them. */
const isWhollyNew = (line: ChangedLine): boolean => inNewBlock(line) || isFreshLine(line);

/** No line was taken away near it that it could stand for, so what it says applies to itself alone. */
const isFreshLine = (line: ChangedLine): boolean =>
  /["']?[\w:-]+["']?\s*:\s*["']|^\s*-\s+(?!-)|^\t|^\s*run:/.test(line.text) && !isEdit(line);

export function removedPatterns(file: Changed, area: Area): Weakening[] {
  if (file.status === 'deleted') return [];
  return REMOVED.filter((one) => applies(one, file.path, area)).flatMap((one) => {
    const place = beyond(file.removed, file.added, one).at(-1);
    return place === undefined
      ? []
      : [weakening(file, area, place, `${one.what} was taken away: ${shown(place.text)}`, one)];
  });
}

const applies = ({ areas, paths }: Pattern, path: string, area: Area): boolean =>
  (areas?.includes(area) ?? true) && (paths?.test(path) ?? true);

function weakening(file: Changed, area: Area, place: ChangedLine, what: string, { words }: Pattern): Weakening {
  const tokens = place.text.match(/[A-Za-z@-][\w@/.:-]{1,60}/g)?.slice(0, 14) ?? [];
  const above = keysAbove(place)
    .slice(0, 2)
    .flatMap((one) => one.text.match(/[\w-]{3,40}/)?.[0] ?? []);
  return {
    file: file.path,
    place,
    what,
    area,
    // Flags and settings; everyday words and paths can stand in a task for other reasons.
    names: [...(words ?? []), ...tokens.filter((one) => /^-|[a-z][A-Z]|_|\w-\w/.test(one) && !one.includes('/'))],
    items: [...tokens, ...above],
  };
}
