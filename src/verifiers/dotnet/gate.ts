import { posix } from 'node:path';
import { gateFile } from '../gate-files.ts';
import type { GateFile, RepoFiles } from '../types.ts';
import { isOurs } from './projects.ts';

/** Settings of the compiler's analysers, of the formatter, and of test runners. */
const SETTINGS =
  /^(?:\.editorconfig|\.globalconfig|stylecop\.json|xunit\.runner\.json|testconfig\.json|.*\.runsettings|.*\.ruleset)$/i;
const MSBUILD = /\.(?:cs|fs|vb)proj$|\.(?:props|targets)$/;
/** Of a project, what weakens its checks: warnings, analysers, files and tests that are left out, commands. */
const DECIDES =
  /<(NoWarn|WarningLevel|TreatWarningsAsErrors|WarningsAsErrors|WarningsNotAsErrors|Nullable|Analysis\w+|EnableNETAnalyzers|EnforceCodeStyleInBuild|RunAnalyzers\w*|CodeAnalysis\w*|IsTestProject|RunSettingsFilePath|VSTest\w+|TestingPlatform\w*|Exec|Target|UsingTask)\b[^>]*(?:\/>|>[\s\S]*?<\/\1>)|<(?:Compile|None)\b[^>]*\bRemove\s*=[^>]*>/g;

/** Everything of a repository that configures its .NET checks; a package that is added does not count. */
export async function dotnetGateFiles(files: RepoFiles): Promise<GateFile[]> {
  const found: GateFile[] = [];
  for (const path of await files.list()) {
    const whole = SETTINGS.test(posix.basename(path));
    if (!(whole || MSBUILD.test(path)) || !isOurs(path)) continue;
    const text = await files.read(path);
    if (text === null) continue;
    if (whole) {
      found.push(gateFile(path, null, text));
      continue;
    }
    const said = text.replaceAll(/<!--[\s\S]*?-->/g, '');
    const parts = [...said.matchAll(DECIDES)].map(([part]) => part.replaceAll(/\s+/g, ' '));
    if (parts.length > 0) found.push(gateFile(path, 'settings', parts));
  }
  return found;
}
