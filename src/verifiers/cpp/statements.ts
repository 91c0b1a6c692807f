/** A call in a build description: `add_test(NAME a COMMAND b)`. */
export interface Statement {
  /** In lower case for CMake, whose names have no case. */
  name: string;
  /** What stands between the brackets, with single blanks. */
  text: string;
}

/** One level of brackets inside of a call is enough for what decides. */
const CALL = /([A-Za-z_]\w*)\s*\(((?:[^()]|\([^()]*\))*)\)/g;

export function cmakeStatements(text: string): Statement[] {
  const bare = text.replaceAll(/#\[\[[\s\S]*?\]\]/g, '').replaceAll(/(^|[^\\"])#.*$/gm, '$1');
  return calls(bare).map(({ name, text: inner }) => ({ name: name.toLowerCase(), text: inner }));
}

export const mesonCalls = (text: string): Statement[] => calls(text.replaceAll(/#.*$/gm, ''));

const calls = (text: string): Statement[] =>
  [...text.matchAll(CALL)].map((it) => ({ name: it[1] ?? '', text: (it[2] ?? '').replaceAll(/\s+/g, ' ').trim() }));
