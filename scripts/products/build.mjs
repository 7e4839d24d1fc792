// Writes dist/packages/<product> and a tarball of each: node scripts/products/build.mjs
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Parts of Sluis that are of use without the rest, and where their source lies. */
export const products = {
  'bunq-client': 'libs/bunq-client',
  'bunq-emulator': 'apps/bunq-emulator',
  sdk: 'libs/sdk',
};

/**
 * @param {string} out folder for the package and its tarball
 * @returns {string} path of the tarball
 */
export function buildProduct(name, out = 'dist/packages') {
  const source = products[name];
  const folder = join(out, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const compile = ['-p', join(source, 'tsconfig.package.json'), '--outDir', join(folder, 'dist')];
  execFileSync('node_modules/.bin/tsc', compile, { stdio: 'inherit' });
  for (const file of ['package.json', 'README.md']) copyFileSync(join(source, file), join(folder, file));
  const examples = join(source, 'examples');
  if (existsSync(examples)) cpSync(examples, join(folder, 'examples'), { recursive: true });
  copyFileSync('LICENSE', join(folder, 'LICENSE'));
  const packed = execFileSync('npm', ['pack', '--silent', '--pack-destination', out, resolve(folder)], {
    encoding: 'utf8',
  });
  return join(out, packed.trim().split('\n').at(-1) ?? '');
}

// Whatever links lead to it.
if (process.argv[1] && import.meta.filename === realpathSync(process.argv[1])) {
  const [, , ...names] = process.argv;
  for (const name of names.length > 0 ? names : Object.keys(products)) console.log(buildProduct(name));
}
