import type { Attempt, Run, RunEvent } from '../../runs/types.ts';
import { details } from '../../text/markdown.ts';
import type { Redactor } from '../../text/redact.ts';
import { endingOf, outcomeName } from './ends.ts';
import { offset, spentLine, total, utc } from './figures.ts';
import { type Foreign, fitted, foreign } from './foreign.ts';

/** Begins the one comment that is edited as a run goes on. */
export function statusMarker(runId: string): string {
  return `<!-- fettle:run=${runId} -->`;
}

export interface StatusText {
  run: Pick<Run, 'id' | 'state' | 'outcome' | 'prNumber' | 'trigger' | 'createdAt'>;
  events: readonly RunEvent[];
  attempts: readonly (Pick<Attempt, 'number' | 'spent'> & Partial<Pick<Attempt, 'stage'>>)[];
  redact?: Redactor;
}

/** What belongs into the log only: dozens a minute, of interest to whoever debugs. */
const LOG_ONLY: ReadonlySet<RunEvent['kind']> = new Set(['turn', 'tool']);
const MAX_STEPS = 40;
const MAX_LOG_LINES = 300;

export function statusComment(text: StatusText): string {
  const { run, events, attempts } = text;
  const say = foreign(text.redact);
  const spent = total(attempts);
  return fitted((room) =>
    [
      `${statusMarker(run.id)}\n${headline(text)}`,
      steps(text, say),
      log(run.createdAt, events, say, room),
      `<sub>Run ${run.id}, since ${utc(run.createdAt)}${spent.turns === 0 ? '' : ` · ${spentLine(spent)}`}. This comment is edited as the run goes on.${stop(run)}</sub>`,
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
  );
}

function headline({ run, events, attempts }: StatusText): string {
  const number = Math.max(1, ...attempts.map((attempt) => attempt.number));
  const pr = run.prNumber === null ? '' : `#${run.prNumber}`;
  if (run.outcome !== null) {
    const { what } = endingOf(run.outcome, 0, '');
    return `**${what}**${pr === '' ? '' : ` Pull request: ${pr}.`} (\`${outcomeName(run.outcome)}\`)`;
  }
  switch (run.state) {
    case 'queued':
      return '**Fettle has seen this and begins as soon as it can.**';
    case 'working':
      return events.at(-1)?.kind === 'waiting'
        ? '**Fettle waits; the last line below says for what.**'
        : '**Fettle is working on it.**';
    case 'watching':
      return (attempts.at(-1)?.stage ?? 'published') === 'published'
        ? `**${pr} is open; Fettle waits for its CI.**`
        : `**Fettle is repairing the CI of ${pr}** (attempt ${number}).`;
    case 'ended':
      return '**Fettle has ended.**';
  }
}

/** The first steps and the last ones, when there are too many: how it began and where it is. */
function steps({ run, events }: StatusText, say: Foreign): string {
  const shown = events.filter((event) => !LOG_ONLY.has(event.kind));
  const line = (event: RunEvent) => `- \`${since(run, event)}\` ${say.line(event.text)}`;
  if (shown.length <= MAX_STEPS) return shown.map(line).join('\n');
  const half = MAX_STEPS / 2;
  const left = shown.length - MAX_STEPS;
  return [...shown.slice(0, half).map(line), `- … ${left} more in the log …`, ...shown.slice(-half).map(line)].join(
    '\n',
  );
}

function log(start: Date, events: readonly RunEvent[], say: Foreign, room: number): string {
  if (!events.some((event) => LOG_ONLY.has(event.kind))) return '';
  const lines = events
    .slice(-MAX_LOG_LINES)
    .map((event) => `${since({ createdAt: start }, event).padStart(8)} ${event.text}`);
  return details(`Log (${events.length} lines)`, say.block(lines.join('\n'), Math.max(500, room * 5)));
}

function since(run: Pick<Run, 'createdAt'>, event: RunEvent): string {
  return offset(event.at.getTime() - run.createdAt.getTime());
}

function stop(run: StatusText['run']): string {
  if (run.outcome !== null) return '';
  return run.trigger.kind === 'label'
    ? ' To stop it, take the label off or close the issue.'
    : ' To stop it, close the issue.';
}
