import { posix } from 'node:path';
import { folderOf, isMaterial, join, outermostFirst } from '../components.ts';
import type { RepoFiles } from '../types.ts';

const PROJECT = /^(Gemfile|gems\.rb|Rakefile|\.rspec|[^/]+\.gemspec)$/;
/** Installed gems and the like, never the project's own code. */
const NOT_OWN = /(^|\/)(node_modules|vendor|\.[^/]+|tmp|coverage)\//;

export interface RubyProject {
  folder: string;
  gemfile: { path: string; text: string } | null;
  lock: { path: string; text: string } | null;
  gemspecs: { path: string; text: string }[];
  rakefile: string;
  specs: string[];
  tests: string[];
  /** Folders of Ruby projects inside this one. */
  inner: string[];
  /** The project's own paths. */
  paths: string[];
}

/** Ruby projects by their manifests, a Rakefile or RSpec's settings; code belongs to the innermost one. */
export async function detect(files: RepoFiles): Promise<RubyProject[]> {
  const paths = await files.list();
  const folders = new Set<string>();
  const rspec = paths.some((path) => /^spec\/.*_spec\.rb$/.test(path));
  for (const path of paths) if (PROJECT.test(posix.basename(path)) && !isMaterial(path)) folders.add(folderOf(path));
  if (folders.size === 0 && rspec) folders.add('');
  const projects = new Map<string, RubyProject>();
  for (const folder of outermostFirst(folders)) projects.set(folder, await read(folder, paths, files));
  for (const path of paths) {
    if (NOT_OWN.test(path)) continue;
    let folder = folderOf(path);
    while (!projects.has(folder) && folder !== '') folder = folderOf(folder);
    const project = projects.get(folder);
    if (project === undefined) continue;
    const inside = folder === '' ? path : path.slice(folder.length + 1);
    project.paths.push(path);
    if (/^spec\/.*_spec\.rb$/.test(inside)) project.specs.push(path);
    if (/^tests?\/(?:.*\/)?(?:test_[^/]*|[^/]*_test)\.rb$/.test(inside)) project.tests.push(path);
  }
  const all = [...projects.values()];
  for (const project of all) {
    project.inner = all
      .map((it) => it.folder)
      .filter((it) => it !== project.folder && (project.folder === '' || it.startsWith(`${project.folder}/`)));
  }
  return all;
}

async function read(folder: string, paths: readonly string[], files: RepoFiles): Promise<RubyProject> {
  const file = async (...names: string[]) => {
    for (const name of names) {
      const text = await files.read(join(folder, name));
      if (text !== null) return { path: join(folder, name), text };
    }
    return null;
  };
  const specs = paths.filter((path) => folderOf(path) === folder && path.endsWith('.gemspec'));
  const gemspecs = await Promise.all(specs.map(async (path) => ({ path, text: (await files.read(path)) ?? '' })));
  const gemfile = await file('Gemfile', 'gems.rb');
  const lock = gemfile?.path.endsWith('gems.rb') === true ? await file('gems.locked') : await file('Gemfile.lock');
  const rakefile = (await file('Rakefile', 'rakefile', 'Rakefile.rb'))?.text ?? '';
  return { folder, gemfile, lock, gemspecs, rakefile, specs: [], tests: [], inner: [], paths: [] };
}

/** Names of the gems that the manifests and the lock name. */
export function gemNames({ gemfile, lock, gemspecs }: RubyProject): Set<string> {
  const texts = [gemfile?.text ?? '', ...gemspecs.map((it) => it.text)].join('\n');
  const declared = [
    ...texts.matchAll(/^\s*(?:gem|\w+\.add_(?:development_|runtime_)?dependency)[\s(]+['"]([\w.-]+)['"]/gm),
  ];
  const locked = [...(lock?.text ?? '').matchAll(/^ {4}([\w.-]+) \(/gm)];
  return new Set([...declared, ...locked].map((it) => it[1] ?? ''));
}
