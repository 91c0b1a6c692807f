import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Campaign, readCampaign } from '../../campaigns/campaign-file.ts';
import type { Choice } from '../../campaigns/choose-targets.ts';
import { type CampaignPlan, planCampaign } from '../../campaigns/plan-campaign.ts';
import { leastWave } from '../../campaigns/promotion.ts';
import { UserError } from '../../errors.ts';
import { gitHubApp } from '../../github/app.ts';
import { readSettings } from '../../settings.ts';
import { table } from '../table.ts';

/** Repositories that are named in the text; `--json` has them all. */
const NAMED = 50;

/** `fettle campaign plan FILE`. */
export async function planCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  });
  const [path] = positionals;
  if (path === undefined || positionals.length > 1) throw new UserError('Name one file: fettle campaign plan FILE.');
  const campaign = readCampaign(await fileText(path));
  const github = gitHubApp(readSettings().github());
  const said = process.stderr.isTTY ? (text: string) => void process.stderr.write(text) : () => undefined;
  const plan = await planCampaign(campaign, github, (looked, of) => said(`\r${looked} of ${of} looked at `));
  said('\r\u001b[K');
  console.log(
    values.json
      ? JSON.stringify(plan, null, 2)
      : planText(campaign, plan, process.stdout.isTTY ? process.stdout.columns : null),
  );
  return plan.choices.some(({ choice }) => choice === 'in') ? 0 : 1;
}

async function fileText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new UserError(`${path} can't be read.`, { cause });
  }
}

/** What the campaign would do, as an operator reads it before it starts. `width` null: no terminal. */
export function planText(campaign: Campaign, { choices, unknown }: CampaignPlan, width: number | null): string {
  const of = (choice: Choice['choice']) => choices.filter((it) => it.choice === choice);
  const inside = of('in');
  const rows = inside.slice(0, NAMED).map(({ repository }, at) => [repository, `wave ${waveOf(campaign.waves, at)}`]);
  const more = inside.length > NAMED ? [`and ${inside.length - NAMED} more: --json has them all`] : [];
  return [
    `Campaign ${campaign.name}: ${inside.length} of ${choices.length} repositories, ${of('not_applicable').length} have nothing to do, ${of('out').length} are no targets.`,
    ...(rows.length === 0 ? [] : [table([{ title: 'REPOSITORY' }, { title: 'WAVE' }], rows, width), ...more]),
    reasons('Nothing to do', of('not_applicable'), width),
    reasons('No targets', of('out'), width),
    unknown.length === 0 ? '' : `The App is not installed at: ${unknown.join(', ')}`,
    ...tooSmall(campaign, inside.length),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** How often each reason stands, the most frequent first. */
function reasons(title: string, choices: readonly Choice[], width: number | null): string {
  if (choices.length === 0) return '';
  const counts = new Map<string, number>();
  for (const { why } of choices) counts.set(why, (counts.get(why) ?? 0) + 1);
  const rows = [...counts].toSorted((a, b) => b[1] - a[1]).map(([why, count]) => [String(count), why]);
  return table(
    [
      { title: '', right: true },
      { title: title.toUpperCase(), gives: true },
    ],
    rows,
    width,
  );
}

/** Counted from 1; the last size is repeated. */
function waveOf(sizes: readonly number[], at: number): number {
  let [wave, end] = [0, 0];
  while (at >= end) {
    end += sizes[Math.min(wave, sizes.length - 1)] ?? 1;
    wave += 1;
  }
  return wave;
}

/** A wave that could not be promoted whatever comes of it is better known before. */
function tooSmall({ waves, promotion }: Campaign, targets: number): string[] {
  const canary = Math.min(waves[0] ?? 0, targets);
  const { confidence, after_hours: _, ...bounds } = promotion;
  return Object.entries(bounds).flatMap(([name, bound]) => {
    const least = leastWave(bound, confidence);
    if (canary >= targets || (least !== null && canary >= least)) return [];
    const way = least === null ? 'no wave can meet it' : `it takes ${least} runs without any fault`;
    return [`A first wave of ${canary} can't show that ${name} stays below ${bound}: ${way}. It would end in a pause.`];
  });
}
