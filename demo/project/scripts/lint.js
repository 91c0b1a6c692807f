// Small on purpose: every file parses, imports name their file's ending, no tabs and no blanks at line ends.
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';

const RULES = [
  [/[ \t]+$/, 'blank at the end of the line'],
  [/\t/, 'tab'],
  [/from '\.{1,2}\/[^']*(?<!\.js)'/, 'import without .js'],
  [/\bconsole\.log\b/, 'console.log in library code'],
];

let problems = 0;
for (const file of globSync(['src/**/*.js', 'test/**/*.js']).sort()) {
  const parsed = spawnSync(process.execPath, ['--check', file], { encoding: 'utf8' });
  if (parsed.status !== 0) report(file, 1, parsed.stderr.trim());
  for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    for (const [pattern, message] of RULES) if (pattern.test(line)) report(file, index + 1, message);
  }
}
if (problems > 0) {
  console.error(`\n${problems} problem${problems === 1 ? '' : 's'}`);
  process.exit(1);
}

function report(file, line, message) {
  problems += 1;
  console.error(`${file}:${line}: error: ${message}`);
}
