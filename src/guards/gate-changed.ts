import type { GateFile } from '../verifiers/types.ts';
import { asksFor } from './asks-for.ts';
import type { Finding, Guard } from './types.ts';

/** The files that decide what the checks do must stand as on base, unless the task asks for a change of them by name. */
export const gateChanged: Guard = {
  name: 'gate_changed',
  check: async ({ baseGate, treeGate, task, read }) => {
    const before = new Map(baseGate.map((file) => [key(file), file]));
    const after = new Map(treeGate.map((file) => [key(file), file]));
    const findings: Finding[] = [];
    for (const [id, file] of new Map([...before, ...after])) {
      if (before.get(id)?.hash === after.get(id)?.hash) continue;
      // Scripts of a package that base does not have add checks; they take none away.
      if (!before.has(id) && file.part === 'scripts' && (await read('base', file.path)) === null) continue;
      const what = !after.has(id) ? 'was removed' : !before.has(id) ? 'is new' : 'was changed';
      findings.push(finding(file, what, task));
    }
    return findings;
  },
};

function finding({ path, part }: GateFile, what: string, task: string): Finding {
  const name = part === null ? path : `\`${part}\` in ${path}`;
  const fact = `${name} ${what}. It decides what the checks do`;
  const why = `${fact}, and the task does not ask for that by name. Put it back as it was and make the code pass the checks as they are.`;
  const allowed = asksFor(task, { path, verbs: 'change', ...(part === null ? {} : { also: partName(part) }) });
  const about = { rule: 'gate_changed' as const, file: path, hunk: null };
  return allowed === null ? { ...about, why } : { ...about, why: `${fact}.`, allowed };
}

const key = (file: GateFile): string => `${file.path}\0${file.part ?? ''}`;

/** Naming package.json alone asks for nothing: the part has to be named too (`scripts` also as `script`). */
const partName = (part: string): RegExp => new RegExp(`\\b${part.replace(/s$/, '')}s?\\b`, 'i');
