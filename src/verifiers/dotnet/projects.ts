import { posix } from 'node:path';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { RepoFiles } from '../types.ts';

/** Copies, outputs, and projects that are material of tests or templates; `test` and `tests` hold real projects. */
const NOT_OURS =
  /(^|\/)(node_modules|fixtures?|testdata|test-data|templates?|samples?|examples?|bin|obj|packages|artifacts|\.[^/]+)\//i;
export const isOurs = (path: string): boolean => !NOT_OURS.test(path);
const PROJECT = /\.(?:cs|fs|vb)proj$/;
const SOLUTION = /\.slnx?$/;

export interface Project {
  path: string;
  /** Null when the file is no XML. */
  text: string | null;
  /** What is wrong with the file, where it is no XML. */
  broken: string | null;
  frameworks: string[];
  packages: string[];
  /** Paths of the projects it refers to. */
  references: string[];
  /** Written for .NET Framework, before there was an SDK attribute. */
  old: boolean;
}

/** What one `dotnet` command is given: a solution with its projects, or a project that is in no solution. */
export interface Target {
  path: string;
  projects: Project[];
}

/** Solutions, each with the projects it lists, and the projects that none lists; by path. */
export async function targets(files: RepoFiles): Promise<Target[]> {
  const paths = (await files.list()).filter(isOurs);
  const projects = new Map<string, Project>();
  for (const path of paths)
    if (PROJECT.test(path)) projects.set(path, parseProject(path, (await files.read(path)) ?? ''));
  const solutions: Target[] = [];
  for (const path of paths) {
    if (!SOLUTION.test(path)) continue;
    const listed = listedProjects(path, (await files.read(path)) ?? '');
    solutions.push({ path, projects: listed.flatMap((name) => projects.get(name) ?? []) });
  }
  const chosen = widest(solutions.filter((it) => it.projects.length > 0));
  const covered = new Set(chosen.flatMap((it) => it.projects));
  const alone = [...projects.values()].filter((it) => !covered.has(it));
  return [...chosen, ...alone.map((it) => ({ path: it.path, projects: [it] }))];
}

/** Of several solutions over the same projects, the one with most of them: the others are views for people. */
function widest(solutions: readonly Target[]): Target[] {
  const kept: Target[] = [];
  const covered = new Set<Project>();
  for (const it of solutions.toSorted((a, b) => b.projects.length - a.projects.length)) {
    if (it.projects.every((project) => covered.has(project))) continue;
    kept.push(it);
    for (const project of it.projects) covered.add(project);
  }
  return kept.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function listedProjects(path: string, text: string): string[] {
  const names = path.endsWith('x')
    ? [...text.matchAll(/<Project\s[^>]*\bPath\s*=\s*"([^"]+)"/g)]
    : [...text.matchAll(/^Project\("[^"]*"\)\s*=\s*"[^"]*",\s*"([^"]+)"/gm)];
  return names.map(([, name = '']) => resolved(path, name)).filter((name) => PROJECT.test(name));
}

const resolved = (from: string, name: string): string => posix.join(posix.dirname(from), name.replaceAll('\\', '/'));

const XML = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  preserveOrder: true,
});

type Node = Record<string, unknown> & { ':@'?: Record<string, string> };

export function parseProject(path: string, text: string): Project {
  const project: Project = { path, text, broken: null, frameworks: [], packages: [], references: [], old: false };
  const valid = XMLValidator.validate(text.replace(/^\uFEFF/, ''));
  if (valid !== true) return { ...project, text: null, broken: `line ${valid.err.line}: ${valid.err.msg}` };
  let sdk = false;
  const walk = (nodes: readonly Node[]) => {
    for (const node of nodes) {
      const attributes = node[':@'] ?? {};
      for (const [name, children] of Object.entries(node)) {
        if (name === ':@' || !Array.isArray(children)) continue;
        const include = attributes.Include ?? attributes.Update;
        if ((name === 'Project' && attributes.Sdk !== undefined) || name === 'Sdk') sdk = true;
        if (/^TargetFrameworks?$/.test(name))
          project.frameworks.push(
            ...textOf(children)
              .split(';')
              .map((it) => it.trim())
              .filter(Boolean),
          );
        if (name === 'PackageReference' && include !== undefined) project.packages.push(include);
        if (name === 'ProjectReference' && include !== undefined) project.references.push(resolved(path, include));
        walk(children as Node[]);
      }
    }
  };
  walk(XML.parse(text) as Node[]);
  project.old = !sdk;
  return project;
}

const textOf = (children: readonly object[]): string =>
  children.map((child) => ('#text' in child && typeof child['#text'] === 'string' ? child['#text'] : '')).join('');

/** Frameworks that exist on one platform alone, none of which is Linux. */
const ELSEWHERE = /^net\d[\d.]*-(?:windows|ios|android|maccatalyst|macos|tvos|tizen)|^net[1-4]\d+$/;
export const needsOtherPlatform = (project: Project): boolean =>
  project.old || (project.frameworks.length > 0 && project.frameworks.every((name) => ELSEWHERE.test(name)));

export const hasTests = (project: Project): boolean =>
  project.packages.some((name) => /^(?:Microsoft\.NET\.Test\.Sdk|MSTest|TUnit|xunit\.v3)$/i.test(name)) ||
  /<IsTestProject>\s*true|Sdk="MSTest\.Sdk/i.test(project.text ?? '');

/** Every project that these refer to, themselves included. */
export function reachable(from: readonly Project[], all: ReadonlyMap<string, Project>): Project[] {
  const found = new Set<Project>(from);
  for (const it of found) {
    for (const path of it.references) {
      const other = all.get(path);
      if (other !== undefined) found.add(other);
    }
  }
  return [...found];
}
