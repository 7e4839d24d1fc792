// Written by `npm run sdk:generate` from the API itself. Changes are lost.

import { formOf, type Upload } from '../form.js';
import { type AccountReadOptions, type RequestOptions, type WriteOptions } from '../options.js';
import { Pages } from '../pages.js';
import { segment, type Transport } from '../transport.js';
import {
  type Account,
  type AccountsBalancesAnswer,
  type AccountsBalancesQuery,
  type AccountsGetQuery,
  type AccountsListAnswer,
  type AccountsListQuery,
  type AccountsTransactionsAnswer,
  type AccountsTransactionsQuery,
  type Attachment,
  type AttachmentsUploadFields,
  type BankConnectionWithLink,
  type BankConnectionsCreateRequest,
  type BankConnectionsListAnswer,
  type BankConnectionsListQuery,
  type ClientToken,
  type ClockAdvanced,
  type ConsentWithLink,
  type ConsentsCreateRequest,
  type ConsentsListAnswer,
  type ConsentsListQuery,
  type ConsentsRenewRequest,
  type EventsDeliveriesAnswer,
  type EventsListAnswer,
  type EventsListQuery,
  type EventsRedeliverAnswer,
  type EventsRedeliverRequest,
  type FundsConfirmation,
  type FundsConfirmationBatch,
  type FundsConfirmationBatchesCreateRequest,
  type FundsConfirmationsCreateRequest,
  type FundsConfirmationsListAnswer,
  type FundsConfirmationsListQuery,
  type IncomingPaymentRequest,
  type IncomingPaymentRequestsAcceptRequest,
  type IncomingPaymentRequestsListAnswer,
  type IncomingPaymentRequestsListQuery,
  type PaymentLinkWithUrl,
  type PaymentLinksCreateRequest,
  type PaymentLinksListAnswer,
  type PaymentLinksListQuery,
  type PaymentLinksQrPngQuery,
  type PaymentRequest,
  type PaymentRequestBatchesCreateAnswer,
  type PaymentRequestBatchesCreateRequest,
  type PaymentRequestBatchesGetAnswer,
  type PaymentRequestsCreateRequest,
  type PaymentRequestsListAnswer,
  type PaymentRequestsListQuery,
  type PaymentWithLink,
  type PaymentsCreateRequest,
  type PaymentsInstancesAnswer,
  type PaymentsInstancesQuery,
  type PaymentsListAnswer,
  type PaymentsListQuery,
  type PaymentsRefundsCreateRequest,
  type PaymentsRefundsListAnswer,
  type PaymentsRefundsTimelineAnswer,
  type PaymentsTimelineAnswer,
  type Payout,
  type PayoutBatch,
  type PayoutBatchesCreateRequest,
  type PayoutBatchesInstancesAnswer,
  type PayoutBatchesInstancesQuery,
  type PayoutBatchesListAnswer,
  type PayoutBatchesListQuery,
  type PayoutBatchesTimelineAnswer,
  type PayoutsCreateRequest,
  type PayoutsInstancesAnswer,
  type PayoutsInstancesQuery,
  type PayoutsListAnswer,
  type PayoutsListQuery,
  type PayoutsTimelineAnswer,
  type Refund,
  type SluisEvent,
  type SpendingRule,
  type SpendingRulesListAnswer,
  type SpendingRulesListQuery,
  type TestClockAdvanceRequest,
  type WebhookEndpoint,
  type WebhookEndpointWithSecret,
  type WebhookEndpointsCreateRequest,
  type WebhookEndpointsListAnswer,
  type WebhookEndpointsListDeliveriesAnswer,
  type WebhookEndpointsListDeliveriesQuery,
  type WebhookEndpointsRedeliverAnswer,
  type WebhookEndpointsRedeliverRequest,
  type WebhookEndpointsRotateSecretRequest,
  type WebhookEndpointsTestAnswer,
  type WebhookEndpointsTestRequest,
  type WebhookEndpointsUpdateRequest,
} from './types.js';

export class PaymentsRefunds {
  constructor(private readonly transport: Transport) {}

  /**
   * Refund a payment.
   *
   * All that is left of the payment, unless `amount` says less: of an order of many, of one `entry`; of a planned payment, of what was paid at one of its times, by `instance_id`.
   *
   * `POST /v1/payments/{id}/refunds`
   */
  create(id: string, body?: PaymentsRefundsCreateRequest, options?: WriteOptions): Promise<Refund> {
    return this.transport.json(
      { method: 'POST', path: `/v1/payments/${segment(id)}/refunds`, body, takesKey: true },
      options,
    );
  }

