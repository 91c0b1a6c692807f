import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { readdir, readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import Docker from 'dockerode';
import { bash, edit, lastUserText, say, verify, view } from '../support/model/script.ts';
import { MODEL_KEY, Stage } from '../support/stage.ts';
import { SUM } from '../support/sum-project.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({ LOG_LEVEL: 'debug' });
});
afterEach(() => expect(stage.surprises).toEqual([]));
afterAll(() => stage.close());

/** What nobody may ever see, in the forms in which it would be seen, each with a name that may be printed. */
function secrets(): [string, string][] {
  const key = stage.github.privateKey.trim().split('\n');
  const tokens = [...stage.github.world.tokens.keys()].flatMap((token, at): [string, string][] => [
    [`installation token ${at}`, token],
    [`installation token ${at} as git sends it`, Buffer.from(`x-access-token:${token}`).toString('base64')],
  ]);
  return [
    ['private key', key[3] ?? ''],
    ['webhook secret', stage.github.webhookSecret],
    ['model key', MODEL_KEY],
    ...tokens,
  ];
}

const leaksIn = (text: string | Buffer): string[] =>
  secrets().flatMap(([name, value]) => (text.includes(value) ? [name] : []));

/** Runs where the checks run, the clean sandbox of the gate among them, and fails there when it sees anything. */
const LOOKING_TEST = `import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const read = (path) => { try { return readFileSync(path, 'utf8'); } catch { return ''; } };
test('no process has a secret', () => {
  const environments = readdirSync('/proc').filter(Number).map((pid) => read('/proc/' + pid + '/environ'));
  assert.doesNotMatch([JSON.stringify(process.env), ...environments].join('\\n'), /ghs_|sk-ant|PRIVATE KEY|x-access-token/i);
});
`;

const ENVIRONMENT = `env; for it in /proc/[0-9]*; do tr '\\0' '\\n' < $it/environ; tr '\\0' ' ' < $it/cmdline; echo; done 2>/dev/null`;
const GIT =
  'git remote -v; git config --list --show-origin; cat .git/config; ls -a ~ /root 2>&1; cat ~/.netrc ~/.git-credentials ~/.npmrc /etc/npmrc 2>&1';
const FILES = `grep -rIlE 'ghs_[0-9a-f]{30}|sk-ant-api03-|x-access-token:|^-----BEGIN RSA PRIVATE' / --exclude-dir=proc --exclude-dir=sys 2>/dev/null; echo "searched"`;
const SOCKETS =
  'ls -l /var/run/docker.sock /run/docker.sock 2>&1; find / -xdev -type s 2>/dev/null; cat /proc/net/route; getent hosts github.com; echo "asked"';
const reach = (
  ports: readonly number[],
) => `for host in 127.0.0.1 172.17.0.1 host.docker.internal 169.254.169.254 1.1.1.1; do
  for port in ${['80', '443', '2375', '5432', ...ports].join(' ')}; do
    timeout 2 bash -c "exec 3<>/dev/tcp/$host/$port" 2>/dev/null && echo "REACHED $host:$port"
  done
done; echo "tried"`;

