import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from '@sluis/config';
import { createSignedInApp } from '../signed-in/create-signed-in-app.js';
import { ConsoleModule } from './console.module.js';

/** Builds the console's side of the API. */
export function createConsole(config: Config): Promise<NestFastifyApplication> {
  return createSignedInApp(config, { name: 'console', module: ConsoleModule.of(config), url: config.env.CONSOLE_URL });
}
