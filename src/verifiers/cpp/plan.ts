import { toolNeed } from '../toolchain.ts';
import type { Plan, RepoFiles, ToolNeed } from '../types.ts';
import { checksOf } from './checks.ts';
import { detect, inProject, type Project } from './detect.ts';
import { cppGateFiles } from './gate.ts';

/** What is run for the C and C++ builds of a commit, read from its files alone. */
export async function planCpp(files: RepoFiles): Promise<Plan> {
  const projects = await detect(files);
  return {
    checks: projects.flatMap((project) => {
      const need = needOf(project);
      return checksOf(project, need === null ? [] : [need]);
    }),
    installs: [],
    gateFiles: await cppGateFiles(projects, files),
  };
}

/** `cmake_minimum_required(VERSION 3.16...3.28)` and `meson_version: '>=0.60'`. */
function needOf(project: Project): ToolNeed | null {
  if (project.system === 'make') return null;
  const [file, tool, probe, form] =
    project.system === 'cmake'
      ? (['CMakeLists.txt', 'CMake', ['cmake', '--version'], /^VERSION (\d+(?:\.\d+)*)/] as const)
      : (['meson.build', 'Meson', ['meson', '--version'], /meson_version\s*:\s*'>=\s*(\d+(?:\.\d+)*)/] as const);
  const from = inProject(project, file);
  const texts = (project.scripts.get(from) ?? [])
    .filter(({ name }) => name === 'cmake_minimum_required' || name === 'project')
    .flatMap(({ text }) => form.exec(text)?.[1] ?? []);
  const wanted = texts[0]?.split('.').slice(0, 3).join('.');
  return wanted === undefined ? null : toolNeed({ tool, probe }, wanted, from, `>=${wanted}`);
}
