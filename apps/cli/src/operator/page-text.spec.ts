import { expect, it } from 'vitest';
import { textOfPage } from './page-text.js';

it('takes the words of a page, a line for each block, and nothing that is not shown', () => {
  const html = `<!DOCTYPE html><html><head><title>T</title><style>p{}</style></head><body><h1>Koffie &amp; Zo <b>asks</b></h1>
    <script>alert(1)</script><svg><title>drawing</title></svg><ul><li>See&nbsp;balances</li><li>&#x27;why&#39; &lt;b&gt;</li></ul></body></html>`;
  expect(textOfPage(html)).toEqual(['Koffie & Zo asks', 'See balances', `'why' <b>`]);
});

it('keeps the heading and the body of a permission apart', () => {
  const html =
    '<ul><li><strong>See balances</strong><span>Koffie sees how much <b>money</b> there is.</span></li></ul>';
  expect(textOfPage(html)).toEqual(['See balances', 'Koffie sees how much money there is.']);
});

it('leaves nothing to obey for a terminal', () => {
  expect(textOfPage('<p>a\u001b[31mb&#27;[0m\u2068c\u2069</p>')).toEqual(['a[31mb[0mc']);
});
