import type { Candidate } from './candidate.ts';
import { entropy } from './entropy.ts';
import { isGenerated, isLocalSetUp, isPlaceholder, isStandIn, isWords } from './made-up.ts';
import { spokenBy, type Spoken } from './words.ts';

const NAME = /(?<![\w$])[A-Za-z_$][\w$.-]{1,80}/g;
const SPEAKS = /pass|pwd|\bpw\b|secret|token|key|credential|auth|bearer|\bpat\b|salt|jwt|bindpw|rootpw/i;

/** After the name: its closing quote, a type, an operator, a call around the value, and the value in quotes. */
const QUOTED =
  /["'`\])]{0,3}[ \t]{0,20}(?::[ \t]{0,4}[\w<>|[\]?.& ]{1,40}?)?[ \t]{0,20}(=>|:=|\?\?=?|\|\|=?|={1,3}|:|,|\(|\bor\b)[ \t]{0,20}(?:[\w.]{1,30}\()?(?:[rbfuLN@$]{0,2})(["'`])((?:(?!\2)[^\n\\]|\\.){4,300})\2/y;
/** `name: KEY` and then `value: …`, on the same line or the next, in JSON, YAML, XML and Terraform. */
const BESIDE =
  /(?:<\/key>\s{0,40}<string>|["']?[\s,>{:]{1,60}(?:<value>|["']?(?:value|val|default|defaultvalue|envdefault)["']?\s{0,10}[:=]\s{0,10}))["']?([^\s"',}<>]{6,200})/iy;
const IN_TAGS = /["']?>\s{0,40}([^<\s]{4,200})\s{0,40}<\//y;
const BARE =
  /[ \t]{0,20}(?:[:=]|:=|\?=)[ \t]{0,20}([^\s"'`,;(){}<>[\]$&|][^\s"'`,;(){}<>[\]|]{3,200})(?=[ \t]*(?:$|[\\#,;"'`&]|[ \t]\S))/my;
/** `storePassword 'value'`, where a call needs no brackets. */
const CALLED = /[ \t]{1,4}(["'])([^"'\s]{4,200})\1/y;
/** `--password value` */
const OPTION = /[ \t]{1,4}["']?([^\s"'$<>{}()-][^\s"'$<>{}()]{5,100})/y;
/** In a shell command within a string: `PGPASSWORD=value psql`. */
const IN_COMMAND = /=([^\s"'`$,;(){}<>[\]]{6,200})/y;

const CODE =
  /\.(?:[cm]?[jt]sx?|py|go|java|kts?|groovy|scala|cs|fs|vb|rs|rb|php|swift|c|cc|cpp|h|hpp|m|mm|dart|ex|exs|erl|hs|lua|pl|r|jl|vue|svelte|astro|css|s[ac]ss|less|html?|sql|graphql|proto)$/i;

/** `name = "value"`, `"name": "value"`, `NAME=value` and the like: a name that speaks of a secret, and its value. */
export function assigned(text: string, path: string): Candidate[] {
  const found: Candidate[] = [];
  for (const match of text.matchAll(NAME)) {
    if (!SPEAKS.test(match[0])) continue;
    const spoken = spokenBy(match[0]);
    if (spoken === null) continue;
    const before = text.slice(Math.max(0, match.index - 2), match.index);
    const value = valueAfter(text, match.index + match[0].length, { path, before, name: match[0] });
    if (value === null || !isSecret(value, spoken, path)) continue;
    found.push({
      at: value.at,
      value: value.text,
      what: spoken === 'password' ? 'a password' : 'a key, token or password',
    });
  }
  return found;
}

interface Value {
  at: number;
  text: string;
  /** A list or call has strings beside each other that say nothing of each other. */
  loose: boolean;
  /** What is used where the environment says nothing. */
  fallback: boolean;
}

function valueAfter(
  text: string,
  at: number,
  { path, before, name }: { path: string; before: string; name: string },
): Value | null {
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  const value = (found: RegExpExecArray, group: number, loose = false, fallback = false): Value => {
    const it = found[group] ?? '';
    return { at: found.index + found[0].lastIndexOf(it), text: it, loose, fallback };
  };
  const quoted = match(QUOTED);
  if (quoted !== null) {
    const operator = quoted[1] ?? '';
    const fallback =
      /^(?:\|\||\?\?|or)/.test(operator) || (operator === ',' && /[A-Z]{3}/.test(name) && /["'`]$/.test(before));
    // `set :password, 'value'`
    const isSymbol = operator === ',' && before.endsWith(':');
    const isSet =
      operator === ',' &&
      /(?:set\w{0,20}|put|define|default\w{0,20})\(\s{0,20}["'`]$/i.test(
        text.slice(Math.max(0, at - name.length - 50), at - name.length),
      );
    return value(quoted, 3, /^[,(]/.test(operator) && !fallback && !isSymbol && !isSet, fallback);
  }
  const beside = match(BESIDE) ?? match(IN_TAGS);
  if (beside !== null) return value(beside, 1);
  const called = /\.(?:gradle|groovy|rb|conf|cfg|pp)$/.test(path) || isDefined(text, at) ? match(CALLED) : null;
  if (called !== null) return value(called, 2);
  if (before === '--' || /\.conf$/.test(path)) {
    const option = match(OPTION);
    if (option !== null) return value(option, 1);
  }
  if (!CODE.test(path)) {
    const bare = match(BARE);
    return bare === null ? null : value(bare, 1);
  }
  const command = /^[A-Z][A-Z0-9_]{5,60}$/.test(name) || before === '--' ? match(IN_COMMAND) : null;
  return command === null ? null : value(command, 1, true);
}

/** `#define NAME "value"` */
const isDefined = (text: string, at: number): boolean =>
  /#define[ \t]+\w{1,80}$/.test(text.slice(Math.max(0, at - 100), at));

function isSecret({ text: value, loose, fallback }: Value, spoken: Exclude<Spoken, null>, path: string): boolean {
  if (/\s/.test(value) || isPlaceholder(value)) return false;
  if (isStandIn(path))
    // Signed tokens of tests have a rule of their own, which looks into them.
    return (
      !value.startsWith('eyJ') &&
      isGenerated(value, 16) &&
      entropy(value) >= 3 &&
      !/test|abc|123|demo|secret|pass/i.test(value)
    );
  if (isLocalSetUp(path)) {
    const isMixed = [/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(value));
    return (
      (isGenerated(value, 16) || (isMixed && isGenerated(value, 10))) &&
      !/test|local|dev|root|admin|pass|secret/i.test(value)
    );
  }
  if (spoken === 'key') return isGenerated(value, 32) && !/^[a-f\d]+$/i.test(value);
  if (loose) return isGenerated(value, 16) || (spoken === 'password' && isTyped(value) && isStrong(value));
  if (spoken === 'password') return isGenerated(value, 10) || isTyped(value) || isBoast(value);
  return isGenerated(value, 12) || isStrong(value) || (isPhrase(value) && (fallback || isBoast(value)));
}

/** Made by a person as a password: letters with a digit or a sign among them, and no name or text. */
function isTyped(value: string): boolean {
  if (value.length < 6 || value.length > 64 || isWords(value) || !/[A-Za-z]/.test(value)) return false;
  if (
    /[(){}<>[\]\\]|^[./#]|:\/\/|^\w+\.\w+$|^(?:md5|sha\d|base|utf|oauth|auth|h|v|input|field|text|password|pass|token)-?\d{1,2}$/i.test(
      value,
    )
  )
    return false;
  return /\d/.test(value) || (value.length >= 8 && /[!@#$%^&*?+~]/.test(value));
}

/** All four kinds of characters. */
const isStrong = (value: string): boolean =>
  value.length >= 8 &&
  [/[a-z]/, /[A-Z]/, /\d/, /[!@#$%^&*?+~]/].every((kind) => kind.test(value)) &&
  !/[(){}<>[\]\\/]|%[sd]|&\w+=/.test(value);

/** What people type where a secret is wanted, and everybody guesses: `super-secret-jwt-2024`. */
const isBoast = (value: string): boolean =>
  value.length >= 8 &&
  /\d{2,}|super|^my|very|top[-_]?secret|[!@#]/i.test(value) &&
  /secret|passw/i.test(value) &&
  isPhrase(value);

/** `my-super-secret-key` where the environment says nothing: everybody who reads it can sign. */
const isPhrase = (value: string): boolean =>
  value.length >= 8 &&
  /secret|key|jwt|session|password|sign/i.test(value) &&
  !/dev|local|test|unsafe|insecure/i.test(value);
