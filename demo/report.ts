import type { CheckedStep, Evidence } from './checklist.ts';
import type { Terminal } from './terminal.ts';
import type { Moment } from './timeline.ts';

/** Columns of a row's text in the timeline, and the time that one block of its bar stands for. */
const TEXT_WIDTH = 72;
const BAR_MS = 500;

export interface Ending {
  evidence: Evidence;
  moments: readonly Moment[];
  steps: readonly CheckedStep[];
  scripted: boolean;
  ciSays: string;
}

/** What stands at the end: the pull request, the change, when what happened, what it cost, and what was only a double. */
export function report(ending: Ending, to: Terminal): void {
  const { evidence, moments, steps } = ending;
  const [pr] = evidence.github.pullRequests;
  if (pr !== undefined) {
    to.heading(`Pull request #${pr.number}, as it stands on the GitHub double`);
    to.line(`${pr.title}   [${pr.draft ? 'draft' : 'ready for review'}]\n`, 'strong');
    for (const line of pr.body.trim().split('\n')) to.line(`│ ${line}`.trimEnd());
    to.heading('The change, from a fresh clone');
    for (const line of evidence.diff.trimEnd().split('\n')) to.line(line, toneOfDiffLine(line));
  }
  to.heading('Timeline');
  for (const [index, { ms, text }] of moments.entries()) {
    const took = (moments[index + 1]?.ms ?? ms) - ms;
    const bar = '▇'.repeat(Math.round(took / BAR_MS));
    to.line(`${(ms / 1000).toFixed(1).padStart(6)} s  ${clipped(text).padEnd(TEXT_WIDTH)}  ${bar}`.trimEnd());
  }
  to.heading('Tokens and cost');
  for (const line of costLines(evidence)) to.line(line);
  to.heading('What was real here, and what was not');
  for (const line of realLines(ending)) to.line(line);
  to.heading('Seen from outside');
  for (const { title, seen, where } of steps) {
    to.line(`${seen ? '✓' : '✗'} ${title}${seen ? '' : ', which was NOT seen'} (${where})`, seen ? 'good' : 'bad');
  }
}

const clipped = (text: string) => (text.length > TEXT_WIDTH ? `${text.slice(0, TEXT_WIDTH - 1)}…` : text);

function toneOfDiffLine(line: string): 'good' | 'bad' | 'dim' | 'plain' {
  if (line.startsWith('+') && !line.startsWith('+++')) return 'good';
  if (line.startsWith('-') && !line.startsWith('---')) return 'bad';
  return line.startsWith('@@') ? 'dim' : 'plain';
}

function costLines({ model, github }: Evidence): string[] {
  const cost = /^### Cost and time\n+(.+)$/m.exec(github.pullRequests[0]?.body ?? '')?.[1];
  const lines = cost === undefined ? [] : [`Fettle counted:    ${cost}`];
  if (model === null) return lines;
  const sum = (key: 'input' | 'cacheRead' | 'cacheWrite') =>
    model.requests.reduce((total, request) => total + request.usage[key], 0).toLocaleString('en-US');
  const asked = `${model.requests.filter((it) => it.role === 'agent').length} requests of the agent, ${model.requests.filter((it) => it.role === 'judge').length} of the judge`;
  return [
    ...lines,
    `The model server:  ${asked}; tokens in: ${sum('input')} plain, ${sum('cacheWrite')} written to the cache, ${sum('cacheRead')} read from it`,
    'No model was paid: the counts are estimates (four characters a token), the prices those of the models that are set.',
  ];
}

function realLines({ scripted, ciSays, evidence }: Ending): string[] {
  const containers = Object.entries(evidence.containers).map(([purpose, count]) => `${count} for ${purpose}`);
  return [
    'Doubles:  GitHub (its REST and GraphQL API, webhooks and permissions, as a process on loopback)',
    ...(scripted
      ? ['          the model (a script behind the Messages API; it checks what it is sent before it answers)']
      : []),
    'Real:     the app as "npm start" runs it, git over HTTP, PostgreSQL, the project and its own tests,',
    `          containers (the engine started ${containers.join(', ') || 'none'})`,
    ...(scripted ? [] : ['          the model, as far as the environment names a real one']),
    `CI:       ${ciSays}`,
  ];
}