  /**
   * List the refunds of a payment.
   *
   * `GET /v1/payments/{id}/refunds`
   */
  list(id: string, options?: RequestOptions): Promise<PaymentsRefundsListAnswer> {
    return this.transport.json({ method: 'GET', path: `/v1/payments/${segment(id)}/refunds` }, options);
  }

  /**
   * Read a refund.
   *
   * `GET /v1/payments/{id}/refunds/{refundId}`
   */
  get(id: string, refundId: string, options?: RequestOptions): Promise<Refund> {
    return this.transport.json(
      { method: 'GET', path: `/v1/payments/${segment(id)}/refunds/${segment(refundId)}` },
      options,
    );
  }

  /**
   * Read what happened to a refund.
   *
   * `GET /v1/payments/{id}/refunds/{refundId}/timeline`
   */
  timeline(id: string, refundId: string, options?: RequestOptions): Promise<PaymentsRefundsTimelineAnswer> {
    return this.transport.json(
      { method: 'GET', path: `/v1/payments/${segment(id)}/refunds/${segment(refundId)}/timeline` },
      options,
    );
  }

  /**
   * Cancel a refund.
   *
   * Possible until it has been sent to the bank.
   *
   * `POST /v1/payments/{id}/refunds/{refundId}/cancel`
   */
  cancel(id: string, refundId: string, options?: RequestOptions): Promise<Refund> {
    return this.transport.json(
      { method: 'POST', path: `/v1/payments/${segment(id)}/refunds/${segment(refundId)}/cancel`, isRepeatable: true },
      options,
    );
  }
}

export class Payments {
  readonly refunds: PaymentsRefunds;

  constructor(private readonly transport: Transport) {
    this.refunds = new PaymentsRefunds(transport);
  }

  /**
   * Create a payment.
   *
   * One payment, or an order of many `entries`. The payer comes to our page by `authorisation_url` and goes back to `redirect_uri`; or the payment is made under a consent, with `consent_id` and `account_id`, and the payer confirms a push in the app of the bank. Only the latter can be of many, or for later. With `fallback`, the payer may choose on our page to get a payment request in the app of the bank; the creditor is then an account that you connected.
   *
   * `POST /v1/payments`
   */
  create(body: PaymentsCreateRequest, options?: WriteOptions): Promise<PaymentWithLink> {
    return this.transport.json({ method: 'POST', path: '/v1/payments', body, takesKey: true }, options);
  }

  /**
   * List payments.
   *
   * `GET /v1/payments`
   */
  list(query?: PaymentsListQuery, options?: RequestOptions): Pages<PaymentsListAnswer> {
    return new Pages(
      (page) => this.transport.json({ method: 'GET', path: '/v1/payments', query: page }, options),
      query,
    );
  }

  /**
   * Read a payment.
   *
   * `GET /v1/payments/{id}`
   */
  get(id: string, options?: RequestOptions): Promise<PaymentWithLink> {
    return this.transport.json({ method: 'GET', path: `/v1/payments/${segment(id)}` }, options);
  }

  /**
   * Cancel a payment.
   *
   * Possible until the payer has agreed at the bank. Repeating it changes nothing more.
   *
   * `POST /v1/payments/{id}/cancel`
   */
  cancel(id: string, options?: RequestOptions): Promise<PaymentWithLink> {
    return this.transport.json(
      { method: 'POST', path: `/v1/payments/${segment(id)}/cancel`, isRepeatable: true },
      options,
    );
  }

  /**
   * Make a token for a browser.
   *
   * The token reads how this one payment stands, for half an hour, from pages of origins that are registered for you: `GET /client/payment-status`. It is shown this once. Of one payment the latest ten are good.
   *
   * `POST /v1/payments/{id}/client-token`
   */
  createClientToken(id: string, options?: RequestOptions): Promise<ClientToken> {
    return this.transport.json({ method: 'POST', path: `/v1/payments/${segment(id)}/client-token` }, options);
  }

  /**
   * Read what happened to a payment.
   *
   * `GET /v1/payments/{id}/timeline`
   */
  timeline(id: string, options?: RequestOptions): Promise<PaymentsTimelineAnswer> {
    return this.transport.json({ method: 'GET', path: `/v1/payments/${segment(id)}/timeline` }, options);
  }

  /**
   * List the times at which a planned payment fell due.
   *
   * `GET /v1/payments/{id}/instances`
   */
  instances(id: string, query?: PaymentsInstancesQuery, options?: RequestOptions): Pages<PaymentsInstancesAnswer> {
    return new Pages(
      (page) =>
        this.transport.json({ method: 'GET', path: `/v1/payments/${segment(id)}/instances`, query: page }, options),
      query,
    );
  }
}

export class PaymentLinks {
  constructor(private readonly transport: Transport) {}

