import type { GitHub, PullAftermath } from '../../github/types.ts';
import { MAY_ASK } from '../may-ask.ts';
import type { Run } from '../types.ts';
import type { LabelWord } from './aftermath-store.ts';

/** Labels by which people say what a change is worth, on its pull request or its issue. */
export const GOOD_LABEL = 'fettle:good';
export const WRONG_LABEL = 'fettle:wrong';
const WORDS = { [GOOD_LABEL]: 'good', [WRONG_LABEL]: 'bad' } as const;

/** What people say by labels that are on now, by people who may write alone; the latest word last. */
export async function labelWords(
  run: Pick<Run, 'issue' | 'prNumber'>,
  seen: Pick<PullAftermath, 'labels' | 'issueLabels'>,
  github: Pick<GitHub, 'labelled' | 'permission'>,
): Promise<LabelWord[]> {
  const words: { at: string; word: LabelWord }[] = [];
  for (const [number, labels] of [
    [run.prNumber, seen.labels],
    [run.issue, seen.issueLabels],
  ] as const)
    for (const [name, label] of Object.entries(WORDS)) {
      if (number === null || !labels.some((it) => it.toLowerCase() === name)) continue;
      const put = await github.labelled(number, name);
      if (put === null || put.actor.isBot || !MAY_ASK.has(await github.permission(put.actor.login))) continue;
      const { login: by } = put.actor;
      words.push({ at: put.at, word: { label, by, why: `${name} on #${number}`, key: `label:${put.eventId}` } });
    }
  return words.toSorted((a, b) => a.at.localeCompare(b.at)).map(({ word }) => word);
}
