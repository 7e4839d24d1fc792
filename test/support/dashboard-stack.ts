import type { INestApplicationContext } from '@nestjs/common';
import { loadConfig } from '@sluis/config';
import { freePort } from '@sluis/local-stack';
import { Invitations, PersonSessions, type PartnerRole } from '@sluis/partner-people';
import { newId, toPublicId, Transactions } from '@sluis/persistence';
import { createDashboard } from '../../apps/api/src/dashboard/create-dashboard.js';
import { Sql } from './sql.js';
import { PersonBrowser } from './person-browser.js';
import { startStack, type Stack } from './stack.js';

export interface DashboardStack extends Stack {
  dashboardUrl: string;
  dashboard: INestApplicationContext;
  sql: Sql;
  invite(partnerId: string, role: PartnerRole, name?: string): Promise<string>;
  /** Somebody of the partner who is signed in, by a session alone: the way in has a test of its own. */
  person(partnerId: string, role: PartnerRole): Promise<PersonBrowser>;
}

/** The platform with its dashboard. */
export async function startDashboardStack({
  withWorker = false,
  overrides = {},
}: { withWorker?: boolean; overrides?: Record<string, string> } = {}): Promise<DashboardStack> {
  const port = await freePort();
  // Passkeys want a name, and take localhost without https.
  const dashboardUrl = `http://localhost:${port}`;
  const stack = await startStack({
    withWorker,
    overrides: { DASHBOARD_URL: dashboardUrl, DASHBOARD_PORT: String(port), ...overrides },
  });
  const dashboard = await createDashboard(loadConfig(stack.environment.variables));
  await dashboard.listen(port, '127.0.0.1');
  const sql = await Sql.open(stack.environment.database.url);
  return {
    ...stack,
    dashboardUrl,
    dashboard,
    sql,
    async invite(partnerId, role, name = 'Olga Owner') {
      const { link } = await dashboard
        .get(Transactions)
        .run((tx) =>
          dashboard.get(Invitations).invite(tx, partnerId, { name, role, by: { type: 'operator', id: 'test' } }),
        );
      return link;
    },
    async person(partnerId, role) {
      const personId = newId();
      const token = await dashboard.get(Transactions).run(async (tx) => {
        await tx.query(`INSERT INTO partner_people (partner_id, id, name, role) VALUES ($1, $2, $3, $4)`, [
          partnerId,
          personId,
          `Somebody, ${role}`,
          role,
        ]);
        return dashboard.get(PersonSessions).open(tx, { partnerId, personId, passkeyId: newId() });
      });
      return new PersonBrowser(dashboardUrl, token, toPublicId('partnerPerson', personId));
    },
    async stop() {
      await sql.close();
      await dashboard.close();
      await stack.stop();
    },
  };
}
