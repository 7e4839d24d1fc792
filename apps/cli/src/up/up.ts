import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { endLeftover, lockFolder, startPostgres, startRedis } from '@sluis/local-stack';
import { type LocalStackFile, localStackFilePath } from '../local-stack-file.js';
import { PartnerApi } from '../partner-side/partner-api.js';
import { writePrivateJson } from '../private-file.js';
import { type Settings, UsageError } from '../settings.js';
import { asSentence } from './as-sentence.js';
import { type AppName, appStopSignals, identityFile, waitUntilHealthy } from './app-process.js';
import type { ConsoleOutput } from './console-output.js';
import { emulatorEnvironment, platformEnvironment } from './platform-environment.js';
import { requireFreePorts } from './ports-in-use.js';
import { RunningStack } from './running-stack.js';
import { localSecrets } from './secrets.js';
import { previousKey, readState, writeState } from './state.js';
import { openPlatform } from './steps/open-platform.js';
import { prepareBankConnection } from './steps/prepare-bank-connection.js';
import { apiKeyOf, prepareBusinessAccount, prepareCustomers } from './steps/prepare-customers.js';
import { prepareTestPartner } from './steps/prepare-test-partner.js';
import { prepareWebhookEndpoint } from './steps/prepare-webhook-endpoint.js';
import { registerTpp } from './steps/register-tpp.js';
import { type DatabaseAccounts, runMigrations } from './steps/run-migrations.js';
import { inviteOwner } from './steps/invite-owner.js';
import { prepareConsole } from './steps/prepare-console.js';
import { listenForStop, StopRequested } from './stop-request.js';
import { showSummary } from './summary.js';
import { Shop } from '../../../../examples/shop/src/shop.js';

/**
 * Runs the whole platform on this machine until it is told to stop.
 *
 * @returns the exit code
 */
export async function up(settings: Settings, output: ConsoleOutput): Promise<number> {
  const { dataFolder } = settings;
  await makeDataFolder(dataFolder);
  const lock = await lockFolder(join(dataFolder, 'lock'), dataFolder);
  if (lock.recovered) output.note('An earlier start was killed; its leftovers are cleared');
  const localFile = localStackFilePath(settings);
  const stack = new RunningStack(settings, output);
  const stop = listenForStop(() => {
    output.note('Stopping at once');
    stack.kill();
    rmSync(localFile, { force: true });
    process.exit(130);
  });
  try {
    await rm(localFile, { force: true });
    const { summary, payLink } = await start(settings, output, stack, stop.signal);
    stop.signal.throwIfAborted();
    await writePrivateJson(localFile, summary);
    showSummary(summary, { payLink, settings }, output);
    await Promise.race([stack.failure, untilAborted(stop.signal)]);
    return 0;
  } catch (error) {
    if (stop.signal.aborted || error instanceof StopRequested) return 0;
    throw error;
  } finally {
    if (stop.signal.aborted) output.say('\nStopping …');
    await rm(localFile, { force: true });
    await stack.stop();
    await lock.release();
    stop.stopListening();
    if (stop.signal.aborted) output.say('Stopped. Nothing is left running.');
  }
}

