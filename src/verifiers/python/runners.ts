import { join } from '../components.ts';
import type { Check, RepoFiles } from '../types.ts';
import type { Context } from './context.ts';
import { toxValues } from './dependencies.ts';
import { siteOf } from './environment.ts';
import { testCheck } from './tests.ts';

export const toxRunsPytest = ({ project }: Context): boolean =>
  toxValues(project, 'commands').some((line) => /(?:^|\s)(?:-m\s+)?py\.?test\b/.test(line));

/**
 * tox and nox, where nothing else is known to run the tests. What they would install is there already and there is no
 * network, so both make do with it.
 */
export async function runnerCheck(context: Context, files: RepoFiles): Promise<Check | null> {
  if (toxValues(context.project, 'commands').length > 0) return toxCheck(context);
  const noxfile = (await files.read(join(context.project.folder, 'noxfile.py'))) ?? '';
  const sessions = noxSessions(noxfile).filter((name) => /test|spec|unit/i.test(name));
  return sessions.length === 0 ? null : noxCheck(context, sessions);
}

/** tox's pip finds what is installed already by PYTHONPATH, which tox else keeps from its environments. */
function toxCheck(context: Context): Check {
  const argv = [
    'python3',
    '-m',
    'tox',
    '-e',
    'py',
    '--sitepackages',
    '--skip-pkg-install',
    '--workdir',
    '/tmp/fettle-tox',
  ];
  const check = testCheck(context, 'tox', argv, 'tox');
  const passed = 'PYTHONPATH PYTHONDONTWRITEBYTECODE';
  const env = {
    ...context.env,
    TOX_TESTENV_PASSENV: passed,
    TOX_OVERRIDE: `testenv.pass_env=${passed.replace(' ', ',')}`,
    PIP_NO_INDEX: '1',
  };
  const site = siteOf(context.venv);
  return {
    ...check,
    env,
    layerEnv: { ...context.layerEnv, PYTHONPATH: `${context.layerEnv.PYTHONPATH ?? ''}:${site}` },
  };
}

/** nox as it is, but for its installs, which it refuses without an environment of its own. */
const NOX = `import sys, nox.__main__, nox.sessions
nox.sessions.Session.install = lambda self, *args, **more: None
sys.argv[0] = 'nox'
sys.exit(nox.__main__.main())`;

function noxCheck(context: Context, sessions: readonly string[]): Check {
  const options = ['--no-venv', '--sessions', ...sessions];
  const check = testCheck(context, 'nox', ['python3', '-c', NOX, ...options], 'nox');
  return { ...check, command: ['nox', ...options].join(' ') };
}

/** Names of the sessions of a noxfile. */
export const noxSessions = (text: string): string[] =>
  [...text.matchAll(/^@nox\.session\b(?:\(([^)]*)\))?[^\n]*\n(?:@[^\n]*\n)*def (\w+)/gm)].map(
    (it) => /\bname\s*=\s*['"]([^'"]+)['"]/.exec(it[1] ?? '')?.[1] ?? it[2] ?? '',
  );
