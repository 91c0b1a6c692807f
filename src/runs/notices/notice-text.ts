import { foreign } from '../../github/texts/foreign.ts';
import type { Redactor } from '../../text/redact.ts';
import type { NoticeKind } from './types.ts';

export interface NoticeText {
  kind: NoticeKind;
  repository: { name: string; page: string };
  issue: number;
  prNumber: number | null;
  /** The task's title, and what happened: both may be foreign. */
  title: string;
  what: string;
  /** The run's page; null where there is none. */
  runPage: string | null;
  redact?: Redactor;
}

const WORDS: Record<NoticeKind, string> = {
  needs_person: 'Fettle needs a person',
  ready: 'Ready for review',
  campaign_paused: 'A campaign is paused',
};

/**
 * A few lines that Slack, Mattermost, Rocket.Chat and Google Chat all show alike: addresses stand bare, for each has a
 * way of its own to write links. Nothing foreign mentions anybody, links anywhere or is a control sequence of Slack's
 * (`<!channel>`), whose rule it is that `&`, `<` and `>` are escaped.
 */
export function noticeText({ kind, repository, issue, prNumber, title, what, runPage, redact }: NoticeText): string {
  const say = foreign(redact);
  const line = (text: string, max: number) => escaped(say.line(text, max));
  const number = prNumber ?? issue;
  const page = `${repository.page}/${prNumber === null ? 'issues' : 'pull'}/${number}`;
  const lines = [
    `${WORDS[kind]}: ${line(repository.name, 150)} #${number}, ${line(title, 150)}`,
    line(what, 500),
    page,
    ...(runPage === null ? [] : [runPage]),
  ];
  return lines.filter((it) => it !== '').join('\n');
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
