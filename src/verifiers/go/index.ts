import { readRepoConfig } from '../../repo-config.ts';
import type { Verifier } from '../types.ts';
import { measureGo } from './measure.ts';
import { planGo } from './plan.ts';
import { collectedGo, narrowGo, onlyFilesGo } from './tests.ts';

/** Go modules. See README.md in this folder. */
export const go: Verifier = {
  name: 'go',
  version: 1,
  activatedBy: '`go.mod` (also several, with `replace` or `go.work`)',
  runs: '`gofmt`, `go vet`, `golangci-lint run` where `.golangci.*` is there, `go build`, `go test`',
  proven: [
    { how: 'real', tools: ['gofmt', 'go vet', 'go build', 'go test'] },
    { how: 'format', tools: ['golangci-lint', '`go mod download`'] },
  ],
  plan: (files, config = readRepoConfig(null)) => planGo(files, config),
  narrow: narrowGo,
  onlyFiles: onlyFilesGo,
  measure: measureGo,
  collected: collectedGo,
};
