import { readRepoConfig } from '../../repo-config.ts';
import type { Verifier } from '../types.ts';
import { collectedRuby, narrowRuby } from './narrow.ts';
import { planRuby } from './plan.ts';

/** Ruby projects, with bundler or without. See README.md in this folder. */
export const ruby: Verifier = {
  name: 'ruby',
  version: 1,
  activatedBy: '`Gemfile`, `gems.rb`, a `.gemspec`, `Rakefile`, `.rspec`, or `spec/**/*_spec.rb` at the root',
  runs: '`rspec` for specs, minitest by `rake test`, `bin/rails test` or directly, `rubocop` where it is configured or declared',
  proven: [
    { how: 'real', tools: ['rspec', 'minitest', 'rake', 'rubocop', 'bundler'] },
    { how: 'format', tools: ['Rails'] },
  ],
  plan: (files, config = readRepoConfig(null)) => planRuby(files, config),
  narrow: narrowRuby,
  collected: collectedRuby,
};