  /**
   * Create a payment link.
   *
   * A link that makes a payment for whoever opens it: once, or as often as people like.
   *
   * `POST /v1/payment-links`
   */
  create(body: PaymentLinksCreateRequest, options?: WriteOptions): Promise<PaymentLinkWithUrl> {
    return this.transport.json({ method: 'POST', path: '/v1/payment-links', body, takesKey: true }, options);
  }

  /**
   * List payment links.
   *
   * `GET /v1/payment-links`
   */
  list(query?: PaymentLinksListQuery, options?: RequestOptions): Pages<PaymentLinksListAnswer> {
    return new Pages(
      (page) => this.transport.json({ method: 'GET', path: '/v1/payment-links', query: page }, options),
      query,
    );
  }

  /**
   * Read a payment link.
   *
   * `GET /v1/payment-links/{id}`
   */
  get(id: string, options?: RequestOptions): Promise<PaymentLinkWithUrl> {
    return this.transport.json({ method: 'GET', path: `/v1/payment-links/${segment(id)}` }, options);
  }

  /**
   * Deactivate a payment link.
   *
   * `POST /v1/payment-links/{id}/deactivate`
   */
  deactivate(id: string, options?: RequestOptions): Promise<PaymentLinkWithUrl> {
    return this.transport.json(
      { method: 'POST', path: `/v1/payment-links/${segment(id)}/deactivate`, isRepeatable: true },
      options,
    );
  }

  /**
   * Draw a payment link as a QR code (SVG).
   *
   * `GET /v1/payment-links/{id}/qr.svg`
   */
  qrSvg(id: string, options?: RequestOptions): Promise<string> {
    return this.transport.text({ method: 'GET', path: `/v1/payment-links/${segment(id)}/qr.svg` }, options);
  }

  /**
   * Draw a payment link as a QR code (PNG).
   *
   * `GET /v1/payment-links/{id}/qr.png`
   */
  qrPng(id: string, query?: PaymentLinksQrPngQuery, options?: RequestOptions): Promise<Uint8Array> {
    return this.transport.bytes({ method: 'GET', path: `/v1/payment-links/${segment(id)}/qr.png`, query }, options);
  }
}

export class Consents {
  constructor(private readonly transport: Transport) {}

  /**
   * Ask a payer for a consent.
   *
   * Every cluster of a payer's data is asked for by name. The payer reads what is asked behind `authorisation_url`, chooses accounts at the bank and goes back to `redirect_uri`.
   *
   * `POST /v1/consents`
   */
  create(body: ConsentsCreateRequest, options?: WriteOptions): Promise<ConsentWithLink> {
    return this.transport.json({ method: 'POST', path: '/v1/consents', body, takesKey: true }, options);
  }

  /**
   * List consents.
   *
   * `GET /v1/consents`
   */
  list(query?: ConsentsListQuery, options?: RequestOptions): Pages<ConsentsListAnswer> {
    return new Pages(
      (page) => this.transport.json({ method: 'GET', path: '/v1/consents', query: page }, options),
      query,
    );
  }

  /**
   * Read a consent.
   *
   * `GET /v1/consents/{id}`
   */
  get(id: string, options?: RequestOptions): Promise<ConsentWithLink> {
    return this.transport.json({ method: 'GET', path: `/v1/consents/${segment(id)}` }, options);
  }

  /**
   * End a consent.
   *
   * What was begun under it is withdrawn where the bank still allows it.
   *
   * `POST /v1/consents/{id}/revoke`
   */
  revoke(id: string, options?: RequestOptions): Promise<ConsentWithLink> {
    return this.transport.json(
      { method: 'POST', path: `/v1/consents/${segment(id)}/revoke`, isRepeatable: true },
      options,
    );
  }

  /**
   * Ask the payer to renew a consent.
   *
   * What is allowed stays as it was. The consent goes on unchanged until the payer has agreed.
   *
   * `POST /v1/consents/{id}/renew`
   */
  renew(id: string, body?: ConsentsRenewRequest, options?: WriteOptions): Promise<ConsentWithLink> {
    return this.transport.json(
      { method: 'POST', path: `/v1/consents/${segment(id)}/renew`, body, takesKey: true },
      options,
    );
  }
}

export class Accounts {
  constructor(private readonly transport: Transport) {}

  /**
   * List the accounts of a consent.
   *
   * `GET /v1/accounts`
   */
  list(query: AccountsListQuery, options?: AccountReadOptions): Promise<AccountsListAnswer> {
    return this.transport.json({ method: 'GET', path: '/v1/accounts', query }, options);
  }

  /**
   * Read an account.
   *
   * `GET /v1/accounts/{id}`
   */
  get(id: string, query?: AccountsGetQuery, options?: AccountReadOptions): Promise<Account> {
    return this.transport.json({ method: 'GET', path: `/v1/accounts/${segment(id)}`, query }, options);
  }

