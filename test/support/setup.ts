import { afterAll } from '@jest/globals';
import nock from 'nock';

// nock patches the process's HTTP client once per worker; without this the second file that imports it in the same
// worker sees every streamed model reply end early.
afterAll(() => {
  nock.restore();
});
