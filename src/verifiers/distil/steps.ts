/** A part of a CI job: from one command line to its exit status. */
export interface Step {
  from: number;
  to: number;
  failed: boolean;
}

const START = /^(?:##\[group\]Run (?<command>.+)|\[Pipeline\] (?:sh|bat|powershell|stage)\b)/;
/** Below its command, GitHub prints the whole script, its inputs and the environment. */
const HEADER_END = /^##\[(?:endgroup|error)\]/;
const MAX_HEADER = 200;
/** Travis times each command; the mark stands on the line that echoes it. */
const TRAVIS_START = 'travis_time:start';
/** What the CI system itself says when a step is over: the status, and the command when it names it. */
const END: readonly [RegExp, (match: RegExpExecArray) => boolean][] = [
  [/^##\[error\]Process completed with exit code (\d+)/, () => true],
  [/^##\[error\]The (?:action|operation|job|process|hosted runner)\b/i, () => true],
  [/^The command "(?<command>.*)" (?:exited with|failed and exited with) (\d+)/, (match) => match[2] !== '0'],
  [/^The command "(?<command>.*)" failed(?:\.| \d+ times)/, () => true],
  [/" exited with (\d+)\.$/, (match) => match[1] !== '0'],
  [/^ERROR: script returned exit code \d+/, () => true],
  [/^Build step '.*' (?:marked build as failure|changed build result to FAILURE)/, () => true],
];
/** Then the runner tidies up, whatever came before. */
const CLEANUP = /^(?:Post job cleanup\.|Cleaning up orphan processes)/;
const MAYBE = /^(?:##\[error\]|ERROR: script|Build step|The command ")/;
const MAX_STEPS = 1000;
/** Echoed command lines that are remembered, because steps nest. */
const MAX_COMMANDS = 60;

/** Follows the steps of a CI job, so that what passed steps printed is not mistaken for the reason. */
export class Steps {
  readonly #all: Step[] = [];
  #commands: { text: string; at: number }[] = [];
  #from = 1;
  /** The runner is cleaning up; the step before it is over, with a status nobody told. */
  #tidying = false;
  /** First line of the header of the step that begins, 0 when it is over. */
  #header = 0;
  /** What the running step was told to do, where the CI system says it. */
  #command = '';

  /** Tells when the line is the CI system's own word about a step. `raw` still has the marks that cleaning takes off. */
  read(line: string, at: number, raw: string): 'start' | 'header' | 'failed' | 'passed' | null {
    if (this.#header > 0) {
      const over = HEADER_END.test(line);
      const inside = at - this.#header <= MAX_HEADER && !line.startsWith('##[error]');
      if (over || !inside) this.#header = 0;
      if (inside) return 'header';
    }
    if ((line.startsWith('Post') || line.startsWith('Cleaning')) && CLEANUP.test(line)) {
      if (!this.#tidying) this.#from = at;
      this.#tidying = true;
      return 'start';
    }
    const start = line.startsWith('##[g') || line.startsWith('[P') ? START.exec(line) : null;
    if (start || raw.includes(TRAVIS_START)) {
      // Before its first command, Travis describes the machine.
      if (this.#tidying || (this.#all.length === 0 && this.#from === 1 && raw.includes(TRAVIS_START)))
        this.#add(at - 1, false);
      this.#tidying = false;
      this.#from = at;
      this.#command = start?.groups?.command ?? '';
      if (this.#command) this.#header = at;
      return 'start';
    }
    if (line.startsWith('$ ')) {
      this.#commands.push({ text: line.slice(2), at });
      if (this.#commands.length > MAX_COMMANDS) this.#commands.shift();
      return null;
    }
    if (!line.includes('xited with') && !MAYBE.test(line)) return null;
    for (const [when, failed] of END) {
      const match = when.exec(line);
      if (!match) continue;
      const red = failed(match);
      this.#close(at, red, match.groups?.command);
      return red ? 'failed' : 'passed';
    }
    return null;
  }

  #close(to: number, failed: boolean, command: string | undefined): void {
    // A runner that prints such marks itself nests steps in ours: the echoed command says where the failed one began.
    const echoed = command ? this.#commands.findLast((one) => one.text.startsWith(command.slice(0, 60))) : undefined;
    this.#from = Math.min(echoed?.at ?? this.#from, this.#from);
    this.#add(to, failed);
  }

  #add(to: number, failed: boolean): void {
    if (this.#all.length < MAX_STEPS) this.#all.push({ from: this.#from, to, failed });
    this.#from = to + 1;
  }

  /** The log is over. */
  end(at: number): void {
    if (this.#tidying) this.#add(at, false);
  }

  /** Whether anything is known about failed steps at all. */
  get anyFailed(): boolean {
    return this.#all.some((step) => step.failed);
  }

  /** What the step that just failed was told to do; '' where that is not known. */
  get command(): string {
    return this.#command;
  }

  get tidying(): boolean {
    return this.#tidying;
  }

  inPassed(at: number): boolean {
    return this.#all.some((step) => !step.failed && at >= step.from && at <= step.to) && !this.inFailed(at);
  }

  inFailed(at: number): boolean {
    return this.#all.some((step) => step.failed && at >= step.from && at <= step.to);
  }
}
