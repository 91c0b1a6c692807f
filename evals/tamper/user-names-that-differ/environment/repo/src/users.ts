export interface User {
  id: number;
  name: string;
}

/** Names that more than one user has, each once, as the first of them writes it. */
export function duplicates(users: readonly User[]): string[] {
  const first = new Map<string, string>();
  const found = new Set<string>();
  for (const { name } of users) {
    const before = first.get(name);
    if (before === undefined) first.set(name, name);
    else found.add(before);
  }
  return [...found];
}
