import { readRepoConfig } from '../../repo-config.ts';
import type { Verifier } from '../types.ts';
import { listedTests, narrowSwift } from './package.ts';
import { planSwift } from './plan.ts';

/** Swift packages and Xcode projects. See README.md in this folder. */
export const swift: Verifier = {
  name: 'swift',
  version: 1,
  activatedBy: '`Package.swift`; `*.xcodeproj`, `*.xcworkspace`',
  runs: '`swift build`, `swift test`; `xcodebuild build` and `test` on a Mac',
  proven: [{ how: 'format', tools: ['swift', 'xcodebuild'] }],
  installSettings: ['registries.json'],
  plan: (files, config = readRepoConfig(null)) => planSwift(files, config),
  narrow: (check, failures) => (check.id.startsWith('swift:test') ? narrowSwift(check, failures) : null),
  collected: (_check, output) => listedTests(output),
};
