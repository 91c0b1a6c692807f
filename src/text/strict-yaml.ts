import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { plainValue } from './plain-yaml.ts';

/** Far more than anybody writes by hand; looking for equal keys takes the square of their number. */
const MAX_CHARACTERS = 64 * 1024;

/**
 * A settings file that people write: YAML, with every key known. `name` is what the file is called in what is said about
 * it. Throws a UserError that can be posted as it is: it names the file, the key and what is known instead, or the line
 * where the YAML is broken.
 */
export function readStrictYaml<T extends z.ZodType>(text: string, name: string, schema: T): z.infer<T> {
  const parsed = schema.safeParse(valueOf(text, name));
  if (parsed.success) return parsed.data;
  throw new UserError(parsed.error.issues.map((issue) => describeIssue(issue, name, schema)).join('\n'));
}

function valueOf(text: string, name: string): unknown {
  if (text.length > MAX_CHARACTERS) throw new UserError(`${name} is larger than ${MAX_CHARACTERS / 1024} KiB.`);
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line } = lineCounter.linePos(error.pos[0]);
    throw new UserError(`${name} is not valid YAML, line ${line}: ${error.message}`);
  }
  try {
    return plainValue(document) ?? {};
  } catch (cause) {
    throw new UserError(
      `${name} can't be read: it uses an unknown alias, too many of them, or a list or map as a key.`,
      {
        cause,
      },
    );
  }
}

function describeIssue(issue: z.core.$ZodIssue, name: string, schema: z.ZodType): string {
  const where = issue.path.map((part) => (typeof part === 'number' ? `[${part + 1}]` : `.${String(part)}`)).join('');
  const key = where.replace(/^\./, '');
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map((it) => `\`${it}\``).join(', ');
    const noun = issue.keys.length === 1 ? 'key' : 'keys';
    return `${name}: unknown ${noun} ${names}${key === '' ? '' : ` in \`${key}\``}. Known are: ${keysAt(schema, issue.path)}.`;
  }
  if (key === '') return `${name} must hold keys and values. Known keys are: ${keysAt(schema, [])}.`;
  return `${name}: \`${key}\` is wrong: ${issue.message}.`;
}

/** The keys of the object that a schema has at this place, through whatever is wrapped around it. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string {
  const here = unwrapped(schema);
  const [first, ...rest] = path;
  if (here instanceof z.ZodArray) return keysAt(here.element as z.ZodType, rest);
  if (!(here instanceof z.ZodObject)) return 'none';
  const inner = first === undefined ? undefined : here.shape[String(first)];
  return inner === undefined ? Object.keys(here.shape).join(', ') : keysAt(inner as z.ZodType, rest);
}

function unwrapped(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodPipe) return unwrapped(schema.in as z.ZodType);
  return 'unwrap' in schema && typeof schema.unwrap === 'function' && !(schema instanceof z.ZodArray)
    ? unwrapped((schema.unwrap as () => z.ZodType)())
    : schema;
}
