import type { GitHubApp, InstalledRepository } from '../github/types.ts';
import { CONFIG_PATH, readRepoConfig } from '../repo-config.ts';
import { UserError } from '../errors.ts';
import type { Campaign } from './campaign-file.ts';
import { type Choice, choose, filesOf, outsideByName, type SurveyedRepository } from './choose-targets.ts';

/** Repositories whose files are asked for at once: some queries of fifty. */
const CHUNK = 200;

/** What a campaign would do, before anything is done. */
export interface CampaignPlan {
  choices: Choice[];
  /** Repositories and owners that the file names and nothing is known of. */
  unknown: string[];
}

/**
 * Looks at every repository that the campaign names, or whose owner it names: a request for each hundred of an installation,
 * and a query for each fifty whose files matter. `say` is told how far it is. Changes nothing.
 */
export async function planCampaign(
  campaign: Campaign,
  github: Pick<GitHubApp, 'installations' | 'installedRepositories' | 'surveyFiles'>,
  say: (looked: number, of: number) => void,
): Promise<CampaignPlan> {
  const { targets } = campaign;
  const lower = (text: string) => text.toLowerCase();
  const owners = new Set([...targets.owners, ...targets.repositories.map((one) => one.split('/')[0] ?? '')].map(lower));
  const installed = (await github.installations()).filter(({ owner }) => owners.has(lower(owner)));
  const choices: Choice[] = [];
  const seen = new Set<string>();
  for (const { id } of installed) {
    const all = await github.installedRepositories(id);
    for (const { owner, name } of all) seen.add(lower(`${owner}/${name}`));
    choices.push(...(await chooseOf(campaign, id, all, github, say)));
  }
  const there = new Set(installed.map(({ owner }) => lower(owner)));
  const unknown = [
    ...targets.owners.filter((owner) => !there.has(lower(owner))),
    ...targets.repositories.filter((one) => !seen.has(lower(one))),
  ];
  return { choices: choices.toSorted((a, b) => (a.repository < b.repository ? -1 : 1)), unknown };
}

async function chooseOf(
  campaign: Campaign,
  installation: number,
  all: readonly InstalledRepository[],
  github: Pick<GitHubApp, 'surveyFiles'>,
  say: (looked: number, of: number) => void,
): Promise<Choice[]> {
  const paths = [...new Set([CONFIG_PATH, ...filesOf(campaign)])];
  const choices: Choice[] = [];
  const open: InstalledRepository[] = [];
  for (const one of all) {
    const why = outsideByName(campaign, one);
    if (why === null) open.push(one);
    else choices.push({ repository: `${one.owner}/${one.name}`, choice: 'out', why });
  }
  for (let from = 0; from < open.length; from += CHUNK) {
    const some = open.slice(from, from + CHUNK);
    const files = await github.surveyFiles(installation, some, paths);
    for (const [at, one] of some.entries()) choices.push(choose(campaign, surveyed(one, files[at] ?? new Map())));
    say(from + some.length, open.length);
  }
  return choices;
}

function surveyed(one: InstalledRepository, files: ReadonlyMap<string, string | null>): SurveyedRepository {
  return { ...one, files, allows: allowsOf(files.get(CONFIG_PATH) ?? null) };
}

function allowsOf(text: string | null): SurveyedRepository['allows'] {
  try {
    return readRepoConfig(text).campaigns;
  } catch (error) {
    if (error instanceof UserError) return { broken: error.message };
    throw error;
  }
}
