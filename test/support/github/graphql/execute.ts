import type { Json } from '../http/reply.ts';
import { parse, type Selection, type Value } from './parse.ts';

/** A field is a value, or a function of its arguments; `__typename` decides which fragments apply. */
export type Node = { __typename: string; [field: string]: unknown };
export type Resolver = (args: Json) => unknown;

export interface Answer {
  data: unknown;
  errors: Json[];
}

/** Carries out a query or mutation over plain objects. Unknown fields are errors, as with a real schema. */
export async function execute(
  source: string,
  variables: Json,
  roots: Record<'query' | 'mutation', Node>,
): Promise<Answer> {
  const errors: Json[] = [];
  let document: ReturnType<typeof parse>;
  try {
    document = parse(source);
  } catch (error) {
    return { data: null, errors: [{ message: error instanceof Error ? error.message : String(error) }] };
  }

  const read = (value: Value): unknown => {
    if (value.kind === 'variable') return variables[value.name];
    if (value.kind === 'list') return value.items.map(read);
    if (value.kind === 'object') return mapValues(value.fields, read);
    return value.value;
  };

  async function select(
    node: Node,
    selections: readonly Selection[],
    path: readonly (string | number)[],
  ): Promise<Json> {
    const out: Json = {};
    for (const it of selections) {
      if (it.kind === 'fragment') {
        const named = it.name === null ? undefined : document.fragments.get(it.name);
        const on = named?.on ?? it.on;
        if (on !== null && on !== node.__typename && on !== 'Node') continue;
        Object.assign(out, await select(node, named?.selections ?? it.selections, path));
        continue;
      }
      const here = [...path, it.alias];
      if (!(it.name in node)) {
        const message = `Field '${it.name}' doesn't exist on type '${node.__typename}'`;
        errors.push({ message, type: 'undefinedField', path: here });
        continue;
      }
      try {
        const raw = node[it.name];
        const value: unknown = typeof raw === 'function' ? await (raw as Resolver)(mapValues(it.args, read)) : raw;
        out[it.alias] = await complete(value, it.selections, here);
      } catch (error) {
        out[it.alias] = null;
        errors.push({
          type: 'UNPROCESSABLE',
          path: here,
          message: error instanceof Error ? error.message : String(error),
        });
      }
    }
    return out;
  }

  async function complete(
    value: unknown,
    selections: readonly Selection[],
    path: readonly (string | number)[],
  ): Promise<unknown> {
    if (Array.isArray(value))
      return await Promise.all(value.map((item, i) => complete(item, selections, [...path, i])));
    if (value !== null && typeof value === 'object') return await select(value as Node, selections, path);
    return value ?? null;
  }

  const data = await select(roots[document.operation], document.selections, []);
  return { data, errors };
}

function mapValues<A, B>(fields: Record<string, A>, f: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, f(value)]));
}
