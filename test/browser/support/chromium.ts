import { accessSync, constants } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];

/** The system's Chromium. A machine without one fails here, loudly: a browser test that skips itself proves nothing. */
export async function launchChromium(): Promise<Browser> {
  const found = usualPlaces.find(isExecutable);
  // Root, as in containers, cannot use Chromium's sandbox; the pages under test are our own.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath: found ?? chromium.executablePath(), args });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
