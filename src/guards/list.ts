import { dependency } from './dependency.ts';
import { fileMode } from './file-mode.ts';
import { gateChanged } from './gate-changed.ts';
import { generated } from './generated.ts';
import { protectedPath } from './protected-path.ts';
import { secret } from './secret.ts';
import { size } from './size.ts';
import type { Guard } from './types.ts';
import { unicode } from './unicode.ts';
import { unreadable } from './unreadable.ts';
import { weakenedGate } from './weakened-gate/weakened-gate.ts';
import { weakenedTest } from './weakened-test.ts';

/** Every guard there is, in the order in which findings are shown. */
export const GUARDS: readonly Guard[] = [
  protectedPath,
  gateChanged,
  weakenedTest,
  weakenedGate,
  secret,
  dependency,
  unicode,
  generated,
  fileMode,
  unreadable,
  size,
];
