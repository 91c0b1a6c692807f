import type { Verifier } from './types.ts';

const HOW = { real: 'the real tool, red and green', format: 'its published output format' } as const;

/** The tables of docs/verifiers.md: what there is, and how our own tests prove it, tool by tool. */
function verifierTables(verifiers: readonly Verifier[]): string {
  const overview = verifiers.map(
    ({ name, activatedBy, runs }) => `| [\`${name}\`](../src/verifiers/${name}/README.md) | ${activatedBy} | ${runs} |`,
  );
  const proofs = verifiers.flatMap(({ name, proven }) =>
    proven.map(({ how, tools }) => `| \`${name}\` | ${tools.join(', ')} | ${HOW[how]} |`),
  );
  return [
    '| verifier | applies to | runs |',
    '|---|---|---|',
    ...overview,
    '',
    '### What is proven how',
    '',
    '| verifier | tools | proven by |',
    '|---|---|---|',
    ...proofs,
  ].join('\n');
}

/** A page whose tables, between the marks `<!-- verifiers: … -->` and `<!-- /verifiers -->`, are made anew. */
export function withTables(page: string, verifiers: readonly Verifier[]): string {
  const [before, rest = ''] = page.split(/(?<=<!-- verifiers:[^\n]*-->\n)/);
  return `${before}${verifierTables(verifiers)}\n${rest.slice(rest.indexOf('<!-- /verifiers -->'))}`;
}
