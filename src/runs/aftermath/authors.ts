import type { HistoryCommit } from '../../sandbox/base-history.ts';

/** Apps commit as `slug[bot]`, and GitHub gives their addresses the same name. Ours is one of them. */
export const isBotCommit = ({ author: { name, email } }: Pick<HistoryCommit, 'author'>): boolean =>
  name.trim().endsWith('[bot]') || /\[bot\]@/.test(email);
