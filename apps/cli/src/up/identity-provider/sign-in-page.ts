import { html } from './html.js';
import type { LocalPerson } from './local-people.js';

/** Says plainly that nobody proves anything here. */
export function signInPage(people: readonly LocalPerson[], action: string): string {
  const buttons = people.map(
    ({ id, name, roles }) =>
      html`<li>
        <button name="person" value="${id}">${name} <small>${roles.join(', ') || 'no role'}</small></button>
      </li>`,
  );
  return page(
    'Local sign-in, for development only',
    html`<p>
        This provider runs on your machine and lets everybody in who presses a button. A deployment uses the company's
        own:
        <code>STAFF_ISSUER_URL</code>.
      </p>
      <form method="post" action="${action}">
        <ul>
          ${buttons}
        </ul>
      </form>`.markup,
  );
}

/** @param form made by the provider, with its id `op.logoutForm` */
export function signOutPage(form: string): string {
  return page(
    'Sign out of the local provider?',
    `${form}<p><button form="op.logoutForm" name="logout" value="yes" autofocus>Sign out</button></p>`,
  );
}

export function messagePage(title: string): string {
  return page(title, '');
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { max-width: 30rem; margin: 10vh auto; padding: 0 1rem }
  h1 { font-size: 1.3rem; border-left: .4rem solid #e8a200; padding-left: .7rem }
  ul { list-style: none; padding: 0 }
  button { font: inherit; width: 100%; text-align: left; padding: .7rem 1rem; margin: .2rem 0; cursor: pointer }
</style></head>
<body><main><h1>${title}</h1>${body}</main></body></html>`;
}
