import { firstLine } from '../text/clip.ts';
import type { Turn } from '../agent/types.ts';

/** What a tool call did, in one line for people: `edits src/sum.js`, `runs node --test`. Inputs are foreign data. */
export function toolLine({ name, input, ok, summary }: Turn['tools'][number]): string {
  const given = (typeof input === 'object' && input !== null ? input : {}) as Record<string, unknown>;
  const text = (key: string) => (typeof given[key] === 'string' ? firstLine(given[key], 120) : '');
  const failed = ok ? '' : ` (did not work: ${firstLine(summary, 100)})`;
  switch (name) {
    case 'bash':
      return `runs ${text('command')} (${firstLine(summary, 80)})`;
    case 'search':
      return `searches for ${text('pattern')}${failed}`;
    case 'str_replace_based_edit_tool': {
      const verb = given.command === 'view' ? 'reads' : given.command === 'create' ? 'writes' : 'edits';
      return `${verb} ${text('path')}${failed}`;
    }
    case 'read':
      return `reads ${text('path')}${failed}`;
    case 'ask_question':
      return `asks: ${text('question')}${failed}`;
    case 'plan':
      return `hands in its plan${failed}`;
    case 'verify':
      return `verifies: ${firstLine(summary, 120)}`;
    case 'cannot_do':
      return `says that it can't be done: ${text('reason')}`;
    default:
      return `${name}: ${firstLine(summary, 120)}`;
  }
}
