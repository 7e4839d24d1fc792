import { Injectable } from '@nestjs/common';
import type { AuditActor } from '@sluis/audit';
import { OrderAttempts } from '@sluis/bank-orders';
import { Config } from '@sluis/config';
import { Authorisations, Consents, KnownPayers, type KnownPayer } from '@sluis/consents';
import { DomainError } from '@sluis/errors';
import { Outbox } from '@sluis/outbox';
import { acrossPartners, queryRows, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import { SpendingReservations } from '@sluis/spending-rules';
import { isPossiblyBunqIban } from './payment-rail.js';
import { subjectOf } from './payment-subject.js';
import { PaymentTransitions } from './payment-transitions.js';
import { Payment } from './payment.entity.js';

const psu: AuditActor = { type: 'psu' };

/** What a payer decides on our page: yes by one way or another, or no; and the way on to the bank. */
@Injectable()
export class PayerDecisions {
  constructor(
    private readonly transactions: Transactions,
    private readonly consents: Consents,
    private readonly knownPayers: KnownPayers,
    private readonly authorisations: Authorisations,
    private readonly outbox: Outbox,
    private readonly attempts: OrderAttempts,
    private readonly reservations: SpendingReservations,
    private readonly transitions: PaymentTransitions,
    private readonly config: Config,
  ) {}

  /**
   * The payer agrees on our page: the order goes to the bank, and the page waits for it. Safe to repeat.
   *
   * @param debtor the payer's own account, where the rail needs it and the partner did not know it
   * @throws DomainError rail_not_available  the account is not at bunq
   */
  async agree(payment: Payment, debtor: { iban: string; name: string | null } | undefined): Promise<void> {
    await this.transactions.forPartner(payment.partnerId, async (tx) => {
      const current = await this.transitions.lock(tx, payment.partnerId, payment.id);
      if (current?.status !== 'received' || current.authoriseRequestedAt !== null || current.endRequested !== null)
        return;
      let { debtorIban, debtorName } = current;
      if (current.rail === 'psp_draft' && debtorIban === null) {
        if (!debtor || !isPossiblyBunqIban(debtor.iban)) {
          throw new DomainError('rail_not_available', 'Payments can only be initiated from accounts at bunq.');
        }
        ({ iban: debtorIban, name: debtorName } = debtor);
      }
      const change = { debtorIban, debtorName, authoriseRequestedAt: new Date() };
      await this.transitions.note(tx, current, change, { actor: psu, action: 'payer.agreed' });
      const { partnerId } = current;
      await this.outbox.schedule(tx, { kind: 'payments.submit', subject: subjectOf(current), partnerId });
    });
  }

  /** @returns who may confirm it by a push: the account they proved to be theirs in this browser, under a consent */
  knownPayer(payment: Payment, browserToken: string): Promise<KnownPayer | undefined> {
    const { partnerId, debtorIban } = payment;
    return this.transactions.forPartner(partnerId, (tx) =>
      this.knownPayers.find(tx, partnerId, browserToken, debtorIban),
    );
  }

  /**
   * The payer agrees on our page to confirm by a push: the order goes to the bank under the consent they gave in this
   * browser. Safe to repeat.
   *
   * @returns false when this browser is not, or no longer, known; then nothing changed
   * @throws DomainError spending_rule_broken
   */
  async agreeByPush(payment: Payment, browserToken: string): Promise<boolean> {
    const { partnerId, id } = payment;
    return this.transactions.forPartner(partnerId, async (tx) => {
      const current = await this.transitions.lock(tx, partnerId, id);
      if (!current || current.isBegun) return true;
      const known = await this.knownPayers.find(tx, partnerId, browserToken, current.debtorIban);
      if (!known) return false;
      const { consentId } = known;
      const account = await this.consents.requireUsableAccount(
        tx,
        partnerId,
        consentId,
        known.account.id,
        'initiate_payments',
      );
      await this.reservations.reserveUnderConsent(tx, {
        partnerId,
        orderId: id,
        consentId,
        creditorIbans: [current.creditorIban],
        amount: current.amount,
        isRecurring: false,
      });
      const change = {
        rail: 'draft',
        consentId,
        accountId: account.id,
        debtorIban: account.iban,
        debtorName: account.holderName,
        authoriseRequestedAt: new Date(),
      } as const;
      await this.transitions.note(tx, current, change, {
        actor: psu,
        action: 'payer.chose_push',
        details: { rail_before: current.rail, consent_id: toPublicId('consent', consentId) },
      });
      await this.outbox.schedule(tx, { kind: 'payments.submit', subject: subjectOf(current), partnerId });
      return true;
    });
  }

  /** The payer says no on our page. At the bank they say it there. */
  async decline(payment: Payment): Promise<void> {
    await this.transactions.forPartner(payment.partnerId, async (tx) => {
      const current = await this.transitions.lock(tx, payment.partnerId, payment.id);
      if (current?.status !== 'received' || current.authoriseRequestedAt !== null) return;
      await this.transitions.move(tx, current, 'rejected', { actor: psu, reason: 'declined_by_psu' });
    });
  }

  /**
   * Where the payer authorises at the bank. Released only when exactly one bank object is this payment's.
   *
   * @returns undefined while there is nothing to authorise
   */
  async bankPage(payment: Payment, browserToken: string): Promise<string | undefined> {
    const client = payment.rail === 'psp_draft' ? await this.authorisations.clientFor('payment') : undefined;
    return this.transactions.forPartner(payment.partnerId, async (tx) => {
      const current = await this.transitions.lock(tx, payment.partnerId, payment.id);
      if (!current?.mayBeAuthorised) return undefined;
      if (current.rail === 'issuer_transaction') {
        if (!current.bunqPublicUuid) return undefined;
        const page = new URL(this.config.env.BUNQ_PSP_PAGE_URL);
        page.searchParams.set('transactionId', current.bunqPublicUuid);
        return page.href;
      }
      if (current.rail === 'draft' || !client || (await this.hasOrderInDoubt(tx, current))) return undefined;
      return this.authorisations.start(
        tx,
        { type: 'payment', id: current.id, partnerId: current.partnerId },
        browserToken,
        client,
      );
    });
  }

  /**
   * The bank's page shows a payer everything that waits for them, and an order in doubt may wait there twice. It is
   * settled within minutes; until then none of the payer's payments leads there.
   */
  private async hasOrderInDoubt(tx: Transaction, { partnerId, debtorIban }: Payment): Promise<boolean> {
    const ids = await this.attempts.idsInDoubt(tx, 'psp_draft');
    if (ids.length === 0) return false;
    const inDoubt = await acrossPartners(tx, partnerId, () =>
      queryRows(tx, `SELECT 1 FROM payments WHERE id = ANY($1) AND debtor_iban = $2 LIMIT 1`, [ids, debtorIban]),
    );
    return inDoubt.length > 0;
  }
}
