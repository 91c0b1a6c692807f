import { custom } from './custom/index.ts';
import { npm } from './npm/index.ts';
import type { Verifier } from './types.ts';

/** Every verifier there is. A new one is a folder and a line here; a test polices the folder's shape. */
export const VERIFIERS: readonly Verifier[] = [npm, custom];
