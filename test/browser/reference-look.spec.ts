import { mkdirSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStack, type Stack } from '../support/stack.js';
import { launchChromium } from './support/chromium.js';
import { barriers, wcag } from './support/barriers.js';

// Set to a folder to keep a picture of every page, for people to look at.
const pictureFolder = process.env['REFERENCE_PICTURES'];

const looks = [
  { screen: 'phone', viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
  { screen: 'zoomed', viewport: { width: 320, height: 900 }, colorScheme: 'light' },
  { screen: 'desktop', viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
] as const;

const isGuide = (path: string) => path === '/docs' || path.startsWith('/docs/guides/');

describe('guides and reference in a browser', () => {
  let stack: Stack;
  let browser: Browser;
  beforeAll(async () => {
    stack = await startStack({ withWorker: false });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  it.each(looks)(
    'are accessible, fit and obey the policy on a $screen, $colorScheme',
    async ({ screen, viewport, colorScheme }) => {
      const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(`${page.url()}: ${message.text()}`);
      });
      page.on('request', (request) => {
        if (!request.url().startsWith(stack.apiUrl)) complaints.push(`${page.url()} asks for ${request.url()}`);
      });
      await page.goto(`${stack.apiUrl}/docs`);
      const links: string[] = await page.evaluate(
        `[...document.querySelectorAll('.index-wide a')].map((a) => a.getAttribute('href'))`,
      );
      expect(links.length).toBeGreaterThan(20);
      for (const path of ['/docs', ...links]) {
        const answer = await page.goto(stack.apiUrl + path);
        expect({ path, status: answer?.status() }).toEqual({ path, status: 200 });
        if (pictureFolder !== undefined) {
          mkdirSync(pictureFolder, { recursive: true });
          const name = path.replaceAll('/', '-').slice(1);
          await page.screenshot({ path: `${pictureFolder}/${name}-${screen}.png` });
        }
        // What is folded away has to hold, too.
        await page.evaluate(`for (const one of document.querySelectorAll('details')) one.open = true`);
        const width: number = await page.evaluate('document.documentElement.scrollWidth');
        expect({ path, fits: width <= viewport.width }).toEqual({ path, fits: true });
        // The long pages repeat each other; their contents are looked at once on one screen, and on another the guides and one of them.
        if (screen === 'zoomed' || (screen === 'phone' && !isGuide(path) && path !== links.at(-1))) continue;
        expect({ path, found: await barriers(page, [...wcag, 'best-practice']) }).toEqual({ path, found: [] });
      }
      expect(complaints).toEqual([]);
      await context.close();
    },
    300_000,
  );
});
