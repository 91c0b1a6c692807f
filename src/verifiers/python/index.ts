import { readRepoConfig } from '../../repo-config.ts';
import type { Verifier } from '../types.ts';
import { measurePython } from './measure.ts';
import { collectedPython, narrowPython, onlyFilesPython } from './narrow.ts';
import { planPython } from './plan.ts';

/** Python projects, whatever manages their dependencies. See README.md in this folder. */
export const python: Verifier = {
  name: 'python',
  version: 1,
  activatedBy:
    "`pyproject.toml`, `setup.py`, `setup.cfg`, `tox.ini`, `noxfile.py`, `Pipfile`, `pytest.ini`, a lockfile, `requirements*.txt` or a tool's own settings where nothing above has one of these, or test files alone",
  runs: 'pytest, unittest, Django, tox or nox for the tests; mypy, pyright, ruff, flake8, pylint, black and isort where they are configured or declared',
  proven: [
    {
      how: 'real',
      tools: ['pytest', 'unittest', 'tox', 'nox', 'pip', 'mypy', 'pyright', 'flake8', 'pylint', 'black', 'isort'],
    },
    { how: 'format', tools: ['ruff', 'uv', 'poetry', 'pipenv', 'Django'] },
  ],
  installSettings: ['pip.conf'],
  plan: (files, config = readRepoConfig(null)) => planPython(files, config),
  narrow: narrowPython,
  onlyFiles: onlyFilesPython,
  measure: measurePython,
  collected: collectedPython,
};
