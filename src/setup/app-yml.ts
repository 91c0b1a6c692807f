import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const AppYml = z.object({
  name: z.string().min(1),
  description: z.string(),
  url: z.url(),
  public: z.boolean(),
  default_permissions: z.record(z.string(), z.enum(['read', 'write'])),
  default_events: z.array(z.string()),
});
export type AppYml = z.infer<typeof AppYml>;

/** What Fettle asks GitHub for, from the file that says why. */
export function readAppYml(): AppYml {
  return AppYml.parse(parse(readFileSync(new URL('../../app.yml', import.meta.url), 'utf8')));
}
