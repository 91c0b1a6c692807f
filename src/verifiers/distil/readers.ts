import type { Family } from './finding.ts';
import { apple } from './readers/apple.ts';
import { ava } from './readers/ava.ts';
import { bazelOutput } from './readers/bazel-output.ts';
import { builders } from './readers/builders.ts';
import { bun } from './readers/bun.ts';
import { drawn } from './readers/drawn.ts';
import { c } from './readers/c.ts';
import { crash } from './readers/crash.ts';
import { formatters } from './readers/formatters.ts';
import { go } from './readers/go.ts';
import { gradle } from './readers/gradle.ts';
import { gtest } from './readers/gtest.ts';
import { jest } from './readers/jest.ts';
import { jvm } from './readers/jvm.ts';
import { js } from './readers/js.ts';
import { located } from './readers/located.ts';
import { maven } from './readers/maven.ts';
import { nodeTest } from './readers/node-test.ts';
import { npm } from './readers/npm.ts';
import { numbered } from './readers/numbered.ts';
import { php, phpt } from './readers/php.ts';
import { preCommit } from './readers/pre-commit.ts';
import { pytest } from './readers/pytest.ts';
import { python } from './readers/python.ts';
import { ruby } from './readers/ruby.ts';
import { rust } from './readers/rust.ts';
import { scripts } from './readers/scripts.ts';
import { sbt } from './readers/sbt.ts';
import { stylish } from './readers/stylish.ts';
import { tap } from './readers/tap.ts';
import { workflowCommands } from './readers/workflow-commands.ts';
import { vitest } from './readers/vitest.ts';

/** Every tool family that is recognised, in the order in which they are asked; the first that claims a line has it. */
export const FAMILIES: readonly Family[] = [
  workflowCommands,
  pytest,
  jest,
  vitest,
  nodeTest,
  ava,
  bun,
  numbered,
  go,
  rust,
  scripts,
  tap,
  python,
  jvm,
  js,
  stylish,
  builders,
  gtest,
  apple,
  c,
  located,
  maven,
  sbt,
  gradle,
  ruby,
  phpt,
  php,
  drawn,
  formatters,
  npm,
  crash,
  bazelOutput,
  preCommit,
];
