type Env = Readonly<Record<string, string | undefined>>;

/** What a person has set of where the App is to be made, although there is no App yet. */
export interface Preset {
  /** FETTLE_URL. */
  publicUrl: string | null;
  /** WEBHOOK_PROXY_URL. */
  channel: string | null;
  /** A GitHub Enterprise Server, such as `https://github.example.com`. */
  server: string | null;
}

export function presetOf(env: Env = process.env): Preset {
  const set = (name: string) => env[name]?.trim() || null;
  const host = set('GHE_HOST');
  return {
    publicUrl: set('FETTLE_URL')?.replace(/\/+$/, '') ?? null,
    channel: set('WEBHOOK_PROXY_URL'),
    server: host === null ? null : `${set('GHE_PROTOCOL') ?? 'https'}://${host}`,
  };
}
