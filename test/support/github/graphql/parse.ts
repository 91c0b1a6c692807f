/** Just enough GraphQL: operations, variables, arguments, aliases, inline and named fragments; no directives. */

export type Value =
  | { kind: 'variable'; name: string }
  | { kind: 'literal'; value: unknown }
  | { kind: 'list'; items: Value[] }
  | { kind: 'object'; fields: Record<string, Value> };

export type Selection =
  | { kind: 'field'; name: string; alias: string; args: Record<string, Value>; selections: Selection[] }
  | { kind: 'fragment'; on: string | null; name: string | null; selections: Selection[] };

export interface Document {
  operation: 'query' | 'mutation';
  selections: Selection[];
  fragments: Map<string, { on: string; selections: Selection[] }>;
}

const TOKEN = /\s+|,|#[^\n]*|(\.\.\.|[{}()[\]:=!$@]|"""[\s\S]*?"""|"(?:\\.|[^"\\])*"|-?\d+(?:\.\d+)?|[A-Za-z_]\w*)/y;

export function parse(source: string): Document {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(source);
    if (match === null) throw new Error(`Parse error on ${JSON.stringify(source.slice(at, at + 10))}`);
    if (match[1] !== undefined) tokens.push(match[1]);
  }
  let i = 0;
  const peek = (): string => tokens[i] ?? '';
  const next = (): string => tokens[i++] ?? '';
  const want = (token: string): void => {
    const got = next();
    if (got !== token) throw new Error(`Parse error: expected ${token}, got ${got || 'the end'}`);
  };

  function value(): Value {
    const token = next();
    if (token === '$') return { kind: 'variable', name: next() };
    if (token === '[') {
      const items: Value[] = [];
      while (peek() !== ']') items.push(value());
      next();
      return { kind: 'list', items };
    }
    if (token === '{') {
      const fields: Record<string, Value> = {};
      while (peek() !== '}') {
        const name = next();
        want(':');
        fields[name] = value();
      }
      next();
      return { kind: 'object', fields };
    }
    if (token.startsWith('"""')) return { kind: 'literal', value: token.slice(3, -3).trim() };
    if (/^["\d-]/.test(token)) return { kind: 'literal', value: JSON.parse(token) };
    const words: Record<string, unknown> = { true: true, false: false, null: null };
    return { kind: 'literal', value: token in words ? words[token] : token };
  }

  function args(): Record<string, Value> {
    const found: Record<string, Value> = {};
    if (peek() !== '(') return found;
    next();
    while (peek() !== ')') {
      const name = next();
      want(':');
      found[name] = value();
    }
    next();
    return found;
  }

  function selections(): Selection[] {
    const list: Selection[] = [];
    want('{');
    while (peek() !== '}') {
      if (peek() === '') throw new Error('Parse error: unexpected end');
      if (peek() === '...') {
        next();
        if (peek() === 'on' || peek() === '{') {
          const on = peek() === 'on' ? (next(), next()) : null;
          list.push({ kind: 'fragment', on, name: null, selections: selections() });
        } else {
          list.push({ kind: 'fragment', on: null, name: next(), selections: [] });
        }
        continue;
      }
      let name = next();
      const alias = name;
      if (peek() === ':') {
        next();
        name = next();
      }
      list.push({ kind: 'field', name, alias, args: args(), selections: peek() === '{' ? selections() : [] });
    }
    next();
    return list;
  }

  const document: Document = { operation: 'query', selections: [], fragments: new Map() };
  while (i < tokens.length) {
    const word = peek();
    if (word === 'fragment') {
      next();
      const name = next();
      want('on');
      document.fragments.set(name, { on: next(), selections: selections() });
      continue;
    }
    if (word === 'query' || word === 'mutation') {
      document.operation = word;
      next();
      while (peek() !== '{' && peek() !== '') next(); // name and variable definitions; defaults are not supported
    }
    document.selections = selections();
  }
  return document;
}
