import { posix } from 'node:path';
import { checkId, folderOf, isMaterial, join } from '../components.ts';
import type { Check, RepoFiles, Unsupported } from '../types.ts';

const TIMEOUT_MS = 30 * 60_000;
const SCHEME = /^(.*\.(?:xcodeproj|xcworkspace))\/xcshareddata\/xcschemes\/([^/]+)\.xcscheme$/;

export interface XcodeProject {
  /** The folder that holds it. */
  folder: string;
  /** `App.xcodeproj` or, where there is one, `App.xcworkspace`. */
  name: string;
  /** Shared schemes, sorted; those of one person are not in the repository. */
  schemes: string[];
  /** The Mac itself can run its tests; for other devices somebody has to choose a simulator. */
  forMac: boolean;
}

/** Xcode's projects outside of the folders that hold a Swift package of their own. */
export async function xcodeProjects(files: RepoFiles, packages: ReadonlySet<string>): Promise<XcodeProject[]> {
  const found = new Map<string, XcodeProject>();
  for (const path of await files.list()) {
    const bundle = /^(.*?\.(?:xcodeproj|xcworkspace))\//.exec(path)?.[1];
    if (bundle === undefined || isMaterial(path)) continue;
    const folder = folderOf(bundle);
    if (packages.has(folder)) continue;
    const known = found.get(folder) ?? { folder, name: posix.basename(bundle), schemes: [], forMac: false };
    found.set(folder, known);
    if (bundle.endsWith('.xcworkspace')) known.name = posix.basename(bundle);
    const scheme = SCHEME.exec(path)?.[2];
    if (scheme !== undefined && !known.schemes.includes(scheme)) known.schemes.push(scheme);
    if (path.endsWith('/project.pbxproj')) {
      known.forMac ||= /SDKROOT = (?:macosx|auto)\b/.test((await files.read(path)) ?? '');
    }
  }
  return [...found.values()].map((it) => ({ ...it, schemes: it.schemes.toSorted() }));
}

/** What a Mac can run of a project, and what nobody can run without a choice that is not in the repository. */
export function xcodeChecks(project: XcodeProject): { checks: Check[]; unsupported: Unsupported[] } {
  const { folder, name, schemes, forMac } = project;
  const path = join(folder, name);
  const say = (summary: string): Unsupported[] => [
    { verifier: 'swift', component: folder, reason: 'needs_platform', summary },
  ];
  if (schemes.length === 0) {
    return {
      checks: [],
      unsupported: say(`${path} has no shared scheme, so xcodebuild can't be told what to build. Share one in Xcode.`),
    };
  }
  const checks = schemes.flatMap((scheme) => [
    xcodeCheck(project, scheme, 'build'),
    ...(forMac ? [xcodeCheck(project, scheme, 'test')] : []),
  ]);
  const untested = `The tests of ${path} need a simulator that the repository does not name. Name the command under \`verifiers:\` in .github/fettle.yml.`;
  return { checks, unsupported: forMac ? [] : say(untested) };
}

function xcodeCheck({ folder, name, schemes, forMac }: XcodeProject, scheme: string, action: 'build' | 'test'): Check {
  const option = name.endsWith('.xcworkspace') ? '-workspace' : '-project';
  const destination = forMac ? 'platform=macOS' : 'generic/platform=iOS Simulator';
  const id = checkId('swift', `xcodebuild-${action}`, folder);
  return {
    id: schemes.length === 1 ? id : `${id} (${scheme})`,
    verifier: 'swift',
    component: folder,
    phase: action,
    command: `xcodebuild ${action} -scheme ${scheme}`,
    argv: [
      'xcodebuild',
      action,
      option,
      name,
      '-scheme',
      scheme,
      '-destination',
      destination,
      'CODE_SIGNING_ALLOWED=NO',
    ],
    cwd: folder,
    timeoutMs: TIMEOUT_MS,
    tool: 'xcodebuild',
  };
}

/** Sandboxes are Linux: there a project of Xcode's can only be named. */
export const needsMac = ({ folder, name }: XcodeProject): Unsupported => ({
  verifier: 'swift',
  component: folder,
  reason: 'needs_platform',
  summary: `${join(folder, name)} needs xcodebuild, which only runs on macOS; sandboxes are Linux. Run \`fettle verify\` on a Mac.`,
});
