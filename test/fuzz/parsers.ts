import type fc from 'fast-check';
import { UserError } from '../../src/errors.ts';
import * as answers from '../../src/github/answers.ts';
import { diffOnlyInput } from '../../src/guards/diff-only-input.ts';
import { readDiff } from '../../src/guards/parse-diff.ts';
import { runGuards } from '../../src/guards/run-guards.ts';
import { diffHunks } from '../../src/judge/diff-hunks.ts';
import { intoParts, manifest, textOf } from '../../src/judge/parts.ts';
import { splitDiff } from '../../src/judge/split-diff.ts';
import { parseVerdict } from '../../src/judge/verdict.ts';
import { readRepoConfig } from '../../src/repo-config.ts';
import { leadsOut, parseChanges } from '../../src/sandbox/tree-changes.ts';
import { asRead } from '../../src/text/as-read.ts';
import { bareJson } from '../../src/text/bare-json.ts';
import { globMatcher } from '../../src/text/glob.ts';
import * as markdown from '../../src/text/markdown.ts';
import { createRedactor } from '../../src/text/redact.ts';
import { loadedWords, programWords, wordsOf } from '../../src/verifiers/command-words.ts';
import { distil } from '../../src/verifiers/distil/distil.ts';
import { parseGoMod, parseGoWork } from '../../src/verifiers/go/mod.ts';
import { bareScript, decidingScript, projectReferences, readSettings } from '../../src/verifiers/gradle/script.ts';
import { hostsIn } from '../../src/verifiers/javascript/hosts.ts';
import { parseJsonc, parseManifest } from '../../src/verifiers/javascript/manifest.ts';
import { parsePom, urlsIn } from '../../src/verifiers/maven/pom.ts';
import { parseConfig, sortHooks } from '../../src/verifiers/pre-commit/config.ts';
import { parseIni } from '../../src/verifiers/python/ini.ts';
import { hostsIn as pythonHosts, requirementNames } from '../../src/verifiers/python/requirements.ts';
import { gemRange } from '../../src/verifiers/ruby/needs.ts';
import { parseManifest as parseCargo, parseToml } from '../../src/verifiers/rust/manifest.ts';
import { printedVersion, versionRange } from '../../src/verifiers/toolchain.ts';
import { EVENTS } from '../../src/app.ts';
import { readComment } from '../attack/read-comment.ts';
import { json, soup } from './soup.ts';

/** One reader of foreign data, texts that look like what it reads, and what it makes of one. */
export interface Reader {
  name: string;
  values: fc.Arbitrary<unknown>;
  read: (value: never) => unknown;
}

const reader = <T>(name: string, values: fc.Arbitrary<T>, read: (value: T) => unknown): Reader => ({
  name,
  values,
  read,
});