  /**
   * Read the balance of an account.
   *
   * `GET /v1/accounts/{id}/balances`
   */
  balances(id: string, query?: AccountsBalancesQuery, options?: AccountReadOptions): Promise<AccountsBalancesAnswer> {
    return this.transport.json({ method: 'GET', path: `/v1/accounts/${segment(id)}/balances`, query }, options);
  }

  /**
   * List the booked transactions of an account.
   *
   * `GET /v1/accounts/{id}/transactions`
   */
  transactions(
    id: string,
    query?: AccountsTransactionsQuery,
    options?: AccountReadOptions,
  ): Pages<AccountsTransactionsAnswer> {
    return new Pages(
      (page) =>
        this.transport.json({ method: 'GET', path: `/v1/accounts/${segment(id)}/transactions`, query: page }, options),
      query,
    );
  }
}

export class FundsConfirmationBatches {
  constructor(private readonly transport: Transport) {}

  /**
   * Ask up to a hundred such questions at once.
   *
   * They are answered one by one; read the batch, or wait for its event.
   *
   * `POST /v1/funds-confirmation-batches`
   */
  create(body: FundsConfirmationBatchesCreateRequest, options?: WriteOptions): Promise<FundsConfirmationBatch> {
    return this.transport.json(
      { method: 'POST', path: '/v1/funds-confirmation-batches', body, takesKey: true },
      options,
    );
  }

  /**
   * Read a batch of funds confirmations.
   *
   * `GET /v1/funds-confirmation-batches/{id}`
   */
  get(id: string, options?: RequestOptions): Promise<FundsConfirmationBatch> {
    return this.transport.json({ method: 'GET', path: `/v1/funds-confirmation-batches/${segment(id)}` }, options);
  }
}

export class FundsConfirmations {
  constructor(private readonly transport: Transport) {}

  /**
   * Ask whether an amount could leave an account now.
   *
   * Yes or no. Nothing is reserved, and no balance is told.
   *
   * `POST /v1/funds-confirmations`
   */
  create(body: FundsConfirmationsCreateRequest, options?: WriteOptions): Promise<FundsConfirmation> {
    return this.transport.json({ method: 'POST', path: '/v1/funds-confirmations', body, takesKey: true }, options);
  }

  /**
   * List funds confirmations.
   *
   * `GET /v1/funds-confirmations`
   */
  list(query?: FundsConfirmationsListQuery, options?: RequestOptions): Pages<FundsConfirmationsListAnswer> {
    return new Pages(
      (page) => this.transport.json({ method: 'GET', path: '/v1/funds-confirmations', query: page }, options),
      query,
    );
  }

  /**
   * Read a funds confirmation.
   *
   * `GET /v1/funds-confirmations/{id}`
   */
  get(id: string, options?: RequestOptions): Promise<FundsConfirmation> {
    return this.transport.json({ method: 'GET', path: `/v1/funds-confirmations/${segment(id)}` }, options);
  }
}

export class SpendingRules {
  constructor(private readonly transport: Transport) {}

  /**
   * List spending rules.
   *
   * `GET /v1/spending-rules`
   */
  list(query?: SpendingRulesListQuery, options?: RequestOptions): Pages<SpendingRulesListAnswer> {
    return new Pages(
      (page) => this.transport.json({ method: 'GET', path: '/v1/spending-rules', query: page }, options),
      query,
    );
  }

  /**
   * Read a spending rule.
   *
   * `GET /v1/spending-rules/{id}`
   */
  get(id: string, options?: RequestOptions): Promise<SpendingRule> {
    return this.transport.json({ method: 'GET', path: `/v1/spending-rules/${segment(id)}` }, options);
  }
}

export class BankConnections {
  constructor(private readonly transport: Transport) {}

  /**
   * Connect a partner's own account.
   *
   * By a visit to the bank (`oauth`), or with a key of the account's own (`api_key`), which can do more.
   *
   * `POST /v1/bank-connections`
   */
  create(body: BankConnectionsCreateRequest, options?: WriteOptions): Promise<BankConnectionWithLink> {
    return this.transport.json({ method: 'POST', path: '/v1/bank-connections', body, takesKey: true }, options);
  }

  /**
   * List bank connections.
   *
   * `GET /v1/bank-connections`
   */
  list(query?: BankConnectionsListQuery, options?: RequestOptions): Pages<BankConnectionsListAnswer> {
    return new Pages(
      (page) => this.transport.json({ method: 'GET', path: '/v1/bank-connections', query: page }, options),
      query,
    );
  }

