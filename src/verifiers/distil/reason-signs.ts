import type { CouldNotRunReason } from '../types.ts';

type Sign = readonly [CouldNotRunReason, RegExp];

/** A service that the code under test wants to talk to. */
export const SERVICE =
  /(?:ECONNREFUSED|[Cc]onnection refused|Connect(?:ion)? (?:to|error)|ENOTFOUND|could not connect|Can't connect).*(?:\b(?:5432|5433|3306|33060|6379|27017|5672|9092|9200|9300|11211|2181|8500|4222|1433|1521|26257|7687|4566|9000)\b|postgres|mysql|redis|mongo|rabbit|kafka|elastic|memcached)|(?:\b(?:5432|3306|6379|27017|5672|9092|9200)\b).*(?:refused|[Cc]ould not connect)|could not connect to server|Is the server running (?:on|locally)|Can't connect to (?:local )?(?:MySQL|MariaDB) server|MongoServerSelectionError|MongoNetworkError|Error connecting to (?:Redis|\S+:6379)|Cannot connect to the Docker daemon|failed to connect to the docker API|docker daemon (?:is )?(?:not )?running|Could not find a valid Docker environment|NoBrokersAvailable|PG::ConnectionBad|redis\.exceptions\.ConnectionError/i;

/** What is wrong with the machine or the image, as tools and shells say it. Order matters: the cause before what it causes. */
export const MACHINE_SIGNS: readonly Sign[] = [
  ['disk_full', /no space left on device|\bENOSPC\b|disk quota exceeded|\bEDQUOT\b/i],
  [
    'out_of_memory',
    /heap out of memory|OutOfMemoryError|Cannot allocate memory|virtual memory exhausted|oom-kill|[Oo]ut of memory:|insufficient memory for the Java Runtime|OOMKilled|std::bad_alloc|Killed process \d+|fatal error: runtime: out of memory|\bENOMEM\b/,
  ],
  [
    'timed_out',
    /has exceeded the maximum execution time|exceeded the maximum (?:time|job)|Your build has been stopped|No output has been received in the last \d+|The job exceeded the maximum time|Build timed out \(after|Command timed out after|^timeout: sending signal/,
  ],
  [
    'needs_platform',
    /Unable to find a device matching|Unsupported platform|EBADPLATFORM|not supported on (?:this platform|linux|darwin|win)|cannot execute binary file|[Ee]xec format error|requires? (?:macOS|Windows|a display|an X server)|cannot open display|Missing X server or \$DISPLAY|no matching manifest for linux|xcrun: error|unable to find utility "xc|build constraints exclude all Go files|SDK location not found|No connected devices|is not (?:available|supported) on this (?:OS|platform)|The current platform .* is not supported/i,
  ],
  [
    'toolchain',
    /requires go >=? ?[\d.]+|go\.mod requires go|invalid go version|toolchain not available|note: module requires Go|requires rustc [\d.]+|rustc [\d.]+ is not supported|edition\d{4}` is required|requires a newer version of Cargo|lock file version \S+ (?:was found, but|requires)|EBADENGINE|Unsupported engine|engine "\w+" is incompatible|The engine "\w+"|requires a different Python|requires Python [<>=!~]|Python version .* (?:not|is) (?:supported|allowed)|is not supported by the project|No interpreter found for|version solving failed because.*Python|compatible \.NET SDK was not found|NETSDK1045|does not support targeting|release version \d+ not supported|invalid (?:target|source) release|UnsupportedClassVersionError|class file version \d+|compatible with Java \d+ and the consumer|requires (?:at least )?(?:JVM runtime version|Java|JDK) \d+|Unsupported class file major version|Dependency requires at least JVM|No compatible toolchains found|Cannot find a Java installation|your php version \([\d.]+\) does not satisfy|requires php |current Ruby version is|Your Ruby version is|ruby version .* is required|Unable to find (?:Node|Go|Python|Java|Ruby|dotnet) version|version ["'\w.]* ?(?:for \S+ )?not found for|CMake [\d.]+ or higher is required|Meson version is .* but project requires|requires (?:Xcode|Swift tools|swift-tools-version)|using Swift tools version [\d.]+ (?:but|which)|is using Swift tools version|Unsupported Terraform Core version|pre-commit version \S+ is required|Node\.js version \S+ (?:is )?(?:required|not supported)|requires Node\.js|You are using Node\.js [\d.]+\./i,
  ],
  [
    'tool_missing',
    /(?:^|: )\S+: (?:command )?not found$|command not found|is not recognized as an internal or external command|No such file or directory: '?(?:\w+)'?$|^\S*python\S*: No module named \S+$|executable file not found in \$PATH|^env: ['‘]?\S+?['’]?: No such file or directory|could not determine executable to run|error: no such (?:sub)?command|spawn \S+ ENOENT|Could not find an existing '\S+' binary|ERR_PNPM_RECURSIVE_EXEC_FIRST_FAIL\s+Command \S+ not found|Couldn't find the binary \S+|Couldn't find a script named|npx canceled due to missing packages|exec: "\S+": executable file not found|Cannot find module 'node_modules\/\.bin/,
  ],
  [
    'no_tests',
    /No tests? (?:files? )?found|no tests ran|No tests were (?:found|executed)|No examples found|Couldn't find any files to test|No specs found/i,
  ],
  ['needs_service', SERVICE],
];

/** Dependencies that could not be had. What is not reachable comes before what could not be resolved because of that. */
export const DEPENDENCY_SIGNS: readonly Sign[] = [
  [
    'registry_unreachable',
    /\b(?:EAI_AGAIN|ENOTFOUND|ENOTCACHED|ETIMEDOUT|ECONNRESET)\b.*(?:registry|https?:)|npm (?:ERR!|error) (?:network|code E(?:NOTFOUND|AI_AGAIN|NOTCACHED|TIMEDOUT|CONNRESET|CONNREFUSED))|[Cc]ould(?: not|n't) resolve host|Temporary failure in name resolution|Name or service not known|Could not transfer artifact|Cannot access \S+ \(https?:.*offline mode|No cached version (?:of \S+ )?available for offline mode|failed to fetch .*https?:|dial tcp:? .*(?:no such host|i\/o timeout|connection refused)|Unknown host:? |UnknownHostException|Failed to fetch \S+ *https?:|Unable to load the service index|\bNU1301\b|spurious network error|Error accessing registry|Could not fetch URL|Failed to establish a new connection|Max retries exceeded with url: \/simple|Could not reach host|TLS handshake timeout|GOPROXY=off|module lookup disabled by|Network is unreachable|can't be reached in offline mode|you may not be online|Could not GET 'https?:/,
  ],
  [
    'install_failed',
    /npm (?:ERR!|error) (?:code )?(?:ERESOLVE|E404|ETARGET|EUSAGE|EINTEGRITY|E401|E403)|ERR_PNPM_(?!RECURSIVE|NO_SCRIPT)\w+|YN00(?:02|01|18|28|35|82)|The lockfile would have been modified|lockfile needs to be updated|Your lockfile needs|lockfile had changes, but lockfile is frozen|No matching distribution found|Could not find a version that satisfies|ResolutionImpossible|metadata-generation-failed|subprocess-exited-with-error|[Ff]ailed (?:building|to build) (?:wheel|installable wheels)|version solving failed|No solution found when resolving|poetry\.lock was last generated|lock file is (?:out of date|not up to date)|Could not find compatible versions|Could not find gem|Bundler could not find|Your bundle is locked|An error occurred while installing \S+ \(|could not be resolved to an installable set|lock file does not contain a compatible set|failed to select a version for|no matching package named|failed to get `\S+` as a dependency|Could not resolve (?:all (?:files|artifacts|dependencies)|dependencies for)|Could not find artifact|Could not find \S+:\S+:\S+\.$|sbt\.librarymanagement\.ResolveException|\bNU1(?!004)\d{3}\b|Unable to find package|E: Unable to locate package|has no installation candidate|Missing required provider|Module not installed|Inconsistent dependency lock file|missing or unsuitable|Unable to resolve dependency|unsatisfiable|could not find required providers|pkg-config .* not found/,
  ],
];
