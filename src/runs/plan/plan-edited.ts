import { planComment, planMarker } from '../../github/texts.ts';
import { MAY_ASK } from '../may-ask.ts';
import type { RunParts } from '../parts.ts';
import type { FettleEvent, Run } from '../types.ts';
import type { PlanRow } from './types.ts';
import { agree, planWords } from './waits-for-go.ts';

type Event = Extract<FettleEvent, { kind: 'plan_edited' | 'ticked' }>;

const NOT_ALLOWED = 'they may not write to this repository.';
const NOT_READABLE = 'the lines that show where the plan begins and ends were gone, or it was empty or too long.';

/**
 * Somebody edited a plan that waits, or ticked its box: the run starts with the text as it stands there now. What somebody
 * did who may not write to the repository, or what left no plan to be read, is undone, and said.
 */
export async function planEdited(event: Event, parts: RunParts): Promise<void> {
  const run = await parts.store.activeFor(event.repo, event.issue);
  const row = run === null ? null : await parts.store.planOf(run.id);
  if (run === null || row === null || row.commentId !== event.commentId || row.agreed !== null) return;
  const github = parts.github.for(run.repo);
  if (!MAY_ASK.has(await github.permission(event.by))) return undo(run, row, { by: event.by, why: NOT_ALLOWED }, parts);
  const text = event.kind === 'plan_edited' ? event.plan : row.text;
  if (text === null) return undo(run, row, { by: event.by, why: NOT_READABLE }, parts);
  const how = text === row.text ? 'go' : 'edit';
  await agree(run, { text, by: event.by, how, words: '', commentId: null }, github, parts);
  await parts.queue.look(run.id);
}

async function undo(run: Run, row: PlanRow, undone: { by: string; why: string }, parts: RunParts): Promise<void> {
  const words = await planWords(run, row, parts);
  const body = planComment({ ...words, undone });
  await parts.github.for(run.repo).upsertComment(run.issue, planMarker(run.id), body, row.commentId);
}
