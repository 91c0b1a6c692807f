/** Jest strips the types itself (30.5 and later), so there is no transformer; see docs/decisions.md. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {},
  testTimeout: 300_000,
  // Most stories wait for containers, CI or a settle time; Jest's own choice on two cores would be one after the other.
  maxWorkers: 3,
  // Stories of one file told at a time, for the same reason; the app on their stage does four at once.
  maxConcurrency: 8,
};
