import semver from 'semver';
import { join } from '../components.ts';
import { toolNeed, versionRange, writtenVersion } from '../toolchain.ts';
import type { RepoFiles, ToolNeed } from '../types.ts';
import type { Member, Project } from './detect.ts';

const NODE = {
  tool: 'Node.js',
  probe: ['node', '--version'],
  asdf: ['nodejs', 'node'],
  plain: ['.nvmrc', '.node-version'],
};

/**
 * The versions that a package asks for: of Node, as its files of versions, `volta`, `devEngines` or `engines` have it, or
 * else those of the project's root; and of npm, where npm is what runs. Other managers are installed as asked.
 */
export async function needsOf(member: Member, project: Project, files: RepoFiles): Promise<ToolNeed[]> {
  const [root = member] = project.members;
  const needs = [await writtenVersion(files, member.folder, NODE)];
  for (const { folder, manifest } of member === root ? [root] : [member, root]) {
    const from = join(folder, 'package.json');
    const runtime = manifest.devEngines.runtime.find((it) => it.name === 'node')?.version;
    needs.push(need(manifest.volta['node'], from), need(runtime, from), need(manifest.engines['node'], from));
    if (project.manager.name === 'npm') {
      const probe = { tool: 'npm', probe: ['npm', '--version'] };
      const { npm = '' } = manifest.engines;
      needs.push(semver.validRange(npm) === null || npm.trim() === '' ? null : toolNeed(probe, npm, from, npm));
    }
  }
  const ranges = new Map<string, ToolNeed>();
  for (const it of needs)
    if (it !== null && !ranges.has(`${it.tool} ${it.range}`)) ranges.set(`${it.tool} ${it.range}`, it);
  return [...ranges.values()];
}

function need(wanted: string | undefined, from: string): ToolNeed | null {
  if (wanted === undefined || wanted.trim() === '') return null;
  return toolNeed(NODE, wanted, from, versionRange(wanted) ?? semver.validRange(wanted));
}