  /**
   * Read a bank connection.
   *
   * `GET /v1/bank-connections/{id}`
   */
  get(id: string, options?: RequestOptions): Promise<BankConnectionWithLink> {
    return this.transport.json({ method: 'GET', path: `/v1/bank-connections/${segment(id)}` }, options);
  }

  /**
   * Disconnect an account.
   *
   * What has ended is answered as it ended, so that the call can be repeated.
   *
   * `DELETE /v1/bank-connections/{id}`
   */
  disconnect(id: string, options?: RequestOptions): Promise<BankConnectionWithLink> {
    return this.transport.json({ method: 'DELETE', path: `/v1/bank-connections/${segment(id)}` }, options);
  }
}

export class Attachments {
  constructor(private readonly transport: Transport) {}

  /**
   * Upload a picture for payment requests.
   *
   * One file of at most 5 MiB, as `multipart/form-data`.
   *
   * `POST /v1/attachments`
   */
  upload(upload: Upload<AttachmentsUploadFields>, options?: WriteOptions): Promise<Attachment> {
    return this.transport.json(
      { method: 'POST', path: '/v1/attachments', form: formOf(upload), takesKey: true },
      options,
    );
  }

  /**
   * Read an attachment.
   *
   * `GET /v1/attachments/{id}`
   */
  get(id: string, options?: RequestOptions): Promise<Attachment> {
    return this.transport.json({ method: 'GET', path: `/v1/attachments/${segment(id)}` }, options);
  }
}

export class PaymentRequestBatches {
  constructor(private readonly transport: Transport) {}

  /**
   * Ask several people for money.
   *
   * `POST /v1/payment-request-batches`
   */
  create(body: PaymentRequestBatchesCreateRequest, options?: WriteOptions): Promise<PaymentRequestBatchesCreateAnswer> {
    return this.transport.json({ method: 'POST', path: '/v1/payment-request-batches', body, takesKey: true }, options);
  }

  /**
   * Read how far a batch is.
   *
   * The requests themselves are listed by `GET /v1/payment-requests?batch_id=`.
   *
   * `GET /v1/payment-request-batches/{id}`
   */
  get(id: string, options?: RequestOptions): Promise<PaymentRequestBatchesGetAnswer> {
    return this.transport.json({ method: 'GET', path: `/v1/payment-request-batches/${segment(id)}` }, options);
  }
}

export class PaymentRequests {
  constructor(private readonly transport: Transport) {}

  /**
   * Ask somebody for money.
   *
   * The money arrives on the partner's own connected account.
   *
   * `POST /v1/payment-requests`
   */
  create(body: PaymentRequestsCreateRequest, options?: WriteOptions): Promise<PaymentRequest> {
    return this.transport.json({ method: 'POST', path: '/v1/payment-requests', body, takesKey: true }, options);
  }

  /**
   * List payment requests.
   *
   * `GET /v1/payment-requests`
   */
  list(query?: PaymentRequestsListQuery, options?: RequestOptions): Pages<PaymentRequestsListAnswer> {
    return new Pages(
      (page) => this.transport.json({ method: 'GET', path: '/v1/payment-requests', query: page }, options),
      query,
    );
  }

  /**
   * Read a payment request.
   *
   * `GET /v1/payment-requests/{id}`
   */
  get(id: string, options?: RequestOptions): Promise<PaymentRequest> {
    return this.transport.json({ method: 'GET', path: `/v1/payment-requests/${segment(id)}` }, options);
  }

  /**
   * Take a payment request back.
   *
   * `POST /v1/payment-requests/{id}/revoke`
   */
  revoke(id: string, options?: RequestOptions): Promise<PaymentRequest> {
    return this.transport.json(
      { method: 'POST', path: `/v1/payment-requests/${segment(id)}/revoke`, isRepeatable: true },
      options,
    );
  }
}

export class IncomingPaymentRequests {
  constructor(private readonly transport: Transport) {}

  /**
   * List what others ask of the partner.
   *
   * `GET /v1/incoming-payment-requests`
   */
  list(query?: IncomingPaymentRequestsListQuery, options?: RequestOptions): Pages<IncomingPaymentRequestsListAnswer> {
    return new Pages(
      (page) => this.transport.json({ method: 'GET', path: '/v1/incoming-payment-requests', query: page }, options),
      query,
    );
  }

  /**
   * Read a request to the partner.
   *
   * `GET /v1/incoming-payment-requests/{id}`
   */
  get(id: string, options?: RequestOptions): Promise<IncomingPaymentRequest> {
    return this.transport.json({ method: 'GET', path: `/v1/incoming-payment-requests/${segment(id)}` }, options);
  }

