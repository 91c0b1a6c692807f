import type { Attack } from './attack.ts';
import { GROUND_ATTACKS } from './beneath.ts';
import { CHANGE_ATTACKS } from './in-the-change.ts';
import { PARSER_ATTACKS } from './in-parsers.ts';
import { REQUEST_ATTACKS } from './through-requests.ts';
import { TEXT_ATTACKS } from './through-texts.ts';
import { TOOL_ATTACKS } from './through-tools.ts';
import { WEBHOOK_ATTACKS } from './through-webhooks.ts';

/** Every attack there is, by where it comes from. `npm run test:attack` carries each of them out. */
export const ATTACKS: Readonly<Record<string, readonly Attack[]>> = {
  'A scripted agent, through its tools': TOOL_ATTACKS,
  'A scripted agent, by what it asks people and policy for': REQUEST_ATTACKS,
  'A scripted agent, by what its change holds': CHANGE_ATTACKS,
  'People, issues, comments, reviews, CI, and hostile repositories': TEXT_ATTACKS,
  'Whoever reaches the webhook address': WEBHOOK_ATTACKS,
  'What lies beneath a run: layers, installs, clones': GROUND_ATTACKS,
  'Texts that are made to break a parser': PARSER_ATTACKS,
};

const cell = (text: string) => text.replaceAll('|', '\\|');

/** A page whose tables, between the marks `<!-- attacks: … -->` and `<!-- /attacks -->`, are made anew. */
export function withAttacks(page: string): string {
  const count = Object.values(ATTACKS).reduce((sum, it) => sum + it.length, 0);
  const tables = Object.entries(ATTACKS).flatMap(([from, attacks]) => [
    `### ${from}`,
    '',
    '| attack | tried | stopped by |',
    '|---|---|---|',
    ...attacks.map((it) => `| ${cell(it.name)} | ${cell(it.tried)} | ${cell(it.stoppedBy)} |`),
    '',
  ]);
  const [before, rest = ''] = page.split(/(?<=<!-- attacks:[^\n]*-->\n)/);
  return `${before}${count} attacks.\n\n${tables.join('\n')}${rest.slice(rest.indexOf('<!-- /attacks -->'))}`;
}
