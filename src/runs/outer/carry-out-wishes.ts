import type { Feedback } from '../../agent/types.ts';
import { carryOutAttempt, startAttempt } from '../attempt.ts';
import type { Wish } from '../types.ts';
import type { Look } from './look.ts';

/** What people ask for on the pull request becomes one attempt, on top of what is there. */
export async function carryOutWishes(
  wishes: readonly { key: string; wish: Wish }[],
  { run, latest, parts, signal }: Look,
): Promise<void> {
  const number = latest.number + 1;
  const by = [...new Set(wishes.map(({ wish }) => wish.by))].join(', ');
  parts.status.say(run, latest.number, 'repair', `${by} asked for changes`);
  // Taken first: until the attempt is there, its number marks them as still open.
  await parts.store.takeWishes(
    run.id,
    wishes.map(({ key }) => key),
    number,
  );
  await startAttempt(run, number, run.headSha as string, [wishFeedback(wishes.map(({ wish }) => wish))], parts);
  return carryOutAttempt(run, parts, signal);
}

function wishFeedback(wishes: readonly Wish[]): Feedback {
  const items = wishes.flatMap((wish) => {
    const own = wish.text.trim() === '' ? [] : [{ title: `${wish.by} asks`, body: wish.text }];
    const threads = wish.threads.map(({ path, line, body }) => ({
      title: `${wish.by} on ${path}${line === null ? '' : `:${line}`}`,
      body,
    }));
    return [...own, ...threads];
  });
  const headline =
    'People who review the pull request ask for more. Do what they ask, on top of the change as it is, and nothing else. Then verify.';
  return { source: 'review', headline, items };
}
