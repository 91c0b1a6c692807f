import { unitsOf as split } from '../units.ts';
import type { Module, Reactor } from './detect.ts';

/** Modules that are checked together. */
export interface Unit {
  /** The folder that stands for it. */
  component: string;
  /** Null: everything in the reactor. */
  modules: readonly Module[] | null;
  /** Folders whose change calls for it. */
  uses: string[];
}

/** `mvn -pl MODULE -am` builds and tests what the module needs as well. */
export function unitsOf(reactor: Reactor): Unit[] {
  const code = reactor.modules.filter(({ pom }) => pom.packaging !== 'pom');
  const units = split(code);
  if (units.length <= 1) return [whole(reactor)];
  return units.map(({ members, above }) => {
    const component = members[0]?.folder ?? reactor.root;
    // A list of versions that it imports counts as well, and is no code.
    const own = [...members, ...above].flatMap((module) => [module.folder, ...module.needs]);
    const folders = new Set([...own, ...own.flatMap((folder) => parentsOf(folder, reactor)), reactor.root]);
    folders.delete(component);
    return { component, modules: members, uses: [...folders].sort() };
  });
}

const whole = ({ root, modules }: Reactor): Unit => ({
  component: root,
  modules: null,
  uses: [...new Set(modules.map((module) => module.folder))].filter((folder) => folder !== root).sort(),
});

/** Folders of the POMs that a module inherits from, nearest first. */
export function parentsOf(folder: string, { modules }: Reactor): string[] {
  const parents: string[] = [];
  for (let at: string | null = folder; at !== null; ) {
    at = modules.find((module) => module.folder === at)?.parent ?? null;
    if (at === null || parents.includes(at)) break;
    parents.push(at);
  }
  return parents;
}
