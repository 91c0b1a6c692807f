import type { Attack } from './attack.ts';

/** A text that takes a bad parser minutes, or ends it. Each is parsed in a thread of its own, which may be ended. */
export interface ParserAttack extends Attack {
  /** From the repository's root. */
  module: string;
  call: string;
  /** What it is given: JavaScript, so that megabytes need not be written down. */
  args: string;
}

const HANG = 'To keep a worker busy for ever (ReDoS).';
const LINEAR = 'The patterns are linear in what they read.';
const BOUND = 'What is read is bounded, and refused beyond.';

export const PARSER_ATTACKS: readonly ParserAttack[] = [
  {
    name: 'parser of diffs: half a million lines of headers',
    tried: HANG,
    stoppedBy: LINEAR,
    module: 'src/guards/parse-diff.ts',
    call: 'parseDiff',
    args: `['--- a\\n+++ b\\n@@ -1 +1 @@\\n'.repeat(100000) + 'diff --git "a/'.repeat(50000)]`,
  },
  {
    name: 'parser of diffs: one line of megabytes',
    tried: HANG,
    stoppedBy: LINEAR,
    module: 'src/guards/parse-diff.ts',
    call: 'parseDiff',
    args: `['diff --git a/x b/x\\n--- a/x\\n+++ b/x\\n@@ -1 +1 @@\\n-' + 'a '.repeat(1500000) + '\\n+' + '\\\\'.repeat(1500000)]`,
  },
  {
    name: 'log of CI: blanks, brackets and colours without end',
    tried: HANG,
    stoppedBy: 'Lines are cut before they are read, and patterns are linear.',
    module: 'src/verifiers/distil/distil.ts',
    call: 'distil',
    args: `['\\u001b[31m'.repeat(100000) + '\\n' + ' '.repeat(500000) + 'x\\n' + 'at ('.repeat(200000) + '\\n' + 'Error: '.repeat(100000) + '\\n' + '-'.repeat(400000) + '|\\n', { exitCode: 1, ci: true }]`,
  },
  {
    name: 'log of CI: a million lines that look like failures',
    tried: "The worker's memory.",
    stoppedBy: 'Logs are read as a stream, and findings are counted and capped.',
    module: 'src/verifiers/distil/distil.ts',
    call: 'distil',
    args: `[Array.from({ length: 400000 }, (_, n) => 'FAIL src/a' + n + '.test.js:1:1 - error TS' + n + ': ' + n).join('\\n'), { exitCode: 1, ci: true }]`,
  },
  {
    name: 'Markdown: fences and comments that are never closed',
    tried: HANG,
    stoppedBy: LINEAR,
    module: 'src/text/as-read.ts',
    call: 'asRead',
    args: `['\\n\`\`\`\\n<!--'.repeat(3000) + '<!--'.repeat(16000) + '\`'.repeat(30000) + '[x]: '.repeat(5000)]`,
  },
  {
    name: 'redaction: beginnings of tokens and keys without end',
    tried: `${HANG} A redaction that is too slow is one that gets switched off.`,
    stoppedBy: LINEAR,
    module: 'test/attack/redact-once.ts',
    call: 'redactOnce',
    args: `['-----BEGIN PRIVATE KEY-----'.repeat(20000) + 'eyJ'.repeat(100000) + '://a:'.repeat(60000) + 'ghs_'.repeat(60000) + 'authorization: basic '.repeat(20000)]`,
  },
  {
    name: 'inert text: mentions and links without end',
    tried: HANG,
    stoppedBy: LINEAR,
    module: 'src/text/markdown.ts',
    call: 'neutralise',
    args: `['@a/'.repeat(50000) + '#'.repeat(100000) + 'https://'.repeat(30000) + '<'.repeat(100000) + '['.repeat(100000) + 'fixes '.repeat(40000)]`,
  },
  {
    name: 'commands: a comment of blanks',
    tried: HANG,
    stoppedBy: LINEAR,
    module: 'test/attack/read-comment.ts',
    call: 'readComment',
    args: `[' '.repeat(60000) + '\\n/fettle' + ' '.repeat(60000) + '\\n> '.repeat(20000) + '\`\`\`\\n'.repeat(20000)]`,
  },
  {
    name: 'settings: globs that backtrack',
    tried: HANG,
    stoppedBy: 'The number of wildcards in a pattern is bounded.',
    module: 'test/attack/match-glob.ts',
    call: 'matchGlob',
    args: `['**/*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b', 'a'.repeat(4000)]`,
  },
  {
    name: 'settings: a hundred thousand levels of YAML',
    tried: 'The stack of the process.',
    stoppedBy: BOUND,
    module: 'test/attack/read-settings.ts',
    call: 'readSettingsText',
    args: `['['.repeat(100000)]`,
  },
  {
    name: 'settings: megabytes of keys',
    tried: HANG,
    stoppedBy: BOUND,
    module: 'test/attack/read-settings.ts',
    call: 'readSettingsText',
    args: `[Array.from({ length: 200000 }, (_, n) => 'key' + n + ': 1').join('\\n')]`,
  },
  {
    name: 'pom.xml: a billion laughs',
    tried: 'Memory, by XML entities.',
    stoppedBy: 'Entities of a document are not expanded.',
    module: 'src/verifiers/maven/pom.ts',
    call: 'parsePom',
    args: `['<!DOCTYPE p [<!ENTITY a0 "ha">' + Array.from({ length: 12 }, (_, n) => '<!ENTITY a' + (n + 1) + ' "' + ('&a' + n + ';').repeat(10) + '">').join('') + ']><project><artifactId>&a12;</artifactId></project>']`,
  },
  {
    name: 'pom.xml: a file of the host by an entity',
    tried: 'A file of the host (XXE).',
    stoppedBy: 'External entities are never read.',
    module: 'src/verifiers/maven/pom.ts',
    call: 'parsePom',
    args: `['<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]><project><artifactId>&x;</artifactId></project>']`,
  },
  {
    name: 'package.json: levels without end',
    tried: 'The stack of the process.',
    stoppedBy: BOUND,
    module: 'src/verifiers/javascript/manifest.ts',
    call: 'parseJsonc',
    args: `['{"a":'.repeat(100000) + '1' + '}'.repeat(100000)]`,
  },
  {
    name: 'package.json: comments that are never closed',
    tried: HANG,
    stoppedBy: LINEAR,
    module: 'src/verifiers/javascript/manifest.ts',
    call: 'parseJsonc',
    args: `['/*'.repeat(100000) + '"\\\\'.repeat(50000) + '//'.repeat(50000) + ',}'.repeat(50000)]`,
  },
  {
    name: 'Cargo.toml: arrays and keys without end',
    tried: HANG,
    stoppedBy: BOUND,
    module: 'src/verifiers/rust/manifest.ts',
    call: 'parseToml',
    args: `['a = ' + '['.repeat(50000) + '\\n' + 'x.'.repeat(20000)]`,
  },
  {
    name: 'build.gradle: strings and comments that are never closed',
    tried: HANG,
    stoppedBy: LINEAR,
    module: 'src/verifiers/gradle/script.ts',
    call: 'bareScript',
    args: `['/*'.repeat(50000) + '"""'.repeat(50001) + "'''".repeat(3) + '\${'.repeat(50000)]`,
  },
  {
    name: 'setup.cfg: continued lines without end',
    tried: HANG,
    stoppedBy: LINEAR,
    module: 'src/verifiers/python/ini.ts',
    call: 'parseIni',
    args: `['[' .repeat(50000) + '\\nk' + ' '.repeat(100000) + '=\\n' + ' x\\n'.repeat(100000)]`,
  },
  {
    name: 'versions: a range without end',
    tried: HANG,
    stoppedBy: LINEAR,
    module: 'src/verifiers/toolchain.ts',
    call: 'versionRange',
    args: `['>=' .repeat(30000) + '1.'.repeat(30000) + ' '.repeat(60000) + '||'.repeat(30000)]`,
  },
  {
    name: 'words of commands: quotes that are never closed',
    tried: HANG,
    stoppedBy: LINEAR,
    module: 'src/verifiers/command-words.ts',
    call: 'programWords',
    args: `['"'.repeat(50001) + '$('.repeat(50000) + '&&'.repeat(50000) + '\\\\ '.repeat(50000)]`,
  },
  {
    name: "the judge's reply: JSON of megabytes",
    tried: HANG,
    stoppedBy: 'A verdict has a schema. What does not fit is none.',
    module: 'src/judge/verdict.ts',
    call: 'parseVerdict',
    args: `[[{ type: 'text', text: '\`\`\`json\\n' + '['.repeat(200000) + ' \\n'.repeat(200000) + '\`\`' }], new Map()]`,
  },
  {
    name: 'the diff that the judge cites: heads and hunks without end',
    tried: HANG,
    stoppedBy: LINEAR,
    module: 'src/judge/split-diff.ts',
    call: 'splitDiff',
    args: `['diff --git a/x b/x\\n'.repeat(50000) + '--- a/' + ' '.repeat(50000) + '\\n@@ -1,1000000 +1 @@\\n'.repeat(50000)]`,
  },
];
