import type { Kind } from './problem.ts';

const ASKS =
  "(?:^\\W{0,6}|[,(:]\\s*|\\b(?:please|to|and|then|also|should|must|may|can|could|just|let['’]?s|we|so|will|now|or|simply|for now|(?:can|could|would|will) you)\\s+)(?:(?:please|just|also|completely|entirely|fully|finally|then|simply|go ahead and)\\s+)*";
const APART = '(?:rip|take|throw|tear|cut|pull|strip|clear|chuck)\\s+(?:\\S+\\s+){0,8}?(?:out|away)';
const REMOVES = new RegExp(
  `${ASKS}(?:${APART}|remove|delete|drop|retire|get rid of|do away with|kill(?: off)?|purge|eliminate|discontinue|sunset|scrap|ditch|axe|nuke|prune|bin|lose|stop supporting|wipe|clean (?:\\S+ ){0,4}up|away with)\\b`,
  'i',
);
const SWITCHES_OFF = new RegExp(
  `${ASKS}(?:(?:take|switch|turn|comment)\\s+(?:\\S+\\s+){0,8}?(?:out|off)|skip|disable|ignore|quarantine|mute|deactivate|park|suspend|xfail|put\\s+(?:\\S+\\s+){1,8}?on hold|mark (?:it|them|this|that|these|those) (?:as )?(?:skipped|ignored|pending|flaky|disabled|xfail))\\b`,
  'i',
);
/** The object of a verb in two parts: "take it out". */
const BETWEEN =
  /\b(?:rip|take|throw|tear|cut|pull|strip|clear|chuck|switch|turn|comment|mark|put|clean)\s(\S[\s\S]*?)\s+(?:out|away|off|up|on hold|(?:as )?(?:skipped|ignored|pending|flaky|disabled|xfail))$/i;

/** What goes, said of it. */
const GOES =
  /\b(?:(?:can|should|must|may|needs? to|has to|have to|is to|are to)(?:\s+(?:now|just|all|also|finally))?\s+go\b(?!\s+(?:to|through|from|into|via|in|up|down|first|last)\b)|(?:it is |it['’]s )?(?:high )?time (?:for|that) |(?:is|are) going away\b|\bgo(?:es)? away\b|(?:is|are) (?:being |to be )?(?:retired|discontinued|sunset|phased out)\b)/i;
/** That something is gone already, or that nobody wants it: no request, so it only counts where the sources agree. */
const SAID_GONE =
  /\b(?:no longer|nobody (?:uses|needs|wants)|no one (?:uses|needs|wants)|not? (?:used|needed|supported) any ?more|is dead|are dead|(?:was|were|has been|have been|got|been|has|have) (?:killed|retired|discontinued|dropped|removed|sunset|shut down|switched off|turned off))\b/i;

export interface Said {
  /** Before the request, in its clause. */
  lead: string;
  object: string;
  isRequest: boolean;
}

/** What a clause asks to remove or, for kind `off`, to switch off; or says to be gone. */
export function requestIn(clause: string, kind: Kind): Said | null {
  if (kind !== 'removed' && kind !== 'loosened' && kind !== 'off' && kind !== 'snapshot') return null;
  const asked = (kind === 'off' ? SWITCHES_OFF : REMOVES).exec(clause);
  if (asked !== null) {
    const object = BETWEEN.exec(asked[0])?.[1] ?? clause.slice(asked.index + asked[0].length);
    return { lead: clause.slice(0, asked.index), object, isRequest: true };
  }
  if (kind === 'off') return null;
  const goes = GOES.exec(clause);
  if (goes !== null) {
    const lead = clause.slice(0, goes.index);
    const after = /\btime (?:for|that) (.{1,60}?) (?:to go|to be|goes|went|was|were)\b/i.exec(clause)?.[1];
    if (/\btime (?:for|that) $/i.test(goes[0]) && after === undefined) return null;
    return { lead: after === undefined ? '' : lead, object: after ?? lead, isRequest: true };
  }
  return SAID_GONE.test(clause) ? { lead: '', object: clause, isRequest: false } : null;
}
