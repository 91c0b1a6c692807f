import { runLink } from '../../github/texts/run-link.ts';
import type { GitHubApp } from '../../github/types.ts';
import type { NotifySettings } from '../../settings.ts';
import type { Redactor } from '../../text/redact.ts';
import type { Log } from '../parts.ts';
import { noticeText } from './notice-text.ts';
import { sendNotices } from './send-notices.ts';
import type { Notices, NoticeStore } from './types.ts';

/** Notices with what sends them. */
export interface OpenNotices extends Notices {
  stop(): Promise<void>;
  /** Forgets what was told, or given up, longer ago than this. */
  prune(olderThanMs: number): Promise<number>;
}

/** `settings` null: nobody wants to be told. `dashboard` null: there is none to lead to. */
export function openNotices(
  store: NoticeStore,
  settings: NotifySettings | null,
  parts: { github: GitHubApp; dashboard: string | null; redact: Redactor; log: Log; now: () => number },
): OpenNotices {
  const sender = settings === null ? null : sendNotices(store, { ...parts, url: settings.url });
  return {
    notify: async (kind, run, cause, what) => {
      if (settings === null || !settings.kinds.includes(kind)) return;
      const { repo, issue, prNumber, task } = run;
      const text = noticeText({
        kind,
        repository: { name: `${repo.owner}/${repo.name}`, page: parts.github.for(repo).gitUrl.replace(/\.git$/, '') },
        issue,
        prNumber,
        title: task.title,
        what,
        runPage: runLink(parts.dashboard, run.id),
        redact: parts.redact,
      });
      if (await store.add({ runId: run.id, kind, cause, text })) sender?.wake();
    },
    stop: async () => await sender?.stop(),
    prune: (olderThanMs) => store.prune(olderThanMs),
  };
}
