import { html } from 'hono/html';
import type { Viewer } from './parts.ts';

/** What hono's `html` makes: everything that was put into it is escaped. */
export type Html = ReturnType<typeof html>;

export type Section = 'runs' | 'repositories' | 'outcomes';

export interface Page {
  /** Without our name. Foreign text is all right, as everywhere here. */
  title: string;
  /** Null: nobody is signed in, so there is nothing to go to. */
  viewer: Pick<Viewer, 'login' | 'csrf'> | null;
  /** Which of the sections the page belongs to. */
  section: Section | null;
  body: Html;
  /** Names of files in assets/ that make this page easier to use; it must work without them. */
  scripts?: readonly string[];
}

const SECTIONS: readonly { section: Section; path: string; name: string }[] = [
  { section: 'runs', path: '/', name: 'Runs' },
  { section: 'repositories', path: '/repositories', name: 'Repositories' },
  { section: 'outcomes', path: '/outcomes', name: 'Outcomes' },
];

/** A whole page: head, the way to the sections, who is signed in, and `body` as its main part. */
export function layout({ title, viewer, section, body, scripts = [] }: Page): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Fettle</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/style.css">
${['keys.js', ...scripts].map((name) => html`<script type="module" src="/assets/${name}"></script>`)}
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="top">
<a class="brand" href="/">Fettle</a>
${viewer === null ? '' : [sections(section), account(viewer)]}
</header>
<main id="main" tabindex="-1">
${body}
</main>
${keysDialog()}
</body>
</html>
`;
}

/** Shown by the script that knows them. */
function keysDialog(): Html {
  return html`<dialog id="keys" aria-labelledby="keys-title">
<h2 id="keys-title">Keys</h2>
<dl class="keys">
<dt><kbd>/</kbd></dt><dd>Search</dd>
<dt><kbd>j</kbd> <kbd>k</kbd></dt><dd>Next, previous row</dd>
<dt><kbd>Enter</kbd></dt><dd>Open the row</dd>
<dt><kbd>?</kbd></dt><dd>This list</dd>
<dt><kbd>Esc</kbd></dt><dd>Close it, leave a field</dd>
</dl>
<form method="dialog"><button class="quiet">Close</button></form>
</dialog>`;
}

function sections(current: Section | null): Html {
  return html`<nav class="sections" aria-label="Sections"><ul>
${SECTIONS.map(
  ({ section, path, name }) =>
    html`<li><a href="${path}"${section === current ? html` aria-current="page"` : ''}>${name}</a></li>`,
)}
</ul></nav>`;
}

function account({ login, csrf }: Pick<Viewer, 'login' | 'csrf'>): Html {
  return html`<form class="account" method="post" action="/sign-out">
<span class="login">${login}</span>
${csrfField(csrf)}
<button class="quiet">Sign out</button>
</form>`;
}

/** Belongs into each form that changes something. */
export function csrfField(csrf: string): Html {
  return html`<input type="hidden" name="csrf" value="${csrf}">`;
}
