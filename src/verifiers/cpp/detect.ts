import { posix } from 'node:path';
import { componentFolders, folderOf, inComponent, isMaterial, join, outermost } from '../components.ts';
import type { RepoFiles } from '../types.ts';
import { type Statement, cmakeStatements, mesonCalls } from './statements.ts';

export type System = 'cmake' | 'meson' | 'make';

export interface Targets {
  /** Null: whatever comes first. */
  build: string | null;
  test: string;
}

export interface Project {
  folder: string;
  system: System;
  /** Statements of the files that describe the build, by path; of a Makefile there are none. */
  scripts: Map<string, Statement[]>;
  /** Whether anything registers tests. */
  tested: boolean;
  /** The targets of a Makefile that are run. */
  targets?: Targets;
}

const CMAKE = /(^|\/)CMakeLists\.txt$|\.cmake$/;
const MESON = /(^|\/)meson\.build$/;
const SOURCE = /\.(c|cc|cpp|cxx|c\+\+|m|mm)$/;
const MAKEFILES = ['GNUmakefile', 'makefile', 'Makefile'];
/** Where one of these lies, a Makefile is somebody's list of shortcuts and no build of C. */
const OTHERS =
  'package.json pyproject.toml setup.py go.mod Cargo.toml pom.xml Gemfile composer.json build.gradle build.gradle.kts ' +
  'Package.swift mix.exs dune-project stack.yaml WORKSPACE MODULE.bazel';

/** Builds of C and C++: the outermost CMake or Meson project of each part of the tree, else a Makefile with tests. */
export async function detect(files: RepoFiles): Promise<Project[]> {
  const all = await files.list();
  const paths = new Set(all);
  const projects: Project[] = [];
  const isTaken = (folder: string) => projects.some((project) => inComponent(project.folder, folder));
  for (const [system, marker, of, read] of [
    ['cmake', 'CMakeLists.txt', CMAKE, cmakeStatements],
    ['meson', 'meson.build', MESON, mesonCalls],
  ] as const) {
    for (const folder of outermost(await componentFolders(files, [marker]))) {
      const top = read((await files.read(join(folder, marker))) ?? '');
      if (isTaken(folder) || !top.some(({ name }) => name === 'project')) continue;
      const scripts = new Map<string, Statement[]>();
      for (const path of all) {
        if (!inComponent(folder, path) || !of.test(path) || VENDORED.test(path)) continue;
        scripts.set(path, read((await files.read(path)) ?? ''));
      }
      const names = [...scripts.values()].flat().map((statement) => statement.name);
      projects.push({ folder, system, scripts, tested: names.some((name) => REGISTERS[system].test(name)) });
    }
  }
  const folders = new Set(all.filter((path) => SOURCE.test(path) && !isMaterial(path)).flatMap(foldersOf));
  for (const folder of outermost(await componentFolders(files, MAKEFILES))) {
    if (isTaken(folder) || !folders.has(folder) || OTHERS.split(' ').some((name) => paths.has(join(folder, name))))
      continue;
    const name = MAKEFILES.find((it) => paths.has(join(folder, it))) ?? 'Makefile';
    const targets = targetsOf((await files.read(join(folder, name))) ?? '');
    if (targets !== null) projects.push({ folder, system: 'make', scripts: new Map(), tested: true, targets });
  }
  return projects;
}

const VENDORED = /(^|\/)(third_party|vendor|node_modules|subprojects|\.[^/]+)\//;
const REGISTERS: Readonly<Record<'cmake' | 'meson', RegExp>> = {
  cmake: /^(add_test|gtest_discover_tests|gtest_add_tests|catch_discover_tests|doctest_discover_tests)$/,
  meson: /^test$/,
};

/** Every folder that a path lies in, '' among them. */
function foldersOf(path: string): string[] {
  const found = [''];
  for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) found.push(folder);
  return found;
}

/** `check` is GNU's name for it and `test` everybody else's. Null for a Makefile without either. */
export function targetsOf(makefile: string): Targets | null {
  const names = new Set(
    [...makefile.matchAll(/^([\w.%/ -]+?)\s*:(?!=)/gm)].flatMap((it) => (it[1] ?? '').split(/\s+/)),
  );
  const test = ['check', 'test', 'tests'].find((name) => names.has(name));
  if (test === undefined) return null;
  return { test, build: ['all', 'build'].find((name) => names.has(name)) ?? null };
}

/** The path of a file of the project that decides how it is built, from the repository's root. */
export const inProject = ({ folder }: Project, name: string): string => posix.join(folder === '' ? '.' : folder, name);
