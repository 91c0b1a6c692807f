import type { Family } from './finding.ts';
import { jest } from './readers/jest.ts';
import { located } from './readers/located.ts';
import { nodeTest } from './readers/node-test.ts';
import { stylish } from './readers/eslint.ts';

/** Every tool family that is recognised, in the order in which they are asked. */
export const FAMILIES: readonly Family[] = [jest, nodeTest, stylish, located];
