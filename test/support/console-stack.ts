import type { INestApplicationContext } from '@nestjs/common';
import { loadConfig } from '@sluis/config';
import { freePort } from '@sluis/local-stack';
import { createConsole } from '../../apps/api/src/console/create-console.js';
import {
  startLocalIdentityProvider,
  type LocalIdentityProvider,
} from '../../apps/cli/src/up/identity-provider/local-identity-provider.js';
import { localPeople } from '../../apps/cli/src/up/identity-provider/local-people.js';
import { Sql } from './sql.js';
import { startStack, type Stack } from './stack.js';
import { StaffBrowser } from './staff-browser.js';

export interface ConsoleStack extends Stack {
  consoleUrl: string;
  console: INestApplicationContext;
  provider: LocalIdentityProvider;
  sql: Sql;
  /** A browser in which somebody has signed in, by a person's id at the provider, such as `local-viewer`. */
  signIn(person: string): Promise<StaffBrowser>;
}

/** People whom the console must turn away. */
const strangers = [
  { id: 'no-role', name: 'Nora Norole', roles: ['gardener'], amr: ['mfa'] },
  { id: 'no-second-factor', name: 'Olaf Onefactor', roles: ['admin'], amr: ['pwd'] },
];

/** The platform with its console, and an OpenID provider beside it. */
export async function startConsoleStack({
  withWorker = false,
  overrides = {},
}: { withWorker?: boolean; overrides?: Record<string, string> } = {}): Promise<ConsoleStack> {
  // Both by one name: a browser's cookies know no ports.
  const consolePort = await freePort();
  const providerPort = await freePort();
  const consoleUrl = `http://localhost:${consolePort}`;
  const provider = await startLocalIdentityProvider({
    port: providerPort,
    issuer: `http://localhost:${providerPort}`,
    consoleUrl,
    people: [...localPeople, ...strangers],
  });
  const stack = await startStack({
    withWorker,
    overrides: {
      CONSOLE_URL: consoleUrl,
      CONSOLE_PORT: String(consolePort),
      STAFF_ISSUER_URL: provider.issuer,
      STAFF_CLIENT_ID: provider.clientId,
      STAFF_CLIENT_SECRET: provider.clientSecret,
      STAFF_REQUIRED_AMR: 'mfa',
      ...overrides,
    },
  });
  const console = await createConsole(loadConfig(stack.environment.variables));
  await console.listen(consolePort, '127.0.0.1');
  const sql = await Sql.open(stack.environment.database.url);
  return {
    ...stack,
    consoleUrl,
    console,
    provider,
    sql,
    async signIn(person) {
      const browser = new StaffBrowser(consoleUrl);
      await browser.signIn(person);
      return browser;
    },
    async stop() {
      await sql.close();
      await console.close();
      await provider.stop();
      await stack.stop();
    },
  };
}
