import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const tests = spawnSync(process.execPath, ['--test'], { stdio: 'inherit' });
if (tests.status !== 0) process.exit(1);
let bad = 0;
for (const name of readdirSync('src')) {
  for (const [at, line] of readFileSync(`src/${name}`, 'utf8').split('\n').entries()) {
    if (!line.includes('console.log')) continue;
    bad += 1;
    console.error(`src/${name}:${at + 1}: error: a library does not print`);
  }
}
process.exit(bad === 0 ? 0 : 1);
