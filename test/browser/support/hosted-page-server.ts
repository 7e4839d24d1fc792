import { createServer, type Server } from 'node:http';
import { hostedPageAssets } from '../../../apps/api/src/hosted-pages/views/hosted-page-assets.js';
import type { Language } from '../../../apps/api/src/hosted-pages/views/language.js';
import { hostedPageSamples } from './hosted-page-samples.js';

// As strict as a page without inline anything can live with; whatever breaks it shows up as a console error.
export const strictPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Serves the samples at `/{language}/{name}` and the status they poll, under the strict policy. */
export async function serveHostedPages(): Promise<{ server: Server; origin: string }> {
  const answers = new Map<string, { contentType: string; body: string }>();
  for (const { path, contentType, body } of hostedPageAssets) answers.set(path, { contentType, body });
  for (const language of ['nl', 'en'] satisfies Language[]) {
    for (const { name, html } of hostedPageSamples(language)) {
      answers.set(`/${language}/${name}`, { contentType: 'text/html; charset=utf-8', body: html });
    }
  }
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const answer = path.endsWith('/status')
      ? { contentType: 'application/json', body: '{"version":"1"}' }
      : answers.get(path);
    response.setHeader('content-security-policy', strictPolicy);
    if (!answer) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': answer.contentType }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return { server, origin: `http://127.0.0.1:${address.port}` };
}
