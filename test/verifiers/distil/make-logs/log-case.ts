/** A log to be made by running a real tool on a small project with a planted fault. */
export interface LogCase {
  tool: string;
  slug: string;
  kind: 'test' | 'compile' | 'lint' | 'format' | 'dependency' | 'crash' | 'timeout' | 'no-tests' | 'success';
  language: string;
  files: Readonly<Record<string, string>>;
  /** Run by `bash -c` in the project's folder; stdout and stderr go to one log. */
  command: string;
  /** What an engineer must be told; written down before any distiller saw the log. Texts, or `/regular expressions/`. */
  essential: readonly string[];
  /** What must not be repeated. */
  noise?: readonly string[];
  /** Name given as `--tool`; the tool's own by default. */
  hint?: string;
}

/** Lines made by a function of their number. */
export const lines = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join('\n');
