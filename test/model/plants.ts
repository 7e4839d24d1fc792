import type { INestApplicationContext } from '@nestjs/common';
import type { Database } from './database.js';

/** A bug, planted into one stack: in its database, or in a provider of its running apps. Nothing of ours knows of it. */
export interface Plant {
  name: string;
  inDatabase?: (database: Database) => Promise<void>;
  inApp?: (app: 'api' | 'worker', context: INestApplicationContext) => void;
}
