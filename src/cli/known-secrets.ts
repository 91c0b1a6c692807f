import { UserError } from '../errors.ts';
import type { Settings } from '../settings.ts';

/** The credentials that the settings hold, as far as they are set, so that they are redacted whatever shape they have. */
export function knownSecrets({ github, model }: Pick<Settings, 'github' | 'model'>): (string | null)[] {
  const app = where(github);
  const models = where(model);
  return [
    ...(app === null ? [] : [app.privateKey, app.webhookSecret]),
    ...(models === null ? [] : [models.apiKey, models.judge.apiKey]),
  ];
}

/** Null where a part is not set: a look at what is stored needs neither GitHub nor a model. */
function where<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
