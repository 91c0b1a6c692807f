import { readable, START as REQUEST } from './asks-to-weaken.ts';

/** People who talk give reasons first: "we only care about Chrome, so throw Firefox out". */
const START = REQUEST.replace(
  '|\\b(?:please|',
  "|\\b(?:so|then|why not|feel free to|go ahead and|time to|you can|i['’]d|please|",
);

/** One way in which a sentence wants less of a check: what it is about, or null where the sentence does not say. */
export interface Wish {
  /** The words that the wish is about: behind a verb, or the whole sentence. */
  object: string;
  /** What the sentence says before it. */
  before: string;
  /** It stands for what the sentences before speak of: "it", "that job". */
  pointsBack: boolean;
  /** It can be about nothing but a check: "may fail", "a warning is enough". */
  ofChecks: boolean;
}

/** Verbs by which people want something gone, apart from the plain ones; without an object they say nothing. */
const GONE =
  'kill|ditch|axe|scrap|nuke|dump|chuck|bin|lose|purge|sunset|phase out|throw (?:out|away)|rip out|pull out|do away with|give up on|(?:stop|quit)(?: (?:test|runn|build|support|check|lint|target|shipp|enforc|requir|measur|scann|us)ing(?: (?:on|against|for|with))?)?|pause|park|dial (?:back|down)|scale back|tone down|unhook|kick out|cut|trim|get rid of|forget(?: about)?|no more|remove|delete|drop|disable|skip|ignore|exclude|omit|leave out|take out|turn off|switch off|relax|loosen|soften|ease|lower|reduce|retire|silence|mute|suppress|quarantine|allow|permit|accept|tolerate|exempt|waive|deactivate|downgrade';
/** "Take the Windows job out", "bump it down to 80", "let it slide", "turn it into a warning". */
const APART: readonly (readonly [string, string])[] = [
  ['take|leave|throw|rip|pull|kick|comment|cut|keep|get|have', 'out|away|alone|off'],
  ['turn|switch|shut', 'off|down|up'],
  ['tone|dial|bring|bump|push|move|set|put|take|go|drop|scale|pull|turn', 'down|back'],
  ['let', 'go|slide|fail|through|pass anyway'],
];
/** Only checks can be any of this. */
const MILD =
  /\b(?:optional|non-?blocking|advisory|informational|(?:in)?to (?:a )?warnings?|a warning|only (?:warns?|complains?|reports?|fails?|blocks?)|warns? only|best[- ]effort|report-only|manual(?:ly)?|by hand|on demand|only (?:on|for|in|at|nightly|weekly)|(?:on|for|in) [\w/-]{1,20} only)\b/i;

const NOT =
  "(?:should(?:n['’]?t| not| no longer)|must(?:n['’]?t| not)|need(?:n['’]?t|s? not)|(?:does|do)(?:n['’]?t| not) (?:need|have) to|not to|may not|no longer(?: has to| needs to)?)";
const JUDGED =
  '(?:lint|check|test|type[- ]?check|scann?|cover|count|measur|format|analy[sz]|inspect|includ|enforc|requir|run|report)';

