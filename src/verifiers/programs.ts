import type { Sandbox } from '../sandbox/types.ts';

interface Program {
  name: string;
  /** Whether the system has one of that name, which this one hides from scripts. */
  hides: boolean;
  /** The package it comes from, or its path where that is no installed package. */
  from: string;
}

/**
 * One line a program: name, whether the system or a manager we fetched has it, where its file really lies: where a link
 * leads, or what pnpm's little scripts start. Of a virtual environment only what no package has any business to bring: that
 * one brings `black` or `pytest` is what it is for.
 */
const LIST = `for folder; do
  for file in "$folder"/.bin/* "$folder"/bin/python* "$folder"/bin/sh "$folder"/bin/bash "$folder"/bin/env "$folder"/bin/git "$folder"/bin/make; do
    [ -e "$file" ] || [ -L "$file" ] || continue
    name=\${file##*/} hides=no real=$file
    for place in .fettle-deps/*/node_modules/.bin /usr/local/sbin /usr/local/bin /usr/sbin /usr/bin /sbin /bin; do
      [ ! -x "$place/$name" ] || hides=yes
    done
    if [ -f "$file" ] && [ ! -L "$file" ]; then
      target=$(sed -n 's|^ *exec .*"$basedir/\\([^"]*\\)" *"$@" *$|\\1|p' "$file" | tail -n 1)
      [ -z "$target" ] || real=$folder/.bin/$target
    fi
    printf '%s\\t%s\\t%s\\n' "$name" "$hides" "$(realpath -m --relative-to=. -- "$real")"
  done
done`;

/**
 * Programs of the changed dependencies that would run in the place of those that run on base: npm puts
 * `node_modules/.bin` before everything else, so a dependency that brings a `node` decides what every script does.
 * Another version of the same package is none. `base` is asked only where there is something to compare.
 */
export async function strangePrograms(
  tree: Sandbox,
  base: () => Promise<Sandbox | null>,
  folders: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  const here = await programs(tree, folders, signal);
  if (here.length === 0) return [];
  const other = await base();
  const known = other === null ? [] : await programs(other, folders, signal);
  const strange = here.filter(({ name, hides, from }) => {
    const same = known.filter((it) => it.name === name);
    return same.length === 0 ? hides : same.every((it) => it.from !== from);
  });
  return [...new Set(strange.map(({ name, from }) => `${name} (from ${from})`))];
}

async function programs(sandbox: Sandbox, folders: readonly string[], signal: AbortSignal): Promise<Program[]> {
  const argv = ['sh', '-c', LIST, 'sh', ...folders];
  const listed = await sandbox.run({ argv, timeoutMs: 60_000, maxOutputBytes: 1024 * 1024, signal });
  signal.throwIfAborted();
  if (listed.exitCode !== 0 || listed.truncated) throw new Error('The programs of the dependencies can not be listed.');
  return listed.stdout
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [name = '', hides, path = ''] = line.split('\t');
      return { name, hides: hides === 'yes', from: /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? path };
    });
}