const DIFF = [
  'diff --git a/src/a.js b/src/a.js\n',
  '--- a/src/a.js\n',
  '+++ b/src/a.js\n',
  '--- /dev/null\n',
  '@@ -1,3 +1,4 @@ x\n',
  '@@ -0,0 +1 @@\n',
  '+',
  '-',
  ' ',
  '\n',
  'index 1..2 100644\n',
  'new file mode 100755\n',
  'deleted file mode 100644\n',
  'rename from "a\\t\\303\\244"\n',
  'rename to b\n',
  'GIT binary patch\nliteral 3\nKc',
  'Binary files a/x and b/x differ\n',
  '\\ No newline at end of file\n',
  "test('a', () => {\n",
  '  expect(a).toBe(1);\n',
  'describe.skip(',
  '@Test\n',
  'def test_a():\n',
  '    assert a == 1\n',
  '"test": "jest"',
  'password = "hunter2"',
  '-----BEGIN PRIVATE KEY-----',
  '"dependencies": {',
  'package.json',
  '.github/workflows/ci.yml',
];
const LOG = [
  'not ok 1 - a\n',
  'ok 2 - b # SKIP\n',
  '1..2\n',
  '  ---\n',
  '  ...\n',
  'FAIL src/a.test.ts\n',
  '  ● a › b\n',
  'Error: x\n',
  '    at a (/workspace/a.js:1:2)\n',
  '\u001b[31m',
  '\u001b]0;x\u0007',
  '##[error]',
  '##[group]Run x\n',
  '2026-11-25T07:00:00.0000000Z ',
  'Traceback (most recent call last):\n',
  '  File "a.py", line 1, in a\n',
  '=== RUN TestA\n',
  '--- FAIL: TestA (0.00s)\n',
  'error[E0308]: x\n',
  ' --> src/a.rs:1:2\n',
  '[ERROR] ',
  'npm ERR! ',
  '<testcase name="a">',
  '100%|####',
  '\r',
  '====',
  '|',
  'Killed\n',
  '5 passed, 1 failed',
];
const YAML = [
  'verifiers:\n',
  '  - name: a\n',
  '    run: x\n',
  'protected: [a, b]\n',
  'services:\n',
  '  - { name: db, image: x }\n',
  'unverified: draft\n',
  '&a ',
  '*a ',
  '<<: *a\n',
  '!!js/function x',
  '? ',
  '- ',
  '[',
  ']',
  '{',
  '}',
  ': ',
  '|\n',
  '"',
  "'",
  '#',
  '---\n',
  '%YAML 1.2\n',
  'limits: { files: 3 }\n',
  'install: { scripts: true }\n',
  'image: x\n',
  'timeout: 10m\n',
];
const MARKDOWN = [
  '```',
  '~~~',
  '`',
  '<!--',
  '-->',
  '[x]: #',
  '[//]: # (x)',
  '@a',
  '@acme/team',
  '#1',
  'acme/x#2',
  'closes #3',
  'https://github.com/a/b/issues/1',
  '<img src=x>',
  '![a](b)',
  '[a](b)',
  '\n',
  '    ',
  '> ',
  '|',
  '\\',
  '[skip ci]',
  'Signed-off-by: a <b@c>',
  '/fettle do it\n',
  '&lt;',
  '\u200b',
];
const SECRETS = [
  'ghs_',
  'ghp_0123456789abcdefghij',
  'eyJ',
  '.',
  'aaaaaaaaaaaa',
  '-----BEGIN RSA PRIVATE KEY-----',
  '-----END RSA PRIVATE KEY-----',
  '://a:',
  '@',
  'authorization: basic ',
  'sk-ant-',
  'AKIA',
  'xoxb-',
  'npm_',
  '\n',
  ' ',
];
const JSONS = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\',
  '//',
  '/*',
  '*/',
  '"scripts"',
  '"test"',
  '"dependencies"',
  '"resolved"',
  '"https://a.b/c.tgz"',
  'null',
  '1',
  '\n',
  '"workspaces"',
  '"__proto__"',
];
const TOML = [
  '[package]\n',
  '[workspace]\n',
  '[[bin]]\n',
  'name = "a"\n',
  'members = ["a/*"]\n',
  'a.b = 1\n',
  '"""',
  "'''",
  '=',
  '[',
  ']',
  '{ path = "x" }',
  '\n',
  '#',
  '1979-05-27',
  '0x',
  'inf',
  '[dependencies]\n',
];
const XML = [
  '<project>',
  '</project>',
  '<modules><module>a</module></modules>',
  '<!DOCTYPE a [',
  '<!ENTITY a "b">',
  ']>',
  '&a;',
  '&#0;',
  '<![CDATA[',
  ']]>',
  '<!--',
  '-->',
  '<?xml version="1.0"?>',
  '<dependency><groupId>a</groupId></dependency>',
  '<plugin>',
  '</plugin>',
  '"',
  "'",
  '<url>https://a.b/</url>',
  '${a}',
  '\n',
];
const INI = [
  '[metadata]\n',
  '[tool:pytest]\n',
  '[testenv]\n',
  'a = b\n',
  '  c\n',
  '=',
  ':',
  '#',
  ';',
  '\n',
  '[',
  ']',
  '%(a)s',
  'install_requires =\n',
];
const LINES = [
  'requests==1.0\n',
  '-r other.txt\n',
  '-e .\n',
  '--index-url https://a.b/simple\n',
  'git+https://a.b/c.git@main#egg=x\n',
  '; python_version < "3"',
  '--hash=sha256:',
  '\\\n',
  'a @ https://a.b/c.whl\n',
  '../x\n',
  '#',
  '[',
  ']',
  '>=',
  '~=',
  '^',
  '~',
  '*',
  '||',
  ' ',
  '1.2.3',
  'v20',
  'lts/*',
  'module a.b/c\n',
  'go 1.22\n',
  'require (\n',
  'replace a => ../b\n',
  'toolchain go1.22.1\n',
  'use ./a\n',
  ')',
];
const SCRIPT = [
  'plugins {\n',
  "id 'java'\n",
  "include ':a', ':b'\n",
  "project(':a')",
  '"""',
  "'''",
  "'",
  '"',
  '/*',
  '*/',
  '//',
  '${',
  '}',
  '{',
  '\n',
  'apply from: ',
  '$',
  '(',
  ')',
  '&&',
  '|',
  ';',
  'npm run ',
  'node --import ./a.js ',
  '\\',
  'cd a',
];
const REPLY = [
  '{"verdict":',
  '"approve"',
  '"veto"',
  ',"criteria":{',
  '"does_what_was_asked":{"met":true,"why":""}',
  '"nothing_else":',
  '"no_weakened_checks":',
  '"plausibly_correct":',
  ',"objections":[]',
  ',"unrequested":[]',
  '}',
  '```json\n',
  '\n```',
  '[',
  ']',
  ',',
  ' ',
  '\n',
];
const TREE = [
  ':100644 100644 ',
  ':000000 120000 ',
  'a'.repeat(40),
  ' M\0',
  ' A\0',
  'src/a.js\0',
  '../x\0',
  '.git/config\0',
  ':',
  '\0',
  ' ',
  '..',
  '/',
  'a',
];
const GLOB = ['**/', '**', '*', '?', '{', '}', ',', '/', 'a', 'b', '.', '[', ']', '!', '\\', '(', '+'];
const FIELDS = [
  'action',
  'sender',
  'login',
  'type',
  'issue',
  'number',
  'id',
  'title',
  'body',
  'state',
  'labels',
  'label',
  'name',
  'repository',
  'owner',
  'installation',
  'comment',
  'pull_request',
  'head',
  'base',
  'ref',
  'sha',
  'check_run',
  'check_suite',
  'workflow_run',
  'head_sha',
  'review',
  'created_at',
  'updated_at',
  'user',
  'app',
  'conclusion',
  'status',
  'full_name',
  'after',
  'permissions',
  'token',
  'message',
  'object',
  'nodes',
];

