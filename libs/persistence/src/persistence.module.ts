import { Global, Module, type DynamicModule } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import { Config } from '@sluis/config';
import type { DataSource } from 'typeorm';
import { dataSourceOptions, withReach } from './data-source.js';
import { DerivedTokens } from './derived-tokens.js';
import { requireDatabaseOfMode } from './database-mode.js';
import { SecretBox } from './secret-box.js';
import { requireLoginThatOwnsNothing } from './service-login.js';
import { Transactions } from './transactions.js';

/** Postgres, transactions and secrets at rest, for every capability. */
@Global()
@Module({})
export class PersistenceModule {
  static forRoot(applicationName: string, defaultReach: 'platform' | 'none'): DynamicModule {
    return {
      module: PersistenceModule,
      imports: [
        TypeOrmModule.forRootAsync({
          inject: [Config],
          useFactory: ({ env }: Config) => ({
            ...withReach(
              dataSourceOptions({ databaseUrl: env.DATABASE_URL, poolSize: env.DATABASE_POOL_SIZE, applicationName }),
              defaultReach,
              env.PLATFORM_MODE === 'test',
            ),
            autoLoadEntities: true,
            retryAttempts: 5,
            retryDelay: 1_000,
          }),
        }),
      ],
      providers: [
        {
          provide: Transactions,
          inject: [getDataSourceToken(), Config],
          // Whoever waits for it works in the right world.
          useFactory: async (dataSource: DataSource, { env }: Config) => {
            const transactions = new Transactions(dataSource, defaultReach, env.PLATFORM_MODE === 'test');
            await requireDatabaseOfMode(transactions, env.PLATFORM_MODE);
            if (env.PLATFORM_MODE === 'live') await requireLoginThatOwnsNothing(transactions);
            return transactions;
          },
        },
        { provide: SecretBox, inject: [Config], useFactory: ({ env }: Config) => new SecretBox(env.ENCRYPTION_KEYS) },
        {
          provide: DerivedTokens,
          inject: [Config],
          useFactory: ({ env }: Config) => new DerivedTokens(Buffer.from(env.TOKEN_KEY, 'base64')),
        },
      ],
      exports: [Transactions, SecretBox, DerivedTokens, TypeOrmModule],
    };
  }
}
