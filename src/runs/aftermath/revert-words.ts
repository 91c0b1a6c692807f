import type { LaterCommit, MergedChange } from './survival.ts';

/** git's own words, and those of GitHub's button. A quoted line of somebody who tells of another revert is no such word. */
export function saysItReverts(messages: readonly string[], { commits, pull }: MergedChange): boolean {
  const repository = `${pull.owner}/${pull.name}`.toLowerCase();
  return messages.some((message) => {
    const shas = [...message.matchAll(/^\s*This reverts commit ([0-9a-f]{7,64})\b/gim)].map((it) => it[1] ?? '');
    const pulls = [...message.matchAll(/^\s*Reverts ([\w.-]+\/[\w.-]+)?#(\d+)\b/gim)].filter(
      ([, of = repository, number]) => of.toLowerCase() === repository && Number(number) === pull.number,
    );
    return pulls.length > 0 || shas.some((id) => commits.some((sha) => sha.startsWith(id.toLowerCase())));
  });
}

/** By the pull request that brought it, where its message tells. */
export function nameOfRevert({ sha, messages }: LaterCommit): string {
  const first = (messages[0] ?? '').split('\n')[0] ?? '';
  const number = /^Merge pull request #(\d+) /.exec(first)?.[1] ?? / \(#(\d+)\)$/.exec(first)?.[1];
  return number === undefined ? `commit:${sha}` : `pull:${number}`;
}
