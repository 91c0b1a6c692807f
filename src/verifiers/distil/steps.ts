/** A part of a CI job: from one command line to its exit status. */
export interface Step {
  from: number;
  to: number;
  failed: boolean | null;
}

const START = /^(?:##\[group\]Run |\$ \S|\[Pipeline\] (?:sh|bat|powershell|stage)\b|\+ \S)/;
/** What the CI system itself says when a step is over. */
const END: readonly [RegExp, (match: RegExpExecArray) => boolean][] = [
  [/^##\[error\]Process completed with exit code (\d+)/, () => true],
  [/^##\[error\]The (?:action|operation|job|process|hosted runner)\b/i, () => true],
  [/^The command "(?:.*)" (?:exited with|failed and exited with) (\d+)/, (match) => match[1] !== '0'],
  [/^(?:.*)" exited with (\d+)\.$/, (match) => match[1] !== '0'],
  [/^ERROR: script returned exit code \d+/, () => true],
  [/^Build step '.*' (?:marked build as failure|changed build result to FAILURE)/, () => true],
];
const MAX_STEPS = 1000;

/** Follows the steps of a CI job, so that what passed steps printed is not mistaken for the reason. */
export class Steps {
  readonly all: Step[] = [];
  #from = 1;

  /** True when the line is the CI system's own word about a step. */
  read(line: string, at: number): 'start' | 'failed' | 'passed' | null {
    if (START.test(line)) {
      this.#close(at - 1, null);
      return 'start';
    }
    if (
      !line.includes('xited with') &&
      !line.startsWith('##[error]') &&
      !line.startsWith('ERROR: script') &&
      !line.startsWith('Build step')
    )
      return null;
    for (const [when, failed] of END) {
      const match = when.exec(line);
      if (!match) continue;
      const red = failed(match);
      this.#close(at, red);
      return red ? 'failed' : 'passed';
    }
    return null;
  }

  end(at: number): void {
    this.#close(at, null);
  }

  #close(to: number, failed: boolean | null): void {
    if (to < this.#from) return;
    if (this.all.length < MAX_STEPS) this.all.push({ from: this.#from, to, failed });
    this.#from = to + 1;
  }

  /** Whether anything is known about failed steps at all. */
  get anyFailed(): boolean {
    return this.all.some((step) => step.failed === true);
  }

  inFailed(at: number): boolean {
    return this.all.some((step) => step.failed === true && at >= step.from && at <= step.to);
  }
}
