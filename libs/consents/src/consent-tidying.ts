import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@sluis/audit';
import { Config } from '@sluis/config';
import type { WorkResult } from '@sluis/outbox';
import { queryRows, Transactions, type Transaction } from '@sluis/persistence';
import { AccountKeys } from './account-keys.js';
import { ConsentAccounts } from './consent-accounts.js';
import { keepsIban } from './consent-permissions.js';
import { KnownAccounts } from './known-accounts.js';

/** What has to be put away that no single consent's work comes to. */
export const tidyingTasks = ['account_keys', 'viewer_hashes', 'unused_codes'] as const;
export type TidyingTask = (typeof tidyingTasks)[number];

const rowsAtOnce = 500;
const codesEveryMs = 10 * 60_000;
const hashesEveryMs = 24 * 3_600_000;
/** A bank takes a code for minutes; what asks for it can be answered for an hour. */
const codeUsableForMs = 3_600_000;

interface UnkeyedAccount {
  partnerId: string;
  id: string;
  iban: string;
}

/** Takes out of the database what was kept for a while, or by earlier releases. Every part is safe to repeat. */
@Injectable()
export class ConsentTidying {
  constructor(
    private readonly transactions: Transactions,
    private readonly accounts: ConsentAccounts,
    private readonly knownAccounts: KnownAccounts,
    private readonly keys: AccountKeys,
    private readonly audit: AuditTrail,
    private readonly config: Config,
  ) {}

  async run(task: TidyingTask): Promise<WorkResult> {
    if (task === 'account_keys') return this.keyAccounts();
    if (task === 'unused_codes') return this.inParts((tx) => this.destroyUnusedCodes(tx), codesEveryMs);
    return this.inParts((tx) => this.blankViewerHashes(tx), hashesEveryMs);
  }

  /** Accounts that were stored before there were keys: each gets its own, and an IBAN that nothing covers goes. */
  private async keyAccounts(): Promise<WorkResult> {
    let after = '00000000-0000-0000-0000-000000000000';
    for (;;) {
      const last = await this.transactions.run((tx) => this.keyPart(tx, after));
      if (last === undefined) return 'done';
      after = last;
    }
  }

  /** @returns the last account looked at; undefined when none was left */
  private async keyPart(tx: Transaction, after: string): Promise<string | undefined> {
    const unkeyed = await queryRows<UnkeyedAccount>(
      tx,
      `SELECT partner_id AS "partnerId", id, iban FROM accounts
       WHERE iban_key IS NULL AND id > $1 ORDER BY id LIMIT ${rowsAtOnce} FOR UPDATE`,
      [after],
    );
    const last = unkeyed.at(-1);
    if (!last) return undefined;
    const keyed = await queryRows<{ partnerId: string; id: string }>(
      tx,
      `UPDATE accounts known SET iban_key = named.key
       FROM unnest($1::uuid[], $2::uuid[], $3::bytea[]) AS named (partner_id, id, key)
       WHERE known.partner_id = named.partner_id AND known.id = named.id
         AND NOT EXISTS (SELECT FROM accounts other WHERE other.partner_id = named.partner_id AND other.iban_key = named.key)
       RETURNING known.partner_id AS "partnerId", known.id`,
      [
        unkeyed.map(({ partnerId }) => partnerId),
        unkeyed.map(({ id }) => id),
        unkeyed.map(({ partnerId, iban }) => this.keys.of(partnerId, iban)),
      ],
    );
    await this.sealForFundsQuestions(tx, unkeyed);
    for (const [partnerId, accounts] of Map.groupBy(keyed, (row) => row.partnerId))
      await this.knownAccounts.forgetUncovered(
        tx,
        partnerId,
        accounts.map(({ id }) => id),
      );
    // The same account under two ids can only be if an older release wrote beside this one; nobody else can tell them apart.
    const leftOver = unkeyed.length - keyed.length;
    await this.audit.record(tx, {
      partnerId: null,
      actor: { type: 'platform' },
      action: 'accounts.keyed',
      subject: { type: 'accounts', id: 'without_key' },
      outcome: leftOver === 0 ? 'done' : 'alarm',
      details: { accounts: keyed.length, known_twice: leftOver },
    });
    return last.id;
  }

