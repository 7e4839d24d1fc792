import { findChromium } from '@sluis/local-stack';

let path: Promise<string> | undefined;

/** The browser's path, installed first where the machine has none; never skipped silently. */
export function chromium(): Promise<string> {
  return (path ??= findChromium(console.error));
}