  /**
   * Pay a request.
   *
   * A body is needed only where an address is asked for. Saying yes again is no second yes.
   *
   * `POST /v1/incoming-payment-requests/{id}/accept`
   */
  accept(
    id: string,
    body?: IncomingPaymentRequestsAcceptRequest,
    options?: RequestOptions,
  ): Promise<IncomingPaymentRequest> {
    return this.transport.json(
      { method: 'POST', path: `/v1/incoming-payment-requests/${segment(id)}/accept`, body, isRepeatable: true },
      options,
    );
  }

  /**
   * Decline a request.
   *
   * `POST /v1/incoming-payment-requests/{id}/reject`
   */
  reject(id: string, options?: RequestOptions): Promise<IncomingPaymentRequest> {
    return this.transport.json(
      { method: 'POST', path: `/v1/incoming-payment-requests/${segment(id)}/reject`, isRepeatable: true },
      options,
    );
  }
}

export class Payouts {
  constructor(private readonly transport: Transport) {}

  /**
   * Pay out.
   *
   * Money from a partner's own connected account to whomever it names: at once, or by `schedule` once later or again and again.
   *
   * `POST /v1/payouts`
   */
  create(body: PayoutsCreateRequest, options?: WriteOptions): Promise<Payout> {
    return this.transport.json({ method: 'POST', path: '/v1/payouts', body, takesKey: true }, options);
  }

  /**
   * List payouts.
   *
   * `GET /v1/payouts`
   */
  list(query?: PayoutsListQuery, options?: RequestOptions): Pages<PayoutsListAnswer> {
    return new Pages(
      (page) => this.transport.json({ method: 'GET', path: '/v1/payouts', query: page }, options),
      query,
    );
  }

  /**
   * Read a payout.
   *
   * `GET /v1/payouts/{id}`
   */
  get(id: string, options?: RequestOptions): Promise<Payout> {
    return this.transport.json({ method: 'GET', path: `/v1/payouts/${segment(id)}` }, options);
  }

  /**
   * Read what happened to a payout.
   *
   * `GET /v1/payouts/{id}/timeline`
   */
  timeline(id: string, options?: RequestOptions): Promise<PayoutsTimelineAnswer> {
    return this.transport.json({ method: 'GET', path: `/v1/payouts/${segment(id)}/timeline` }, options);
  }

  /**
   * List the times at which a planned payout fell due.
   *
   * `GET /v1/payouts/{id}/instances`
   */
  instances(id: string, query?: PayoutsInstancesQuery, options?: RequestOptions): Pages<PayoutsInstancesAnswer> {
    return new Pages(
      (page) =>
        this.transport.json({ method: 'GET', path: `/v1/payouts/${segment(id)}/instances`, query: page }, options),
      query,
    );
  }

  /**
   * Cancel a payout.
   *
   * Possible until it has been sent to the bank, and afterwards as long as its owner has not confirmed it there or it stands there as a plan of this platform. What a plan has paid stays paid.
   *
   * `POST /v1/payouts/{id}/cancel`
   */
  cancel(id: string, options?: RequestOptions): Promise<Payout> {
    return this.transport.json(
      { method: 'POST', path: `/v1/payouts/${segment(id)}/cancel`, isRepeatable: true },
      options,
    );
  }
}

export class PayoutBatches {
  constructor(private readonly transport: Transport) {}

  /**
   * Pay out to many in one order.
   *
   * Up to 350 payouts from a partner's own connected account in one order, which the bank carries out whole or not at all; each entry is `executed` on a movement of its own. By `schedule` once later or again and again.
   *
   * `POST /v1/payout-batches`
   */
  create(body: PayoutBatchesCreateRequest, options?: WriteOptions): Promise<PayoutBatch> {
    return this.transport.json({ method: 'POST', path: '/v1/payout-batches', body, takesKey: true }, options);
  }

  /**
   * List payout batches.
   *
   * `GET /v1/payout-batches`
   */
  list(query?: PayoutBatchesListQuery, options?: RequestOptions): Pages<PayoutBatchesListAnswer> {
    return new Pages(
      (page) => this.transport.json({ method: 'GET', path: '/v1/payout-batches', query: page }, options),
      query,
    );
  }

  /**
   * Read a payout batch.
   *
   * `GET /v1/payout-batches/{id}`
   */
  get(id: string, options?: RequestOptions): Promise<PayoutBatch> {
    return this.transport.json({ method: 'GET', path: `/v1/payout-batches/${segment(id)}` }, options);
  }

  /**
   * Read what happened to a payout batch.
   *
   * `GET /v1/payout-batches/{id}/timeline`
   */
  timeline(id: string, options?: RequestOptions): Promise<PayoutBatchesTimelineAnswer> {
    return this.transport.json({ method: 'GET', path: `/v1/payout-batches/${segment(id)}/timeline` }, options);
  }

