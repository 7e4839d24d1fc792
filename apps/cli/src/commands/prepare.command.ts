import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { colours as pc } from '../colours.js';
import { writePrivateFile } from '../private-file.js';
import { readSettings, type Settings, UsageError } from '../settings.js';
import { asSentence } from '../up/as-sentence.js';
import { localSecrets, secretVariables } from '../up/secrets.js';

export function registerPrepare(program: Command): void {
  program
    .command('prepare')
    .description('make secrets, schema, TPP registration and a test partner for processes that something else starts')
    .action(async () => {
      try {
        const apiKey = await prepare(readSettings());
        console.log(`Prepared. API key of the test partner: ${apiKey}`);
      } catch (error) {
        const sentence = asSentence(error);
        console.error(sentence === undefined ? error : pc.red(sentence));
        process.exitCode = 1;
      }
    });
}

/**
 * Everything that `sluis up` does between starting the servers and starting the apps, with the addresses taken from the
 * environment. Leaves `secrets.env` in the data folder for `node --env-file`.
 *
 * @returns the test partner's API key
 */
async function prepare(settings: Settings): Promise<string> {
  const databaseUrl = settings.databaseUrl;
  if (databaseUrl === undefined) throw new UsageError('Set DATABASE_URL; only sluis up brings a database of its own.');
  // A test partner and a self-made certificate have no place at a real bank.
  if (process.env['BUNQ_ENVIRONMENT'] !== 'emulator') throw new UsageError('Set BUNQ_ENVIRONMENT to emulator.');
  await mkdir(settings.dataFolder, { recursive: true, mode: 0o700 });
  const secrets = secretVariables(await localSecrets(settings.dataFolder));
  const lines = Object.entries(secrets).map(([name, value]) => `${name}=${value}\n`);
  await writePrivateFile(join(settings.dataFolder, 'secrets.env'), lines.join(''));

  // Loaded here, so that other commands do not wait for the whole platform to load.
  const [
    { openPlatform },
    { prepareTestPartner },
    { registerTpp },
    { runMigrations },
    { previousKey, readState, writeState },
  ] = await Promise.all([
    import('../up/steps/open-platform.js'),
    import('../up/steps/prepare-test-partner.js'),
    import('../up/steps/register-tpp.js'),
    import('../up/steps/run-migrations.js'),
    import('../up/state.js'),
  ]);
  await runMigrations({ ownerUrl: settings.databaseOwnerUrl ?? databaseUrl, serviceUrl: databaseUrl });
  const platform = await openPlatform({ ...process.env, ...secrets });
  try {
    await registerTpp(platform);
    const state = await readState(settings.dataFolder);
    const partner = await prepareTestPartner(platform, {
      redirectUri: `${settings.apiUrl}/docs`,
      previous: previousKey(state),
    });
    await writeState(settings.dataFolder, { ...state, api_key_id: partner.apiKeyId, api_key: partner.apiKey });
    return partner.apiKey;
  } finally {
    await platform.close();
  }
}
