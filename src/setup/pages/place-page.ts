import { html } from 'hono/html';
import { csrfField, type Html } from '../../dashboard/layout.ts';
import type { PlaceForm } from '../place.ts';
import { stepPage } from './steps.ts';

/** Step 1: where the App is made, and where GitHub finds this server. `form` is what was typed before. */
export function placePage(csrf: string, form: PlaceForm, wrong: string | null = null): Html {
  const radio = (name: keyof PlaceForm, value: string, label: string) =>
    html`<label class="choice"><input type="radio" name="${name}" value="${value}"${form[name] === value ? html` checked` : ''}> ${label}</label>`;
  const typed = (name: keyof PlaceForm, label: string, example: string) =>
    html`<label class="typed">${label} <input name="${name}" value="${form[name]}" placeholder="${example}" autocapitalize="none" autocomplete="off" spellcheck="false" maxlength="300"></label>`;
  return stepPage(
    'Where',
    html`<p>Fettle works as a GitHub App of your own. Nothing is configured yet: this page makes the App with you, asks for the model's key, and tests both. It takes some minutes.</p>
<form method="post" action="/set-up/place">
${csrfField(csrf)}
<fieldset><legend>Which GitHub</legend>
${radio('where', 'github', 'github.com')}
${radio('where', 'own', 'A GitHub Enterprise Server')}
${typed('server', 'its address', 'https://github.example.com')}
</fieldset>
<fieldset><legend>Whose App it is</legend>
${radio('owner', 'person', 'Mine: it can be installed on my own repositories')}
${radio('owner', 'organisation', "An organisation's: it can be installed on the organisation's repositories")}
${typed('organisation', 'its name', 'acme')}
</fieldset>
<fieldset><legend>How GitHub reaches this server</legend>
${radio('reach', 'address', 'At an address of its own, which leads to this server')}
${typed('address', 'the address', 'https://fettle.example.com')}
${radio('reach', 'relay', 'Through smee.io, for development: events pass through a service of others, whose channel is open to whoever knows its address')}
</fieldset>
<button>Continue</button>
</form>`,
    wrong,
  );
}
