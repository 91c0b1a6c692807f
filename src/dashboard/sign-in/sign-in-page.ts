import { html } from 'hono/html';
import { type Html, layout } from '../layout.ts';

/** For those who are not signed in. `to` is a path of ours. */
export function signInPage(to: string): Html {
  const query = to === '/' ? '' : `?to=${encodeURIComponent(to)}`;
  return layout({
    title: 'Sign in',
    viewer: null,
    section: null,
    body: html`<div class="message">
<h1>Sign in</h1>
<p>You will see the runs of those repositories that you may read on GitHub.</p>
<p><a class="button" href="/sign-in/github${query}">Sign in with GitHub</a></p>
</div>`,
  });
}
