import { html } from 'hono/html';
import { csrfField, type Html } from '../../dashboard/layout.ts';
import type { PlaceForm } from '../place.ts';
import { stepPage } from './steps.ts';

/** Step 1: where the App is made, and where GitHub finds this server. `form` is what was typed before. */
export function placePage(csrf: string, form: PlaceForm, wrong: string | null = null): Html {
  const choice = (name: keyof PlaceForm, value: string, label: string, hint = '') =>
    html`<label class="choice"><input type="radio" name="${name}" value="${value}"${form[name] === value ? html` checked` : ''}><span>${label}${hint === '' ? '' : html`<small>${hint}</small>`}</span></label>`;
  const typed = (name: keyof PlaceForm, label: string, example: string) =>
    html`<label class="typed"><span>${label}</span><input type="text" name="${name}" value="${form[name]}" placeholder="${example}" autocapitalize="none" autocomplete="off" spellcheck="false" maxlength="300"></label>`;
  return stepPage(
    'Where',
    html`<p>Fettle works as a GitHub App of your own. This page makes the App with you, asks for the model's key, and tests both. It takes some minutes.</p>
<form method="post" action="/set-up/place">
${csrfField(csrf)}
<fieldset><legend>Which GitHub</legend>
${choice('where', 'github', 'github.com')}
${choice('where', 'own', 'A GitHub Enterprise Server')}
${typed('server', "The server's address", 'https://github.example.com')}
</fieldset>
<fieldset><legend>Whose App it is</legend>
${choice('owner', 'person', 'Mine', 'It can be installed on my own repositories.')}
${choice('owner', 'organisation', "An organisation's", "It can be installed on the organisation's repositories. You must own the organisation or manage its Apps.")}
${typed('organisation', "The organisation's name", 'acme')}
</fieldset>
<fieldset><legend>How GitHub reaches this server</legend>
${choice('reach', 'address', 'At an address of its own')}
${typed('address', "This server's address", 'https://fettle.example.com')}
${choice('reach', 'relay', 'Through smee.io, for development', 'A channel is made there. Events then pass through a service of others, and whoever knows the channel can read them.')}
</fieldset>
<button>Continue</button>
</form>`,
    wrong,
  );
}
