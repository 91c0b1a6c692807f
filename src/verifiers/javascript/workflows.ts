import type { RepoFiles } from '../types.ts';

const WORKFLOW = /^\.github\/workflows\/[^/]+\.ya?ml$/;

/** What the repository's own workflows say, as text: evidence of what its people run, never a command of ours. */
export async function workflowTexts(files: RepoFiles): Promise<string[]> {
  const texts: string[] = [];
  for (const path of await files.list()) {
    const text = WORKFLOW.test(path) ? await files.read(path) : null;
    if (text !== null) texts.push(text);
  }
  return texts;
}

/** Names of scripts that workflows call: `npm run x`, `pnpm x`, `yarn x`, `bun run x`. Words that are none do no harm. */
export async function scriptsInWorkflows(files: RepoFiles): Promise<Set<string>> {
  const names = new Set<string>();
  for (const text of await workflowTexts(files)) {
    for (const [, rest = ''] of text.matchAll(/\b(?:npm|pnpm|yarn|bun)\s+([^\n;&|]+)/g)) {
      for (const word of rest.split(/[\s"']+/)) if (/^[A-Za-z][\w:.-]*$/.test(word)) names.add(word);
    }
  }
  return names;
}