async function start(
  settings: Settings,
  output: ConsoleOutput,
  stack: RunningStack,
  signal: AbortSignal,
): Promise<{ summary: LocalStackFile; payLink: string }> {
  const { dataFolder, emulatorUrl, apiUrl, testShopUrl, ports } = settings;
  const step = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    signal.throwIfAborted();
    return output.step(what, work);
  };
  const log = (message: string) => output.note(message);

  await endLeftoverApps(settings, output);
  await requireFreePorts(settings);
  const secrets = await localSecrets(dataFolder);
  const [database, redisUrl] = await step(serversInWords(settings), () =>
    // Both are waited for even when one fails, so that the other can be stopped.
    settleAll([
      accountsGiven(settings) ??
        startPostgres({ dataDir: join(dataFolder, 'postgres'), log })
          .then((it) => stack.addServer('PostgreSQL', it))
          .then((ownerUrl) => ({ ownerUrl, serviceUrl: serviceAccount(ownerUrl, secrets.DATABASE_PASSWORD) })),
      settings.redisUrl ??
        startRedis({ dataDir: join(dataFolder, 'redis'), log }).then((it) => stack.addServer('Redis', it)),
    ]),
  );
  const consoleEnvironment = await prepareConsole(settings, {
    onStarted: (provider) => stack.addListener(provider),
    onError: (error) => output.note(`The local sign-in could not answer: ${asSentence(error) ?? String(error)}`),
  });
  const environment = platformEnvironment(settings, secrets, { databaseUrl: database.serviceUrl, redisUrl });
  await step('Database schema', () => runMigrations(database));
  await step('bunq emulator', async () => {
    const emulator = await stack.startApp(
      'bunq-emulator',
      emulatorEnvironment(settings, join(dataFolder, 'emulator.json')),
    );
    await waitUntilHealthy(emulator, `${emulatorUrl}/healthz`, signal);
  });
  const state = await readState(dataFolder);
  const redirectUri = `${testShopUrl}/return`;
  const businessKey = await prepareBusinessAccount(emulatorUrl, environment['TPP_NAME'] ?? 'Sluis');
  // For registering alone: no process that runs needs the key.
  const platform = await openPlatform({ ...environment, TPP_BUSINESS_API_KEY: businessKey });
  const [partner, customers, invitation] = await (async () => {
    try {
      await step('TPP registered at the emulator', () => registerTpp(platform));
      const [made, people] = await step('Test partner and payer', () =>
        settleAll([
          prepareTestPartner(platform, { redirectUri, previous: previousKey(state) }),
          prepareCustomers(emulatorUrl, state?.customers),
        ]),
      );
      return [made, people, await inviteOwner(platform, made.partnerId)] as const;
    } finally {
      await platform.close();
    }
  })();
  const merchantPassword = state?.merchant_password ?? randomBytes(9).toString('base64url');
  await writeState(dataFolder, {
    api_key_id: partner.apiKeyId,
    api_key: partner.apiKey,
    merchant_password: merchantPassword,
    customers,
  });
  await step('API and worker', async () => {
    const apps = await settleAll([
      stack.startApp('api', { ...environment, ...consoleEnvironment }),
      stack.startApp('worker', environment),
    ]);
    await settleAll([
      waitUntilHealthy(apps[0], `http://localhost:${ports.API_PORT}/readyz`, signal),
      waitUntilHealthy(apps[1], `http://localhost:${ports.WORKER_HEALTH_PORT}/readyz`, signal),
    ]);
  });
  const partnerApi = new PartnerApi(apiUrl, partner.apiKey);
  const bankConnection = await step("Test partner's bank connection", () =>
    prepareBankConnection(partnerApi, customers.shop.iban, () => apiKeyOf(emulatorUrl, customers.shop)),
  );
  const { secret, payLink } = await step('Test shop', async () => {
    const shop = await Shop.open({
      url: testShopUrl,
      host: settings.apiHost,
      port: ports.TEST_SHOP_PORT,
      apiUrl,
      apiKey: partner.apiKey,
      shop: customers.shop,
      storePath: join(dataFolder, 'shop.sqlite'),
      merchantPassword,
      onEvent: ({ type, data }) => output.received(type, data.id),
      onRefusedWebhook: (reason) => output.note(`The test shop refused a webhook: ${reason}`),
      onError: (error) => output.note(`The test shop could not answer: ${asSentence(error) ?? String(error)}`),
    });
    stack.addListener(shop);
    const secret = await prepareWebhookEndpoint(partnerApi, `${testShopUrl}/webhooks`);
    shop.useWebhookSecret(secret);
    return { secret, payLink: await shop.sampleOrder() };
  });
  const summary: LocalStackFile = {
    api_url: apiUrl,
    emulator_url: emulatorUrl,
    console_url: settings.consoleUrl,
    dashboard_url: settings.dashboardUrl,
    dashboard_invitation: invitation,
    test_shop_url: testShopUrl,
    test_shop_password: merchantPassword,
    worker_health_port: ports.WORKER_HEALTH_PORT,
    database_url: database.serviceUrl,
    database_owner_url: database.ownerUrl,
    redis_url: redisUrl,
    api_key: partner.apiKey,
    webhook_endpoint_secret: secret,
    redirect_uri: redirectUri,
    payer: customers.payer,
    shop: customers.shop,
    bank_connection: bankConnection,
  };
  return { summary, payLink };
}

function accountsGiven({ databaseUrl, databaseOwnerUrl }: Settings): DatabaseAccounts | undefined {
  return databaseUrl === undefined ? undefined : { ownerUrl: databaseOwnerUrl ?? databaseUrl, serviceUrl: databaseUrl };
}

/** As in production, the processes' login owns nothing. */
function serviceAccount(ownerUrl: string, password: string): string {
  const url = new URL(ownerUrl);
  url.username = 'sluis_service';
  url.password = password;
  return url.href;
}

function serversInWords({ databaseUrl, redisUrl }: Settings): string {
  return `PostgreSQL${databaseUrl === undefined ? '' : ' (yours)'} and Redis${redisUrl === undefined ? '' : ' (yours)'}`;
}

async function makeDataFolder(dataFolder: string): Promise<void> {
  try {
    // Root lends the database to another user, who must be able to pass through; what is secret inside is 0600.
    await mkdir(dataFolder, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new UsageError(`The folder ${dataFolder} cannot be made (${reason}). Set SLUIS_DATA_DIR to one that can.`);
  }
}

async function endLeftoverApps(settings: Settings, output: ConsoleOutput): Promise<void> {
  const names: AppName[] = ['api', 'worker', 'bunq-emulator'];
  const ended = await Promise.all(names.map((name) => endLeftover(identityFile(settings, name), appStopSignals)));
  for (const [index, name] of names.entries())
    if (ended[index]) output.note(`Ended a ${name} that an earlier start left`);
}

/** Like Promise.all, but fails only when nothing is under way any more. */
async function settleAll<T extends readonly unknown[] | []>(
  work: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(work);
  return Promise.all(work);
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
