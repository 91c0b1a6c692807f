import type { GitHub } from '../github/types.ts';
import type { Wish } from './types.ts';

/** One answer in each review thread that asked for something, naming the commit; found again when it is there already. */
export async function answerThreads(
  github: GitHub,
  pr: number,
  wishes: readonly Wish[],
  commit: string,
): Promise<void> {
  const ids = wishes.flatMap(({ source, threads }) => [
    ...(source.kind === 'thread' ? [source.id] : []),
    ...threads.map(({ id }) => id),
  ]);
  for (const id of new Set(ids)) {
    await github.answerThread(pr, id, `<!-- fettle:answer=${commit} -->`, `Changed in ${commit}.`);
  }
}
