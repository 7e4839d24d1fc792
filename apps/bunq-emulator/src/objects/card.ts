import type { Bank } from '../bank/bank.js';
import type { Card, CardTransaction } from '../bank/service-records.js';
import type { Json } from '../wire/envelope.js';
import { formatTimestamp } from '../wire/timestamp.js';
import { amountOf, labelOfAccount, labelOfParty, labelOfUser, stamps } from './labels.js';

export function cardObject(bank: Bank, card: Card): Json {
  const account = bank.tables.accounts.get(card.accountId);
  const label = account === undefined ? null : labelOfAccount(bank, account);
  return {
    CardDebit: {
      ...stamps(card),
      public_uuid: card.publicUuid,
      user_id: card.userId,
      user_owner_id: card.userId,
      user_holder_id: card.userId,
      type: card.type,
      sub_type: 'NONE',
      product_type: 'MASTERCARD_DEBIT',
      product_sub_type: null,
      first_line: card.nameOnCard,
      second_line: card.secondLine,
      status: card.status,
      sub_status: 'NONE',
      order_status: 'SENT_FOR_PRODUCTION',
      expiry_date: card.expiryDate,
      name_on_card: card.nameOnCard,
      preferred_name_on_card: card.nameOnCard,
      primary_account_numbers: [
        {
          id: card.id,
          uuid: card.publicUuid,
          description: 'Main',
          status: 'ACTIVE',
          monetary_account_id: card.accountId,
          four_digit: card.lastFour,
          type: 'PHYSICAL',
        },
      ],
      payment_account_reference: null,
      card_limit: amountOf(2500_00n),
      card_limit_atm: amountOf(500_00n),
      country_permission: [{ country: 'NL', expiry_time: null }],
      label_monetary_account_ordered: label,
      label_monetary_account_current: label,
      monetary_account: null,
      pin_code_assignment: [
        { type: 'PRIMARY', routing_type: 'MANUAL', monetary_account_id: card.accountId, status: 'ACTIVE' },
      ],
      monetary_account_id_fallback: null,
      country: 'NL',
      card_shipment_tracking_url: null,
      is_card_eligible_for_free_replacement: false,
      card_replacement: null,
      card_generated_cvc2: null,
      is_limited_edition: false,
      card_metal_member_since_date: null,
      company_employee_card: null,
    },
  };
}

const descriptions = {
  ALLOWED: 'The payment was allowed.',
  INSUFFICIENT_FUNDS: 'The account has insufficient funds for this payment.',
  CARD_NOT_ACTIVE: 'The card is not active.',
};

export function mastercardActionObject(bank: Bank, transaction: CardTransaction): Json {
  const { accounts, cards, users } = bank.tables;
  const [account, card] = [accounts.get(transaction.accountId), cards.get(transaction.cardId)];
  const isAllowed = transaction.decision === 'ALLOWED';
  const amount = amountOf(-transaction.amount);
  const merchant = { iban: null, name: transaction.merchant, accountId: null };
  return {
    MasterCardAction: {
      ...stamps(transaction),
      monetary_account_id: transaction.accountId,
      card_id: transaction.cardId,
      amount_local: amount,
      amount_converted: amount,
      amount_billing: amount,
      amount_original_local: amount,
      amount_original_billing: amount,
      amount_fee: null,
      card_authorisation_id_response: isAllowed ? String(transaction.id % 1_000_000).padStart(6, '0') : null,
      decision: transaction.decision,
      payment_status: isAllowed ? 'PAYMENT_SUCCESSFUL' : 'PAYMENT_FAILED',
      decision_description: descriptions[transaction.decision],
      decision_description_translated: descriptions[transaction.decision],
      decision_together_url: null,
      description: `${transaction.merchant} ${transaction.city}`,
      authorisation_status: isAllowed ? 'AUTHORISED' : 'BLOCKED',
      authorisation_type: 'NORMAL_AUTHORISATION',
      pan_entry_mode_user: 'CONTACTLESS',
      settlement_status: isAllowed ? 'SETTLEMENT_APPROVED' : 'NO_SETTLEMENT',
      clearing_status: isAllowed ? 'CLEARED' : 'NONE',
      maturity_date: formatTimestamp(transaction.createdAt).slice(0, 10),
      city: transaction.city,
      alias: account === undefined ? null : labelOfAccount(bank, account),
      counterparty_alias: labelOfParty(bank, merchant),
      label_card:
        card === undefined
          ? null
          : {
              uuid: card.publicUuid,
              type: card.type,
              second_line: card.secondLine,
              expiry_date: card.expiryDate,
              status: card.status,
              label_user: labelOfUser(bank, users.get(card.userId)),
            },
      merchant_id: null,
      token_status: null,
      reservation_expiry_time: null,
      clearing_expiry_time: null,
      applied_limit: null,
      secure_code_id: null,
      wallet_provider_id: null,
      request_reference_split_the_bill: [],
      card_tokenization_event: null,
      all_mastercard_action_refund: [],
      pos_card_presence: 'PRESENT',
      pos_card_holder_presence: 'PRESENT',
      eligible_whitelist_id: null,
      cashback_payout_item: null,
      point_mutation: null,
      blacklist: null,
      blocklist: null,
      additional_authentication_status: null,
      pin_status: 'PIN_NOT_REQUIRED',
      mastercard_action_report: null,
      merchant_category_code: null,
      company_employee_card_receipt: null,
    },
  };
}
