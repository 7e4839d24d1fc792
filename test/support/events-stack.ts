import { Test, type TestingModule } from '@nestjs/testing';
import { AuditModule } from '@sluis/audit';
import { ConfigModule, loadConfig } from '@sluis/config';
import { EventsModule } from '@sluis/events';
import { OutboxModule } from '@sluis/outbox';
import { newId, PersistenceModule, Transactions } from '@sluis/persistence';
import { WebhookSender } from '@sluis/webhooks';
import { testEnvironment } from './test-environment.js';

export interface EventsStack {
  module: TestingModule;
  transactions: Transactions;
  databaseUrl: string;
  /** A partner nobody else uses. */
  newPartner(): Promise<string>;
  stop(): Promise<void>;
}

export interface EventsStackOptions {
  variables?: Record<string, string>;
  /** Instead of the one that the environment asks for. */
  sender?: WebhookSender;
}

/** Everything that tells partners, on a database and a Redis of its own; receivers on loopback are allowed unless told otherwise. */
export async function startEventsStack({ variables = {}, sender }: EventsStackOptions = {}): Promise<EventsStack> {
  const nowhere = 'http://127.0.0.1:1';
  const environment = await testEnvironment(nowhere, nowhere, variables);
  const config = loadConfig(environment.variables);
  const building = Test.createTestingModule({
    imports: [
      ConfigModule.of(config),
      PersistenceModule.forRoot('test', 'platform'),
      OutboxModule,
      AuditModule,
      EventsModule,
    ],
  });
  if (sender) building.overrideProvider(WebhookSender).useValue(sender);
  const module = await building.compile();
  await module.init();
  const transactions = module.get(Transactions);
  return {
    module,
    transactions,
    databaseUrl: environment.database.url,
    newPartner: () =>
      transactions.run(async (tx) => {
        const id = newId();
        await tx.query(`INSERT INTO partners (id, name) VALUES ($1, 'Test partner')`, [id]);
        return id;
      }),
    stop: async () => {
      await module.close();
      await environment.remove();
    },
  };
}
