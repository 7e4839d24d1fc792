import { Injectable } from '@nestjs/common';
import { Changes } from '@sluis/changes';
import { Partners, type PartnerStatus } from '@sluis/partners';
import { queryRows, toPublicId, Transactions } from '@sluis/persistence';
import { SpendingRules, toSpendingRuleResource, type SpendingRuleResource } from '@sluis/spending-rules';
import type { StaffIdentity } from '@sluis/staff';
import { type ChangeSummary, toChangeSummary } from './changes-for-staff.service.js';
import { LookUps } from './look-ups.js';
import { maskedIban } from './masking.js';

export interface PartnerLine {
  id: string;
  name: string;
  status: PartnerStatus;
  created_at: string;
}

export interface PartnerDossier extends PartnerLine {
  keys_in_use: number;
  redirect_uris: { uri: string; created_at: string }[];
  origins: string[];
  /** Null: everybody's figure. */
  requests_per_minute: number | null;
  spending_limits: SpendingRuleResource | null;
  /** Newest first. */
  changes: ChangeSummary[];
}

const mostListed = 500;

/** The businesses that call the API, as staff see them. */
@Injectable()
export class PartnersForStaff {
  constructor(
    private readonly transactions: Transactions,
    private readonly partners: Partners,
    private readonly rules: SpendingRules,
    private readonly changes: Changes,
    private readonly lookUps: LookUps,
  ) {}

  /** By name, those first that are not live yet. */
  list(staff: StaffIdentity): Promise<PartnerLine[]> {
    return this.transactions.run(async (tx) => {
      const rows = await queryRows<{ id: string; name: string; status: PartnerStatus; createdAt: Date }>(
        tx,
        `SELECT id, name, status, created_at AS "createdAt" FROM partners
         ORDER BY status <> 'pending', lower(name), id LIMIT ${mostListed}`,
      );
      await this.lookUps.record(tx, staff, 'listed', {
        subject: { type: 'list', id: 'partners' },
        details: { rows: rows.length },
      });
      return rows.map(({ id, name, status, createdAt }) => ({
        id: toPublicId('partner', id),
        name,
        status,
        created_at: createdAt.toISOString(),
      }));
    });
  }

  /** @returns undefined when there is no such partner */
  read(staff: StaffIdentity, id: string): Promise<PartnerDossier | undefined> {
    return this.transactions.run(async (tx) => {
      const facts = await this.partners.facts(tx, id);
      if (!facts) return undefined;
      await this.lookUps.record(tx, staff, 'viewed', {
        partnerId: id,
        subject: { type: 'partner', id: toPublicId('partner', id) },
      });
      const [keys] = await queryRows<{ number: number }>(
        tx,
        `SELECT count(*)::int AS number FROM api_keys WHERE partner_id = $1 AND revoked_at IS NULL`,
        [id],
      );
      const uris = await this.partners.redirectUris(tx, id);
      const rule = await this.rules.ofPartner(tx, id);
      return {
        id: toPublicId('partner', id),
        name: facts.name,
        status: facts.status,
        created_at: facts.createdAt.toISOString(),
        keys_in_use: keys?.number ?? 0,
        redirect_uris: uris.map(({ uri, createdAt }) => ({ uri, created_at: createdAt.toISOString() })),
        origins: await this.partners.origins(tx, id),
        requests_per_minute: await this.partners.requestLimit(tx, id),
        spending_limits: rule ? masked(toSpendingRuleResource(rule)) : null,
        changes: (await this.changes.ofPartner(tx, id)).map(toChangeSummary),
      };
    });
  }
}

/** Who may be paid can be people. */
function masked(rule: SpendingRuleResource): SpendingRuleResource {
  return {
    ...rule,
    allowed_creditors: rule.allowed_creditors?.map(({ iban }) => ({ iban: maskedIban(iban) ?? '' })) ?? null,
  };
}
