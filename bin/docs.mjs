// `npm run docs`: writes the tables of docs/verifiers.md from the code. A test fails when they differ.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { VERIFIERS } from '../src/verifiers/list.ts';
import { withTables } from '../src/verifiers/table.ts';

const path = fileURLToPath(new URL('../docs/verifiers.md', import.meta.url));
writeFileSync(path, withTables(readFileSync(path, 'utf8'), VERIFIERS));
