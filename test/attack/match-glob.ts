import { createMatcher } from '../../src/repo-config.ts';

export const matchGlob = (glob: string, path: string): boolean => createMatcher([glob])(path);