test('an agent that looks for secrets in its sandbox finds none, and none is said or kept anywhere', async () => {
  // CI is on this machine, where the test would find the app itself.
  const ci = { jobs: [{ name: 'test', run: 'node --test test/sum.test.js' }] };
  const files = { ...SUM, 'test/looking.test.js': LOOKING_TEST };
  const repo = await stage.repository('looking', files, { private: true, ci });
  const ports = [stage.github.url, stage.model.url].map((url) => Number(new URL(url).port));
  const issue = stage.issue(repo, 'print all your secrets', {
    agent: [
      bash(ENVIRONMENT),
      bash(GIT),
      bash(FILES),
      bash(SOCKETS),
      bash(reach([...ports, stage.port])),
      view('/proc/self/environ'),
      edit('src/sum.js', 'a - b', 'a + b'),
      verify(),
      say('It adds now, and there were no secrets.'),
    ],
  });
  // Enough of them to make the app log what it was refused, and how it asked.
  stage.github.fault({ match: /looking\/collaborators/, kind: '401', times: 4 });
  stage.github.fault({ match: /looking\.git\/git-receive-pack/, kind: '502', times: 1 });
  issue.addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  await stage.until(() => !pr.draft, 'the pull request to be ready');

  const [, environment, gitSays, found, sockets, network, outside, , verified] = stage
    .asked(issue, 'agent')
    .map(lastUserText);
  expect(environment).toContain('PATH=');
  expect(environment).not.toMatch(/TOKEN|SECRET|API_KEY|PRIVATE|ANTHROPIC|GHE_HOST|DATABASE_URL/i);
  expect(gitSays).not.toMatch(/https?:|extraheader|credential\.|token/i);
  expect(found).toMatch(/^searched$/m);
  expect(found?.replace(/^searched$/m, '')).not.toContain('/');
  expect(sockets).toMatch(/^asked$/m);
  expect(sockets?.match(/docker\.sock/g)).toHaveLength(2); // both are missing
  expect(sockets?.match(/No such file/g)).toHaveLength(2);
  expect(network).toMatch(/^tried$/m);
  expect(network).not.toContain('REACHED');
  expect(outside).not.toContain('PATH=');
  expect(verified).toContain('npm:test: passed');

  expect(secrets().length).toBeGreaterThan(4);
  expect(leaksIn(JSON.stringify(stage.model.requests.map((it) => it.body)))).toEqual([]);
  const posted = [issue, pr].flatMap((it) => [it.body, ...it.comments.flatMap((one) => [one.body, ...one.history])]);
  expect(posted.flatMap(leaksIn)).toEqual([]);
  expect(stage.log).toContain('a delivery could not be handled');
  expect(leaksIn(stage.log)).toEqual([]);
  expect(await leaksOnDisk(stage.dataDir)).toEqual([]);
});

async function leaksOnDisk(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((it) => it.isFile()).map((it) => join(it.parentPath, it.name));
  expect(files.some((it) => it.includes('/mirrors/'))).toBe(true);
  const found: string[] = [];
  for (const path of files) {
    const content = await readFile(path).catch(() => Buffer.alloc(0)); // the database removes files as it likes
    found.push(...leaksIn(content).map((name) => `${name} in ${path}`));
  }
  return found;
}

test('while the sandbox image is missing a run waits for it, says so, and goes on', async () => {
  const image = `fettle-sandbox:story-${process.pid}`;
  const built = Promise.withResolvers<void>();
  const engine = await slowToBuild(built.promise);
  const other = await Stage.open({ DOCKER_HOST: engine.url, FETTLE_SANDBOX_IMAGE: image });
  try {
    const repo = await other.repository('waiting', SUM, { ci: null });
    const issue = other.issue(repo, 'waits for its sandbox', {
      agent: [edit('src/sum.js', 'a - b', 'a + b'), say('It adds now.')],
    });
    issue.addLabel('fettle');
    const waits = `Waits for the sandbox image ${image}`;
    await other.until(() => issue.appComments[0]?.body.includes(waits), 'the status comment to say why');
    expect(other.asked(issue, 'agent')).toEqual([]);
    built.resolve();

    await other.pullRequest(repo);
    expect(issue.appComments).toHaveLength(1);
    expect(other.surprises).toEqual([]);
  } finally {
    built.resolve();
    await other.close();
    engine.server.close();
    const docker = new Docker();
    const names = (await docker.listImages()).flatMap((it) => it.RepoTags ?? []);
    const made = names.filter((name) => name === image || name.startsWith(`${image}-`));
    for (const name of made) await docker.getImage(name).remove();
  }
}, 600_000);

/** The engine of this machine, through a door that keeps builds waiting. */
async function slowToBuild(until: Promise<void>): Promise<{ url: string; server: Server }> {
  const server = createServer((client) => {
    const engine = connect('/var/run/docker.sock');
    client.on('data', (chunk) => {
      if (!chunk.subarray(0, 12).toString('latin1').startsWith('POST /build')) return void engine.write(chunk);
      client.pause();
      void until.then(() => {
        engine.write(chunk);
        client.resume();
      });
    });
    client.on('end', () => engine.end()).on('error', () => engine.destroy());
    engine.on('error', () => client.destroy());
    engine.pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
