// Installs Deno, Bun and workerd into a temporary folder, and lets the SDK show itself in each: npm run sdk:runtimes
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'sluis-sdk-runtimes-'));
try {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }));
  const install = [
    'install',
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
    '--silent',
    'deno@2',
    'bun@1',
    'miniflare@4',
  ];
  execFileSync('npm', install, { cwd: folder, stdio: 'inherit' });
  // The one package whose command is not there before its own script has run.
  execFileSync(process.execPath, ['install.js'], { cwd: join(folder, 'node_modules/bun'), stdio: 'inherit' });
  execFileSync('node_modules/.bin/vitest', ['run', 'test/sdk/runtimes.spec.ts'], {
    stdio: 'inherit',
    env: { ...process.env, SDK_RUNTIMES: join(folder, 'node_modules') },
  });
} finally {
  rmSync(folder, { recursive: true });
}
