import { html, type Html } from './html.js';

/** @param tapName whose account pays with one tap; undefined where none does */
export function waysToPay({ action, tapName }: { action: string; tapName: string | undefined }): Html {
  return html`<div class="ways">
    ${
      tapName === undefined
        ? undefined
        : html`<form method="post" action="${action}">
            <input type="hidden" name="way" value="push" />
            <h3>One tap</h3>
            <p class="soft">Confirm in the bunq app of ${tapName}.</p>
            <button>Send it to my app</button>
          </form>`
    }
    <form method="post" action="${action}">
      <input type="hidden" name="way" value="page" />
      <h3>At bunq</h3>
      <p class="soft">You read what you pay, and confirm it there.</p>
      <button>Go to bunq</button>
    </form>
    <form method="post" action="${action}">
      <input type="hidden" name="way" value="request" />
      <h3>By a request in your bunq app</h3>
      <label for="contact">E-mail address or phone number that bunq knows you by</label>
      <input id="contact" name="contact" autocomplete="email" required maxlength="254" />
      <button>Ask me in the app</button>
    </form>
    ${
      tapName === undefined
        ? html`<p class="soft"><a href="/tap">Pay with one tap from now on</a></p>`
        : html`<p class="soft"><a href="/tap">About one tap</a></p>`
    }
  </div>`;
}
