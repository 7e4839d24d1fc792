import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { findOnPath, isExecutableFile } from './find-on-path.js';
import { LocalStackError } from './local-stack.error.js';
import type { Progress } from './local-server.js';
import { canInstallPackages, installPackages } from './system-packages.js';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', 'microsoft-edge'];
const macPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * The path of a Chromium or Chrome: `CHROMIUM_PATH`, one on the machine, else installed by apt-get, else downloaded by Playwright.
 *
 * @throws LocalStackError `not_installed`, saying what to install
 */
export async function findChromium(progress: Progress = () => undefined): Promise<string> {
  const chosen = process.env['CHROMIUM_PATH'];
  if (chosen !== undefined && chosen !== '') {
    if (isExecutableFile(chosen)) return chosen;
    throw new LocalStackError('not_installed', `CHROMIUM_PATH is ${chosen}, and no program is there.`);
  }
  const found = await findInstalledChromium();
  if (found !== undefined) return found;
  const failures: unknown[] = [];
  if (canInstallPackages()) {
    progress('Installing chromium with apt-get (once, may take some minutes)');
    await installPackages(['chromium']).catch((error: unknown) => failures.push(error));
    const installed = installedChromium();
    if (installed !== undefined) return installed;
  }
  progress("Downloading Playwright's Chromium (once, may take some minutes)");
  await downloadWithPlaywright().catch((error: unknown) => failures.push(error));
  const downloaded = await playwrightChromium();
  if (downloaded !== undefined) return downloaded;
  throw new LocalStackError(
    'not_installed',
    'No Chromium was found. Install one (Debian: sudo apt-get install chromium; macOS: brew install --cask chromium), ' +
      'or set CHROMIUM_PATH to the program.',
    { cause: new AggregateError(failures, 'every way to install Chromium failed') },
  );
}

/** Looks only; see findChromium for the one that installs. */
export async function findInstalledChromium(): Promise<string | undefined> {
  return installedChromium() ?? (await playwrightChromium());
}

function installedChromium(): string | undefined {
  return findOnPath(names) ?? macPlaces.find(isExecutableFile);
}

async function playwrightChromium(): Promise<string | undefined> {
  try {
    const { chromium } = await import('playwright-core');
    const path = chromium.executablePath();
    return isExecutableFile(path) ? path : undefined;
  } catch {
    return undefined; // An installation without development packages has no Playwright.
  }
}

async function downloadWithPlaywright(): Promise<void> {
  const entry = createRequire(import.meta.url).resolve('playwright-core');
  const withSystemLibraries = process.getuid?.() === 0 && process.platform === 'linux' ? ['--with-deps'] : [];
  await promisify(execFile)(
    process.execPath,
    [join(dirname(entry), 'cli.js'), 'install', ...withSystemLibraries, 'chromium'],
    { maxBuffer: 2 ** 26 },
  );
}
