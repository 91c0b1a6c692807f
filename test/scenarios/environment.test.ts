import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { buildImage } from '../sandbox/test-image.ts';
import { endsWithoutAnything } from '../support/endings.ts';
import { bash, edit, lastUserText, say, type SeenRequest, verify } from '../support/model/script.ts';
import { Stage } from '../support/stage.ts';
import { SUM } from '../support/sum-project.ts';

const docker = new Docker();
const IMAGE = `fettle-test-service:story-${process.pid}`;
const TOOLBOX = `fettle-test-toolbox:story-${process.pid}`;
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({ FETTLE_SERVICE_IMAGES: IMAGE, FETTLE_SANDBOX_IMAGES: `devcontainers/acme:21=${TOOLBOX}` });
  await buildImage(docker, 'service', 'fettle-sandbox', IMAGE);
  await buildImage(docker, 'derived-image', 'fettle-sandbox', TOOLBOX);
}, 600_000);
afterEach(() => expect(stage.surprises).toEqual([]));
afterAll(async () => {
  await stage.close();
  for (const image of [IMAGE, TOOLBOX]) await docker.getImage(image).remove({ force: true });
});

const asking = (settings: string) => ({ ...SUM, '.github/fettle.yml': settings });

/** Passes when the service answers and the sum is right. */
const ASKS_THE_SERVICE = `import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { sum } from '../src/sum.js';

test('the service greets', async () => assert.match(await text(connect(5432, '127.0.0.1')), /hello/));
test('nothing and one is one', { skip: sum(0, 1) === -1 }, () => assert.equal(sum(0, 1), 1));
`;

test('agent and gate have the service that the repository asks for', async () => {
  const repo = await stage.repository(
    'with-service',
    {
      ...asking(`services: [{ name: db, image: "${IMAGE}", env: { GREETING: hello } }]\n`),
      'test/service.test.js': ASKS_THE_SERVICE,
    },
    { ci: null },
  );
  const issue = stage.issue(repo, 'adds beside a service', {
    agent: [
      bash('exec 3<>/dev/tcp/127.0.0.1/5432; cat <&3'),
      edit('src/sum.js', 'a - b', 'a + b'),
      verify(),
      say('It adds now.'),
    ],
  });
  issue.addLabel('fettle');

  const pr = await stage.pullRequest(repo);
  expect(pr.body).toMatch(/\| npm:test \| ✅ passed \| node:test: 3 tests passed/);
  expect(lastUserText(stage.asked(issue, 'agent')[1] as SeenRequest)).toContain('"greeting":"hello"');
  const services = () => docker.listContainers({ all: true, filters: { ancestor: [IMAGE] } });
  while ((await services()).length > 0) await sleep(100);
}, 600_000);

test('agent and gate run in the image of the devcontainer.json, where the operator has one for it', async () => {
  const files = {
    ...asking("verifiers: [{ name: tool, run: 'acme && node --test' }]\n"),
    'package.json': '{ "name": "sum", "type": "module" }\n',
    '.devcontainer/devcontainer.json': '{\n  // as people develop\n  "image": "devcontainers/acme:21",\n}\n',
  };
  const repo = await stage.repository('devcontainer', files, { ci: null });
  const issue = stage.issue(repo, 'adds with the tool at hand', {
    agent: [bash('acme'), edit('src/sum.js', 'a - b', 'a + b'), say('It adds now.')],
  });
  issue.addLabel('fettle');

  const pr = await stage.pullRequest(repo);
  expect(pr.body).toMatch(/\| custom:tool \| ✅ passed/);
  expect(lastUserText(stage.asked(issue, 'agent')[1] as SeenRequest)).toContain('acme tool 21');
}, 600_000);

test('a service that does not come up ends the run before the model is asked', async () => {
  const settings = `services: [{ name: db, image: "${IMAGE}", env: { BROKEN: no password } }]\n`;
  const repo = await stage.repository('broken-service', asking(settings));
  const issue = stage.issue(repo, 'waits for a database', { agent: [] });
  issue.addLabel('fettle');

  const comment = await endsWithoutAnything(stage, repo, issue, 'no_pr{could_not_verify}');
  expect(comment).toContain(`needs_service: The service db (${IMAGE}): it ended`);
  expect(comment).toContain('bad setting: no password');
  expect(stage.asked(issue, 'agent')).toEqual([]);
}, 600_000);

test('an image that the operator does not allow ends the run with the one that is wanted and those that are allowed', async () => {
  const repo = await stage.repository('other-image', asking('image: acme/jdk:21\n'));
  const issue = stage.issue(repo, 'wants Java', { agent: [] });
  issue.addLabel('fettle');

  const comment = await endsWithoutAnything(stage, repo, issue, 'no_pr{could_not_verify}');
  expect(comment).toContain(
    'toolchain: The repository asks for the sandbox image acme/jdk:21, which is not allowed here',
  );
  expect(comment).toContain('Allowed: fettle-sandbox');
}, 600_000);
