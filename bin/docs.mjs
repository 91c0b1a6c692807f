// `npm run docs`: writes the tables of docs/verifiers.md and docs/security.md from the code. Tests fail when they differ.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { VERIFIERS } from '../src/verifiers/list.ts';
import { withTables } from '../src/verifiers/table.ts';
import { withAttacks } from '../test/attack/list.ts';

const rewrite = (name, made) => {
  const path = fileURLToPath(new URL(`../docs/${name}`, import.meta.url));
  writeFileSync(path, made(readFileSync(path, 'utf8')));
};

rewrite('verifiers.md', (page) => withTables(page, VERIFIERS));
rewrite('security.md', withAttacks);
