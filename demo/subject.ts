import { execFile } from 'node:child_process';
import { cp, readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { z } from 'zod';
import { UserError } from '../src/errors.ts';
import { readRepoConfig } from '../src/repo-config.ts';
import { directoryFiles } from '../src/verifiers/directory-files.ts';
import { planFrom } from '../src/verifiers/list.ts';
import type { CiSpec } from '../test/support/github/ci/spec.ts';

const run = promisify(execFile);

/** The repository and the issue of one demo, ready to be put on the GitHub double. */
export interface Stage {
  fullName: string;
  /** A folder, or a clone whose HEAD is taken. */
  from: string;
  issue: { title: string; body: string };
  /** Null: nothing runs after a push. */
  ci: CiSpec | null;
  /** How CI is described to people. */
  ciSays: string;
}

/** The demo's own project: a copy without what a build left there, and CI as its workflow file says. */
export async function ownProject(folder: string): Promise<Stage> {
  const project = join(import.meta.dirname, 'project');
  const from = join(folder, 'project');
  await cp(project, from, { recursive: true, filter: (path) => !/[\\/](dist|node_modules)$/.test(path) });
  const workflow = await readFile(join(from, '.github/workflows/ci.yml'), 'utf8');
  return {
    fullName: 'acme/due-dates',
    from,
    issue: splitIssue(await readFile(join(import.meta.dirname, 'issue.md'), 'utf8')),
    ci: ciOfWorkflow(workflow),
    ciSays: "the steps of the project's own .github/workflows/ci.yml, on each push",
  };
}

/** A person's repository: its HEAD is cloned, nothing in it is touched. CI is what its own checks are, run on this machine. */
export async function givenRepository(folder: string, repo: string, issueFile: string): Promise<Stage> {
  const path = resolve(repo);
  if ((await stat(join(path, '.git')).catch(() => null)) === null) {
    throw new UserError(`${repo} is not the root of a git repository: give the folder that holds its .git.`);
  }
  const text = await readFile(issueFile, 'utf8').catch((cause: unknown) => {
    throw new UserError(`${issueFile} can't be read: --issue takes a file whose first line is the issue's title.`, {
      cause,
    });
  });
  const issue = splitIssue(text);
  if (issue.title === '') throw new UserError(`${issueFile} is empty: its first line is the issue's title.`);
  const from = join(folder, 'project');
  await run('git', ['clone', '--quiet', '--no-hardlinks', path, from]).catch((cause: unknown) => {
    throw new UserError(`${repo} can't be cloned: it needs at least one commit.`, { cause });
  });
  const ci = await ciOfChecks(from);
  const name = basename(path).replaceAll(/[^\w.-]/g, '-') || 'repository';
  return { fullName: `acme/${name}`, from, issue, ci, ciSays: describe(ci) };
}

function describe(ci: CiSpec | null): string {
  return ci === null
    ? 'none: the repository has no npm scripts and no `verifiers:` that could be run, so no CI runs'
    : "the repository's own checks, run on this machine (not in a sandbox) on a checkout of what is pushed";
}

/** The first line is the title, with or without a Markdown heading. */
export function splitIssue(text: string): { title: string; body: string } {
  const [first = '', ...rest] = text.trimStart().split('\n');
  return { title: first.replace(/^#+\s*/, '').trim(), body: rest.join('\n').trim() };
}

const Workflow = z.looseObject({
  name: z.string(),
  env: z.record(z.string(), z.string()).default({}),
  jobs: z.record(z.string(), z.looseObject({ steps: z.array(z.looseObject({ run: z.string().optional() })) })),
});

/** The `run` steps of a workflow file; actions (`uses:`) are what the double does by itself: it checks out. */
export function ciOfWorkflow(text: string): CiSpec {
  const { name, env, jobs } = Workflow.parse(parse(text));
  return {
    workflow: name,
    env,
    jobs: Object.entries(jobs).map(([job, { steps }]) => ({
      name: job,
      run: steps.flatMap((step) => (step.run === undefined ? [] : [{ run: step.run }])),
    })),
  };
}

async function ciOfChecks(folder: string): Promise<CiSpec | null> {
  const files = directoryFiles(folder);
  const config = readRepoConfig(await files.read('.github/fettle.yml'));
  const plan = await planFrom(files, config);
  if (plan.checks.length === 0) return null;
  const installs = plan.installs.map((it) => ({ run: shellLine(it.cwd, it.argv) }));
  return {
    workflow: 'CI',
    // One job: each check would install everything anew in a job of its own.
    jobs: [
      {
        name: 'checks',
        timeoutMs: 30 * 60_000,
        run: [...installs, ...plan.checks.map((check) => ({ name: check.id, run: shellLine(check.cwd, check.argv) }))],
      },
    ],
  };
}

function shellLine(cwd: string, argv: readonly string[]): string {
  const command = argv.map(quoted).join(' ');
  return cwd === '' || cwd === '.' ? command : `(cd ${quoted(cwd)} && ${command})`;
}

const quoted = (word: string) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`);
