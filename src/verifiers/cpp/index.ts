import type { Verifier } from '../types.ts';
import { collectedCpp, narrowCpp } from './checks.ts';
import { planCpp } from './plan.ts';

/** Builds of C and C++ with CMake, Meson or make. See README.md in this folder. */
export const cpp: Verifier = {
  name: 'cpp',
  version: 1,
  activatedBy:
    '`CMakeLists.txt` or `meson.build` with a `project()`, or a `Makefile` beside C or C++ with a target `check` or `test`',
  runs: '`cmake` and `ctest`, `meson compile` and `meson test`, or `make` and `make check`',
  proven: [{ how: 'real', tools: ['CMake', 'CTest', 'GoogleTest', 'Meson', 'make', 'gcc', 'clang'] }],
  plan: (files) => planCpp(files),
  narrow: narrowCpp,
  collected: collectedCpp,
};
