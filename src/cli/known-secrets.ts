import { UserError } from '../errors.ts';
import type { Settings } from '../settings.ts';

/** The credentials that the settings hold, as far as they are set, so that they are redacted whatever shape they have. */
export function knownSecrets({
  github,
  model,
  oauth,
  notify,
  metrics,
  databaseUrl,
}: Pick<Settings, 'github' | 'model' | 'oauth' | 'notify' | 'metrics' | 'databaseUrl'>): (string | null)[] {
  const app = where(github);
  const models = where(model);
  return [
    ...(app === null ? [] : [app.privateKey, app.webhookSecret]),
    ...(models === null ? [] : [models.apiKey, models.judge.apiKey]),
    ...(oauth === null ? [] : [oauth.clientSecret]),
    ...(notify === null ? [] : [notify.url]),
    ...(metrics.token === null ? [] : [metrics.token]),
    ...passwordIn(databaseUrl),
  ];
}

/** As it stands in the address, and as it is sent. */
function passwordIn(url: string | null): string[] {
  const password = url === null ? '' : (URL.parse(url)?.password ?? '');
  if (password === '') return [];
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
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
