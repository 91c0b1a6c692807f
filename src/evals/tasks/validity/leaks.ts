import type { Sandbox } from '../../../sandbox/types.ts';
import { objectId } from '../../../sandbox/objects.ts';
import type { TaskRepository } from '../task-repository.ts';
import type { Task } from '../task.ts';

/** Where an agent could look, git's objects included: what it was made from must not be among them. */
const LOOK = `
cd /workspace || exit 1
for dir in /workspace/.git /run/fettle/base.git; do
  git --git-dir="$dir" cat-file --batch-all-objects --batch-check='%(objectname)' 2>/dev/null
done
find /workspace /tmp /home/agent /run/fettle /tests /logs /opt /srv /mnt /var/tmp -type f -size -2000k -not -path '*/objects/*' -print0 2>/dev/null | xargs -0 -r git hash-object --no-filters 2>/dev/null
echo "commits $(git --git-dir=/workspace/.git rev-list --all --count 2>/dev/null)"`;
const LOOK_TIMEOUT_MS = 120_000;
/** Shorter files are the same everywhere: an empty one, a mark. */
const MIN_BYTES = 40;

/** Looks, from inside a sandbox as an agent has it, for the task's hidden tests and for a history that tells too much. */
export async function leaksInto(sandbox: Sandbox, task: Pick<Task, 'tests' | 'gold'>): Promise<string[]> {
  const ran = await sandbox.run({
    argv: ['bash', '-c', LOOK],
    timeoutMs: LOOK_TIMEOUT_MS,
    maxOutputBytes: 16 * 1024 * 1024,
  });
  if (ran.status !== 'exited') throw new Error(`The sandbox could not be looked through: ${ran.status}`);
  const lines = ran.stdout.toString('utf8').split('\n');
  const seen = new Set(lines);
  const found: string[] = [];
  for (const file of task.tests) {
    if (file.bytes < MIN_BYTES) continue;
    if (seen.has(objectId('blob', await file.read(), '')))
      found.push(`the hidden file tests/${file.path} is in the agent's sandbox`);
  }
  const commits = Number(/^commits (\d+)$/m.exec(lines.join('\n'))?.[1] ?? Number.NaN);
  if (commits !== 1) found.push(`the agent's repository has ${commits} commits where it should have one`);
  return found;
}

const TRIVIAL = /^(?:import|from|export|package|use|using|require|const .*require\(|#include|#!|\/\/|#|\*|@)/;
/** Of a hidden file's own lines, how many a file of the repository may have before it counts as a copy. */
const COPIED = 0.5;
const MIN_LINES = 3;

/** Hidden tests of which the repository itself holds half or more, under another name or with other words around them. */
export async function copiesInRepository(task: Pick<Task, 'tests'>, repository: TaskRepository): Promise<string[]> {
  const { mirror, baseTree } = repository;
  const texts = new Map<string, Set<string>>();
  for (const path of await mirror.listFiles(baseTree))
    texts.set(path, new Set(ownLines((await mirror.readFile(baseTree, path))?.toString('utf8') ?? '')));
  const found: string[] = [];
  for (const file of task.tests) {
    const lines = ownLines((await file.read()).toString('utf8'));
    if (file.path === 'test.sh' || lines.length < MIN_LINES) continue;
    for (const [path, known] of texts) {
      const shared = lines.filter((line) => known.has(line)).length;
      if (shared / lines.length >= COPIED)
        found.push(`${path} holds ${shared} of the ${lines.length} lines of the hidden tests/${file.path}`);
    }
  }
  return found;
}

const ownLines = (text: string): string[] => [
  ...new Set(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line.length >= 20 && !TRIVIAL.test(line)),
  ),
];
