import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { readSettings } from '../src/settings.ts';
import { say, write } from '../test/support/model/script.ts';
import { Stage } from '../test/support/stage.ts';
import { against, median, type Row } from './row.ts';

const REPETITIONS = 7;
const OWNER = 'acme';
const CONFIG = 'verifiers:\n  - name: trivial\n    run: "true"\n';

/**
 * One whole run, from the label to the open draft pull request, beside what nobody who builds this design can leave
 * out: a git clone, two containers (the agent's, and the gate's that the agent never touched) that are created,
 * started, given one command and removed, a git push, and as many HTTP calls to the same two servers as the run made.
 * The floor does one thing after the other, with git and the engine as they are: no hardening, no workspace, no patch,
 * no database. The model answers at once and the verifier is `true`. Run and floor take turns; medians of both.
 */
export async function bench(): Promise<Row[]> {
  const stage = await Stage.open();
  try {
    const runs: number[] = [];
    const floors: number[] = [];
    // The first of each is thrown away: it pays for caches that a worker has afterwards.
    for (let at = 0; at <= REPETITIONS; at += 1) {
      const run = await wholeRun(stage, `lean-${at}`);
      const floor = await floorOf(stage, `lean-${at}`, run.calls);
      console.error(`  run ${run.ms.toFixed(0)} ms, floor ${floor.toFixed(0)} ms${at === 0 ? ' (not counted)' : ''}`);
      if (at === 0) continue;
      runs.push(run.ms);
      floors.push(floor);
    }
    return [against('whole run, label to draft pull request', median(runs), median(floors), 'ms', '<= 1.6')];
  } finally {
    await stage.close();
  }
}

interface Calls {
  github: number;
  model: number;
}

async function wholeRun(stage: Stage, name: string): Promise<{ ms: number; calls: Calls }> {
  const repo = await stage.repository(name, { 'README.md': '# Lean\n', '.github/fettle.yml': CONFIG }, { ci: null });
  const title = `please say more in ${name}`;
  const issue = stage.issue(repo, title, { agent: [write('NOTES.md', '# More\n'), say('It says more now.')] });
  await stage.github.settled();
  const before = { github: stage.github.requests.length, model: stage.model.requests.length };

  const startedAt = performance.now();
  issue.addLabel('fettle');
  while (repo.pullRequests.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    if (performance.now() - startedAt > 60_000) throw new Error(`no pull request came:\n${stage.log.slice(-6000)}`);
  }
  const ms = performance.now() - startedAt;
  const calls = {
    github: stage.github.requests.length - before.github,
    model: stage.model.requests.length - before.model,
  };

  // What follows the pull request is not part of the figure, and must not disturb the floor either.
  await stage.github.settled();
  await stage.until(async () => (await stage.leftovers()).length === 0, 'the containers to be gone');
  return { ms, calls };
}

async function floorOf(stage: Stage, name: string, calls: Calls): Promise<number> {
  const docker = new Docker();
  const { image } = readSettings().sandbox;
  const folder = await mkdtemp(join(tmpdir(), 'fettle-floor-'));
  try {
    const token = stage.github.installationToken(OWNER);
    const url = `${stage.github.url}/${OWNER}/${name}.git`;
    const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
    const git = (...args: string[]) => run('git', ['-c', `http.extraHeader=Authorization: Basic ${basic}`, ...args]);

    const startedAt = performance.now();
    await git('clone', '--quiet', '--bare', url, folder);
    await containerOnce(docker, image);
    await containerOnce(docker, image);
    await git('-C', folder, 'push', '--quiet', url, 'HEAD:refs/heads/floor');
    for (let at = 0; at < calls.github; at += 1) await get(`${stage.github.apiUrl}/repos/${OWNER}/${name}`, token);
    for (let at = 0; at < calls.model; at += 1) await get(`${stage.model.url}/`, null);
    return performance.now() - startedAt;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function containerOnce(docker: Docker, image: string): Promise<void> {
  const container = await docker.createContainer({
    Image: image,
    Cmd: ['sleep', '600'],
    HostConfig: { NetworkMode: 'none' },
  });
  await container.start();
  const exec = await container.exec({ Cmd: ['true'], AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({ hijack: true, stdin: false });
  await new Promise((resolve) => stream.once('close', resolve).resume());
  await exec.inspect();
  await container.remove({ force: true });
}

async function get(url: string, token: string | null): Promise<void> {
  const answer = await fetch(url, token === null ? {} : { headers: { authorization: `token ${token}` } });
  await answer.arrayBuffer();
}

async function run(command: string, args: readonly string[]): Promise<void> {
  const child = spawn(command, [...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code !== 0) throw new Error(`${command} ${args.find((arg) => !arg.startsWith('-'))} ended with ${String(code)}`);
}
