/** Text as an Actions job log has it: a BOM, a time before every line, groups, and `##[error]` where it matters. */
export class JobLog {
  #text = '\uFEFF';
  #open = '';

  get text(): string {
    return this.#text;
  }

  line(text: string): void {
    this.#text += `${stamp()} ${text}\n`;
  }

  group(title: string, lines: readonly string[]): void {
    this.line(`##[group]${title}`);
    for (const line of lines) this.line(line);
    this.line('##[endgroup]');
  }

  /** Output as it comes in: only whole lines are written. `::error::` and friends turn into `##[error]`. */
  output(chunk: string): void {
    const lines = (this.#open + chunk).split(/\r?\n/);
    this.#open = lines.pop() ?? '';
    for (const line of lines) this.line(commandAsMark(line));
  }

  endOutput(): void {
    if (this.#open !== '') this.line(commandAsMark(this.#open));
    this.#open = '';
  }
}

/** GitHub writes seven digits of a second. */
function stamp(): string {
  return new Date().toISOString().replace(/(\.\d{3})Z$/, '$10000Z');
}

const COMMAND = /^::(error|warning|notice)(?: ([^:]*(?::[^:]+)*?))?::(.*)$/;

function commandAsMark(line: string): string {
  const match = COMMAND.exec(line);
  return match === null ? line : `##[${match[1]}]${match[3]}`;
}

/** `::error file=a.js,line=3::message`, which Actions turns into an annotation. */
export function annotationOf(line: string): {
  path: string;
  start_line: number;
  end_line: number;
  annotation_level: 'failure' | 'warning' | 'notice';
  message: string;
  title: string | null;
} | null {
  const match = COMMAND.exec(line.trim());
  if (match === null) return null;
  const facts = Object.fromEntries((match[2] ?? '').split(',').map((pair) => pair.split('=', 2) as [string, string]));
  const first = Number(facts.line ?? 1) || 1;
  return {
    path: facts.file ?? '.github',
    start_line: first,
    end_line: Number(facts.endLine ?? first) || first,
    annotation_level: match[1] === 'error' ? 'failure' : (match[1] as 'warning' | 'notice'),
    message: match[3] ?? '',
    title: facts.title ?? null,
  };
}
