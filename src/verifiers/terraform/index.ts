import { readRepoConfig } from '../../repo-config.ts';
import type { Verifier } from '../types.ts';
import { planTerraform } from './plan.ts';

/** Terraform and OpenTofu configuration. See README.md in this folder. */
export const terraform: Verifier = {
  name: 'terraform',
  version: 1,
  activatedBy: '`*.tf`, `*.tf.json`, `*.tofu`',
  runs: '`terraform fmt -check`, and `terraform validate` where there is a `.terraform.lock.hcl`',
  proven: [{ how: 'format', tools: ['terraform', 'tofu'] }],
  plan: (files, config = readRepoConfig(null)) => planTerraform(files, config),
};
