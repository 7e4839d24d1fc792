// Builds only when a source is newer than the last build, so that starting twice does not compile twice.
import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';

const stamp = 'dist/.built';
const sources = globSync([
  '{apps,examples,libs,migrations}/**/*.{ts,tsx}',
  'apps/console/**/*.{html,css,svg}',
  'tsconfig*.json',
  'nest-cli.json',
  'package-lock.json',
]);
const newest = Math.max(...sources.map((file) => statSync(file).mtimeMs));
const builtAt = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0;

if (newest > builtAt) {
  const startedAt = new Date();
  console.error('Building Sluis …');
  execFileSync('node_modules/.bin/nest', ['build'], { stdio: 'inherit' });
  for (const mode of ['production', 'dashboard']) {
    const vite = ['build', '--config', 'apps/console/vite.config.ts', '--mode', mode];
    execFileSync('node_modules/.bin/vite', vite, { stdio: 'inherit' });
  }
  mkdirSync('dist', { recursive: true });
  writeFileSync(stamp, '');
  utimesSync(stamp, startedAt, startedAt);
}
