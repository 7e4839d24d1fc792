import { mkdirSync } from 'node:fs';
import type { Server } from 'node:http';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from './support/chromium.js';
import { hostedPageSamples } from './support/hosted-page-samples.js';
import { serveHostedPages } from './support/hosted-page-server.js';
import { barriers, wcag } from './support/barriers.js';

// Set to a folder to keep a picture of every page, for people to look at.
const pictureFolder = process.env.HOSTED_PAGE_PICTURES;

const names = hostedPageSamples('nl').map(({ name }) => name);
// Every page once on each screen; the two languages and the two colour schemes are spread over them.
const looks = [
  { screen: 'phone', viewport: { width: 390, height: 844 }, hasTouch: true, language: 'nl', colorScheme: 'dark' },
  // The narrowest that WCAG asks to fit: 1280 px at 400 % zoom. Dutch is the longer language.
  { screen: 'zoomed', viewport: { width: 320, height: 900 }, hasTouch: false, language: 'nl', colorScheme: 'light' },
  { screen: 'desktop', viewport: { width: 1280, height: 800 }, hasTouch: false, language: 'en', colorScheme: 'light' },
] as const;

describe('hosted pages in a browser', () => {
  let browser: Browser;
  let server: Server;
  let origin: string;

  beforeAll(async () => {
    ({ server, origin } = await serveHostedPages());
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  it.each(looks)(
    'are accessible, fit and obey the policy on a $screen in $language, $colorScheme',
    async ({ screen, viewport, hasTouch, language, colorScheme }) => {
      const context = await browser.newContext({
        viewport,
        hasTouch,
        isMobile: hasTouch,
        colorScheme,
        reducedMotion: 'reduce',
      });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(`${page.url()}: ${message.text()}`);
      });
      page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
      for (const name of names) {
        await page.goto(`${origin}/${language}/${name}`);
        // Zooming moves things about but changes neither names nor colours: the other two screens tell of those.
        if (screen !== 'zoomed')
          complaints.push(
            ...(await barriers(page, [...wcag, 'best-practice'])).map((complaint) => `${name}: ${complaint}`),
          );
        complaints.push(...(await page.evaluate<string[]>(measurePage)).map((complaint) => `${name}: ${complaint}`));
        if (pictureFolder) {
          mkdirSync(pictureFolder, { recursive: true });
          await page.screenshot({
            path: `${pictureFolder}/${name}-${screen}-${language}-${colorScheme}.png`,
            fullPage: true,
          });
        }
      }
      await context.close();
      expect(complaints).toEqual([]);
    },
    // Some ninety pages, each looked through by axe.
    300_000,
  );
});

/** Runs in the page. Written as a string of source by Playwright, so it may use nothing from outside. */
const measurePage = `(() => {
  const complaints = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) complaints.push('scrolls sideways: ' + root.scrollWidth);
  const primary = document.querySelector('.action .button-primary');
  const terms = document.querySelector('.action .terms');
  if (terms) {
    // A consent is read before it is given. So nothing that it says may come below the choice or be covered by it; the two
    // answers are one as large as the other, seen together, and no farther than one screen's scrolling away.
    const [agree, decline] = [...document.querySelectorAll('.action .choices .button')].map((button) => button.getBoundingClientRect());
    const choices = document.querySelector('.action .choices');
    if (!agree || !decline) complaints.push('does not offer both answers');
    else {
      if (agree.width !== decline.width || agree.height !== decline.height) complaints.push('one answer is larger than the other');
      if (decline.bottom - agree.top > innerHeight) complaints.push('the answers are not seen together');
      if (decline.bottom > 2 * innerHeight) complaints.push('the answers are too far away: ' + decline.bottom);
      for (const said of document.querySelectorAll('.summary, .permissions, .not-allowed, .terms'))
        if (said.getBoundingClientRect().bottom > agree.top && said.getBoundingClientRect().right > agree.left)
          complaints.push('below the choice: ' + said.className);
      for (let box = choices; box; box = box.parentElement)
        if (['sticky', 'fixed'].includes(getComputedStyle(box).position)) complaints.push('the choice covers what it is about');
    }
  } else if (primary && !location.pathname.includes('-long')) {
    const { bottom } = primary.getBoundingClientRect();
    if (bottom > innerHeight) complaints.push('primary action ends below the screen: ' + bottom);
  }
  for (const element of document.querySelectorAll('a, button, input:not([type=hidden])')) {
    const { width, height } = element.getBoundingClientRect();
    if (element.checkVisibility() && !element.matches('.skip') && (height < 44 || width < 44))
      complaints.push('target too small: ' + element.textContent + ' ' + width + 'x' + height);
  }
  return complaints;
})()`;
