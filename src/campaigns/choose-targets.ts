import type { InstalledRepository } from '../github/types.ts';
import type { Campaign } from './campaign-file.ts';

/** What is known of a repository when targets are chosen. Everything but its name is foreign. */
export interface SurveyedRepository extends InstalledRepository {
  /** The text of each file that was asked for, on the default branch; null where it is not there, or is no text. */
  files: ReadonlyMap<string, string | null>;
  /** What its own settings say of campaigns; a text says why they can't be read. */
  allows: boolean | { broken: string };
}

/** `in`: a run is made. `not_applicable`: it would have nothing to do. `out`: it is no target. */
export interface Choice {
  repository: string;
  choice: 'in' | 'not_applicable' | 'out';
  why: string;
}

/** The files that tell targets and preconditions of a campaign. */
export function filesOf({ targets, preconditions }: Campaign): string[] {
  const paths = [...targets.files, ...[...targets.contents, ...preconditions].map(({ file }) => file)];
  return [...new Set(paths)];
}

/** Why a repository is a target of the campaign, or why not: the first reason that there is. */
export function choose(campaign: Campaign, it: SurveyedRepository): Choice {
  const repository = `${it.owner}/${it.name}`;
  const out = outsideByName(campaign, it) ?? outsideByFiles(campaign, it);
  if (out !== null) return { repository, choice: 'out', why: out };
  const unmet = campaign.preconditions.find((one) => !holds(one, it));
  if (unmet !== undefined) return { repository, choice: 'not_applicable', why: unmet.why };
  return { repository, choice: 'in', why: 'it fits' };
}

/** Why it is no target, by what the list of repositories tells; null where its files have to be looked at. */
export function outsideByName({ targets }: Campaign, it: InstalledRepository): string | null {
  const repository = `${it.owner}/${it.name}`;
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
  const named = targets.repositories.some((one) => same(one, repository));
  if (!named && !targets.owners.some((one) => same(one, it.owner))) return 'neither it nor its owner is named';
  if (targets.except.some((one) => same(one, repository))) return 'it is excepted';
  if (it.archived) return 'it is archived';
  if (it.fork && !named) return 'it is a fork, and not named itself';
  if (targets.topics.length > 0 && !targets.topics.some((topic) => it.topics.some((one) => same(one, topic))))
    return 'it has none of the topics';
  if (targets.languages.length > 0 && !targets.languages.some((one) => same(one, it.language ?? '')))
    return `its main language is ${it.language ?? 'not known'}`;
  return null;
}

function outsideByFiles({ targets }: Campaign, { allows, files }: SurveyedRepository): string | null {
  if (allows === false) return 'its own settings say no to campaigns';
  if (typeof allows === 'object') return `its own settings can't be read: ${allows.broken}`;
  const missing = targets.files.find((file) => files.get(file) == null);
  if (missing !== undefined) return `it has no ${missing}`;
  const other = targets.contents.find(({ file, pattern }) => !found(files.get(file), pattern));
  return other === undefined ? null : `its ${other.file} does not match ${other.pattern}`;
}

function holds({ file, pattern, absent }: Campaign['preconditions'][number], { files }: SurveyedRepository): boolean {
  const text = files.get(file);
  const there = pattern === undefined ? text != null : found(text, pattern);
  return there !== absent;
}

const found = (text: string | null | undefined, pattern: string): boolean =>
  text != null && new RegExp(pattern, 'm').test(text);
