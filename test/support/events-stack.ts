import { randomBytes } from 'node:crypto';
import { Test, type TestingModule } from '@nestjs/testing';
import { AuditModule } from '@sluis/audit';
import { ConfigModule, loadConfig } from '@sluis/config';
import { EventsModule } from '@sluis/events';
import { OutboxModule } from '@sluis/outbox';
import { migrate, newId, PersistenceModule, Transactions } from '@sluis/persistence';
import { createDatabase } from './services/test-database.js';
import { createRedis } from './services/test-redis.js';

export interface EventsStack {
  module: TestingModule;
  transactions: Transactions;
  /** A partner nobody else uses. */
  newPartner(): Promise<string>;
  stop(): Promise<void>;
}

/** Everything that tells partners, on a database and a Redis of its own, with receivers on loopback allowed. */
export async function startEventsStack(): Promise<EventsStack> {
  const [database, redis] = await Promise.all([createDatabase(), createRedis()]);
  await migrate(database.url);
  const config = loadConfig({
    NODE_ENV: 'test',
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    QUEUE_PREFIX: `{${redis.prefix}}`,
    PUBLIC_URL: 'http://localhost:1',
    ENCRYPTION_KEYS: `1:${randomBytes(32).toString('base64')}`,
    TOKEN_KEY: randomBytes(32).toString('base64'),
    CALLBACK_SECRET: randomBytes(32).toString('base64url'),
    BUNQ_ENVIRONMENT: 'emulator',
    BUNQ_API_URL: 'http://localhost:1/v1',
    BUNQ_OAUTH_AUTHORISE_URL: 'http://localhost:1/auth',
    BUNQ_OAUTH_TOKEN_URL: 'http://localhost:1/v1/token',
    BUNQ_PSP_PAGE_URL: 'http://localhost:1/psp',
    TPP_NAME: 'Test TPP',
    TPP_REGISTER_NUMBER: 'R000000',
    TPP_CERTIFICATE_PATH: 'unused',
    TPP_CERTIFICATE_CHAIN_PATH: 'unused',
    TPP_PRIVATE_KEY_PATH: 'unused',
    WEBHOOK_ALLOW_PRIVATE_TARGETS: 'yes',
  });
  const module = await Test.createTestingModule({
    imports: [ConfigModule.of(config), PersistenceModule.forRoot('test'), OutboxModule, AuditModule, EventsModule],
  }).compile();
  await module.init();
  const transactions = module.get(Transactions);
  return {
    module,
    transactions,
    newPartner: () =>
      transactions.run(async (tx) => {
        const id = newId();
        await tx.query(`INSERT INTO partners (id, name) VALUES ($1, 'Test partner')`, [id]);
        return id;
      }),
    stop: async () => {
      await module.close();
      await database.drop();
    },
  };
}
