import type { DependencyLayer } from '../sandbox/types.ts';
import { restoredFiles } from './list.ts';
import { recallKey } from './recall.ts';
import type { Check, Report } from './types.ts';
import type { Verification } from './verify.ts';

/** Reports of checks that passed before on the same files. Whatever was red, or may be flaky, is looked at anew. */
export class Recalled {
  readonly #spec: Verification;
  readonly #layers: readonly DependencyLayer[];
  #restored: Promise<unknown> | undefined;

  constructor(spec: Verification, layers: readonly DependencyLayer[]) {
    this.#spec = spec;
    this.#layers = layers;
  }

  async report(check: Check): Promise<Report | null> {
    const key = await this.#key(check);
    const stored = key === null ? null : ((await this.#spec.context.memory?.get(key)) as Report | null | undefined);
    return stored === null || stored === undefined ? null : { ...stored, cached: true, durationMs: 0 };
  }

  async remember(check: Check, report: Report): Promise<void> {
    // Which tests are gone depends on base too.
    if (report.result !== 'passed' || report.flaky !== undefined || report.names !== undefined) return;
    const key = await this.#key(check);
    if (key !== null) await this.#spec.context.memory?.set(key, report);
  }

  async #key(check: Check): Promise<string | null> {
    const { context, base, tree, scripts = 'base', plan } = this.#spec;
    if (context.memory === undefined) return null;
    // Base's scripts are written over the tree's, so what they are counts as much as the files.
    this.#restored ??=
      base === null || scripts === 'tree'
        ? Promise.resolve(null)
        : restoredFiles(context.files(base), context.files(tree));
    const more = await this.#restored;
    return recallKey('passed', check, { plan, files: context.files(tree), layers: this.#layers, more });
  }
}
