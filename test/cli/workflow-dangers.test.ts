import { expect, test } from '@jest/globals';
import { workflowDangers } from '../../src/cli/workflow-dangers.ts';

const job = (more: string) => `jobs:\n  a:\n    runs-on: ubuntu-latest\n${more}`;
const SECRET = '    steps: [{ run: deploy, env: { KEY: "${{ secrets.KEY }}" } }]\n';
const HEAD = '    steps: [{ uses: actions/checkout@v5, with: { ref: "${{ github.event.pull_request.head.sha }}" } }]\n';

test.each([
  ['secrets on every push', `on: push\n${job(SECRET)}`, /job a uses secrets on every branch/],
  [
    'secrets for the whole workflow',
    `on: [pull_request]\nenv: { KEY: "\${{ secrets.KEY }}" }\n${job('    steps: []\n')}`,
    /uses secrets/,
  ],
  [
    'secrets for a called workflow',
    'on: push\njobs: { a: { uses: ./.github/workflows/b.yml, secrets: inherit } }\n',
    /uses secrets/,
  ],
  ['push to all branches by a pattern', `on: { push: { branches: ["**"] } }\n${job(SECRET)}`, /uses secrets/],
  ['the head with secrets', `on: pull_request_target\n${job(HEAD)}`, /pull_request_target checks out the head/],
  [
    'the head after a run',
    `on: { workflow_run: { workflows: [ci] } }\n${job(HEAD.replace('pull_request.head.sha', 'workflow_run.head_sha'))}`,
    /workflow_run checks out/,
  ],
  [
    'a runner of its own',
    'on: push\njobs: { a: { runs-on: [self-hosted, linux], steps: [] } }\n',
    /self-hosted runner/,
  ],
])('%s is named', (_what, text, said) => {
  expect(workflowDangers(text).join('\n')).toMatch(said);
});

test.each([
  ['no secrets', `on: push\n${job('    steps: [{ run: npm test }]\n')}`],
  [
    'the token of the job alone',
    `on: push\n${job('    steps: [{ run: x, env: { T: "${{ secrets.GITHUB_TOKEN }}" } }]\n')}`,
  ],
  ['secrets on main alone', `on: { push: { branches: [main] } }\n${job(SECRET)}`],
  ['secrets for tags alone', `on: { push: { tags: ["v*"] } }\n${job(SECRET)}`],
  ['secrets behind an environment', `on: push\n${job(`    environment: production\n${SECRET}`)}`],
  ['by hand', `on: workflow_dispatch\n${job(SECRET)}`],
  ['the base alone', `on: pull_request_target\n${job('    steps: [{ uses: actions/checkout@v5 }]\n')}`],
  ['a matrix of hosted runners', 'on: push\njobs: { a: { runs-on: "${{ matrix.os }}", steps: [] } }\n'],
  ['no workflow', 'just: text\n'],
  ['no YAML', '{{{'],
])('nothing is said of %s', (_what, text) => {
  expect(workflowDangers(text)).toEqual([]);
});
