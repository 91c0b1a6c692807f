/** Jest strips the types itself (30.5 and later), so there is no transformer; see docs/decisions.md. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {},
  testTimeout: 60_000,
  setupFilesAfterEnv: ['<rootDir>/test/support/setup.ts'],
};