const everyMarkdown = Object.values(markdown) as ((text: string, more?: string) => string)[];
const schemas = Object.values(answers).filter(
  (it): it is typeof it & { safeParse: (value: unknown) => unknown } => typeof it === 'object' && 'safeParse' in it,
);
const redact = createRedactor(['a secret of ours']);

export const READERS: readonly Reader[] = [
  reader('diffs, and all guards on them', soup(DIFF), async (text) => {
    const { files } = readDiff(text);
    await runGuards(diffOnlyInput(files, 'Mend src/a.js.'));
  }),
  reader('logs of CI and of tools', soup(LOG, 120), async (text) => {
    for (const ci of [true, false]) {
      const { text: told } = await distil(text, { exitCode: 1, ci, maxTokens: 500 });
      if (told.length > 4 * 500 + 2000) throw new Error(`the distilled log has ${told.length} characters`);
    }
  }),
  reader('.github/fettle.yml', soup(YAML), readRepoConfig),
  reader('globs', soup(GLOB, 30), (text) => [text, 'a/b/.c', 'a'.repeat(300)].map(globMatcher(text))),
  reader('Markdown of people', soup(MARKDOWN), (text) => [
    asRead(text),
    readComment(text),
    everyMarkdown.map((it) => it(text, text)),
  ]),
  reader('texts that are redacted', soup(SECRETS), redact),
  reader('payloads of webhooks', json(FIELDS), (payload) =>
    Object.values(EVENTS).map((translate) => translate(payload, { label: 'fettle', bots: [], appId: 1 })),
  ),
  reader("GitHub's answers", json(FIELDS), (answer) => schemas.map((it) => it.safeParse(answer))),
  reader("the judge's reply", soup(REPLY), (text) =>
    parseVerdict([{ type: 'text', text }], new Map([['x', new Set<string>()]])),
  ),
  reader('diffs, as the judge cites them', soup(DIFF, 120), (text) => {
    const files = splitDiff(text);
    if (files.map(textOf).join('') !== text) throw new Error('the diff is not what it was');
    diffHunks(files);
    manifest(files, files);
    for (const part of intoParts(files, 200) ?? []) part.map(textOf);
  }),
  reader('package.json, lockfiles, JSON with comments', soup(JSONS), (text) => [
    parseManifest(text),
    parseJsonc(text),
    bareJson(text),
    hostsIn(
      new Map([
        ['package-lock.json', Buffer.from(text)],
        ['yarn.lock', Buffer.from(text)],
        ['.npmrc', Buffer.from(text)],
      ]),
    ),
  ]),
  reader('Cargo.toml and pyproject.toml', soup(TOML), (text) => [parseToml(text), parseCargo(text)]),
  reader('pom.xml', soup(XML), (text) => [parsePom(text), urlsIn(text)]),
  reader('setup.cfg and tox.ini', soup(INI), parseIni),
  reader('requirements, go.mod, versions', soup(LINES), (text) => [
    requirementNames(text.split('\n')),
    pythonHosts(text),
    parseGoMod(text),
    parseGoWork(text),
    versionRange(text),
    gemRange(text),
    printedVersion(text),
  ]),
  reader('build scripts and commands', soup(SCRIPT), (text) => [
    bareScript(text),
    decidingScript(text),
    readSettings(text),
    projectReferences(text, [':a']),
    wordsOf(text),
    loadedWords(text),
    programWords(text),
  ]),
  reader(
    '.pre-commit-config.yaml',
    soup([...YAML, 'repos:\n', '  - repo: local\n', '    hooks:\n', '      - id: a\n']),
    (text) => {
      const config = parseConfig(text);
      return config === null ? null : sortHooks(config);
    },
  ),
  reader('changes and links of a tree', soup(TREE), (text) => [
    parseChanges(text),
    leadsOut('a/b', text),
    leadsOut(text, 'x'),
  ]),
];

/** A UserError tells a person what to mend, and is an answer like any other. */
export async function answered(read: () => unknown): Promise<void> {
  try {
    await read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
}
