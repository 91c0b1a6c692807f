/** What begins each part of a plan, in the comment and in what people make of it. */
export const SECTIONS = {
  willChange: 'What will change',
  willNotChange: 'What will not change',
  verification: 'How it will be verified',
  unclear: 'What is unclear',
} as const;

const TITLES = new RegExp(`^(?:\\*\\*|#+ )(${Object.values(SECTIONS).join('|')})\\b.*$`, 'gim');

/**
 * The parts of a plan that ask for something: what will change, and what belongs to none of our parts. A file that is named
 * as one that stays as it is, or that is unclear, must not count as one that may be changed.
 */
export function whatIsAsked(plan: string): string {
  const titles = [...plan.matchAll(TITLES)];
  if (titles.length === 0) return plan;
  const kept = [plan.slice(0, titles[0]?.index)];
  for (const [at, title] of titles.entries()) {
    if (title[1]?.toLowerCase() !== SECTIONS.willChange.toLowerCase()) continue;
    kept.push(plan.slice(title.index, titles[at + 1]?.index));
  }
  return kept.join('').trim();
}
