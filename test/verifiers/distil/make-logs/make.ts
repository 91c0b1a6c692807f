/**
 * Makes the corpus: runs every case's tool in a fresh folder and writes `corpus/TOOL-NN-SLUG/{raw.log,meta.json}`.
 *
 *   TOOLBOX=DIR node test/verifiers/distil/make-logs/make.ts [PREFIX]
 *
 * TOOLBOX is a folder whose node_modules hold the JavaScript tools; everything else comes from Debian's packages.
 * An essential fact that is not in the log, or a tool that ended otherwise than its kind says, is reported.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, hostname, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { cCases } from './cases/c.ts';
import { goCases, jvmCases, rustCases } from './cases/compiled.ts';
import { bundlerCases, lintCases, tscCases } from './cases/javascript-static.ts';
import { jestCases, mochaCases, otherCases, vitestCases } from './cases/javascript-tests.ts';
import { pytestCases, pythonCases, unittestCases } from './cases/python.ts';
import { elixirCases, phpCases, rubyCases, shellCases } from './cases/scripting.ts';
import type { LogCase } from './log-case.ts';
import { occurs } from '../score.ts';

const CASES: readonly LogCase[] = [
  ...jestCases,
  ...vitestCases,
  ...mochaCases,
  ...otherCases,
  ...tscCases,
  ...lintCases,
  ...bundlerCases,
  ...pytestCases,
  ...unittestCases,
  ...pythonCases,
  ...cCases,
  ...goCases,
  ...rustCases,
  ...jvmCases,
  ...rubyCases,
  ...phpCases,
  ...elixirCases,
  ...shellCases,
];
/** Bigger logs are stored compressed. Bytes. */
const GZIP_FROM = 60_000;
const LIMIT_MS = 120_000;

/** Facts that the distiller itself adds: how many alike it left out, what a signal means. */
const ASKED_OF_THE_DISTILLER = /more|SIGKILL|timed out$/;

const corpus = join(import.meta.dirname, '..', 'corpus');
const toolbox = process.env.TOOLBOX;
const prefix = process.argv[2] ?? '';
const seen = new Map<string, number>();
let problems = 0;
for (const one of CASES) {
  const number = (seen.get(one.tool) ?? 0) + 1;
  seen.set(one.tool, number);
  const id = `${one.tool}-${String(number).padStart(2, '0')}-${one.slug}`;
  if (id.startsWith(prefix)) make(id, one);
}
console.log(`${CASES.length} cases, ${seen.size} tools, ${problems} problems`);

function make(id: string, one: LogCase): void {
  const dir = mkdtempSync(join(tmpdir(), 'distil-'));
  for (const [path, text] of Object.entries(one.files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  if (toolbox && /\bnpx\b|\bnpm (?:test|run)\b|run\.sh|make/.test(one.command))
    symlinkSync(join(toolbox, 'node_modules'), join(dir, 'node_modules'));
  const result = spawnSync('bash', ['-c', `exec 2>&1\n${one.command}`], {
    cwd: dir,
    timeout: LIMIT_MS,
    maxBuffer: 1 << 28,
    encoding: 'utf8',
    env: {
      ...process.env,
      NO_UPDATE_NOTIFIER: '1',
      FORCE_COLOR: id.length % 2 ? '1' : '0',
      LC_ALL: 'C.UTF-8',
      GOFLAGS: '-mod=mod',
      CI: '',
    },
  });
  const raw = scrub(result.stdout, dir);
  const exitCode = result.status ?? (result.signal === 'SIGKILL' ? 137 : 1);
  const missing = one.essential.filter((fact) => !occurs(fact, raw) && !ASKED_OF_THE_DISTILLER.test(fact));
  const wrongEnd = (exitCode === 0) !== (one.kind === 'success');
  for (const fact of missing) console.log(`${id}: not in the log: ${fact}`);
  if (wrongEnd) console.log(`${id}: ended with ${exitCode}`);
  problems += missing.length + (wrongEnd ? 1 : 0);
  if (missing.length > 0 || wrongEnd) console.log(raw.slice(-1500));
  const out = join(corpus, id);
  for (const old of existsSync(corpus) ? readdirSync(corpus) : [])
    if (old.startsWith(`${id.slice(0, one.tool.length + 3)}-`)) rmSync(join(corpus, old), { recursive: true });
  mkdirSync(out, { recursive: true });
  if (raw.length > GZIP_FROM) writeFileSync(join(out, 'raw.log.gz'), gzipSync(raw, { level: 9 }));
  else writeFileSync(join(out, 'raw.log'), raw);
  const meta = {
    tool: one.tool,
    command: one.command,
    exitCode,
    kind: one.kind,
    language: one.language,
    source: 'generated',
    verifierHint: one.hint ?? one.tool,
    rawBytes: Buffer.byteLength(raw),
    essential: one.essential,
    noise: one.noise ?? [],
  };
  writeFileSync(join(out, 'meta.json'), `${JSON.stringify(meta, null, 1)}\n`);
  rmSync(dir, { recursive: true, force: true });
}

/** Takes out what names the machine: folders, host, registries. */
function scrub(text: string, dir: string): string {
  const real = execFileSync('realpath', [dir], { encoding: 'utf8' }).trim();
  const home = homedir();
  let out = text.replaceAll(real, '/builds/app').replaceAll(dir, '/builds/app');
  if (toolbox) out = out.replaceAll(toolbox, '/builds/app');
  if (toolbox) out = out.replaceAll(`${relative(real, toolbox)}/`, '').replaceAll(`${relative(dir, toolbox)}/`, '');
  return out
    .replaceAll(home, '/home/ci')
    .replaceAll(new RegExp(`\\b${hostname()}\\b`, 'g'), 'runner')
    .replaceAll(
      /https?:\/\/(?:[\w.-]*(?:registry|repo|proxy|pypi|crates|maven)[\w.-]*\.[a-z]+|localhost:\d+)/g,
      'https://registry.example',
    )
    .replaceAll(/\bcrates\.io\b/g, 'registry.example')
    .replaceAll(/\/tmp\/distil-[A-Za-z0-9]{6}/g, '/builds/app');
}
