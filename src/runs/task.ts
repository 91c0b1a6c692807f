import { createHash } from 'node:crypto';
import type { Feedback } from '../agent/types.ts';
import { asRead } from '../text/as-read.ts';
import { withHidden } from '../text/show-hidden.ts';
import type { Task } from './types.ts';

/** The task with its hash over every part, so that what was carried out can be compared with what was asked. */
export function makeTask(parts: Omit<Task, 'hash'>): Task {
  const hash = createHash('sha256')
    .update(
      JSON.stringify([parts.title, parts.body, parts.comments, parts.request, parts.requestedBy, parts.requestedAt]),
    )
    .digest('hex');
  return { ...parts, hash };
}

/** The same task without what its readers could not see; it is stored, and hashed, as it was written. */
export const taskAsRead = (task: Task): Task => eachText(task, asRead);

function eachText(task: Task, change: (text: string) => string): Task {
  return {
    ...task,
    title: change(task.title),
    body: change(task.body),
    comments: task.comments.map((comment) => ({ ...comment, body: change(comment.body) })),
    request: task.request === null ? null : change(task.request),
  };
}

/** The task with what people asked for on the pull request: whoever judges the change must know of that too. */
export function withWishes(task: Task, feedback: readonly Feedback[]): Task {
  const wishes = feedback
    .filter(({ source }) => source === 'review')
    .flatMap(({ items }) => items.map(({ title, body }) => `${title}:\n${body}`));
  return wishes.length === 0 ? task : { ...task, request: [task.request, ...wishes].filter(Boolean).join('\n\n') };
}

/** The task as guards read it. All of it is foreign data; whoever puts it in a prompt fences it. */
export const taskText = (written: Task): string => asText(taskAsRead(written));

/** The same for the judge, with what the agent is not shown: hidden text is there, and labelled as such. */
export const taskWithHidden = (written: Task): string => asText(eachText(written, withHidden));

function asText(task: Task): string {
  const parts = [`# ${task.title}`, task.body.trim()];
  for (const comment of task.comments)
    parts.push(`## Comment by ${comment.login}, ${comment.at}\n${comment.body.trim()}`);
  if (task.request !== null) parts.push(`## Request by ${task.requestedBy}\n${task.request.trim()}`);
  return parts.filter((part) => part !== '').join('\n\n');
}
