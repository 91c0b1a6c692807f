import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gitMirrors } from '../../src/sandbox/mirror.ts';
import type { InstallSpec, Mirror } from '../../src/sandbox/types.ts';
import type { ownSandboxes } from '../sandbox/support.ts';
import type { Attack } from './attack.ts';

/** What they share: an engine's sandboxes, a repository, and a folder that goes away. */
export interface Ground {
  box: ReturnType<typeof ownSandboxes>;
  mirror: Mirror;
  folder: string;
}

/** An attack on what lies beneath a run: layers, installs, clones. */
export interface GroundAttack extends Attack {
  carryOut(ground: Ground): Promise<void>;
}

const install = (script: string): InstallSpec => ({
  files: new Map([['package-lock.json', Buffer.from('{}')]]),
  cwd: '',
  argv: ['sh', '-c', script],
  outputs: ['node_modules'],
  hosts: [],
  timeoutMs: 60_000,
});
const MAKE = 'mkdir -p node_modules/dep && echo good > node_modules/dep/index.js';

async function prepared({ box }: Ground, repo: string, spec = install(MAKE)) {
  const result = await box.sandboxes.within({ repo, image: null, services: [] }).prepare('run-1', spec);
  if (result.status !== 'ready') throw new Error(result.output);
  return result;
}

async function inside(ground: Ground, script: string, layers: Awaited<ReturnType<typeof prepared>>[] = []) {
  const tree = () => ground.mirror.archive('refs/heads/main');
  const spec = { runId: 'run-1', purpose: 'agent' as const, tree, layers: layers.map((it) => it.layer) };
  const sandbox = await ground.box.sandboxes.open(spec);
  try {
    return (await sandbox.run({ argv: ['bash', '-c', script], timeoutMs: 30_000 })).output;
  } finally {
    await sandbox.close();
  }
}

export const GROUND_ATTACKS: readonly GroundAttack[] = [
  {
    name: 'an agent that writes to the layer of dependencies',
    tried: 'Changed packages for the gate, and for every later run.',
    stoppedBy: 'A layer is mounted read-only. What an agent edits is its own copy.',
    carryOut: async (ground) => {
      const layer = await prepared(ground, 'acme/shop');
      const said = await inside(
        ground,
        'for it in $(find /layer -type f); do echo evil > $it; done; touch /layer/0/x; echo evil > node_modules/dep/index.js; cat node_modules/dep/index.js',
        [layer],
      );
      assert.match(said, /Read-only file system/);
      assert.match(said, /^evil$/m);
      assert.match(await inside(ground, 'cat node_modules/dep/index.js', [layer]), /^good$/m);
    },
  },
  {
    name: 'a poisoned cache for another repository',
    tried: 'Packages that another repository with the same lockfile then gets.',
    stoppedBy: "A layer's key holds the name of its repository.",
    carryOut: async (ground) => {
      const mine = await prepared(ground, 'evil/shop', install(MAKE));
      const theirs = await prepared(ground, 'acme/other', install(MAKE));
      assert.equal(theirs.cached, false);
      assert.notEqual(mine.layer.volume, theirs.layer.volume);
    },
  },
  {
    name: 'an installer that reads the repository and the machine',
    tried: 'The source code, by the one container that has a way out.',
    stoppedBy: 'A prepare container gets manifests and lockfiles only, and is as hardened as any other.',
    carryOut: async (ground) => {
      const script = `mkdir node_modules; { ls -A /workspace; env; id -u; cat /proc/1/environ; ls /var/run/docker.sock; } > node_modules/seen 2>&1 || true`;
      const layer = await prepared(ground, 'acme/curious', install(script));
      const said = await inside(ground, 'cat node_modules/seen', [layer]);
      assert.doesNotMatch(said, /secret-source\.js|ghs_|API_KEY|TOKEN/);
      assert.match(said, /package-lock\.json/);
      assert.match(said, /cannot access '\/var\/run\/docker\.sock'/);
    },
  },
  {
    name: 'a git server that leads elsewhere',
    tried: 'The token, by a redirect to a server of its own.',
    stoppedBy: "The token is bound to the server's address.",
    carryOut: async ({ folder }) => {
      const heard: string[] = [];
      const thief = await listening((request, response) => {
        heard.push(String(request.headers.authorization ?? ''));
        response.writeHead(401, { 'www-authenticate': 'Basic realm="GitHub"' }).end();
      });
      const server = await listening((request, response) => {
        response.writeHead(302, { location: `http://127.0.0.1:${portOf(thief)}${request.url}` }).end();
      });
      try {
        const source = {
          url: `http://127.0.0.1:${portOf(server)}/acme/led.git`,
          token: async () => 'ghs_a_token_of_ours',
        };
        const mirrors = gitMirrors(`${folder}/led`, () => {}, { retryDelaysMs: [] });
        await assert.rejects(async () => await mirrors.open('acme/led', source));
        assert.ok(heard.length > 0, 'nobody was led there');
        assert.deepEqual(new Set(heard).has(''), true);
        assert.equal(heard.filter((it) => it !== '').length, 0);
      } finally {
        thief.close();
        server.close();
      }
    },
  },
];

async function listening(answer: Parameters<typeof createServer>[1] & {}): Promise<Server> {
  const server = createServer(answer as never);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;
