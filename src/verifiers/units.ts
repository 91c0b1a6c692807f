/** A part of a project that one command builds together with others: a Maven module, a crate of a workspace. */
export interface Member {
  folder: string;
  /** Folders of the members that it needs, without what those need in turn. */
  needs: readonly string[];
}

/** Members that are checked together, and those that have to be built and tested with them. */
export interface Unit<T extends Member> {
  members: readonly T[];
  above: readonly T[];
}

/**
 * A member is tested together with what it needs, so that a member without tests of its own is not mistaken for one that
 * nobody tests. Where members need few others that is a fair price for leaving the rest alone; in deep projects it would
 * test the lowest ones many times over, so there members that hang together are one unit. The figure is how often a
 * member is tested on average when everything is.
 */
const MAX_TIMES_TESTED = 2.5;

export function unitsOf<T extends Member>(all: readonly T[]): Unit<T>[] {
  return connected(all).flatMap((group) => {
    const above = new Map(group.map((member) => [member, needed(member, all)]));
    const tested = [...above.values()].reduce((sum, others) => sum + 1 + others.length, 0) / group.length;
    if (tested > MAX_TIMES_TESTED) return [{ members: group, above: [] }];
    return group.map((member) => ({ members: [member], above: above.get(member) ?? [] }));
  });
}

/** Everything that a member needs, directly or through others; without itself. */
function needed<T extends Member>(member: T, all: readonly T[]): T[] {
  const byFolder = new Map(all.map((it) => [it.folder, it]));
  const found = new Set<T>();
  const queue = [...member.needs];
  for (let folder = queue.pop(); folder !== undefined; folder = queue.pop()) {
    const other = byFolder.get(folder);
    if (other === undefined || other === member || found.has(other)) continue;
    found.add(other);
    queue.push(...other.needs);
  }
  return [...found];
}

/** Members that need each other, directly or through others, in the order given. */
function connected<T extends Member>(all: readonly T[]): T[][] {
  const leader = new Map<string, string>();
  const find = (folder: string): string => {
    const up = leader.get(folder) ?? folder;
    return up === folder ? folder : find(up);
  };
  for (const { folder, needs } of all) for (const other of needs) leader.set(find(other), find(folder));
  return [...Map.groupBy(all, ({ folder }) => find(folder)).values()];
}
