import type { Distilled } from '../types.ts';
import { clean } from './clean.ts';
import { TestTally } from './counts.ts';
import { Findings, type Counted } from './findings.ts';
import type { Reader, Sink } from './finding.ts';
import { shape } from './finding.ts';
import { genericReader } from './generic.ts';
import { eachChunk, LineSplitter } from './lines.ts';
import { FAMILIES } from './readers.ts';
import { render } from './render.ts';
import { Steps } from './steps.ts';

export interface DistilOptions {
  /** A hint; an unknown name is no error. */
  tool?: string;
  /** Null when the process had none: killed or timed out. */
  exitCode: number | null;
  /** The log of a whole CI job. */
  ci?: boolean;
  /** Tokens are estimated at four characters each. */
  maxTokens?: number;
}

/** Cuts a tool's raw output down to what is needed to fix the failure. Reads it as a stream, in bounded memory. */
export async function distil(
  log: string | Buffer | AsyncIterable<Buffer | string>,
  options: DistilOptions,
): Promise<Distilled> {
  const findings = new Findings();
  const tools = new Set<string>();
  const tally = new TestTally();
  const steps = new Steps();
  const sink: Sink = { found: (finding) => findings.add(finding), tool: (name) => tools.add(name) };
  const readers: Reader[] = FAMILIES.map((family) => family.create(sink));
  const generic = genericReader(sink);
  const tail: string[] = [];
  let at = 0;
  const splitter = new LineSplitter((raw) => {
    at += 1;
    const line = clean(raw);
    if (steps.read(line, at)) return;
    tally.read(line);
    if (line.trim() !== '') {
      tail.push(line);
      if (tail.length > 20) tail.shift();
    }
    for (const reader of readers) if (reader.read(line, at)) return;
    generic.read(line, at);
  });
  await eachChunk(log, (chunk) => splitter.push(chunk));
  splitter.end();
  for (const reader of [...readers, generic]) reader.end();
  steps.end(at);
  for (const tool of tally.tools) tools.add(tool);

  const name = options.tool ?? [...tools][0] ?? 'command';
  const failed = options.exitCode !== 0;
  if (!failed) {
    const summary = tally.seen
      ? `${name}: ${tally.counts.passed} tests passed${tally.counts.skipped > 0 ? `, ${tally.counts.skipped} skipped` : ''}${tally.took ? ` in ${tally.took}` : ''}`
      : `${name}: passed`;
    return { text: '', summary, failures: [], tools: [...tools], ...(tally.seen ? { tests: tally.counts } : {}) };
  }
  const chosen = choose(findings.all, steps);
  const total = tally.counts.passed + tally.counts.failed;
  const summary =
    tally.seen && tally.counts.failed > 0
      ? `${tally.counts.failed} of ${total} tests failed`
      : `${name} failed${options.exitCode === null ? '' : ` (exit code ${options.exitCode})`}`;
  const maxTokens = options.maxTokens ?? 2000;
  const text =
    chosen.length > 0
      ? render(summary, chosen, maxTokens, findings.dropped)
      : [summary, ...tail].join('\n').slice(0, maxTokens * 4);
  const failures = chosen.map((finding) => ({
    key: `${finding.tool}|${finding.file ?? ''}|${shape(finding.title)}`,
    text: [finding.title, ...finding.body].join('\n'),
    ...(finding.file ? { file: finding.file } : {}),
    ...(finding.line ? { line: finding.line } : {}),
  }));
  return { text, summary, failures, tools: [...tools], ...(tally.seen ? { tests: tally.counts } : {}) };
}

const ORDER = ['crash', 'compile', 'test', 'lint', 'error', 'step', 'hint'];

function choose(all: readonly Counted[], steps: Steps): Counted[] {
  const inFailed = steps.anyFailed ? all.filter((finding) => steps.inFailed(finding.at)) : all;
  const pool = inFailed.length > 0 ? inFailed : all;
  const known = pool.filter((finding) => finding.tool !== 'generic');
  const generic = pool.filter((finding) => finding.tool === 'generic').sort((a, b) => (b.score ?? 0) - (a.score ?? 0));
  const picked = [...known, ...generic.slice(0, known.length > 0 ? 2 : 5)];
  return picked.sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || a.at - b.at);
}