  /**
   * List the times at which a planned payout batch fell due.
   *
   * `GET /v1/payout-batches/{id}/instances`
   */
  instances(
    id: string,
    query?: PayoutBatchesInstancesQuery,
    options?: RequestOptions,
  ): Pages<PayoutBatchesInstancesAnswer> {
    return new Pages(
      (page) =>
        this.transport.json(
          { method: 'GET', path: `/v1/payout-batches/${segment(id)}/instances`, query: page },
          options,
        ),
      query,
    );
  }

  /**
   * Cancel a payout batch.
   *
   * As a payout: until it has been sent, confirmed by its owner, or its plan is over.
   *
   * `POST /v1/payout-batches/{id}/cancel`
   */
  cancel(id: string, options?: RequestOptions): Promise<PayoutBatch> {
    return this.transport.json(
      { method: 'POST', path: `/v1/payout-batches/${segment(id)}/cancel`, isRepeatable: true },
      options,
    );
  }
}

export class Events {
  constructor(private readonly transport: Transport) {}

  /**
   * List events.
   *
   * Newest first; with `before`, those that came after it. Cursors are ids of events, so that a partner can go on from the last one it handled. Nothing can appear among events that a cursor has passed: for that, an event is listed only when whatever began before it has ended. Mostly that is at once; at times it is seconds after its resource shows the change.
   *
   * `GET /v1/events`
   */
  list(query?: EventsListQuery, options?: RequestOptions): Pages<EventsListAnswer> {
    return new Pages((page) => this.transport.json({ method: 'GET', path: '/v1/events', query: page }, options), query);
  }

  /**
   * Read an event.
   *
   * `GET /v1/events/{id}`
   */
  get(id: string, options?: RequestOptions): Promise<SluisEvent> {
    return this.transport.json({ method: 'GET', path: `/v1/events/${segment(id)}` }, options);
  }

  /**
   * Read how an event was delivered.
   *
   * `GET /v1/events/{id}/deliveries`
   */
  deliveries(id: string, options?: RequestOptions): Promise<EventsDeliveriesAnswer> {
    return this.transport.json({ method: 'GET', path: `/v1/events/${segment(id)}/deliveries` }, options);
  }

  /**
   * Deliver an event again.
   *
   * To the endpoint named, or to every enabled one that listens to it, under the same `webhook-id`.
   *
   * `POST /v1/events/{id}/redeliver`
   */
  redeliver(id: string, body?: EventsRedeliverRequest, options?: RequestOptions): Promise<EventsRedeliverAnswer> {
    return this.transport.json({ method: 'POST', path: `/v1/events/${segment(id)}/redeliver`, body }, options);
  }
}

export class WebhookEndpoints {
  constructor(private readonly transport: Transport) {}

  /**
   * Register a webhook endpoint.
   *
   * `POST /v1/webhook-endpoints`
   */
  create(body: WebhookEndpointsCreateRequest, options?: WriteOptions): Promise<WebhookEndpointWithSecret> {
    return this.transport.json({ method: 'POST', path: '/v1/webhook-endpoints', body, takesKey: true }, options);
  }

  /**
   * List webhook endpoints.
   *
   * `GET /v1/webhook-endpoints`
   */
  list(options?: RequestOptions): Promise<WebhookEndpointsListAnswer> {
    return this.transport.json({ method: 'GET', path: '/v1/webhook-endpoints' }, options);
  }

  /**
   * Read a webhook endpoint.
   *
   * `GET /v1/webhook-endpoints/{id}`
   */
  get(id: string, options?: RequestOptions): Promise<WebhookEndpoint> {
    return this.transport.json({ method: 'GET', path: `/v1/webhook-endpoints/${segment(id)}` }, options);
  }

  /**
   * Change a webhook endpoint.
   *
   * `PATCH /v1/webhook-endpoints/{id}`
   */
  update(id: string, body: WebhookEndpointsUpdateRequest, options?: RequestOptions): Promise<WebhookEndpoint> {
    return this.transport.json({ method: 'PATCH', path: `/v1/webhook-endpoints/${segment(id)}`, body }, options);
  }

  /**
   * Delete a webhook endpoint.
   *
   * `DELETE /v1/webhook-endpoints/{id}`
   */
  delete(id: string, options?: RequestOptions): Promise<void> {
    return this.transport.none({ method: 'DELETE', path: `/v1/webhook-endpoints/${segment(id)}` }, options);
  }

