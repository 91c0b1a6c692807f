import { html } from 'hono/html';
import { csrfField, type Html } from '../../dashboard/layout.ts';
import { stepPage } from './steps.ts';

/** Step 3. A key that was typed is never shown again, not even after a mistake. */
export function modelPage(csrf: string, baseUrl: string, wrong: string | null = null): Html {
  return stepPage(
    'Model',
    html`<p>The model is called from this server and never from a sandbox. The key is tried with one word before it is stored.</p>
<form method="post" action="/set-up/model">
${csrfField(csrf)}
<label class="typed"><span>The key (ANTHROPIC_API_KEY)</span><input type="password" name="key" autocomplete="off" spellcheck="false" maxlength="1000"></label>
<p class="hint">From the Anthropic console, or your gateway's. Leave it empty where the gateway asks for none.</p>
<label class="typed"><span>A gateway of your own, if there is one (ANTHROPIC_BASE_URL)</span><input type="text" name="base_url" value="${baseUrl}" placeholder="https://llm.example.com" autocapitalize="none" autocomplete="off" spellcheck="false" maxlength="300"></label>
<p class="hint">Any server that speaks the Anthropic Messages API.</p>
<button>Try and store</button>
</form>`,
    wrong,
  );
}
