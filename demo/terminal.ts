import { stripVTControlCharacters, styleText } from 'node:util';

export type Tone = 'good' | 'bad' | 'dim' | 'plain' | 'strong';

const STYLE = { good: 'green', bad: 'red', dim: 'dim', plain: 'reset', strong: 'bold' } as const;

/** Lines of a quoted text that are shown live; the whole of it is in the app's log. */
const QUOTED_LINES = 16;
/** Where inside a test runner something was thrown helps the agent, which gets it, more than whoever looks on. */
const STACK_FRAME = /^\s+at .*(?:file:\/\/|node:|<anonymous>)|^\s+\^+$/;
const QUOTE_INDENT = ' '.repeat(22);

export interface Terminal {
  line(text?: string, tone?: Tone): void;
  heading(text: string): void;
  /** One step of what happens, with the time since the demo began. */
  step(ms: number, who: string, text: string, tone?: Tone): void;
  /** A text from elsewhere, indented below the step it belongs to. */
  quote(text: string): void;
}

/** Colour only where somebody looks at a terminal; NO_COLOR is respected. */
export function terminal(
  out: { write(text: string): unknown; isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): Terminal {
  const coloured = (out.isTTY === true && !env.NO_COLOR) || Boolean(env.FORCE_COLOR);
  const paint = (text: string, tone: Tone) =>
    coloured && tone !== 'plain' ? styleText(STYLE[tone], text, { validateStream: false }) : text;
  const line = (text = '', tone: Tone = 'plain') => void out.write(`${paint(text, tone)}\n`);
  return {
    line,
    heading: (text) => line(`\n${text}\n${'─'.repeat(text.length)}`, 'strong'),
    step: (ms, who, text, tone = 'plain') => {
      const time = paint(`${(ms / 1000).toFixed(1).padStart(6)} s`, 'dim');
      line(`${time}  ${paint(who.padEnd(10), who === 'GitHub' ? 'strong' : 'plain')}  ${paint(harmless(text), tone)}`);
    },
    quote: (text) => {
      const lines = harmless(text)
        .trim()
        .split('\n')
        .filter((each) => !STACK_FRAME.test(each));
      for (const each of lines.slice(0, QUOTED_LINES)) line(`${QUOTE_INDENT}${each}`.trimEnd(), 'dim');
      if (lines.length > QUOTED_LINES) line(`${QUOTE_INDENT}… ${lines.length - QUOTED_LINES} more lines`, 'dim');
    },
  };
}

/** Text of others may hold control sequences that move the cursor or change the window's title. */
export function harmless(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are what is to be taken out
  return stripVTControlCharacters(text).replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
}
