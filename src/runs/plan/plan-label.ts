import type { Trigger } from '../types.ts';

/** On an issue, alone or beside the label that asks for runs, it asks for a plan before anything is changed. */
export const PLAN_LABEL = 'fettle:plan';

/** What a run that began with a label hangs on; `label` is the one that asks for runs. */
export const labelOf = (trigger: Trigger, label: string): string =>
  trigger.key.startsWith('plan:') ? PLAN_LABEL : label;

/** The key of a labelling: GitHub's numbers of events are unique, and stay what they are when a repository is renamed. */
export const labelKey = (eventId: number, name: string): string =>
  `${name.toLowerCase() === PLAN_LABEL ? 'plan' : 'label'}:${eventId}`;
