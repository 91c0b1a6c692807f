import { type Module, type Reactor, upstream } from './detect.ts';

/** Modules that are checked together. */
export interface Unit {
  /** The folder that stands for it. */
  component: string;
  /** Null: everything in the reactor. */
  modules: readonly Module[] | null;
  /** Folders whose change calls for it. */
  uses: string[];
}

/**
 * One `mvn -pl MODULE -am` builds and tests what the module needs as well. Where modules need few others that is a fair
 * price for leaving the rest alone; in deep reactors it would test the lowest modules many times over, so there modules
 * that hang together are one unit. The figure is how often a module is tested on average when everything is.
 */
const MAX_TIMES_TESTED = 2.5;

export function unitsOf(reactor: Reactor): Unit[] {
  const code = reactor.modules.filter(({ pom }) => pom.packaging !== 'pom');
  if (code.length <= 1) return [whole(reactor)];
  const groups = connected(code, reactor);
  const units = groups.flatMap((group) => {
    const above = new Map(group.map((module) => [module, upstream(module, reactor)]));
    const tested = [...above.values()].reduce((sum, folders) => sum + 1 + folders.size, 0) / group.length;
    if (tested <= MAX_TIMES_TESTED) {
      return group.map((module) => unit([module], [...(above.get(module) ?? [])], reactor));
    }
    return groups.length === 1 ? [whole(reactor)] : [unit(group, [], reactor)];
  });
  return units;
}

const whole = ({ root, modules }: Reactor): Unit => ({
  component: root,
  modules: null,
  uses: [...new Set(modules.map((module) => module.folder))].filter((folder) => folder !== root).sort(),
});

function unit(modules: readonly Module[], above: readonly string[], reactor: Reactor): Unit {
  const component = modules[0]?.folder ?? reactor.root;
  const own = [...modules.map((module) => module.folder), ...above];
  const folders = new Set([...own, ...own.flatMap((folder) => parentsOf(folder, reactor)), reactor.root]);
  folders.delete(component);
  return { component, modules, uses: [...folders].sort() };
}

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

/** Modules that need each other, directly or through others, in the reactor's order. */
function connected(code: readonly Module[], reactor: Reactor): Module[][] {
  const leader = new Map<string, string>();
  const find = (folder: string): string => {
    const up = leader.get(folder) ?? folder;
    return up === folder ? folder : find(up);
  };
  for (const module of reactor.modules) {
    for (const folder of module.needs) leader.set(find(folder), find(module.folder));
  }
  return [...Map.groupBy(code, (module) => find(module.folder)).values()];
}
