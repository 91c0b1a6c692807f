import { z } from 'zod';
import { folderOf, join } from '../components.ts';
import { toolNeed } from '../toolchain.ts';
import type { RepoFiles, ToolNeed } from '../types.ts';
import type { Project } from './projects.ts';

/** Where none fits global.json `dotnet` prints an error; outside of the repository it says which one there is. */
const SOURCE = { tool: '.NET SDK', probe: ['sh', '-c', 'dotnet --version 2>/dev/null || (cd / && dotnet --version)'] };
const GlobalJson = z.looseObject({
  sdk: z.looseObject({ version: z.string().optional(), rollForward: z.string().optional() }).optional(),
});

/** What `global.json` asks for, and an SDK that is new enough for the newest framework. */
export async function sdkNeeds(folder: string, projects: readonly Project[], files: RepoFiles): Promise<ToolNeed[]> {
  const asked = await askedFor(folder, files);
  const majors = projects.flatMap((it) => it.frameworks.flatMap((name) => /^net(\d+)\.\d/.exec(name)?.[1] ?? []));
  const newest = Math.max(0, ...majors.map(Number));
  const from = projects[0]?.path ?? folder;
  const least = newest < 5 ? null : toolNeed(SOURCE, `net${newest}.0`, from, `>=${newest}.0.0`);
  return asked === null ? [least].filter((it) => it !== null) : [asked];
}

async function askedFor(component: string, files: RepoFiles): Promise<ToolNeed | null> {
  for (let folder = component; ; folder = folderOf(folder)) {
    const path = join(folder, 'global.json');
    const text = await files.read(path);
    const version = text === null ? undefined : parse(text)?.version;
    if (version !== undefined) {
      const range = rollForward(version, parse(text ?? '')?.rollForward ?? 'latestPatch');
      return toolNeed(SOURCE, version, path, range);
    }
    if (text !== null || folder === '') return null;
  }
}

function parse(text: string): { version?: string | undefined; rollForward?: string | undefined } | null {
  try {
    // Comments are allowed in it.
    return GlobalJson.parse(JSON.parse(text.replaceAll(/^\s*\/\/.*$/gm, ''))).sdk ?? null;
  } catch {
    return null;
  }
}

/** As documented for `rollForward`: 8.0.204 is the fourth patch of feature band 2 of 8.0. */
export function rollForward(version: string, policy: string): string | null {
  const found = /^(\d+)\.(\d+)\.(\d)(\d\d)(?:-.*)?$/.exec(version);
  if (found === null) return null;
  const [, major, minor, band] = found.map(Number) as [number, number, number, number];
  switch (policy.toLowerCase()) {
    case 'disable':
      return version;
    case 'feature':
    case 'latestfeature':
      return `>=${version} <${major}.${minor + 1}.0`;
    case 'minor':
    case 'latestminor':
      return `>=${version} <${major + 1}.0.0`;
    case 'major':
    case 'latestmajor':
      return `>=${version}`;
    default:
      return `>=${version} <${major}.${minor}.${band + 1}00`;
  }
}
