import { inComponent, isMaterial, join } from '../components.ts';
import { gateFile } from '../gate-files.ts';
import type { GateFile, RepoFiles } from '../types.ts';
import type { Build } from './detect.ts';
import { decidingScript } from './script.ts';

const SCRIPT = /\.gradle(\.kts)?$/;
const NAMED =
  /(^|\/)(junit-platform\.properties|testng[\w-]*\.xml|detekt[\w.-]*\.ya?ml|lint\.xml|lombok\.config)$|(^|\/)\.(editorconfig|java-version|sdkmanrc)$/;
const WRAPPER = /(^|\/)(gradlew|gradle\/wrapper\/gradle-wrapper\.(jar|properties))$/;

/** Everything that decides what Gradle checks; dependencies, and versions where they are written as such, may change. */
export async function gradleGateFiles(builds: readonly Build[], files: RepoFiles): Promise<GateFile[]> {
  const found: GateFile[] = [];
  const roots = builds.map((build) => build.root);
  const logic = builds.flatMap((build) => [join(build.root, 'buildSrc'), ...build.builds]);
  const config = builds.flatMap((build) => build.projects.map((project) => join(project.folder, 'config')));
  for (const path of await files.list()) {
    if (!roots.some((root) => inComponent(root, path))) continue;
    const whole =
      WRAPPER.test(path) ||
      NAMED.test(path) ||
      logic.some((folder) => inComponent(folder, path)) ||
      config.some((folder) => inComponent(folder, path));
    const script = SCRIPT.test(path) && !isMaterial(path);
    const properties = path.endsWith('gradle.properties') && !isMaterial(path);
    if (!whole && !script && !properties) continue;
    const text = await files.read(path);
    if (text === null) continue;
    if (whole) found.push(gateFile(path, null, text));
    else if (script) found.push(gateFile(path, 'without dependencies', decidingScript(text)));
    else found.push(gateFile(path, 'without versions', withoutVersions(text)));
  }
  return found;
}

const withoutVersions = (properties: string): string =>
  properties
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s*[#!]/.test(line) && !/^\s*\w*[vV]ersion\w*\s*=/.test(line))
    .join('\n');
