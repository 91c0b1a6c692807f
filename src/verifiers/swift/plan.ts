import type { RepoConfig } from '../../repo-config.ts';
import { componentFolders, join } from '../components.ts';
import type { Plan, RepoFiles } from '../types.ts';
import { localPackages, packageChecks, readPackage, resolveOf, type SwiftPackage, swiftGateFiles } from './package.ts';
import { needsMac, xcodeChecks, xcodeProjects } from './xcode.ts';

/** What is run for Swift packages, and for projects of Xcode's where this machine is a Mac. */
export async function planSwift(
  files: RepoFiles,
  config: RepoConfig,
  platform: NodeJS.Platform = process.platform,
): Promise<Plan> {
  const plan: Plan = { checks: [], installs: [], gateFiles: [], unsupported: [], uses: [] };
  const packages: SwiftPackage[] = [];
  for (const folder of await componentFolders(files, ['Package.swift'])) {
    packages.push(readPackage(folder, (await files.read(join(folder, 'Package.swift'))) ?? ''));
  }
  const folders = new Set(packages.map(({ folder }) => folder));
  for (const it of packages) {
    if (!/\bPackage\s*\(/.test(it.manifest)) {
      const summary = `${join(it.folder, 'Package.swift')} declares no Package(...), so nothing can be run here.`;
      plan.unsupported?.push({ verifier: 'swift', component: it.folder, reason: 'toolchain', summary });
      continue;
    }
    plan.checks.push(...(await packageChecks(it, files)));
    const install = await resolveOf(it, files, config.install);
    if (install !== null) plan.installs.push(install);
    const used = localPackages(it).filter((folder) => folders.has(folder));
    if (used.length > 0) plan.uses?.push({ component: it.folder, uses: used });
  }
  for (const project of await xcodeProjects(files, folders)) {
    if (platform !== 'darwin') {
      plan.unsupported?.push(needsMac(project));
      continue;
    }
    const { checks, unsupported } = xcodeChecks(project);
    plan.checks.push(...checks);
    plan.unsupported?.push(...unsupported);
  }
  plan.gateFiles.push(...(await swiftGateFiles(packages, files)));
  return plan;
}
