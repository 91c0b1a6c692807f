import { posix } from 'node:path';
import { componentFolders, inComponent, join } from '../components.ts';
import type { RepoFiles } from '../types.ts';
import type { Member } from '../units.ts';
import { bareScript, projectReferences, readSettings } from './script.ts';

export interface Project extends Member {
  /** `:` for the root, `:web:api`. */
  path: string;
  /** Its build script, '' where it has none. */
  script: string;
}

/** What one `gradle` at `root` builds. The first project is the root itself. */
export interface Build {
  root: string;
  projects: Project[];
  /** Tasks can be named project by project: each one is known, and known to be one of Java, Kotlin, Groovy or Scala. */
  plain: boolean;
  /** Anything is taken from elsewhere. */
  remote: boolean;
  /** Folders of other builds that it takes in. */
  builds: string[];
  /** Name of the distribution that the wrapper asks for: `gradle-8.5-bin`; null without a wrapper. */
  distribution: string | null;
}

const SCRIPTS = ['build.gradle', 'build.gradle.kts'];
const SETTINGS = ['settings.gradle', 'settings.gradle.kts'];
const ELSEWHERE =
  /mavenCentral|google\s*\(|jcenter|gradlePluginPortal|https?:\/\/|\bid\s*\(?["'][^"']+["']\)?\s+version\b|libs\.plugins/;
const JVM =
  /\b(java|java-library|application|groovy|scala|kotlin)\b["'`)]?|org\.jetbrains\.kotlin\.jvm|kotlin\s*\(\s*["']jvm["']/;

/** Finds builds: settings with their projects, and build scripts that no settings above know of. */
export async function detect(files: RepoFiles): Promise<Build[]> {
  const all = await files.list();
  const builds: Build[] = [];
  const taken = new Set<string>();
  const settled = await componentFolders(files, SETTINGS);
  const scripted = await componentFolders(files, SCRIPTS);
  for (const root of [...settled, ...scripted]) {
    // A script below a build is a project of it, and buildSrc is built with the rest.
    const above = builds.some((build) => inComponent(build.root, root));
    if (taken.has(root) || (above && !settled.includes(root)) || posix.basename(root) === 'buildSrc') continue;
    const build = await readBuild(root, files, all);
    for (const project of build.projects) taken.add(project.folder);
    builds.push(build);
  }
  return builds;
}

async function readBuild(root: string, files: RepoFiles, all: readonly string[]): Promise<Build> {
  const settings = await firstOf(files, root, SETTINGS);
  const { includes, folders, builds, computed } = readSettings(settings);
  const projects: Project[] = [{ path: ':', folder: root, script: await firstOf(files, root, SCRIPTS), needs: [] }];
  for (const path of new Set(includes)) {
    const folder = inside(root, folders.get(path) ?? path.slice(1).replaceAll(':', '/'));
    projects.push({ path, folder, script: await firstOf(files, folder, SCRIPTS), needs: [] });
  }
  const known = projects.map((project) => project.path);
  for (const project of projects) {
    const references = projectReferences(project.script, known);
    const needed = projects.filter((other) => other !== project && references.includes(other.path));
    project.needs = needed.map((other) => other.folder).filter((folder) => folder !== project.folder);
  }
  const shared = projects[0]?.script ?? '';
  const everywhere = /\b(subprojects|allprojects)\b/.test(bareScript(shared)) && JVM.test(bareScript(shared));
  const own = projects.length === 1 ? projects : projects.slice(1);
  const plain = !computed && own.every((it) => JVM.test(bareScript(it.script)) || everywhere);
  const texts = [settings, ...projects.map((project) => project.script)];
  const logic = all.some((path) => inComponent(join(root, 'buildSrc'), path)) || builds.length > 0;
  const wrapper = (await files.read(join(root, 'gradle/wrapper/gradle-wrapper.properties'))) ?? '';
  const distribution = /^\s*distributionUrl\s*=\s*\S*?([^/\s]+)\.zip/m.exec(wrapper)?.[1] ?? null;
  return {
    root,
    projects,
    plain,
    remote: logic || distribution !== null || texts.some((text) => ELSEWHERE.test(bareScript(text))),
    builds: builds.map((path) => inside(root, path)),
    distribution,
  };
}

async function firstOf(files: RepoFiles, folder: string, names: readonly string[]): Promise<string> {
  for (const name of names) {
    const text = await files.read(join(folder, name));
    if (text !== null) return text;
  }
  return '';
}

function inside(folder: string, path: string): string {
  const joined = posix.join(folder === '' ? '.' : folder, path).replace(/\/+$/, '');
  return joined === '.' ? '' : joined;
}
