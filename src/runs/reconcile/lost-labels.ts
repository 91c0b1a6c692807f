import type { FettleEvent } from '../types.ts';
import type { RunParts } from '../parts.ts';
import { labelKey, PLAN_LABEL } from '../plan/plan-label.ts';
import type { ReconcileStore } from './reconcile-store.ts';

type Asked = Extract<FettleEvent, { kind: 'asked' }>;
type Parts = Pick<RunParts, 'github' | 'settings' | 'now'>;

/** Issues that one process remembers as looked at; one that is forgotten is looked at once more. */
const MAX_REMEMBERED = 20_000;
/** A webhook that is on its way, or waits for its turn here, is not lost yet, ms. */
const ON_ITS_WAY_MS = 60_000;
/** The search learns of changes with a delay, and what was left for later must be seen once more, ms. */
const OVERLAP_MS = 600_000;

/**
 * Finds open issues that carry the label, or the one for a plan, and have no run: the webhook about it was lost. Who put it there, and when, is
 * asked of GitHub; the rules of who may ask are those of the webhook, since the same intake decides. A label of a run
 * that has ended is known by its number and starts nothing. `since`, ms since the epoch, is when the last pass began.
 */
export function lostLabels(
  parts: Parts,
  store: Pick<ReconcileStore, 'withoutRun' | 'hasBegun'>,
): (since: number | null) => Promise<Asked[]> {
  const labels = [parts.settings.label, PLAN_LABEL];
  /** When each issue was last changed, as it was when we looked: until it is changed again, nothing is new there. */
  const known = new Map<string, string>();

  return async (since) => {
    const asked: Asked[] = [];
    for (const installation of await parts.github.installations()) {
      const found = await parts.github.labelledIssues(installation, labels, since === null ? null : since - OVERLAP_MS);
      for (const it of await store.withoutRun(found)) {
        const key = `${it.repo.owner}/${it.repo.name}#${it.number}`;
        if (known.get(key) === it.updatedAt) continue;
        const event = await whoAsked(it, parts, store);
        if (event === 'later') continue;
        if (event !== null) asked.push(event);
        if (known.size >= MAX_REMEMBERED) known.clear();
        known.set(key, it.updatedAt);
      }
    }
    return asked;
  };
}

/** Null where nobody did, who might: the search also knows repositories that are not ours, and bots put labels on. */
async function whoAsked(
  { repo, number, labels }: { repo: Asked['repo']; number: number; labels: readonly string[] },
  { github: app, settings, now }: Parts,
  store: Pick<ReconcileStore, 'hasBegun'>,
): Promise<Asked | 'later' | null> {
  if (!(await app.isInstalled(repo))) return null;
  const github = app.for(repo);
  const on = new Set(labels.map((label) => label.toLowerCase()));
  const names = [settings.label, PLAN_LABEL].filter((name) => on.has(name.toLowerCase()));
  const put = await Promise.all(names.map(async (name) => ({ name, labelled: await github.labelled(number, name) })));
  const [first] = put;
  if (first === undefined || first.labelled === null) return null;
  const keys = put.flatMap(({ name, labelled }) => (labelled === null ? [] : [labelKey(labelled.eventId, name)]));
  // With both labels on, the run is that of the one that came first.
  for (const known of keys) if (await store.hasBegun(known)) return null;
  const { labelled } = first;
  const { actor, at, eventId } = labelled;
  const key = labelKey(eventId, first.name);
  if (Date.parse(at) > now() - Math.min(ON_ITS_WAY_MS, settings.reconcileMs)) return 'later';
  if (actor.isBot && !settings.bots.includes(actor.login.toLowerCase())) return null;
  const [issue, editedAt] = await Promise.all([github.issue(number), github.issueEditedAt(number)]);
  if (issue.state === 'closed' || issue.isPullRequest) return null;
  // The text is taken as it is now: it must be known to be the one that was there when the label was put on.
  const edited = labelled.retitled || editedAt === null || editedAt >= Date.parse(at);
  return {
    kind: 'asked',
    repo,
    issue: number,
    trigger: { kind: 'label', key },
    by: actor.login,
    ...(edited ? { doubt: 'The label was seen late, and the issue may have been edited since it was put on.' } : {}),
    commentId: null,
    title: issue.title,
    body: issue.body,
    request: null,
    at,
  };
}
