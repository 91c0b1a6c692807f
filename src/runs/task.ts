import { createHash } from 'node:crypto';
import type { Feedback, Settled } from '../agent/types.ts';
import { asRead } from '../text/as-read.ts';
import { whatIsAsked } from '../text/plan-sections.ts';
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
export const taskText = (written: Task, settled: Settled | null = null): string =>
  asText(taskAsRead(written), settled, asRead, whatIsAsked);

/** The same for the judge, with what the agent is not shown: hidden text is there, and labelled as such. */
export const taskWithHidden = (written: Task, settled: Settled | null = null): string =>
  asText(eachText(written, withHidden), settled, withHidden, (plan) => plan);

/** `change` makes people's words what the reader sees of them, `planned` a plan what counts of it. */
function asText(
  task: Task,
  settled: Settled | null,
  change: (text: string) => string,
  planned: (plan: string) => string,
): string {
  const parts = [`# ${task.title}`, task.body.trim()];
  for (const comment of task.comments)
    parts.push(`## Comment by ${comment.login}, ${comment.at}\n${comment.body.trim()}`);
  if (task.request !== null) parts.push(`## Request by ${task.requestedBy}\n${task.request.trim()}`);
  for (const { question, by, words } of settled?.answers ?? [])
    parts.push(`## Question on the task\n${question.trim()}\n\n## Answer by ${by}\n${change(words).trim()}`);
  const plan = settled?.plan ?? null;
  if (plan !== null) parts.push(`## Plan that ${plan.by} agreed to\n${planned(plan.text).trim()}`);
  if (plan !== null && plan.words.trim() !== '')
    parts.push(`## What ${plan.by} said to the plan\n${change(plan.words).trim()}`);
  return parts.filter((part) => part !== '').join('\n\n');
}
