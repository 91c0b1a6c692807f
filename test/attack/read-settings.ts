import { UserError } from '../../src/errors.ts';
import { readRepoConfig } from '../../src/repo-config.ts';

/** 'refused' where a person is told what to mend; every other error goes on. */
export function readSettingsText(text: string): string {
  try {
    readRepoConfig(text);
    return 'read';
  } catch (error) {
    if (error instanceof UserError) return 'refused';
    throw error;
  }
}
