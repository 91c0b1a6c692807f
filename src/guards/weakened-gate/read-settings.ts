/** A setting as a line of any configuration format gives it. */
export interface Setting {
  /** As written. */
  name: string;
  /** In lower case, without `-`, `_`, `.`, `$` and `/`. */
  key: string;
  value: string;
}

const NAME = '[A-Za-z_@$][\\w@/.$-]{0,100}';
const VALUE = '(?:[-+]?\\d[\\d._]*%?|[\\w+][\\w.+-]{0,60})';
/** `name: value`, `name = value`, `"name": ["value"`, `name => value`, `:name => value`. */
const PAIR = new RegExp(
  `(?<![\\w@/.$])["'\`]?(${NAME})["'\`]?\\s{0,10}(?:=>|:=|:|=)\\s{0,10}[\\[(]?\\s{0,4}["'\`]?(${VALUE})`,
  'g',
);
/** `name.set(value)`, `name(value)` of build scripts; `set(NAME value)` of CMake; `-DNAME=value` is a pair already. */
const CALL = new RegExp(
  `(?<![\\w.])(?:set\\(\\s{0,4}(${NAME})\\s{1,10}"?(${VALUE})|(${NAME}?)(?:\\.set)?[( ]\\s{0,4}["']?(${VALUE})["']?\\)?\\s*$)`,
  'g',
);
/** `"name": ["error", 10`, `name: [2, { "max": 10`: the number of a rule. */
const RULE =
  /(?<![\w@/"'-])["']?([\w@/-]{3,80})["']?\s{0,4}:\s{0,4}\[\s{0,4}["']?\w{1,10}["']?\s{0,4},\s{0,4}(?:\{\s{0,4}["']?max["']?\s{0,4}:\s{0,4})?(\d{1,6})/g;
/** `--name value` and `--name=value`. */
const OPTION = /(?<![\w-])--([a-z][\w-]{1,60})[\s=]{1,4}["']?(\d[\w.]{0,20})/g;
/** `<name>value</name>`. */
const ELEMENT = /<([A-Za-z][\w.:-]{0,80})>\s{0,10}([^<>\s][^<>]{0,200}?)\s{0,10}<\//g;
/** `name="x" value="y"` of property elements. */
const PROPERTY = /\bname="([\w.:-]{1,80})"\s{1,10}value="([^"]{0,80})"/g;

/** Every setting that stands on a line, whatever the format: which names mean something is decided by their words. */
export function readSettings(text: string): Setting[] {
  const found: Setting[] = [];
  const add = (name: string | undefined, value: string | undefined) => {
    if (name === undefined || value === undefined) return;
    found.push({ name, key: keyOf(name), value: value.trim() });
  };
  for (const [, name, value] of text.matchAll(PAIR)) add(name, value);
  for (const [, name, value] of text.matchAll(RULE)) add(name, value);
  for (const [, name, value] of text.matchAll(OPTION)) add(name, value);
  for (const [, name, value] of text.matchAll(ELEMENT)) add(name, value);
  for (const [, name, value] of text.matchAll(PROPERTY)) add(name, value);
  if (text.length < 400) for (const [, a, b, c, d] of text.matchAll(CALL)) add(a ?? c, b ?? d);
  return found;
}

/** The last part of a dotted name is what counts, unless it is a rule's own (`@typescript-eslint/no-x`, `CA1000.severity`). */
export function keyOf(name: string): string {
  return name
    .replace(/^.*(?:\/|::)/, '')
    .toLowerCase()
    .replaceAll(/[-_.$@]/g, '');
}

export function numberOf(value: string): number | null {
  const match = /^[-+]?\d[\d_]*(?:\.\d+)?/.exec(value)?.[0];
  return match === undefined ? null : Number(match.replaceAll('_', ''));
}

/** `17`, `1.8`, `ES2022`, `c++20`, `py311`, `latest`: a number that grows with the language. */
export function levelOf(value: string): number | null {
  if (/^(?:latest\w*|esnext|preview|current|stable)$/i.test(value)) return 9999;
  const digits = /\d+(?:\.\d+)?/.exec(value.replace(/^VERSION_/, '').replace('_', '.'))?.[0];
  if (digits === undefined) return null;
  const number = Number(digits);
  if (/^es/i.test(value)) return number < 2000 ? 2009 + number : number;
  // Java's 1.8 is its 8.
  return /^1\.\d$/.test(digits) ? Number(digits.slice(2)) : number;
}
