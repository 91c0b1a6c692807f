import { whatWasAsked, whatWasDone, whatWasGranted, notVerified } from './account.ts';
import type { ChangeText } from './change-text.ts';
import { attemptsAfter, spentOn, theJudge, verification } from './proof.ts';
import { fitted, foreign } from './foreign.ts';
import { glanceLine, needsALook } from './glance-line.ts';

/**
 * Written for whoever reviews it and has a minute: all on one line, then what could not be verified, what was asked, what
 * was done, and why that should be believed; what is long is folded. The only issue it closes is the run's own.
 */
export function pullRequestBody(text: ChangeText): string {
  const say = foreign(text.redact);
  const { run, report, links } = text;
  const page = links.run === null ? '' : ` · [How it was made](${links.run})`;
  return fitted((room) =>
    [
      `${needsALook(report) ? '⚠️' : '✅'} **${glanceLine(text)}**`,
      `Closes #${run.issue}.${page}`,
      notVerified(report.reports, say, room),
      whatWasAsked(text, say, room),
      whatWasDone(text, say, room),
      verification(text, say, room),
      whatWasGranted(text.granted ?? [], say, room),
      theJudge(report, say, room),
      attemptsAfter(text, say, room),
      `### Cost and time\n${spentOn(text)}`,
      text.signed === false
        ? 'The last commit is not signed: it was pushed with git, since GitHub did not make one of these files.'
        : '',
      `<sub>Made by Fettle, run ${run.id}. Edits to this text are overwritten when CI has to be repaired.</sub>`,
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
  );
}