  private async sealForFundsQuestions(tx: Transaction, accounts: readonly UnkeyedAccount[]): Promise<void> {
    const ibans = new Map(accounts.map(({ id, iban }) => [id, iban]));
    const asked = await queryRows<{ partnerId: string; id: string; accountId: string }>(
      tx,
      `SELECT given.partner_id AS "partnerId", given.consent_id AS id, given.account_id AS "accountId"
       FROM consent_accounts given
       JOIN consents consent ON consent.partner_id = given.partner_id AND consent.id = given.consent_id
       WHERE given.account_id = ANY($1::uuid[]) AND given.partner_id = ANY($2::uuid[]) AND given.iban_sealed IS NULL
         AND consent.status = 'authorised' AND 'confirm_funds' = ANY(consent.permissions) AND NOT consent.permissions && $3`,
      [[...ibans.keys()], [...new Set(accounts.map(({ partnerId }) => partnerId))], keepsIban],
    );
    for (const { accountId, ...consent } of asked) {
      await tx.query(
        `UPDATE consent_accounts SET iban_sealed = $4 WHERE partner_id = $1 AND consent_id = $2 AND account_id = $3`,
        [consent.partnerId, consent.id, accountId, this.accounts.seal(consent, accountId, ibans.get(accountId) ?? '')],
      );
    }
  }

  /** Codes whose visit nothing comes back to: brought by a second browser, or left by work that died. */
  private async destroyUnusedCodes(tx: Transaction): Promise<number> {
    const destroyed = await queryRows(
      tx,
      `UPDATE authorisations SET code_sealed = NULL WHERE id IN (
         SELECT id FROM authorisations
         WHERE code_sealed IS NOT NULL AND returned_at < now() - $1 * interval '1 millisecond'
         ORDER BY returned_at LIMIT ${rowsAtOnce} FOR UPDATE) RETURNING 1`,
      [codeUsableForMs],
    );
    await this.record(tx, 'authorisation.codes_destroyed', 'unused_codes', destroyed.length);
    return destroyed.length;
  }

  /** Evidence of who looked, for as long as somebody may dispute what was done under the consent. */
  private async blankViewerHashes(tx: Transaction): Promise<number> {
    const days = this.config.env.VIEWER_HASH_RETENTION_DAYS;
    const blanked = await queryRows(
      tx,
      `UPDATE consent_presentations SET user_agent_hash = NULL, ip_hash = NULL WHERE (partner_id, id) IN (
         SELECT shown.partner_id, shown.id FROM consent_presentations shown
         JOIN consents consent ON consent.partner_id = shown.partner_id AND consent.id = shown.consent_id
         WHERE shown.ip_hash IS NOT NULL AND shown.last_shown_at < now() - $1 * interval '1 day'
           AND consent.ended_at < now() - $1 * interval '1 day' AND NOT is_held(consent.partner_id, 'consent', consent.id)
         ORDER BY shown.last_shown_at LIMIT ${rowsAtOnce}) RETURNING 1`,
      [days],
    );
    await this.record(tx, 'consent.viewer_hashes_blanked', 'viewer_hashes', blanked.length, { retention_days: days });
    return blanked.length;
  }

  /** A part at a time, so that no lock is held for long. */
  private async inParts(part: (tx: Transaction) => Promise<number>, everyMs: number): Promise<WorkResult> {
    const count = await this.transactions.run(part);
    return { againInMs: count < rowsAtOnce ? everyMs : 1 };
  }

  private async record(
    tx: Transaction,
    action: string,
    id: TidyingTask,
    rows: number,
    details: Record<string, number> = {},
  ): Promise<void> {
    if (rows === 0) return;
    await this.audit.record(tx, {
      partnerId: null,
      actor: { type: 'platform' },
      action,
      subject: { type: 'tidying', id },
      outcome: 'done',
      details: { rows, ...details },
    });
  }
}
