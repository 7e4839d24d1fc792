// Shows that the packages work alone: packs them, installs them into an empty folder, compiles there the first example of each
// README, and runs that of the bank's client against the emulator's command; the SDK's needs a platform, and is run by its own
// tests. With --link the dependencies a package names are linked instead of downloaded.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { buildProduct, products } from './build.mjs';

const isLinked = process.argv.includes('--link');
const folder = mkdtempSync(join(tmpdir(), 'sluis-products-'));
const modules = join(folder, 'node_modules');

try {
  const tarballs = Object.keys(products).map((name) => buildProduct(name, join(folder, 'packages')));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'empty', private: true, type: 'module' }));
  if (isLinked) link(tarballs);
  else install(tarballs);
  await useThem();
} finally {
  rmSync(folder, { recursive: true });
}

function install(tarballs) {
  const options = ['install', '--no-audit', '--no-fund', '--prefer-offline', '--silent'];
  execFileSync('npm', [...options, ...tarballs, '@types/node@24'], { cwd: folder, stdio: 'inherit' });
}

/** As npm would lay it out, and nothing more than the packages name. */
function link(tarballs) {
  const names = new Set(['@types/node']);
  for (const tarball of tarballs) {
    const unpacked = mkdtempSync(join(folder, 'unpacked-'));
    execFileSync('tar', ['-xzf', tarball, '-C', unpacked]);
    const { name, bin = {}, dependencies } = JSON.parse(readFileSync(join(unpacked, 'package/package.json'), 'utf8'));
    for (const dependency of Object.keys(dependencies)) names.add(dependency);
    const home = join(modules, name);
    mkdirSync(home, { recursive: true });
    execFileSync('cp', ['-R', `${unpacked}/package/.`, home]);
    mkdirSync(join(modules, '.bin'), { recursive: true });
    for (const [command, file] of Object.entries(bin)) {
      execFileSync('chmod', ['+x', join(home, file)]);
      symlinkSync(join(home, file), join(modules, '.bin', command));
    }
  }
  for (const name of names) {
    mkdirSync(join(modules, name, '..'), { recursive: true });
    symlinkSync(resolve('node_modules', name), join(modules, name));
  }
}

async function useThem() {
  const examples = { 'start.ts': '@sluis/bunq-client', 'start-sdk.ts': '@sluis/sdk' };
  for (const [file, name] of Object.entries(examples))
    writeFileSync(join(folder, file), firstExample(readFileSync(join(modules, name, 'README.md'), 'utf8')));
  const strict = ['--strict', '--module', 'nodenext', '--target', 'es2024', '--types', 'node', '--noEmit'];
  const compile = [...strict, ...Object.keys(examples)];
  execFileSync(resolve('node_modules/.bin/tsc'), compile, { cwd: folder, stdio: 'inherit' });
  console.log('types: sound');

  const emulator = spawn(join(modules, '.bin/bunq-emulator'), ['--port', '0'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = await once(createInterface(emulator.stdout), 'line', { signal: AbortSignal.timeout(30_000) });
    const url = /ready at (\S+)/.exec(line)?.[1];
    if (url === undefined) throw new Error(`the emulator said: ${line}`);
    console.log('emulator: ready');
    const said = execFileSync(process.execPath, ['start.ts'], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, BUNQ_API_URL: `${url}/v1` },
      timeout: 60_000,
    });
    console.log(`client: ${said.trim()}`);
  } finally {
    emulator.kill('SIGTERM');
    if (emulator.exitCode === null) await once(emulator, 'exit');
  }
}

function firstExample(readme) {
  const found = /```ts\n([\s\S]*?)```/.exec(readme)?.[1];
  if (found === undefined) throw new Error('the README shows no example');
  return found;
}
