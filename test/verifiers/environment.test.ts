import { expect, test } from '@jest/globals';
import { EnvironmentProblem } from '../../src/sandbox/environment.ts';
import { gatePasses } from '../../src/verifiers/verify.ts';
import { verifyTrees } from './trees.ts';

const SETTINGS = `services: [{ name: db, image: "postgres:16" }]
verifiers: [{ name: one, run: "true" }, { name: two, run: "true" }]
`;

test('checks whose sandbox has no service could not run, and none of them passes', async () => {
  const tree = { '.github/fettle.yml': SETTINGS };
  const open = async () => {
    throw new EnvironmentProblem('needs_service', 'The service db (postgres:16): it ended.\nno password is set');
  };
  const { reports } = await verifyTrees(tree, { ...tree, a: '' }, { context: { open } as never });
  expect(reports.map((it) => it.check)).toEqual(['custom:one', 'custom:two']);
  for (const report of reports) {
    expect(report).toMatchObject({
      result: 'could_not_run',
      reason: 'needs_service',
      summary: 'The service db (postgres:16): it ended.',
      detail: 'no password is set',
    });
  }
  expect(gatePasses(reports)).toBe(false);
});
