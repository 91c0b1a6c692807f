import { posix } from 'node:path';
import { inComponent } from '../components.ts';
import { gateFile, namedGateFiles } from '../gate-files.ts';
import type { GateFile, RepoFiles } from '../types.ts';
import { inProject, type Project } from './detect.ts';
import type { Statement } from './statements.ts';

const WHOLE: Readonly<Record<Project['system'], RegExp>> = {
  cmake: /^(CMakePresets\.json|CMakeUserPresets\.json|CTestCustom\.cmake(\.in)?|CTestConfig\.cmake)$/,
  meson: /^(meson_options\.txt|meson\.options)$/,
  make: /^$/,
};

/**
 * What decides how strictly a build looks at its code. Sources and tests are added to the same files all the time, so of
 * these only statements about warnings and about tests that do not count are taken; a test that is no longer registered
 * is missing among those that ran.
 */
export async function cppGateFiles(projects: readonly Project[], files: RepoFiles): Promise<GateFile[]> {
  const found: GateFile[] = [];
  const all = await files.list();
  for (const project of projects) {
    const { folder, system, scripts, targets } = project;
    if (targets !== undefined) {
      const command = `make ${targets.build ?? ''} ${targets.test}`;
      found.push(...(await namedGateFiles(command, folder, files)));
      continue;
    }
    for (const path of all) {
      if (!inComponent(folder, path) || !WHOLE[system].test(posix.basename(path))) continue;
      const text = await files.read(path);
      if (text !== null) found.push(gateFile(path, null, text));
    }
    for (const [path, statements] of scripts) {
      const deciding = statements.filter(system === 'cmake' ? decidesCMake : decidesMeson);
      const first = path === inProject(project, system === 'cmake' ? 'CMakeLists.txt' : 'meson.build');
      if (deciding.length > 0 || first) found.push(gateFile(path, 'strictness', deciding));
    }
  }
  return found;
}

const FLAGS = /(^|\s|")(-W|-w\b|\/W|-Werror)|CMAKE_(C|CXX)_FLAGS|WARNING_AS_ERROR|CMAKE_(C|CXX)_COMPILER/;
const NOT_COUNTING = /\b(DISABLED|WILL_FAIL|SKIP_REGULAR_EXPRESSION|SKIP_RETURN_CODE|PASS_REGULAR_EXPRESSION)\b/;

function decidesCMake({ name, text }: Statement): boolean {
  if (name === 'enable_testing' || /\bBUILD_TESTING\b/.test(text)) return true;
  if (name === 'include') return text === 'CTest';
  if (name === 'set_tests_properties' || name === 'set_property' || name.endsWith('_discover_tests'))
    return NOT_COUNTING.test(text);
  return (
    ['add_compile_options', 'target_compile_options', 'add_definitions', 'set', 'string'].includes(name) &&
    FLAGS.test(text)
  );
}

const decidesMeson = ({ name, text }: Statement): boolean =>
  (name === 'project' && /warning_level|werror|c(pp)?_args/.test(text)) ||
  /^add_(project|global)_arguments$/.test(name) ||
  (name === 'test' && /should_fail|protocol/.test(text));
