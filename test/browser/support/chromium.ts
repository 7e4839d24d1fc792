import { chromium, type Browser } from 'playwright-core';
import { chromium as chromiumPath } from '../../support/services/chromium.js';

/** A real Chromium, installed first where the machine has none: a browser test that skips itself proves nothing. */
export async function launchChromium(): Promise<Browser> {
  const quiet = [
    '--disable-gpu',
    '--disable-quic',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  // Root, as in containers, cannot use Chromium's sandbox; the pages under test are our own.
  const args = process.getuid?.() === 0 ? [...quiet, '--no-sandbox'] : quiet;
  return chromium.launch({ executablePath: await chromiumPath(), args });
}
