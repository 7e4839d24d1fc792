import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Config } from '@sluis/config';
import { JsonLogger } from '@sluis/telemetry';
import { WorkerModule } from './worker.module.js';

/** Builds and starts the worker, so that tests and `main` run the very same thing. */
export async function createWorker(config: Config): Promise<INestApplicationContext> {
  const app = await NestFactory.createApplicationContext(WorkerModule.of(config), {
    logger: new JsonLogger('worker', config.env.LOG_LEVEL),
    // What keeps a process from starting is told by whoever starts it.
    abortOnError: false,
  });
  app.enableShutdownHooks();
  return app;
}
