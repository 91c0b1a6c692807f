import { type Redactor, redactAll } from '../../text/redact.ts';
import { firstLine } from '../../text/clip.ts';
import { visible } from '../../text/visible.ts';
import type { Item, Tried } from '../suites/suite.ts';
import type { Trial } from '../trial.ts';

const DETAIL_CHARS = 300;

/** What a suite says of a trial as it is kept: redacted, its one line for people cut to one line. */
export function toTrial(
  { id, cluster }: Item,
  { trial, startedAt, ms }: Pick<Trial, 'trial' | 'startedAt' | 'ms'>,
  tried: Tried,
  redact: Redactor,
): Trial {
  const { costUsd, usage, score, answer, expected } = tried;
  return {
    item: id,
    trial,
    cluster,
    startedAt,
    ms,
    costUsd,
    usage,
    score,
    answer,
    expected,
    detail: firstLine(redact(visible(tried.detail)), DETAIL_CHARS),
    record: redactAll(tried.record, redact),
  };
}