  /**
   * Replace the signing secret and key.
   *
   * For 24 hours deliveries are signed with the old ones and the new ones.
   *
   * `POST /v1/webhook-endpoints/{id}/rotate-secret`
   */
  rotateSecret(
    id: string,
    body?: WebhookEndpointsRotateSecretRequest,
    options?: WriteOptions,
  ): Promise<WebhookEndpointWithSecret> {
    return this.transport.json(
      { method: 'POST', path: `/v1/webhook-endpoints/${segment(id)}/rotate-secret`, body, takesKey: true },
      options,
    );
  }

  /**
   * Send a test event.
   *
   * To this endpoint alone, whatever it listens to, and marked with `"test": true`: `webhook_endpoint.test`, or a sample of the type that you name. The resource in a sample does not exist, and samples are not in `GET /v1/events`.
   *
   * `POST /v1/webhook-endpoints/{id}/test`
   */
  test(id: string, body?: WebhookEndpointsTestRequest, options?: RequestOptions): Promise<WebhookEndpointsTestAnswer> {
    return this.transport.json({ method: 'POST', path: `/v1/webhook-endpoints/${segment(id)}/test`, body }, options);
  }

  /**
   * Read what an endpoint was sent.
   *
   * Newest first, with the last attempts of each: what was sent, what was answered and how long it took. `status=dead` lists what was given up.
   *
   * `GET /v1/webhook-endpoints/{id}/deliveries`
   */
  listDeliveries(
    id: string,
    query?: WebhookEndpointsListDeliveriesQuery,
    options?: RequestOptions,
  ): Pages<WebhookEndpointsListDeliveriesAnswer> {
    return new Pages(
      (page) =>
        this.transport.json(
          { method: 'GET', path: `/v1/webhook-endpoints/${segment(id)}/deliveries`, query: page },
          options,
        ),
      query,
    );
  }

  /**
   * Deliver again what is in a range.
   *
   * What failed, or what was delivered, of the times and types named; oldest first, at most 1,000 at once. Where there are more, `next_from` is the `from` to go on with.
   *
   * `POST /v1/webhook-endpoints/{id}/redeliver`
   */
  redeliver(
    id: string,
    body?: WebhookEndpointsRedeliverRequest,
    options?: RequestOptions,
  ): Promise<WebhookEndpointsRedeliverAnswer> {
    return this.transport.json(
      { method: 'POST', path: `/v1/webhook-endpoints/${segment(id)}/redeliver`, body },
      options,
    );
  }
}

export class TestClock {
  constructor(private readonly transport: Transport) {}

  /**
   * Let time pass.
   *
   * In test mode only; a live platform has no such operation. All that is yours becomes older by `advance`, an ISO 8601 duration of at most 366 days: what lapses, lapses within seconds, and what comes ahead of an end comes. The bank keeps its own time.
   *
   * `POST /v1/test/clock`
   */
  advance(body: TestClockAdvanceRequest, options?: WriteOptions): Promise<ClockAdvanced> {
    return this.transport.json({ method: 'POST', path: '/v1/test/clock', body, takesKey: true }, options);
  }
}

/** Every resource of the API. */
export class Resources {
  readonly payments: Payments;
  readonly paymentLinks: PaymentLinks;
  readonly consents: Consents;
  readonly accounts: Accounts;
  readonly fundsConfirmationBatches: FundsConfirmationBatches;
  readonly fundsConfirmations: FundsConfirmations;
  readonly spendingRules: SpendingRules;
  readonly bankConnections: BankConnections;
  readonly attachments: Attachments;
  readonly paymentRequestBatches: PaymentRequestBatches;
  readonly paymentRequests: PaymentRequests;
  readonly incomingPaymentRequests: IncomingPaymentRequests;
  readonly payouts: Payouts;
  readonly payoutBatches: PayoutBatches;
  readonly events: Events;
  readonly webhookEndpoints: WebhookEndpoints;
  readonly testClock: TestClock;

  constructor(transport: Transport) {
    this.payments = new Payments(transport);
    this.paymentLinks = new PaymentLinks(transport);
    this.consents = new Consents(transport);
    this.accounts = new Accounts(transport);
    this.fundsConfirmationBatches = new FundsConfirmationBatches(transport);
    this.fundsConfirmations = new FundsConfirmations(transport);
    this.spendingRules = new SpendingRules(transport);
    this.bankConnections = new BankConnections(transport);
    this.attachments = new Attachments(transport);
    this.paymentRequestBatches = new PaymentRequestBatches(transport);
    this.paymentRequests = new PaymentRequests(transport);
    this.incomingPaymentRequests = new IncomingPaymentRequests(transport);
    this.payouts = new Payouts(transport);
    this.payoutBatches = new PayoutBatches(transport);
    this.events = new Events(transport);
    this.webhookEndpoints = new WebhookEndpoints(transport);
    this.testClock = new TestClock(transport);
  }
}
