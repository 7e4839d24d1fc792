import { Injectable, Logger } from '@nestjs/common';
import { BunqConsentLostError, BunqError, notificationFilterFailure, type BunqCaller } from '@sluis/bunq-client';
import { Consents } from '@sluis/consents';
import { queryRows, Transactions } from '@sluis/persistence';
import { TppIdentity } from '@sluis/tpp-identity';
import { CallbackDesks } from './callback-desk.js';

/** Consents whose failures are read in one round; those that waited longest come first. Each is a call. */
const mostConsents = 50;
const pageSize = 200;

interface Listener {
  partnerId: string;
  consentId: string;
}

/**
 * Callbacks that the bank gave up on, after six tries over five minutes, stay on a list of failures per connection. What
 * they named is read again, and the bank is asked to send them once more, which takes them off its list.
 */
@Injectable()
export class CatchUpCallbacks {
  private readonly logger = new Logger(CatchUpCallbacks.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly consents: Consents,
    private readonly tppIdentity: TppIdentity,
    private readonly desks: CallbackDesks,
  ) {}

  async run(): Promise<void> {
    for (const listener of await this.listeners()) {
      try {
        await this.catchUp(listener);
      } catch (error) {
        // One connection that cannot be read must not keep the others from being read.
        if (!(error instanceof BunqError)) throw error;
        if (error instanceof BunqConsentLostError) await this.lookAtConsent(listener);
        this.logger.warn({ msg: 'failed callbacks could not be read', error: error.name });
      }
    }
  }

  private async catchUp({ partnerId, consentId }: Listener): Promise<void> {
    const access = await this.transactions.forPartner(partnerId, (tx) =>
      this.consents.bankAccess(tx, partnerId, consentId),
    );
    if (!access) return;
    const caller: BunqCaller = this.tppIdentity.consent(access.sessionOwner, access.accessToken);
    const { items } = await notificationFilterFailure.list(caller, { count: pageSize });
    if (items.length > 0) {
      await this.transactions.forPartner(partnerId, async (tx) => {
        for (const { category, object_id: objectId } of items)
          await this.desks.lookAt(tx, {
            category: category ?? '',
            objectId: objectId ?? undefined,
            partnerId,
            consentId,
          });
      });
      const failureIds = items.flatMap(({ id }) => id ?? []);
      if (failureIds.length > 0) await notificationFilterFailure.retry(caller, { failureIds });
      this.logger.warn({ msg: 'callbacks were missed; what they named is read again', count: items.length });
    }
    await this.transactions.run((tx) =>
      tx.query(
        `INSERT INTO bank_list_marks (bank_list, mark, next_mark) VALUES ($1, 0, 0)
         ON CONFLICT (bank_list) DO UPDATE SET scanned_at = clock_timestamp()`,
        [`callbacks/${consentId}`],
      ),
    );
  }

  private lookAtConsent({ partnerId, consentId }: Listener): Promise<void> {
    return this.transactions.forPartner(partnerId, (tx) => this.consents.lookNow(tx, partnerId, consentId));
  }

  private listeners(): Promise<Listener[]> {
    return this.transactions.run((tx) =>
      queryRows(
        tx,
        `SELECT c.partner_id AS "partnerId", c.id AS "consentId" FROM consents c
         LEFT JOIN bank_list_marks m ON m.bank_list = 'callbacks/' || c.id
         WHERE c.status = 'authorised' AND c.type <> 'funds_confirmation'
         ORDER BY m.scanned_at NULLS FIRST LIMIT $1`,
        [mostConsents],
      ),
    );
  }
}
