import type { Outcome } from '../../runs/types.ts';
import { notVerified, whatWasAsked, whatWasDone, whatWasGranted } from './account.ts';
import type { ChangeText } from './change-text.ts';
import { endingOf, outcomeName } from './ends.ts';
import { fitted, type Foreign, foreign } from './foreign.ts';
import { glanceLine } from './glance-line.ts';
import { attemptsAfter, spentOn, theJudge, verification } from './proof.ts';

/** GitHub's word is 65,535 characters; it counts bytes. */
const MAX_BYTES = 65_535;
const inBytes = (text: string): boolean => Buffer.byteLength(text) <= MAX_BYTES;

/**
 * The same as in the pull request, on the commit itself: there it stays, whatever becomes of the pull request's text.
 * `outcome` null: it was just published.
 */
export function checkRunText(
  text: ChangeText,
  outcome: Outcome | null,
): { title: string; summary: string; text: string } {
  const say = foreign(text.redact);
  const parts = (build: (room: number) => string[]) =>
    fitted(
      (room) =>
        build(room)
          .filter((part) => part !== '')
          .join('\n\n'),
      inBytes,
    );
  return {
    title: outcome === null ? glanceLine(text) : endingOf(outcome, text.run.issue, '').what,
    summary: parts((room) => [
      `**${glanceLine(text)}**`,
      ended(outcome, say),
      notVerified(text.report.reports, say, room),
      whatWasAsked(text, say, room),
      whatWasDone(text, say, room),
      verification(text, say, room),
    ]),
    text: parts((room) => [
      theJudge(text.report, say, room),
      whatWasGranted(text.granted ?? [], say, room),
      attemptsAfter(text, say, room),
      `### Cost and time\n${spentOn(text)}`,
    ]),
  };
}

function ended(outcome: Outcome | null, say: Foreign): string {
  if (outcome === null) return '';
  const detail = outcome.detail.trim() === '' ? '' : `\n\n${say.quoted(outcome.detail, 1_000)}`;
  return `The run ended: \`${outcomeName(outcome)}\`.${detail}`;
}
