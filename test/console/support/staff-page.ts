import type { Browser, Page } from 'playwright-core';

export interface Watched {
  page: Page;
  /** What the browser complained about: a blocked style or script, an error nobody caught. */
  complaints: string[];
}

export async function openPage(
  browser: Browser,
  { width = 1280, colorScheme = 'light' }: { width?: number; colorScheme?: 'light' | 'dark' } = {},
): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // What the API refuses is looked at where it is expected; here it is about what the policy blocked.
    const isRefusal = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isRefusal) complaints.push(message.text());
  });
  return { page, complaints };
}

export async function signIn(page: Page, consoleUrl: string, person = 'Coen Compliance'): Promise<void> {
  await page.goto(`${consoleUrl}/console`);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: person }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
}
