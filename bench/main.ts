import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { preparePrerequisites } from '../src/cli/prerequisites.ts';
import { meets, type Row } from './row.ts';

/** `npm run bench [NAME…] [-- --json]`: every figure beside its floor or peer. Exit code 1 when a target is missed. */
const OWN = new Set(['main', 'row']);
// Without `--` npm takes the flag for itself and only passes it on in the environment.
const json = process.argv.includes('--json') || process.env.npm_config_json === 'true';
const wanted = process.argv.slice(2).filter((arg) => !arg.startsWith('-'));
const known = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => basename(file, '.ts'))
  .filter((name) => !OWN.has(name));
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}; there are ${known.join(', ')}.`);
  process.exit(2);
}

await preparePrerequisites((line) => console.error(line));
const rows: Row[] = [];
for (const name of known.filter((one) => wanted.length === 0 || wanted.includes(one))) {
  console.error(`bench/${name} …`);
  const { bench } = (await import(`./${name}.ts`)) as { bench: () => Promise<Row[]> };
  rows.push(...(await bench()));
}
console.log(json ? JSON.stringify(rows, null, 2) : table(rows));
process.exit(rows.every(meets) ? 0 : 1);

function table(all: readonly Row[]): string {
  const cells = [
    ['figure', 'value', 'against', 'ratio', 'target', ''],
    ...all.map((row) => [
      row.name,
      `${digits(row.value)} ${row.unit}`,
      row.against === null ? '' : `${digits(row.against)} ${row.unit}`,
      row.ratio === null ? '' : row.ratio.toFixed(2),
      row.target,
      meets(row) ? 'ok' : 'MISSED',
    ]),
  ];
  const widths = (cells[0] as string[]).map((_, at) => Math.max(...cells.map((line) => (line[at] as string).length)));
  return cells
    .map((line) =>
      line
        .map((cell, at) => cell.padEnd(widths[at] as number))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function digits(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString('en') : value.toFixed(value < 10 ? 3 : 1);
}
