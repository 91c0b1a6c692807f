import { sentences } from '../../guards/asks-for.ts';

/** Words by which people say that something is wrong today. */
const WRONG =
  /\b(?:fix(?:es|ed|ing)?|bugs?|bug ?fix(?:es)?|hotfix|regress(?:ion|ions|es|ed)|crash(?:es|ed|ing)?|broken|breaks|defects?|wrong(?:ly)?|incorrect(?:ly)?|fail(?:s|ed|ing|ure|ures)?|faulty|leaks?|hangs?|deadlocks?|throws|(?:does|do|is|are)(?: not|n['’]t)|not working|cannot|can['’]t)\b/i;
/** What can be put right without any behaviour being another one. */
const NO_BEHAVIOUR =
  /\b(?:typos?|lint(?:er|ers|ing)?|format(?:ting)?|white ?space|spelling|docs?|documentation|readme|comments?|warnings?|type (?:errors?|hints?|annotations?)|typings?|deprecations?|flaky|flak(?:e|es|iness))\b/i;
/** Headings of forms for reports of defects. */
const REPORT_FORM =
  /^(?:#{1,6}[ \t]+|\*\*)(?:steps to reproduce|how to reproduce|to reproduce|reproduction|expected (?:behaviou?r|result)|actual (?:behaviou?r|result)|current behaviou?r|describe the bug|stack ?trace)\b/im;

/**
 * Whether a task is a fix, so that a new test has something to fail on. It is one when its title (the first line), or
 * what was asked for in particular, has one of the words above, or its text has a heading of a form for reports of
 * defects; and when its title names nothing that is put right without another behaviour, such as typos, lint or types.
 */
export function isFix(task: string): boolean {
  const [title = ''] = task.split('\n', 1);
  if (NO_BEHAVIOUR.test(title)) return false;
  const request = /^## Request by [^\n]*\n([\s\S]*)/m.exec(task)?.[1] ?? '';
  return WRONG.test(title) || WRONG.test(request) || REPORT_FORM.test(task);
}

const TESTS_OF_TODAY =
  /\b(?:characteri[sz]ation tests?|(?:increase|raise|improve|extend) (?:the )?(?:test )?coverage|(?:add|write) (?:the )?missing tests?|tests? (?:for|of) (?:the )?(?:current|existing|present) behaviou?r|(?:pin|lock)(?: down)? (?:the )?(?:current|existing|present) behaviou?r|refactor (?:the )?tests?)\b/i;
const FORBIDS = /\b(?:do not|don['’]?t|never|without|instead of|rather than|no need)\b/i;

/** The sentence of a fix's task that asks for tests of what the code does already; null when none does. */
export function asksForTestsOfToday(task: string): string | null {
  return sentences(task).find((sentence) => TESTS_OF_TODAY.test(sentence) && !FORBIDS.test(sentence)) ?? null;
}
