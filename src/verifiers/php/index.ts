import { readRepoConfig } from '../../repo-config.ts';
import type { Verifier } from '../types.ts';
import { collectedPhp, narrowPhp } from './narrow.ts';
import { planPhp } from './plan.ts';

/** PHP projects, with composer or without. See README.md in this folder. */
export const php: Verifier = {
  name: 'php',
  version: 1,
  activatedBy: '`composer.json`, or the settings of phpunit, phpstan or php-cs-fixer',
  runs: '`phpunit` or Pest where there are tests; `phpstan` and `php-cs-fixer` where they are configured or declared',
  proven: [
    { how: 'real', tools: ['phpunit', 'composer'] },
    { how: 'format', tools: ['phpstan', 'php-cs-fixer', 'Pest'] },
  ],
  plan: (files, config = readRepoConfig(null)) => planPhp(files, config),
  narrow: narrowPhp,
  collected: collectedPhp,
};
