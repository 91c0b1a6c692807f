import type { Phase } from '../types.ts';
import type { Member, Project } from './detect.ts';
import { dependenciesOf } from './manifest.ts';
import { decidingScripts, type ScriptCheck } from './scripts.ts';
import { programOf, TASK_RUNNERS, type Tool, type ToolFolder, TOOLS, wordsThatRun } from './tools.ts';

export interface ToolCheck {
  tool: Tool;
  args: readonly string[];
}

/** The text of all scripts that our checks of a package reach, and the phases that some script of it stands for. */
export interface Scripted {
  text: string;
  phases: ReadonlySet<Phase>;
}

export function scriptedOf(
  { manifest }: Member,
  checks: readonly ScriptCheck[],
  evidence: ReadonlySet<string>,
): Scripted {
  const text = Object.values(decidingScripts(manifest.scripts, evidence)).join('\n');
  return { text, phases: new Set(checks.map((check) => check.phase)) };
}

/** The tools that a script's text runs. */
export const toolsIn = (text: string): Tool[] => TOOLS.filter((tool) => runs(text, wordsThatRun(tool)));

const runs = (text: string, words: readonly string[]): boolean =>
  words.some((word) => new RegExp(`(^|[\\s"'/=&|;(])${escape(word)}(\\.[cm]?js)?(?=$|[\\s"'&|;)])`, 'm').test(text));

/**
 * Tools that a package configures, whose own dependency is declared there or by the workspace's root, and that no script
 * runs which is a check. Where a script stands for a phase and names no tool that we know, it is trusted to be all
 * there is: `make lint`, a runner of one's own.
 */
export function toolChecks(
  member: Member,
  project: Project,
  scripted: ReadonlyMap<string, Scripted>,
  folder: ToolFolder,
): ToolCheck[] {
  const own = scripted.get(member.folder) ?? { text: '', phases: new Set<Phase>() };
  const root = scripted.get(project.root) ?? own;
  const declared = {
    ...dependenciesOf(project.members[0]?.manifest ?? member.manifest),
    ...dependenciesOf(member.manifest),
  };
  const known = toolsIn(own.text);
  const found: ToolCheck[] = [];
  for (const tool of TOOLS) {
    if (declared[tool.dependency] === undefined) continue;
    if (runs(own.text, wordsThatRun(tool)) || (member !== project.members[0] && runs(root.text, wordsThatRun(tool))))
      continue;
    if (opaque(tool, own, known)) continue;
    if (found.some((other) => sameWork(other.tool, tool))) continue;
    const configured =
      [...folder.names].some((name) => tool.config.test(name)) ||
      (tool.section !== undefined && member.manifest[tool.section] !== undefined);
    // A runner without settings of its own is meant only where nothing else tests.
    const bare = tool.bare === true && folder.hasTests && !own.phases.has('test') && ownDependency(tool, member);
    if (!configured && !bare) continue;
    const args = tool.args(folder);
    if (args !== null) found.push({ tool, args });
  }
  return found;
}

const ownDependency = (tool: Tool, member: Member): boolean =>
  dependenciesOf(member.manifest)[tool.dependency] !== undefined;

/** A build or test script says what builds and tests; a linter beside another one is not unusual. */
function opaque(tool: Tool, own: Scripted, known: readonly Tool[]): boolean {
  if (tool.phase === 'build') return own.phases.has('build');
  const kin = tool.phase === 'test' ? ['test'] : ['static', 'format'];
  const stands = kin.some((phase) => own.phases.has(phase as Phase));
  return stands && !known.some((other) => kin.includes(other.phase)) && !TASK_RUNNERS.test(own.text);
}

/** Two compilers, or Vite's file read by both Vite and Vitest. */
const sameWork = (a: Tool, b: Tool): boolean => a.name === 'vue-tsc' && b.name === 'tsc';

/**
 * Tools that look at everything below the folder they run in: a package inside of one where such a tool runs needs none of
 * its own.
 */
const RECURSIVE = new Set(['prettier', 'biome-format', 'biome-lint', 'oxlint', 'eslint', 'stylelint']);

export function withoutCovered(
  found: ReadonlyMap<string, readonly ToolCheck[]>,
  root: string,
): Map<string, ToolCheck[]> {
  const above = new Set((found.get(root) ?? []).map(({ tool }) => tool.name).filter((name) => RECURSIVE.has(name)));
  return new Map(
    [...found].map(([folder, checks]) => [
      folder,
      checks.filter(({ tool }) => folder === root || !above.has(tool.name)),
    ]),
  );
}

/** How a script's failures are mended, where it runs a formatter, or a linter that can fix, of these dependencies. */
export function fixerIn(text: string, declared: Readonly<Record<string, string>>): Tool | null {
  const can = toolsIn(text).filter((tool) => tool.fix !== undefined && declared[tool.dependency] !== undefined);
  const formats = can.find(
    (tool) => tool.phase === 'format' && (programOf(tool) !== 'biome' || !/\bbiome lint\b/.test(text)),
  );
  return formats ?? can.find((tool) => tool.phase === 'static') ?? null;
}

const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
