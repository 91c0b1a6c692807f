import { html } from 'hono/html';
import type { Html } from '../../dashboard/layout.ts';
import type { AppYml } from '../app-yml.ts';
import { stepPage } from './steps.ts';

/** Step 2: what GitHub will be asked for, and the form that takes it there. */
export function manifestPage(wanted: AppYml, to: { action: string; state: string; manifest: object }): Html {
  const host = new URL(to.action).host;
  const permissions = Object.entries(wanted.default_permissions).map(
    ([name, level]) => html`<li>${name.replaceAll('_', ' ')}: ${level}</li>`,
  );
  return stepPage(
    'GitHub App',
    html`<p>The button leads to ${host}, where you give the App its name and make it. GitHub then sends you back here. The App asks for these permissions, and can neither change workflows nor administer anything:</p>
<ul class="asked">${permissions}</ul>
<form method="post" action="${to.action}?state=${to.state}">
<input type="hidden" name="manifest" value="${JSON.stringify(to.manifest)}">
<button>Make the App on ${host}</button>
</form>
<p><a href="/set-up">Back</a></p>`,
  );
}
