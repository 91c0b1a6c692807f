/** Settings by name, in lower case without `-`, `_` and `.`: what a value means for how strict a check is. */

/** Weaker when on. */
export const LOOSE =
  /^(?:(?:\w*)continueonerror|allow(?:ed)?fail(?:ure|ures)?|allowtofail|passwithnotests|skiplibcheck|skipdefaultlibcheck|suppress\w+|allowunreachablecode|allowunusedlabels|allowsyntheticdefault|\w*testfailureignore|maventestskip(?:exec)?|skipits?|skip\w*tests?|skipchecks?|\w*skip|\w*ignorefailures?|failureignore|ignoreerrors?|ignoremissingimports|ignoreexitcode|ignorebuilderrors|ignoreduringbuilds|ignorebuildfailures?|ignoreunfixed|ignorewarnings|ignoretests|softfail|allowfail\w*|nofail\w*|bail|dangerouslyignore\w+|quiet|informational|allowwarnings|disableallchecks|disable\w*(?:checks?|tests?|rules?|warnings?|errors?)|disabled?|optional|manual|nocheck|transpileonly|isolatedtranspile|allowempty\w*|allowonly|allow(?:untyped|any|redefinition|incomplete|subclassingany)\w*|implicitoptional|implicitreexport|followimportsskip|exitzero|noverify|inherit_false|excludetests?|failsilently|continueon\w+|retryonfailure|warningsonly|warnonly|asadvisory|nostrict|skipfiles|noerror\w*|ndebug|forcepass|ignorecompilererrors|allowscripts|ignorereturncode|ignoreoutcome|usebaseline)$/;

/** Weaker when off. */
export const STRICT =
  /^(?:strict\w*|(?:ts)?strict|noimplicit\w*|nounused\w*|nofallthrough\w*|nounchecked\w*|nopropertyaccess\w*|noemitonerror|exactoptional\w*|alwaysstrict|useunknownin\w+|forceconsistent\w*|checkjs|disallow\w*|warn(?:return|redundant|unused|unreachable|no)\w*|checkuntypeddefs|enabled?|is\w*enabled|abortpipeline|failon\w*|failson\w*|fail|failbuild\w*|haltonfailure|aborton\w*|warningsaserrors|\w*warningsaserrors?|\w*werror|treatwarnings\w*|errorprone\w*|checkallwarnings|checkreleasebuilds|checkdependencies|enforce\w*|nullable|runanalyzers\w*|enable\w*(?:analyzers|check|checks|lint|rules|tests?)|codeanalysis\w*|xfailstrict|convert\w+toexceptions|bestrict\w*|requirecoverage\w*|check-?coverage|checkcoverage|collectcoverage|coverage|branch|test|tests|doctest|doctests|bench|harness|require\w*|fail\w*if\w*|exitcode|\w*qualitygatewait|blocking|reportunused\w*|linteroptionsreport\w*|typecheck|lint|recommended|forbid\w*|denywarnings|deny|verify|validate\w*|throwondeprecation|randomize|warnaserror|strictmarkers|strictconfig|showwarnings|audit|scan|checks?|verifyall|isolatedmodules|noimplicitany|requireapproval|dismissstalereviews|requirecodeownerreviews|vulnerabilityalerts|automerge_never|allrules|pedantic|wall|wextra|failfastoff|checkmissing\w*|enablestrict\w*|alltargets|usejunitplatform|runtests|buildtests?|buildtesting|enabletesting|withtests?)$/;

/** A bound from below: weaker when lower. */
export const MINIMUM =
  /^(?:\w*(?:cover(?:age|ed)?|jacoco|kover|lines?|branch(?:es)?|instructions?)\w*minimum|lines?|branch(?:es)?|functions?|statements?|instructions?|methods?|classes|(?:cov)?failunder|minimum\w*|min\w*(?:coverage|percent\w*|ratio|score|lines|msi)|minscore|coverage\w*(?:minimum|min|threshold)|coveragethreshold|coverage|target|threshold\w*|\w*coveredratio|\w*mutationscore\w*|mutationthreshold|break|minmsi|mincoveredmsi|msi|performance|accessibility|bestpractices|seo|warninglevel|analysislevel|level|failthreshold|cutoff|floor|\w*mincoverage\w*|limitcoverage|requiredcoverage|testcoverage|approvingreviewcount|requiredapprovingreviewcount|minreviewers|bound|testmaturity|runs|numruns|fuzztime|examples|maxexamples|iterations|randomtestcount)$/;

/** A bound from above: weaker when higher. */
export const MAXIMUM =
  /^(?:max\w*|maximum\w*|(?:cyclomatic|cognitive)\w*|min(?:complexity|occurrences|len|length|confidence)|runmode|rerunfailing\w*|complexity|complexitythreshold|linelength|\w*timeout\w*|retr(?:y|ies)\w*|\w*retries|reruns?|flakyretries|\w*allowed(?:failures|violations|warnings|issues|errors)|failbuildoncvss|errorlevel|limit|warnings|sizelimit|budget|maxsize|files|bytes|tolerance|maxdiffpixel\w*|allowedmismatch\w*|waittime|attempts|thresholdpercent|failonseverity|auditlevel|openlimit|allowedfailures|slow)$/;

/** The language or the runtime that code is checked against: weaker when lower. */
export const LEVEL =
  /^(?:release|source|target|(?:source|target)compatibility|mavencompiler(?:source|target|release)|javaversion|jvmtarget|jvmtoolchain|languageversion|apiversion|langversion|edition|cmakecxxstandard|cmakecstandard|cxxstandard|cxxstd|swiftlanguagemodes?|swiftversion|targetversion|phpversion|targetphpversion|targetrubyversion)$/;

/** How loudly a rule speaks. */
export const SEVERITIES: Readonly<Record<string, number>> = {
  off: 0,
  none: 0,
  never: 0,
  ignore: 0,
  ignored: 0,
  allow: 0,
  silent: 0,
  disabled: 0,
  suggestion: 1,
  hint: 1,
  info: 1,
  information: 1,
  information_level: 1,
  note: 1,
  advice: 1,
  refactor: 1,
  convention: 1,
  low: 1,
  basic: 1,
  minimal: 0,
  default: 1,
  standard: 2,
  strict: 4,
  warn: 2,
  warning: 2,
  medium: 2,
  moderate: 2,
  error: 3,
  err: 3,
  deny: 3,
  fatal: 3,
  high: 3,
  forbid: 4,
  critical: 4,
};

export const ON = /^(?:true|yes|on|1|enable[d]?|all|always|strict|error|full)$/i;
export const OFF = /^(?:false|no|off|0|disable[d]?|none|never|ignore|minimal|nil|null|annotations)$/i;
