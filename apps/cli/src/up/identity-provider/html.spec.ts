import { describe, expect, it } from 'vitest';
import { html } from './html.js';

describe('html', () => {
  it('escapes text and keeps markup', () => {
    const name = `<script>alert("x")</script> & 'co'`;
    expect(html`<p title="${name}">${html`<b>${1}</b>`}${undefined}</p>`.markup).toBe(
      '<p title="&#60;script&#62;alert(&#34;x&#34;)&#60;/script&#62; &#38; &#39;co&#39;"><b>1</b></p>',
    );
  });

  it('joins lists', () => {
    const items = ['a', '<'].map((item) => html`<li>${item}</li>`);
    expect(html`${items}`.markup).toBe('<li>a</li><li>&#60;</li>');
  });
});
