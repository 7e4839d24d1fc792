import type { INestApplicationContext } from '@nestjs/common';
import { loadConfig, type Config } from '@sluis/config';
import { freePort } from '@sluis/local-stack';
import { ApiKeys, Partners } from '@sluis/partners';
import { Transactions } from '@sluis/persistence';
import { TppIdentity } from '@sluis/tpp-identity';
import { Redis } from 'ioredis';
import { createApi } from '../../apps/api/src/create-api.js';
import { startEmulator, type Emulator } from '../../apps/bunq-emulator/src/index.js';
import { createWorker } from '../../apps/worker/src/create-worker.js';
import { ensureBuilt } from '../support/api-process.js';
import { BankControl, type BankUser } from '../support/bank-control.js';
import { AppProcess } from '../support/process-stack.js';
import { testEnvironment, type TestEnvironment } from '../support/test-environment.js';
import { Database } from './database.js';
import { bankCharacters, type BankCharacterName } from './bank-character.js';
import { installLostCommits } from './lost-commits.js';
import { PartnerApplication } from './partner-application.js';
import { PartnerClock } from './partner-clock.js';
import { onceConnected } from './patiently.js';
import { platformSettings } from './platform-settings.js';
import type { Plant } from './plants.js';
import { SentOrders } from './sent-orders.js';
import { WebhookInboxes } from './webhook-inbox.js';

export type App = 'api' | 'worker';

interface Running {
  /** Of the app in this process; undefined when it is a process of its own. */
  context: INestApplicationContext | undefined;
  /** In this process it is asked to stop; a process of its own is killed. */
  end(): Promise<void>;
}

const actor = { type: 'operator', id: 'test' } as const;

/** One bank of one character and the whole platform beside it, for as many runs at a time as one likes. */
export class ModelStack {
  private readonly running: Partial<Record<App, Running>> = {};
  private readonly restarting: Partial<Record<App, Promise<void>>> = {};
  readonly sentOrders = new SentOrders();

  private constructor(
    readonly name: BankCharacterName,
    readonly emulator: Emulator,
    readonly bank: BankControl,
    readonly shop: BankUser,
    readonly apiUrl: string,
    readonly environment: TestEnvironment,
    private readonly config: Config,
    readonly database: Database,
    readonly clock: PartnerClock,
    readonly redis: Redis,
    readonly inboxes: WebhookInboxes,
    /** The API's services without its door, for what only an operator does. */
    readonly operator: INestApplicationContext,
    readonly isKilled: boolean,
    private readonly plant: Plant | undefined,
  ) {}

  /**
   * @param isKilled whether API and worker are processes of their own, ended by `kill -9`
   * @param plant a bug to plant
   */
  static async start(
    name: BankCharacterName,
    { isKilled = false, plant }: { isKilled?: boolean; plant?: Plant } = {},
  ): Promise<ModelStack> {
    if (isKilled) await ensureBuilt();
    const emulator = await startEmulator({ port: 0 });
    const bank = new BankControl(emulator.url);
    const apiUrl = `http://127.0.0.1:${await freePort()}`;
    const environment = await testEnvironment(emulator.url, apiUrl, platformSettings);
    const config = loadConfig(environment.variables);
    const operator = await createApi(config);
    await onceConnected(() => operator.get(TppIdentity).register());
    await bank.setSwitches(bankCharacters[name].switches);
    const database = new Database(environment.database.url);
    await installLostCommits(database);
    await plant?.inDatabase?.(database);
    const stack = new ModelStack(
      name,
      emulator,
      bank,
      await bank.createUser('Koffie & Zo', '0.00'),
      apiUrl,
      environment,
      config,
      database,
      await PartnerClock.of(database),
      new Redis(environment.variables['REDIS_URL'] ?? ''),
      await WebhookInboxes.start(),
      operator,
      isKilled,
      plant,
    );
    await Promise.all([stack.begin('api'), stack.begin('worker')]);
    return stack;
  }

  /** A partner nobody else uses. */
  async newPartner(): Promise<PartnerApplication> {
    const transactions = this.operator.get(Transactions);
    const create = () =>
      transactions.run(async (tx) => {
        const { id } = await this.operator
          .get(Partners)
          .create(tx, { name: 'Koffie & Zo', redirectUris: ['https://shop.example/return'], actor });
        const created = await this.operator
          .get(ApiKeys)
          .create(tx, id, { mode: 'test', name: 'test', scopes: ['*'], actor });
        return { partnerId: id, key: created.key };
      });
    const { partnerId, key } = await onceConnected(create);
    return new PartnerApplication(this.apiUrl, key, partnerId);
  }

  /** Ends the app and starts it anew; whoever asks meanwhile gets the same restart. */
  restart(app: App): Promise<void> {
    this.restarting[app] ??= (async () => {
      await this.running[app]?.end();
      await this.begin(app);
    })().finally(() => {
      this.restarting[app] = undefined;
    });
    return this.restarting[app];
  }

  /** How much of what this suite is about really happened. */
  ordersSent(): Promise<{ rail: string; sent: number; doubted: number; resent: number }[]> {
    return this.database.rows(
      `SELECT rail, count(*)::int AS sent, count(unknown_since)::int AS doubted,
              count(*) FILTER (WHERE sends > 1)::int AS resent
       FROM order_attempts GROUP BY rail ORDER BY rail`,
    );
  }

  async stop(): Promise<void> {
    await Promise.all(Object.values(this.restarting));
    await Promise.all(Object.values(this.running).map(({ end }) => end()));
    await this.operator.close();
    this.sentOrders.stop();
    await this.inboxes.stop();
    this.redis.disconnect();
    await this.database.close();
    await this.emulator.close();
    await this.environment.remove();
  }

  private async begin(app: App): Promise<void> {
    const started = await onceConnected(() => (this.isKilled ? this.asProcess(app) : this.inThisProcess(app)));
    this.running[app] = started;
    if (started.context) this.plant?.inApp?.(app, started.context);
  }

  private async asProcess(app: App): Promise<Running> {
    const child = await AppProcess.start(app, this.environment.variables);
    return { context: undefined, end: () => child.kill9() };
  }

  private async inThisProcess(app: App): Promise<Running> {
    if (app === 'worker') {
      const worker = await createWorker(this.config);
      try {
        await worker.init();
      } catch (error) {
        await worker.close();
        throw error;
      }
      return { context: worker, end: () => worker.close() };
    }
    const api = await createApi(this.config);
    await api.listen(this.config.env.API_PORT, '127.0.0.1');
    return { context: api, end: () => api.close() };
  }
}
