import { createServer, type Server } from 'node:http';
import type { Browser } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hostedPageAssets } from '../../apps/api/src/hosted-pages/views/hosted-page-assets.js';
import { type PaymentPageModel, renderPaymentPage } from '../../apps/api/src/hosted-pages/views/payment-page.js';
import { launchChromium } from './support/chromium.js';
import { aPaymentPage } from './support/hosted-page-samples.js';
import { strictPolicy } from './support/hosted-page-server.js';

describe('the live status of a hosted page', () => {
  let browser: Browser;
  let server: Server;
  let origin: string;
  let stage: PaymentPageModel['stage'];
  let version: string;
  let statusCode: number;
  let questions: number;
  let submissions: number;

  beforeEach(async () => {
    [stage, version, statusCode, questions, submissions] = [{ name: 'preparing' }, '1', 200, 0, 0];
    server = createServer((request, response) => {
      response.setHeader('content-security-policy', strictPolicy);
      const asset = hostedPageAssets.find(({ path }) => path === request.url);
      if (asset) {
        response.writeHead(200, { 'content-type': asset.contentType }).end(asset.body);
      } else if (request.url?.endsWith('/status')) {
        questions += 1;
        response.writeHead(statusCode, { 'content-type': 'application/json' }).end(JSON.stringify({ version }));
      } else if (request.method === 'POST') {
        // Never answered, like a connection that hangs while the payer clicks again.
        submissions += 1;
      } else {
        const html = renderPaymentPage(aPaymentPage({ language: 'en', stage, statusVersion: version }));
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html);
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The server has no port.');
    origin = `http://127.0.0.1:${address.port}`;
    browser = await launchChromium();
  });

  afterEach(async () => {
    await browser.close();
    server.closeAllConnections();
    server.close();
  });

  it('shows news by itself, also after a jump within the page, and announces it', async () => {
    const page = await browser.newPage();
    await page.goto(`${origin}/pay/token#content`);
    [stage, version] = [{ name: 'executed' }, '2'];
    await page.getByRole('heading', { name: 'Paid', exact: true }).waitFor({ timeout: 8000 });
    await expect.poll(() => page.getByRole('status').textContent()).toBe('Paid');
    const asked = questions;
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(questions).toBe(asked);
  });

  it('keeps asking through failures, and reloads on none of them', async () => {
    const page = await browser.newPage();
    let loads = 0;
    page.on('load', () => (loads += 1));
    statusCode = 503;
    await page.goto(`${origin}/pay/token`);
    await expect.poll(() => questions).toBeGreaterThanOrEqual(2);
    expect(loads).toBe(1);
    [stage, version, statusCode] = [{ name: 'confirm_in_app' }, '2', 200];
    await page.getByRole('heading', { name: 'Confirm in your bunq app' }).waitFor({ timeout: 15_000 });
  });

  it('sends a form once, however often it is clicked', async () => {
    stage = { name: 'ready', qrSvg: '' };
    const page = await browser.newPage();
    await page.goto(`${origin}/pay/token`);
    await page.evaluate(`new Promise((resolve) => {
      const button = document.querySelector('.button-primary');
      button.click();
      setTimeout(() => { button.click(); resolve(); }, 700);
    })`);
    await expect.poll(() => submissions).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(submissions).toBe(1);
  });

  it('works without scripts: the page reloads itself and the form is sent', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${origin}/pay/token`);
    await page.getByRole('link', { name: 'Check again' }).waitFor();
    stage = { name: 'ready', qrSvg: '' };
    await page.getByRole('button', { name: 'Continue to bunq' }).click({ noWaitAfter: true, timeout: 6000 });
    await expect.poll(() => submissions).toBe(1);
  });
});