const SAID: readonly (readonly [RegExp, boolean])[] = [
  // What a check does to a change, and is to do no more.
  [
    new RegExp(
      `\\b(?:${NOT}|stop (?:it |them )?from|without|(?:do not|don['’]?t) let\\b.{1,40}?)\\s+(?:\\w+\\s+){0,2}(?:break|block|fail|hold(?:ing)? (?:up|back)|stop|gat(?:e|ing)|reject|prevent|(?:be|turn)(?:ing)? red|complain|nag|warn|report|flag|object|count|look|check|lint|test|scan|cover|measure)(?:p?ing)?\\b`,
      'i',
    ),
    true,
  ],
  [
    new RegExp(
      `\\b${NOT} (?:be )?${JUDGED}(?:n?ed|d|p?ing|e)?\\b|\\b(?:doesn|don|needn|shouldn)['’]?t (?:have|need) to\\s*(?:$|[,.;])`,
      'i',
    ),
    true,
  ],
  [
    new RegExp(
      `\\b(?:should|may|can|needs? to|has to|have to) only (?:be )?${JUDGED}|\\bstop ${JUDGED}(?:n?ing|ing)\\b`,
      'i',
    ),
    true,
  ],
  [/\b(?:should|must|can) (?:stop|quit) \w+ing\b/i, true],
  [/\b(?:should|can|may|must) (?:just |simply |also |now )?(?:ignore|accept|allow|tolerate|skip|permit)\b/i, true],
  [
    /\b(?:may|can|is allowed to|are allowed to|could) (?:also |just |now )?(?:fail|warn|be (?:red|skipped|optional))\b/i,
    true,
  ],
  [
    /\ba warning (?:is|would be|will be|'s) (?:enough|fine|ok(?:ay)?|plenty)\b|\b(?:just|only) (?:a )?warn(?:ing)?\b|\b(?:back to|use) (?:the|its) defaults?\b/i,
    true,
  ],
  [
    /\b(?:can|should|must|has to|have to|needs? to) (?:just |simply |now )?go(?=$|[\s,.;!])(?! (?:through|to|in|into|on|up|over|via|with|by)\b)/i,
    false,
  ],
  [
    /\b(?:no (?:point|use|sense|value|reason)|not? worth|isn['’]?t worth)\b.{0,30}\b(?:run|test|check|keep|lint|hav|scann?)(?:n?ing|e)?\b/i,
    false,
  ],
  [
    /\b(?:we|i|you|nobody|no one)(?: all|['’]ve|['’]re| have| are)? (?:can|could|will|['’]ll|agreed to|decided to|happy to|fine to) (?:\w+ )?(?:live|do|manage|cope) without\b/i,
    false,
  ],
  [
    /\b(?:we|us|nobody|no one|project|package|library|app)\b.{0,20}\b(?:no longer|don['’]?t|do not|not)\s+(?:\w+\s+)?(?:support|target|ship)(?:ed|s)?\b|\bwe\b.{0,20}\b(?:support|need|want|use|ship|run)\b.{0,40}\bany ?more\b/i,
    false,
  ],
  [/\bwe (?:no longer|don['’]?t|do not) (?:\w+ )?(?:need|want|use|run|care)\b(?! to (?:break|fail|change))/i, false],
  [/\bsupport (?:for .{1,30} )?(?:ends|ended|is (?:dropped|over|gone)|was dropped|stops)\b/i, false],
];

const BREAK = /\b(?:that|which|because|when|whenever|where|so that|since|while|unless|until|but|instead of)\b|[;]/i;
const FORBIDS =
  /\b(?:do not|don['’]?t|must not|should not|may not|cannot|can['’]?t|never|without|not to|no need to|avoid|instead of|rather than|nor)\s+(?:\w+\s+){0,3}$/i;

/** Words that stand for something said before. */
const BACK =
  /^\s*(?:(?:it|them|this|these|those|both|that|all of (?:it|them|that))(?=$|[\s,.;!?])(?!\s+(?:\w+-)?(?!job|step|rule|check|hook|stage|gate|out|away|off|down|into|to|be|go|for|from|everywhere|and|until|completely|entirely|altogether|already|please|now|then|only|slide|fail)\w+)|its (?:\w+ ){0,2}(?:jobs?|steps?|config\w*|settings?|hooks?|rules?|checks?|plugins?|badge)\b|(?:the|that|this|those|these)(?: whole| entire)? (?:jobs?|steps?|rules?|checks?|hooks?|stages?|workflows?|requirements?|gates?|settings?|limits?|thresholds?|linters?|lints?|flags?|options?|folders?|director(?:y|ies)|files?|paths?|switch(?:es)?|plugins?|things?|ones?|lot)\b)/i;

const PLAIN = new RegExp(`${START}(?:${GONE})(?![\\w-])`, 'gi');
const SPLIT = APART.map(
  ([verbs, ends]) => new RegExp(`${START}(?:${verbs})\\s+(.{1,80}?)\\s+(?:${ends})(?![\\w-])`, 'gi'),
);
const MILDER = new RegExp(
  `${START}(?:turn|make|set|downgrade|move|let|switch|have|put|keep|demote|change|run|trigger|start)\\s+(.{1,120})`,
  'gi',
);
/** "Build it without -Werror". */
const WITHOUT = /\b(?:build|compile|run|call|test|lint|check|start)\b.{0,40}\bwithout\s+(?:the\s+)?(.{1,40})/gi;
const OF_CHECK = /^.{0,6}\b(?:job|step|rule|check|hook|stage|linter|lint|gate|flag|option)s?\b/i;

/** The wishes of a sentence for less of something; of one that is nothing but wishes, the first few. */
export function wishesOf(sentence: string): Wish[] {
  const wishes: Wish[] = [];
  const take = (before: string, object: string, ofChecks: boolean) => {
    if (wishes.length >= 8 || FORBIDS.test(before.slice(-80))) return;
    const end = 3 + (BREAK.exec(object.slice(3, 200))?.index ?? object.length);
    const own = object.slice(0, Math.min(end, 140));
    wishes.push({ object: own, before, pointsBack: BACK.test(own), ofChecks });
  };
  for (const match of sentence.matchAll(PLAIN)) {
    const rest = sentence.slice(match.index + match[0].length);
    const ofChecks = OF_CHECK.test(rest) || /(?:exclude|exempt|suppress|silence|mute)$/i.test(match[0]);
    take(sentence.slice(0, match.index), rest, ofChecks);
  }
  for (const pattern of SPLIT) {
    for (const match of sentence.matchAll(pattern)) take(sentence.slice(0, match.index), match[1] ?? '', false);
  }
  for (const match of sentence.matchAll(MILDER)) {
    if (MILD.test(match[1] ?? '')) take(sentence.slice(0, match.index), match[1] ?? '', true);
  }
  for (const match of sentence.matchAll(WITHOUT)) {
    wishes.push({ object: match[1] ?? '', before: '', pointsBack: false, ofChecks: false });
  }
  for (const [pattern, ofChecks] of SAID) {
    if (!pattern.test(sentence)) continue;
    wishes.push({
      object: sentence,
      before: '',
      pointsBack: /\b(?:it|they|this|that|those|these|its)\b/i.test(sentence),
      ofChecks,
    });
  }
  return wishes;
}

/** A sentence of a task with its wishes. */
export interface Said {
  sentence: string;
  wishes: readonly Wish[];
}

/** All of a task, read once for all findings. People write a few wishes; what follows after many asks for nothing. */
export function readWishes(task: string): Said[] {
  let left = 100;
  return readable(task).map((sentence) => {
    const wishes = left > 0 ? wishesOf(sentence) : [];
    left -= wishes.length;
    return { sentence, wishes };
  });
}
