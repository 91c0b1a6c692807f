import { Hono } from 'hono';
import { z } from 'zod';
import { hasApp } from '../settings/credentials.ts';
import { modelPage } from './pages/model-page.ts';
import type { SetUpParts } from './parts.ts';
import type { SetUpEnv } from './security.ts';

const ModelForm = z.object({
  key: z.string().trim().max(1000).catch(''),
  base_url: z.string().trim().max(300).catch(''),
});

/** Step 3: a key is tried before it is stored. */
export function modelStep(parts: SetUpParts, csrf: string): Hono<SetUpEnv> {
  const app = new Hono<SetUpEnv>();
  app.get('/set-up/model', (context) => context.html(modelPage(csrf, '')));
  app.post('/set-up/model', async (context) => {
    if (!hasApp(parts.stored())) return context.redirect('/set-up', 303);
    const { key, base_url } = ModelForm.parse(await context.req.parseBody());
    const wrong = wrongIn(key, base_url) ?? (await notAnswering(parts, key, base_url));
    if (wrong !== null) return context.html(modelPage(csrf, base_url, wrong), 400);
    await parts.store({ ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: base_url });
    return context.redirect('/set-up', 303);
  });
  return app;
}

function wrongIn(key: string, baseUrl: string): string | null {
  if (key === '' && baseUrl === '') return 'Type a key, or the address of a gateway of your own.';
  if (!/^[\x21-\x7e]*$/.test(key) || key.includes("'"))
    return 'The key holds something that no key holds: copy it again.';
  const url = baseUrl === '' ? null : URL.parse(baseUrl);
  const isWrong = baseUrl !== '' && (url === null || !/^https?:$/.test(url.protocol) || baseUrl.includes("'"));
  return isWrong ? 'The address of the gateway is not one: type it as https://llm.example.com.' : null;
}

async function notAnswering(parts: SetUpParts, key: string, baseUrl: string): Promise<string | null> {
  const model = { ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: baseUrl };
  // Whether the judge's model answers too is among the checks.
  const [agents] = await parts.tryModel(model);
  return agents === undefined || agents.ok ? null : `Nothing is stored: ${agents.say}.`;
}
