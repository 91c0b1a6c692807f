import { lastUserText, type Reply, type SeenRequest, type Step } from '../../test/support/model/script.ts';

/** What a step of the story needs to find in what the model was sent; a word, a pattern, or a sentence about it. */
export interface Expectation {
  /** In the last message: what the tools answered, or what Fettle said. */
  last?: readonly (string | RegExp)[];
  /** Anywhere in the conversation or the system prompt. */
  anywhere?: readonly (string | RegExp)[];
  /** Nowhere in the last message. */
  not?: readonly (string | RegExp)[];
  /** Anything else: what is wrong, or null. */
  also?: (request: SeenRequest) => string | null;
}

/**
 * One step of the story. When what was sent is not what the story expects, the model answers 400 with the reason, so
 * that the demo fails where it went wrong instead of playing on.
 */
export function step(
  title: string,
  expected: Expectation,
  reply: Reply | ((request: SeenRequest) => Reply),
  thinkMs: number,
): Step {
  return (request) => {
    const problem = problemWith(request, expected);
    if (problem !== null) {
      const complaint = `The scripted model stops at "${title}": it expected ${problem}`;
      // The demo shows what this process writes to standard error; the server answers 400 with the same text.
      console.error(complaint);
      throw new Error(complaint);
    }
    return { ...(typeof reply === 'function' ? reply(request) : reply), delayMs: thinkMs };
  };
}

function problemWith(request: SeenRequest, { last = [], anywhere = [], not = [], also }: Expectation): string | null {
  const said = lastUserText(request);
  const missing = last.find((wanted) => !holds(said, wanted));
  if (missing !== undefined) return `${show(missing)} in the last message, which was: ${cut(said)}`;
  const absent = anywhere.find((wanted) => !holds(request.text, wanted));
  if (absent !== undefined) return `${show(absent)} in what it was sent`;
  const unwanted = not.find((it) => holds(said, it));
  if (unwanted !== undefined) return `no ${show(unwanted)} in the last message, which was: ${cut(said)}`;
  return also?.(request) ?? null;
}

const holds = (text: string, wanted: string | RegExp) =>
  typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);
const show = (wanted: string | RegExp) => (typeof wanted === 'string' ? JSON.stringify(wanted) : String(wanted));
const cut = (text: string) => (text.length > 800 ? `${text.slice(0, 800)}…` : text);
