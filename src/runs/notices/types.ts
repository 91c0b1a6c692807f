import type { Notice as NoticeKind } from '../../settings.ts';
import type { Run } from '../types.ts';

export type { NoticeKind };

/** Tells people who do not look at GitHub, as the operator wants it: FETTLE_NOTIFY_URL and FETTLE_NOTIFY. */
export interface Notices {
  /**
   * Keeps what is to be told; it is sent soon, and tried again for a day. Call it before the fact itself is stored: what is
   * kept twice for one run, kind and cause is told once. `text` is a sentence, and may be foreign. Does nothing where
   * nobody wants to be told.
   */
  notify(
    kind: NoticeKind,
    run: Pick<Run, 'id' | 'repo' | 'issue' | 'prNumber' | 'task'>,
    cause: string,
    text: string,
  ): Promise<void>;
}

/** One that waits to be sent. */
export interface WaitingNotice {
  id: string;
  runId: string;
  kind: NoticeKind;
  text: string;
  /** How often it was tried before. */
  tries: number;
  createdAt: Date;
}

export interface NoticeStore {
  /** False when it is there already. */
  add(notice: { runId: string; kind: NoticeKind; cause: string; text: string }): Promise<boolean>;
  /** The oldest that is due; nobody else gets it for `leaseMs`. Counts as a try. */
  take(leaseMs: number): Promise<WaitingNotice | null>;
  sent(id: string): Promise<void>;
  /** Null: it is not tried again. */
  later(id: string, afterMs: number | null): Promise<void>;
  prune(olderThanMs: number): Promise<number>;
}
