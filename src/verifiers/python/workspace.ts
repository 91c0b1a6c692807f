import { createMatcher } from '../../repo-config.ts';
import { join } from '../components.ts';
import type { RepoFiles } from '../types.ts';
import { type Dependencies, declared } from './dependencies.ts';
import { detect } from './detect.ts';
import { importRoots } from './layout.ts';
import { type Project, readProject, stringsIn, toolTable } from './project.ts';
import { normalised, requirementNames } from './requirements.ts';

/** A project among the others of its repository. */
export interface Member {
  project: Project;
  dependencies: Dependencies;
  /** Other projects of the repository that this one uses, those that they use included. */
  neighbours: Member[];
  /** The folder whose environment it runs in: its own, or that of the uv workspace it belongs to. */
  home: string;
}

/** All Python projects of a commit, outermost first; those whose manifest can't be read come apart. */
export async function readWorkspace(files: RepoFiles): Promise<{ members: Member[]; broken: Project[] }> {
  const paths = await files.list();
  const projects = await Promise.all((await detect(files)).map((component) => readProject(component, files)));
  const whole = projects.filter((project) => project.broken === null);
  const names = new Set(whole.flatMap(nameOf));
  const members = await Promise.all(
    whole.map(async (project): Promise<Member> => {
      const dependencies = await declared(project, paths, files);
      // What the repository holds itself comes from there, also where its name alone is written down.
      const lines = dependencies.lines.filter((line) => !requirementNames([line]).some((name) => names.has(name)));
      return { project, dependencies: { ...dependencies, lines }, neighbours: [], home: homeOf(project, whole) };
    }),
  );
  for (const member of members) member.neighbours = neighboursOf(member, members);
  return { members, broken: projects.filter((project) => project.broken !== null) };
}

/** Folders from which a project's code and that of its neighbours is imported. */
export const rootsOf = ({ project, neighbours }: Member): string[] => [
  ...new Set([project, ...neighbours.map((it) => it.project)].flatMap(importRoots)),
];

/** Projects that are named by path or by name, and those that these name. */
function neighboursOf(member: Member, all: readonly Member[]): Member[] {
  const found = new Set<Member>();
  const queue = [member];
  for (let it = queue.pop(); it !== undefined; it = queue.pop()) {
    const { names, local } = it.dependencies;
    for (const other of all) {
      const named = nameOf(other.project).some((name) => names.has(name));
      if (other === member || found.has(other)) continue;
      if (!named && !local.some(({ folder }) => folder === other.project.folder)) continue;
      found.add(other);
      queue.push(other);
    }
  }
  return [...found];
}

const nameOf = ({ pyproject, setupCfg }: Project): string[] =>
  [pyproject?.project?.name, toolTable(pyproject, 'poetry')?.name, setupCfg.get('metadata')?.get('name')].flatMap(
    (it) => (typeof it === 'string' && it !== '' ? [normalised(it)] : []),
  );

function homeOf(project: Project, projects: readonly Project[]): string {
  for (const root of projects) {
    const globs = stringsIn(toolTable(root.pyproject, 'uv', 'workspace')?.members);
    if (globs.length === 0 || !root.inner.includes(project.folder)) continue;
    if (createMatcher(globs.map((glob) => join(root.folder, glob.replace(/\/+$/, ''))))(project.folder))
      return root.folder;
  }
  return project.folder;
}
