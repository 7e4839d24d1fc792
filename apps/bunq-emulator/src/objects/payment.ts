import type { Bank } from '../bank/bank.js';
import type { Payment, PaymentBatch } from '../bank/records.js';
import type { Json } from '../wire/envelope.js';
import { attachmentReference } from './attachment.js';
import { amountOf, labelOfAccount, labelOfParty, stamps } from './labels.js';

export function paymentObject(bank: Bank, payment: Payment): Json {
  const account = bank.tables.accounts.get(payment.accountId);
  const { extras } = payment;
  return {
    Payment: {
      ...stamps(payment),
      monetary_account_id: payment.accountId,
      amount: amountOf(payment.amount),
      description: payment.description,
      type: payment.type,
      sub_type: payment.subType,
      merchant_reference: payment.merchantReference,
      alias: account === undefined ? null : labelOfAccount(bank, account),
      counterparty_alias: labelOfParty(bank, payment.counterparty),
      attachment: (extras?.attachmentIds ?? []).map((id) => attachmentReference(bank, id)),
      geolocation: extras?.geolocation ?? null,
      batch_id: payment.batchId,
      scheduled_id: extras?.scheduledId ?? null,
      address_billing: extras?.addressBilling ?? null,
      address_shipping: extras?.addressShipping ?? null,
      bunqto_status: null,
      bunqto_sub_status: null,
      bunqto_share_url: null,
      bunqto_expiry: null,
      bunqto_time_responded: null,
      request_reference_split_the_bill: [],
      balance_after_mutation: amountOf(payment.balanceAfter),
      payment_arrival_expected: null,
      payment_auto_allocate_instance: null,
      payment_suspended_outgoing: null,
      payment_fee: null,
    },
  };
}

export function paymentBatchObject(bank: Bank, batch: PaymentBatch): Json {
  const payments = batch.paymentIds.flatMap((id) => bank.tables.payments.get(id) ?? []);
  return {
    PaymentBatch: {
      ...stamps(batch),
      payments: { Payment: payments.map((payment) => paymentObject(bank, payment)['Payment']) },
    },
  };
}
