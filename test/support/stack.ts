import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { loadConfig } from '@sluis/config';
import { freePort } from '@sluis/local-stack';
import { ApiKeys, Partners } from '@sluis/partners';
import { Transactions } from '@sluis/persistence';
import { BusinessIdentity, TppIdentity } from '@sluis/tpp-identity';
import { createApi } from '../../apps/api/src/create-api.js';
import { startEmulator, type Emulator } from '../../apps/bunq-emulator/src/index.js';
import { createWorker } from '../../apps/worker/src/create-worker.js';
import { BankControl } from './bank-control.js';
import { PartnerClient } from './partner-client.js';
import { testEnvironment, type TestEnvironment } from './test-environment.js';

export interface Stack {
  apiUrl: string;
  bank: BankControl;
  emulator: Emulator;
  environment: TestEnvironment;
  /** The API's own services, for what a test must do as an operator. */
  api: INestApplicationContext;
  partner: PartnerClient;
  createPartner(name?: string, scopes?: string[]): Promise<PartnerClient & { partnerId: string }>;
  startWorker(): Promise<INestApplicationContext>;
  stop(): Promise<void>;
}

const actor = { type: 'operator', id: 'test' } as const;

/**
 * The whole platform in this process, on ports and a database of its own, with the emulator as its bank.
 *
 * @param withWorker false for tests that start workers themselves
 * @param withBusinessAccount for tests in which partners connect their accounts by a visit to the bank
 */
export async function startStack({
  withWorker = true,
  withBusinessAccount = false,
  overrides = {},
}: {
  withWorker?: boolean;
  withBusinessAccount?: boolean;
  overrides?: Record<string, string>;
} = {}): Promise<Stack> {
  const emulator = await startEmulator({ port: 0 });
  const apiUrl = `http://127.0.0.1:${await freePort()}`;
  const bank = new BankControl(emulator.url);
  const environment = await testEnvironment(emulator.url, apiUrl, {
    ...(withBusinessAccount && { TPP_BUSINESS_API_KEY: (await bank.createUser('Sluis Test TPP BV', '0.00')).apiKey }),
    ...overrides,
  });
  const config = loadConfig(environment.variables);
  const api = await createApi(config);
  await api.listen(config.env.API_PORT, '127.0.0.1');
  await api.get(TppIdentity).register();
  await api.get(BusinessIdentity).register();
  const workers: INestApplicationContext[] = [];
  const startWorker = async () => {
    const worker = await createWorker(config);
    await worker.init();
    workers.push(worker);
    return worker;
  };
  if (withWorker) await startWorker();

  const createPartner = async (name = `Shop ${randomUUID().slice(0, 8)}`, scopes: string[] = ['*']) => {
    const redirectUri = 'https://shop.example/return';
    const { partnerId, key } = await api.get(Transactions).run(async (tx) => {
      const { id } = await api.get(Partners).create(tx, { name, redirectUris: [redirectUri], actor });
      await api.get(Partners).setStatus(tx, id, 'active', { actor, reason: 'test' });
      const created = await api.get(ApiKeys).create(tx, id, { name: 'test', scopes, actor });
      return { partnerId: id, key: created.key };
    });
    return Object.assign(new PartnerClient(apiUrl, key, redirectUri), { partnerId });
  };

  return {
    apiUrl,
    bank,
    emulator,
    environment,
    api,
    partner: await createPartner('Koffie & Zo'),
    createPartner,
    startWorker,
    async stop() {
      await Promise.all(workers.map((worker) => worker.close()));
      await api.close();
      await emulator.close();
      await environment.remove();
    },
  };
}
