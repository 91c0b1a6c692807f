import { html } from 'hono/html';
import { type Html, layout } from '../../dashboard/layout.ts';

const page = (title: string, body: Html): Html => layout({ title, viewer: null, section: null, body });

/** For whoever has not opened the printed address. It tells nothing of what is behind it. */
export function closedPage(): Html {
  return page(
    'Set-up',
    html`<div class="message"><h1>Open the address that was printed</h1><p>Fettle is being set up. Where it was started, it printed an address that opens this page once. If it was opened already, in another browser, stop Fettle and start it again for a new one.</p></div>`,
  );
}

/** Tells nobody anything that he does not know. */
export function installedPage(): Html {
  return page(
    'Installed',
    html`<div class="message"><h1>The App is installed</h1><p>Go back to the page on which you set Fettle up, and check again.</p></div>`,
  );
}

export function startingPage(url: string, label: string): Html {
  return page(
    'Starting',
    html`<div class="message"><h1>Fettle starts</h1><p>The set-up is done, and this page is gone. Next: put the label <code>${label}</code> on an issue of a repository where the App is installed, or comment <code>/fettle</code> and what to do.</p><p><a href="${url}/">To the dashboard</a></p></div>`,
  );
}

export function refusedPage(text: string): Html {
  return page(
    'Refused',
    html`<div class="message"><h1>That did not work</h1><p role="alert">${text}</p><p><a href="/set-up">Back to the set-up</a></p></div>`,
  );
}
