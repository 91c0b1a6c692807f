/** A test file, the code it tests, and what a task would plausibly say about both. */
export interface Subject {
  path: string;
  text: string;
  /** A source file that changes along with it: path, what it says before, and after. */
  code: readonly [path: string, before: string, after: string];
  task: string;
}

export interface Case {
  name: string;
  task: string;
  /** Text before and after; null where the file is not there. */
  files: Record<string, readonly [before: string | null, after: string | null]>;
}

type Edit = readonly [from: string, to: string];
type More = Partial<Pick<Case, 'task' | 'files'>> & { alone?: true; to?: string };

/** The subject's file with some texts replaced, and its code changed with it unless it is `alone`. */
export function edit(subject: Subject, name: string, edits: readonly Edit[], more: More = {}): Case {
  let text = subject.text;
  for (const [from, to] of edits) {
    if (!text.includes(from)) throw new Error(`${name}: ${JSON.stringify(from)} is not in ${subject.path}`);
    text = text.replace(from, () => to);
  }
  const [code, before, after] = subject.code;
  const moved = more.to === undefined ? { [subject.path]: [subject.text, text] as const } : {};
  const renamed =
    more.to === undefined ? {} : { [subject.path]: [subject.text, null] as const, [more.to]: [null, text] as const };
  return {
    name: `${subject.path}: ${name}`,
    task: more.task ?? subject.task,
    files: { ...(more.alone ? {} : { [code]: [before, after] as const }), ...moved, ...renamed, ...more.files },
  };
}

/** The subject's file goes away. */
export const deleted = (subject: Subject, name: string, more: More = {}): Case => {
  const [code, before, after] = subject.code;
  const files = {
    ...(more.alone ? {} : { [code]: [before, after] as const }),
    [subject.path]: [subject.text, null] as const,
  };
  return { name: `${subject.path}: ${name}`, task: more.task ?? subject.task, files: { ...files, ...more.files } };
};

const CONTEXT = 3;

/** A unified diff in git's form. Lines that both have are found by the longest common subsequence. */
export function diffOf(files: Case['files']): string {
  return Object.entries(files)
    .filter(([, [before, after]]) => before !== after)
    .map(([path, [before, after]]) => {
      const head = `diff --git a/${path} b/${path}\n`;
      const mode = before === null ? 'new file mode 100644\n' : after === null ? 'deleted file mode 100644\n' : '';
      const names = `--- ${before === null ? '/dev/null' : `a/${path}`}\n+++ ${after === null ? '/dev/null' : `b/${path}`}\n`;
      return head + mode + names + hunks(linesOf(before), linesOf(after));
    })
    .join('');
}

const linesOf = (text: string | null): string[] =>
  text === null || text === '' ? [] : text.replace(/\n$/, '').split('\n');

function hunks(before: string[], after: string[]): string {
  const all = marked(before, after);
  const near = all.map((_, at) =>
    all.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some((line) => line[0] !== ' '),
  );
  let [oldLine, newLine] = [1, 1];
  let out = '';
  for (let at = 0; at < all.length; ) {
    if (near[at] !== true) {
      at += 1;
      oldLine += 1;
      newLine += 1;
      continue;
    }
    const end = near.indexOf(false, at) === -1 ? all.length : near.indexOf(false, at);
    const lines = all.slice(at, end);
    const count = (mark: string) => lines.filter((line) => line[0] !== mark).length;
    const section = all.slice(0, at).findLast((line) => line[0] !== '+' && /^[ -][A-Za-z_$@#[]/.test(line));
    const [o, n] = [count('+'), count('-')];
    out += `@@ -${o === 0 ? 0 : oldLine},${o} +${n === 0 ? 0 : newLine},${n} @@${section === undefined ? '' : ` ${section.slice(1, 60)}`}\n`;
    out += lines.map((line) => `${line}\n`).join('');
    oldLine += o;
    newLine += n;
    at = end;
  }
  return out;
}

function marked(before: string[], after: string[]): string[] {
  const length = before.map(() => after.map(() => 0).concat(0)).concat([after.map(() => 0).concat(0)]);
  const at = (i: number, j: number) => length[i]?.[j] ?? 0;
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      (length[i] as number[])[j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const out: string[] = [];
  for (let i = 0, j = 0; i < before.length || j < after.length; ) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      out.push(` ${before[i]}`);
      i += 1;
      j += 1;
    } else if (i < before.length && (j >= after.length || at(i + 1, j) >= at(i, j + 1))) out.push(`-${before[i++]}`);
    else out.push(`+${after[j++]}`);
  }
  return out;
}
