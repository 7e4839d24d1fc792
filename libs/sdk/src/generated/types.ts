// Written by `npm run sdk:generate` from the API itself. Changes are lost.

export interface components {
  schemas: {
    Account: {
      id: string;
      consent_id: string;
      iban: string | null;
      name: string | null;
      description: string | null;
      currency: string;
    };
    Amount: {
      value: string;
      currency: string;
    };
    Attachment: {
      id: string;
      /** @enum {string} */
      status: 'received' | 'uploaded' | 'failed';
      version: number;
      bank_connection_id: string;
      account_id: string;
      content_type: string;
      size: number;
      sha256: string;
      description: string;
      failure: {
        reason: string;
      } | null;
      /** Format: date-time */
      created_at: string;
      /** Format: date-time */
      updated_at: string;
    };
    Balance: {
      /** @constant */
      type: 'available';
      amount: components['schemas']['Amount'];
      /** Format: date-time */
      as_of: string;
    };
    BankConnection: {
      id: string;
      /** @enum {string} */
      method: 'oauth' | 'api_key';
      /** @enum {string} */
      status: 'awaiting_authorisation' | 'active' | 'rejected' | 'failed' | 'expired' | 'disconnected' | 'lost';
      status_reason: string | null;
      version: number;
      /** @description What the bank lets this kind of connection do; usable while it is `active`. */
      capabilities: string[];
      accounts: {
        id: string;
        iban: string;
        name: string;
        description: string | null;
        currency: string;
        is_default: boolean;
      }[];
      redirect_uri: string | null;
      state: string | null;
      /** Format: date-time */
      created_at: string;
      /** Format: date-time */
      updated_at: string;
      connected_at: string | null;
      ended_at: string | null;
    };
    BankConnectionWithLink: {
      id: string;
      /** @enum {string} */
      method: 'oauth' | 'api_key';
      /** @enum {string} */
      status: 'awaiting_authorisation' | 'active' | 'rejected' | 'failed' | 'expired' | 'disconnected' | 'lost';
      status_reason: string | null;
      version: number;
      /** @description What the bank lets this kind of connection do; usable while it is `active`. */
      capabilities: string[];
      accounts: {
        id: string;
        iban: string;
        name: string;
        description: string | null;
        currency: string;
        is_default: boolean;
      }[];
      redirect_uri: string | null;
      state: string | null;
      /** Format: date-time */
      created_at: string;
      /** Format: date-time */
      updated_at: string;
      connected_at: string | null;
      ended_at: string | null;
      /** @description Where somebody of the partner connects the account, while that is open. */
      authorisation_url: string | null;
    };
    ClientPayment: {
      id: string;
      /** @enum {string} */
      status:
        | 'received'
        | 'submitting'
        | 'outcome_unknown'
        | 'awaiting_authorisation'
        | 'authorised'
        | 'in_review'
        | 'executed'
        | 'partially_executed'
        | 'rejected'
        | 'cancelled'
        | 'expired'
        | 'failed';
      is_final: boolean;
      /** @description Whether the payee may count on the money now. */
      is_creditable: boolean;
    };
    ClientToken: {
      client_token: string;
      /** Format: date-time */
      expires_at: string;
    };
    ClockAdvanced: {
      advanced_seconds: number;
    };
    Consent: {
      id: string;
      /** @enum {string} */
      type: 'account_information' | 'payment_initiation' | 'funds_confirmation';
      permissions: string[];
      /** @enum {string} */
      status: 'awaiting_authorisation' | 'authorised' | 'rejected' | 'failed' | 'expired' | 'revoked';
      status_reason: string | null;
      revoked_by: ('psu' | 'partner' | 'bank' | 'operator') | null;
      version: number;
      /** Format: date-time */
      valid_until: string;
      redirect_uri: string;
      state: string | null;
      psu_reference: string | null;
      purpose: string | null;
      accounts: {
        id: string;
        iban: string | null;
        name: string | null;
        currency: string;
      }[];
      /** @description 30, 7 or 1 once that many days are left; null before, and again after a renewal. */
      expiry_notice_days: number | null;
      /** @description The latest renewal asked for; the consent goes on unchanged until it is `authorised`. */
      renewal: {
        /** @enum {string} */
        status: 'awaiting_authorisation' | 'authorised' | 'rejected' | 'failed' | 'expired';
        status_reason: string | null;
        /** Format: date-time */
        valid_until: string;
        /** Format: date-time */
        requested_at: string;
      } | null;
      /** @description Limits that the payer was shown, and their use; null where the consent has none. */
      spending_rule: components['schemas']['SpendingRule'] | null;
      /** Format: date-time */
      created_at: string;
      /** Format: date-time */
      updated_at: string;
      authorised_at: string | null;
    };
    ConsentWithLink: {
      id: string;
      /** @enum {string} */
      type: 'account_information' | 'payment_initiation' | 'funds_confirmation';
      permissions: string[];
      /** @enum {string} */
      status: 'awaiting_authorisation' | 'authorised' | 'rejected' | 'failed' | 'expired' | 'revoked';
      status_reason: string | null;
      revoked_by: ('psu' | 'partner' | 'bank' | 'operator') | null;
      version: number;
      /** Format: date-time */
      valid_until: string;
      redirect_uri: string;
      state: string | null;
      psu_reference: string | null;
      purpose: string | null;
      accounts: {
        id: string;
        iban: string | null;
        name: string | null;
        currency: string;
      }[];
      /** @description 30, 7 or 1 once that many days are left; null before, and again after a renewal. */
      expiry_notice_days: number | null;
      /** @description The latest renewal asked for; the consent goes on unchanged until it is `authorised`. */
      renewal: {
        /** @enum {string} */
        status: 'awaiting_authorisation' | 'authorised' | 'rejected' | 'failed' | 'expired';
        status_reason: string | null;
        /** Format: date-time */
        valid_until: string;
        /** Format: date-time */
        requested_at: string;
      } | null;
      /** @description Limits that the payer was shown, and their use; null where the consent has none. */
      spending_rule: components['schemas']['SpendingRule'] | null;
      /** Format: date-time */
      created_at: string;
      /** Format: date-time */
      updated_at: string;
      authorised_at: string | null;
      /** @description Where the payer decides what is open: the consent itself, or its renewal. */
      authorisation_url: string | null;
    };
    Creditor: {
      name: string | null;
      iban: string | null;
      email: string | null;
      phone: string | null;
    };
    FundsConfirmation: {
      id: string;
      consent_id: string;
      account_id: string;
      batch_id: string | null;
      amount: components['schemas']['Amount'];
      /** @enum {string} */
      status: 'pending' | 'answered' | 'unanswered';
      /** @description What was true at `answered_at`. Nothing is reserved. */
      funds_available: boolean | null;
      /** @description Why there is no answer. */
      reason: string | null;
      version: number;
      /** Format: date-time */
      created_at: string;
      /** Format: date-time */
      updated_at: string;
      answered_at: string | null;
    };
    FundsConfirmationBatch: {
      id: string;
      /** @enum {string} */
      status: 'pending' | 'completed';
      version: number;
      counts: {
        pending: number;
        answered: number;
        unanswered: number;
      };
      /** @description In the order in which they were asked. */
      data: components['schemas']['FundsConfirmation'][];
      /** Format: date-time */
      created_at: string;
      completed_at: string | null;
    };
    IncomingPaymentRequest: {
      id: string;
      /** @enum {string} */
      status:
        | 'pending'
        | 'answering'
        | 'outcome_unknown'
        | 'accepted'
        | 'refund_requested'
        | 'in_review'
        | 'rejected'
        | 'revoked'
        | 'expired'
        | 'disconnected'
        | 'refunded';
      bank_status: string;
      version: number;
      bank_connection_id: string;
      account_id: string;
      kind: string | null;
      amount: components['schemas']['Amount'];
      amount_paid: components['schemas']['Amount'] | null;
      creditor: {
        name: string | null;
        iban: string | null;
      };
      remittance_information: string;
      minimum_age: number | null;
      requested_address: string | null;
      redirect_uri: string | null;
      answer: ('accept' | 'reject') | null;
      failure: {
        reason: string;
      } | null;
      review_reason: string | null;
      bank_expires_at: string | null;
      /** Format: date-time */
      created_at: string;
      /** Format: date-time */
      updated_at: string;
      accepted_at: string | null;
    };
    LoggedWebhookDelivery: {
      id: string;
      webhook_endpoint_id: string;
      /** @enum {string} */
      status: 'pending' | 'delivered' | 'dead';
      attempts: {
        /** Format: date-time */
        attempted_at: string;
        /** @description From the look-up of the host to the end of the answer. */
        duration_ms: number;
        /** @description Null, as `connect_ms`, when an open connection was used again. */
        dns_ms: number | null;
        connect_ms: number | null;
        first_byte_ms: number | null;
        response_status: number | null;
        response_headers: {
          [key: string]: string;
        } | null;
        response_excerpt: string | null;
        failure: string | null;
      }[];
      next_attempt_at: string | null;
      delivered_at: string | null;
      /** Format: date-time */
      created_at: string;
      event_id: string;
      event_type: string;
      /** @description The text that is signed and sent, in the version of the endpoint as it is now. */
      request_body: string;
    };
    Money: {
      value: string;
      /** @constant */
      currency: 'EUR';
    };
    PayeeVerification: {
      /** @enum {string} */
      result: 'match' | 'close_match' | 'no_match' | 'not_possible';
      source: ('bank' | 'beneficiary') | null;
      /** @description Why nothing could be compared. */
      reason: ('no_account_number' | 'no_name' | 'unknown_account') | null;
      /** Format: date-time */
      checked_at: string;
    };
    Payment: {
      id: string;
      /** @enum {string} */
      status:
        | 'received'
        | 'submitting'
        | 'outcome_unknown'
        | 'awaiting_authorisation'
        | 'authorised'
        | 'in_review'
        | 'executed'
        | 'partially_executed'
        | 'rejected'
        | 'cancelled'
        | 'expired'
        | 'failed';
      /** @description The status as ISO 20022 ExternalPaymentTransactionStatus1Code. */
      iso_status: string;
      /** @description As the bank wrote it. */
      bank_status: string | null;
      /** @description Grows with every change; the event of a change carries it. */
      version: number;
      /** @enum {string} */
      rail: 'psp_draft' | 'issuer_transaction' | 'draft' | 'payment_request';
      amount: components['schemas']['Amount'];
      /** @description null for an order of many, whose entries name theirs */
      creditor: components['schemas']['Creditor'] | null;
      /** @description The creditor's name against the one under which the account is known; null for an order of many. */
      payee_verification: components['schemas']['PayeeVerification'] | null;
      entries: components['schemas']['PaymentEntry'][] | null;
      schedule: {
        /** Format: date-time */
        start: string;
        /** @description null for one payment at `start` */
        recurrence: {
          /** @enum {string} */
          unit: 'hourly' | 'daily' | 'weekly' | 'monthly' | 'yearly';
          every: number;
          /** Format: date-time */
          until: string;
        } | null;
        status: ('active' | 'finished' | 'cancelled') | null;
      } | null;
      debtor: {
        iban: string | null;
        name: string | null;
      } | null;
      remittance_information: string | null;
      reference: string | null;
      redirect_uri: string | null;
      state: string | null;
      consent_id: string | null;
      account_id: string | null;
      payment_link_id: string | null;
      /** @description What the payer may choose on our page instead of the page of the bank. */
      fallback: 'payment_request' | null;
      /** @description The payment request that the payment goes by, once the payer chose that. */
      payment_request_id: string | null;
      end_requested: string | null;
      /** @description Where and why it stopped. Of a `cancelled` payment only `superseded`: its payment link was gone on with elsewhere. */
      failure: {
        stage: string | null;
        reason: string | null;
      } | null;
      review_reason: string | null;
      /** Format: date-time */
      expires_at: string;
      /** Format: date-time */
      created_at: string;
      /** Format: date-time */
      updated_at: string;
      executed_at: string | null;
      /** @description When the payee may count on the money and why; `at` once that has come. Null before it was executed. */
      creditable: {
        /** @enum {string} */
        basis: 'within_bunq' | 'expected_arrival' | 'sct_term';
        /** Format: date-time */
        from: string;
        at: string | null;
      } | null;
    };
    PaymentEntry: {
      amount: components['schemas']['Amount'];
      creditor: components['schemas']['Creditor'];
      remittance_information: string;
      reference: string | null;
      /** @enum {string} */
      status: 'pending' | 'executed' | 'failed';
      /** @description Where and why a `failed` entry ended. */
      failure: {
        stage: string | null;
        reason: string | null;
      } | null;
      /** @description Absent before it was compared. */
      payee_verification?: components['schemas']['PayeeVerification'];
    };
    PaymentInstance: {
      id: string;
      payment_id: string;
      /** @enum {string} */
      status: 'retrying' | 'executed' | 'failed';
      bank_status: string;
      version: number;
      planned_at: string | null;
      /** Format: date-time */
      created_at: string;
      /** Format: date-time */
      updated_at: string;
    };
    PaymentLink: {
      id: string;
      /** @enum {string} */
      status: 'active' | 'paid' | 'deactivated' | 'expired';
      version: number;
      /** @enum {string} */
      use: 'single' | 'multiple';
      amount: components['schemas']['Amount'] | null;
      open_amount: {
        minimum: components['schemas']['Amount'];
        maximum: components['schemas']['Amount'];
      } | null;
      creditor: {
        name: string | null;
        iban: string | null;
        email: string | null;
        phone: string | null;
      };
      remittance_information: string;
      reference: string | null;
      redirect_uri: string | null;
      /** @description Of a single-use link: the payment that is being made or was made by it. */
      payment_id: string | null;
      expires_at: string | null;
      /** Format: date-time */
      created_at: string;
      /** Format: date-time */
      updated_at: string;
    };
    PaymentLinkWithUrl: {
      id: string;
      /** @enum {string} */
      status: 'active' | 'paid' | 'deactivated' | 'expired';
      version: number;
      /** @enum {string} */
      use: 'single' | 'multiple';
      amount: components['schemas']['Amount'] | null;
      open_amount: {
        minimum: components['schemas']['Amount'];
        maximum: components['schemas']['Amount'];
      } | null;
      creditor: {
        name: string | null;
        iban: string | null;
        email: string | null;
        phone: string | null;
      };
      remittance_information: string;
      reference: string | null;
      redirect_uri: string | null;
      /** @description Of a single-use link: the payment that is being made or was made by it. */
      payment_id: string | null;
      expires_at: string | null;
      /** Format: date-time */
      created_at: string;
      /** Format: date-time */
      updated_at: string;
      /** @description What payers open. Whoever has it can pay by it. */
      url: string;
    };
    PaymentRequest: {
      id: string;
      /** @enum {string} */
      status:
        | 'received'
        | 'submitting'
        | 'outcome_unknown'
        | 'pending'
        | 'accepted'
        | 'refund_requested'
        | 'in_review'
        | 'rejected'
        | 'revoked'
        | 'expired'
        | 'failed'
        | 'refunded';
      bank_status: string | null;
      version: number;
      bank_connection_id: string;
      account_id: string;
      batch_id: string | null;
      amount: components['schemas']['Amount'];
      amount_paid: components['schemas']['Amount'] | null;
      debtor: {
        name: string | null;
        iban: string | null;
        email: string | null;
        phone: string | null;
      };
      remittance_information: string;
      reference: string | null;
      attachment_ids: string[];
      minimum_age: number | null;
      /** @enum {string} */
      requested_address: 'none' | 'billing' | 'shipping' | 'billing_shipping';
      billing_address: {
        street: string | null;
        house_number: string | null;
        postal_code: string | null;
        city: string | null;
        country: string | null;
      } | null;
      shipping_address: {
        street: string | null;
        house_number: string | null;
        postal_code: string | null;
        city: string | null;
        country: string | null;
      } | null;
      redirect_uri: string | null;
      allow_link: boolean;
      share_url: string | null;
      end_requested: string | null;
      failure: {
        stage: string | null;
        reason: string | null;
      } | null;
      review_reason: string | null;
      expires_at: string | null;
      bank_expires_at: string | null;
      /** Format: date-time */
      created_at: string;
      /** Format: date-time */
      updated_at: string;
      accepted_at: string | null;
    };
    PaymentWithLink: {
      id: string;
      /** @enum {string} */
      status:
        | 'received'
        | 'submitting'
        | 'outcome_unknown'
        | 'awaiting_authorisation'
        | 'authorised'
        | 'in_review'
        | 'executed'
        | 'partially_executed'
        | 'rejected'
        | 'cancelled'
        | 'expired'
        | 'failed';
      /** @description The status as ISO 20022 ExternalPaymentTransactionStatus1Code. */
      iso_status: string;
      /** @description As the bank wrote it. */
      bank_status: string | null;
      /** @description Grows with every change; the event of a change carries it. */
      version: number;
      /** @enum {string} */
      rail: 'psp_draft' | 'issuer_transaction' | 'draft' | 'payment_request';
      amount: components['schemas']['Amount'];
      /** @description null for an order of many, whose entries name theirs */
      creditor: components['schemas']['Creditor'] | null;
      /** @description The creditor's name against the one under which the account is known; null for an order of many. */
      payee_verification: components['schemas']['PayeeVerification'] | null;
      entries: components['schemas']['PaymentEntry'][] | null;
      schedule: {
        /** Format: date-time */
        start: string;
        /** @description null for one payment at `start` */
        recurrence: {
          /** @enum {string} */
          unit: 'hourly' | 'daily' | 'weekly' | 'monthly' | 'yearly';
          every: number;
          /** Format: date-time */
          until: string;
        } | null;
        status: ('active' | 'finished' | 'cancelled') | null;
      } | null;
      debtor: {
        iban: string | null;
        name: string | null;
      } | null;
      remittance_information: string | null;
      reference: string | null;
      redirect_uri: string | null;
      state: string | null;
      consent_id: string | null;
      account_id: string | null;
      payment_link_id: string | null;
      /** @description What the payer may choose on our page instead of the page of the bank. */
      fallback: 'payment_request' | null;
      /** @description The payment request that the payment goes by, once the payer chose that. */
      payment_request_id: string | null;
      end_requested: string | null;
      /** @description Where and why it stopped. Of a `cancelled` payment only `superseded`: its payment link was gone on with elsewhere. */
      failure: {
        stage: string | null;
        reason: string | null;
      } | null;
      review_reason: string | null;
      /** Format: date-time */
      expires_at: string;
      /** Format: date-time */
      created_at: string;
      /** Format: date-time */
      updated_at: string;
      executed_at: string | null;
      /** @description When the payee may count on the money and why; `at` once that has come. Null before it was executed. */
      creditable: {
        /** @enum {string} */
        basis: 'within_bunq' | 'expected_arrival' | 'sct_term';
        /** Format: date-time */
        from: string;
        at: string | null;
      } | null;
      /** @description Where the payer agrees; null when they see no page, and once the payment is over. */
      authorisation_url: string | null;
    };
    Payout: {
      id: string;
      /** @enum {string} */
      status:
        | 'received'
        | 'submitting'
        | 'outcome_unknown'
        | 'accepted'
        | 'awaiting_authorisation'
        | 'scheduled'
        | 'in_review'
        | 'executed'
        | 'partially_executed'
        | 'rejected'
        | 'cancelled'
        | 'expired'
        | 'failed';
      version: number;
      bank_connection_id: string;
      account_id: string;
      amount: components['schemas']['Amount'];
      creditor: {
        name: string | null;
        iban: string | null;
        email: string | null;
        phone: string | null;
      };
      /** @description The creditor's name against the one under which the account is known; null where it was not compared. */
      payee_verification: components['schemas']['PayeeVerification'] | null;
      debtor: {
        iban: string;
      };
      remittance_information: string;
      reference: string | null;
      schedule: {
        /** Format: date-time */
        start: string;
        /** @description null for one payment at `start` */
        recurrence: {
          /** @enum {string} */
          unit: 'hourly' | 'daily' | 'weekly' | 'monthly' | 'yearly';
          every: number;
          /** Format: date-time */
          until: string;
        } | null;
        status: ('active' | 'finished' | 'cancelled') | null;
      } | null;
      end_requested: string | null;
      failure: {
        stage: string | null;
        reason: string | null;
      } | null;
      review_reason: string | null;
      /** Format: date-time */
      created_at: string;
      /** Format: date-time */
      updated_at: string;
      executed_at: string | null;
    };
    PayoutBatch: {
      id: string;
      /** @enum {string} */
      status:
        | 'received'
        | 'submitting'
        | 'outcome_unknown'
        | 'accepted'
        | 'awaiting_authorisation'
        | 'scheduled'
        | 'in_review'
        | 'executed'
        | 'partially_executed'
        | 'rejected'
        | 'cancelled'
        | 'expired'
        | 'failed';
      version: number;
      bank_connection_id: string;
      account_id: string;
      amount: components['schemas']['Amount'];
      debtor: {
        iban: string;
      };
      reference: string | null;
      schedule: {
        /** Format: date-time */
        start: string;
        /** @description null for one payment at `start` */
        recurrence: {
          /** @enum {string} */
          unit: 'hourly' | 'daily' | 'weekly' | 'monthly' | 'yearly';
          every: number;
          /** Format: date-time */
          until: string;
        } | null;
        status: ('active' | 'finished' | 'cancelled') | null;
      } | null;
      end_requested: string | null;
      failure: {
        stage: string | null;
        reason: string | null;
      } | null;
      review_reason: string | null;
      /** Format: date-time */
      created_at: string;
      /** Format: date-time */
      updated_at: string;
      executed_at: string | null;
      entries: components['schemas']['PayoutEntry'][];
    };
    PayoutEntry: {
      amount: components['schemas']['Amount'];
      creditor: components['schemas']['Creditor'];
      remittance_information: string;
      reference: string | null;
      /** @enum {string} */
      status: 'pending' | 'executed' | 'failed';
      /** @description Where and why a `failed` entry ended. */
      failure: {
        stage: string | null;
        reason: string | null;
      } | null;
      /** @description Absent before it was compared. */
      payee_verification?: components['schemas']['PayeeVerification'];
    };
    PayoutInstance: {
      id: string;
      payout_id: string | null;
      payout_batch_id: string | null;
      /** @enum {string} */
      status: 'retrying' | 'executed' | 'failed';
      bank_status: string;
      version: number;
      planned_at: string | null;
      /** Format: date-time */
      created_at: string;
      /** Format: date-time */
      updated_at: string;
    };
    Problem: {
      type: string;
      title: string;
      status: number;
      /** @description For people; decide by `code`. */
      detail: string;
      /** @enum {string} */
      code:
        | 'request_malformed'
        | 'request_invalid'
        | 'api_version_unknown'
        | 'request_too_large'
        | 'media_type_unsupported'
        | 'route_not_found'
        | 'resource_not_found'
        | 'credential_missing'
        | 'credential_invalid'
        | 'credential_of_other_mode'
        | 'scope_missing'
        | 'staff_session_missing'
        | 'staff_role_missing'
        | 'review_refused'
        | 'change_refused'
        | 'staff_request_refused'
        | 'person_session_missing'
        | 'person_role_missing'
        | 'person_request_refused'
        | 'passkey_refused'
        | 'invitation_not_usable'
        | 'last_owner_stays'
        | 'rate_limited'
        | 'idempotency_key_missing'
        | 'idempotency_key_malformed'
        | 'idempotency_key_reused'
        | 'idempotency_key_in_use'
        | 'redirect_uri_not_registered'
        | 'origin_not_registered'
        | 'consent_not_usable'
        | 'consent_transition_refused'
        | 'account_not_in_consent'
        | 'permission_not_granted'
        | 'unattended_reads_exhausted'
        | 'history_not_available'
        | 'bank_connection_not_usable'
        | 'bank_connection_ambiguous'
        | 'bank_connection_incapable'
        | 'bank_connection_transition_refused'
        | 'connection_method_not_available'
        | 'account_not_in_connection'
        | 'funds_not_confirmable'
        | 'payment_not_cancellable'
        | 'payment_not_refundable'
        | 'refund_exceeds_payment'
        | 'payout_not_cancellable'
        | 'payment_link_not_usable'
        | 'spending_rule_broken'
        | 'schedule_not_possible'
        | 'rail_not_available'
        | 'payment_request_not_revocable'
        | 'incoming_request_not_answerable'
        | 'attachment_not_acceptable'
        | 'attachment_not_usable'
        | 'webhook_target_refused'
        | 'event_not_redeliverable'
        | 'platform_unavailable'
        | 'platform_error'
        | 'aspsp_unavailable';
      /**
       * @description Where the cause is: yours, ours, the bank.
       * @enum {string}
       */
      origin: 'request' | 'platform' | 'bank';
      /** @description Whether the very same request can work later. */
      retryable: boolean;
      /** @description Also in the header `Request-Id`. Quote it to support. */
      request_id: string;
      /** @description Present when fields are at fault. */
      errors?: {
        /** @description A JSON pointer (RFC 6901) into what was sent. */
        pointer: string;
        code: string;
        detail: string;
      }[];
      /** @description Which rule held the order back; with `spending_rule_broken`. */
      spending_rule?: {
        id: string;
        /** @enum {string} */
        scope: 'partner' | 'consent';
        rule: string;
        limit: components['schemas']['Amount'] | null;
        used: components['schemas']['Amount'] | null;
      };
    };
    Refund: {
      id: string;
      /** @enum {string} */
      status:
        | 'received'
        | 'submitting'
        | 'outcome_unknown'
        | 'accepted'
        | 'awaiting_authorisation'
        | 'in_review'
        | 'executed'
        | 'rejected'
        | 'cancelled'
        | 'expired'
        | 'failed';
      version: number;
      bank_connection_id: string;
      account_id: string;
      amount: components['schemas']['Amount'];
      creditor: {
        name: string | null;
        iban: string | null;
        email: string | null;
        phone: string | null;
      };
      debtor: {
        iban: string;
      };
      remittance_information: string;
      reference: string | null;
      end_requested: string | null;
      failure: {
        stage: string | null;
        reason: string | null;
      } | null;
      review_reason: string | null;
      /** Format: date-time */
      created_at: string;
      /** Format: date-time */
      updated_at: string;
      executed_at: string | null;
      payment_id: string;
      payment_entry: number | null;
      payment_instance_id: string | null;
    };
    SpendingRule: {
      id: string;
      /** @enum {string} */
      scope: 'partner' | 'consent';
      consent_id: string | null;
      per_payment: {
        limit: components['schemas']['Amount'];
      } | null;
      per_day: {
        limit: components['schemas']['Amount'] | null;
        used: components['schemas']['Amount'];
        /** @description Null without a limit. */
        remaining: components['schemas']['Amount'] | null;
        /** @description The calendar day or the first day of the month, in `time_zone`. */
        since: string;
      };
      per_month: {
        limit: components['schemas']['Amount'] | null;
        used: components['schemas']['Amount'];
        /** @description Null without a limit. */
        remaining: components['schemas']['Amount'] | null;
        /** @description The calendar day or the first day of the month, in `time_zone`. */
        since: string;
      };
      allowed_creditors:
        | {
            iban: string;
          }[]
        | null;
      time_zone: string;
      /** @enum {string} */
      set_by: 'operator' | 'partner';
      version: number;
      /** Format: date-time */
      created_at: string;
      /** Format: date-time */
      updated_at: string;
    };
    Transaction: {
      id: string;
      account_id: string;
      consent_id: string;
      /** @constant */
      status: 'booked';
      /** Format: date-time */
      booked_at: string;
      amount: components['schemas']['Amount'];
      /** @enum {string} */
      kind: 'internal' | 'credit_transfer' | 'direct_debit' | 'ideal' | 'card' | 'fee' | 'other';
      counterparty: {
        name: string | null;
        iban: string | null;
      } | null;
      remittance_information: string | null;
      reference: string | null;
      balance_after: components['schemas']['Amount'] | null;
      /** @description What a card payment was, under `read_card_transactions`. Which card it was is not told. */
      card: {
        /** @enum {string} */
        use: 'purchase' | 'withdrawal' | 'refund';
      } | null;
    };
    WebhookDelivery: {
      id: string;
      webhook_endpoint_id: string;
      /** @enum {string} */
      status: 'pending' | 'delivered' | 'dead';
      attempts: {
        /** Format: date-time */
        attempted_at: string;
        /** @description From the look-up of the host to the end of the answer. */
        duration_ms: number;
        /** @description Null, as `connect_ms`, when an open connection was used again. */
        dns_ms: number | null;
        connect_ms: number | null;
        first_byte_ms: number | null;
        response_status: number | null;
        response_headers: {
          [key: string]: string;
        } | null;
        response_excerpt: string | null;
        failure: string | null;
      }[];
      next_attempt_at: string | null;
      delivered_at: string | null;
      /** Format: date-time */
      created_at: string;
    };
    WebhookEndpoint: {
      id: string;
      url: string;
      description: string | null;
      event_types: string[];
      /** @description In which it is told; null for the version you are held to. */
      api_version: ('2026-11-01' | '2026-11-21') | null;
      /** @enum {string} */
      status: 'enabled' | 'disabled';
      disabled_reason: ('partner' | 'gone' | 'failing') | null;
      /** @description Of the first failure that no success followed. */
      failing_since: string | null;
      /** @description Ed25519, `whpk_…`: signatures `v1a` are checked with it. */
      public_key: string | null;
      /** @description Signs too until `previous_secret_until`. */
      previous_public_key: string | null;
      previous_secret_until: string | null;
      /** Format: date-time */
      created_at: string;
      /** Format: date-time */
      updated_at: string;
    };
    WebhookEndpointWithSecret: {
      id: string;
      url: string;
      description: string | null;
      event_types: string[];
      /** @description In which it is told; null for the version you are held to. */
      api_version: ('2026-11-01' | '2026-11-21') | null;
      /** @enum {string} */
      status: 'enabled' | 'disabled';
      disabled_reason: ('partner' | 'gone' | 'failing') | null;
      /** @description Of the first failure that no success followed. */
      failing_since: string | null;
      /** @description Ed25519, `whpk_…`: signatures `v1a` are checked with it. */
      public_key: string | null;
      /** @description Signs too until `previous_secret_until`. */
      previous_public_key: string | null;
      previous_secret_until: string | null;
      /** Format: date-time */
      created_at: string;
      /** Format: date-time */
      updated_at: string;
      /** @description Shown here only. Signatures are checked with it. */
      secret: string;
    };
    PaymentEvent: {
      /** @enum {string} */
      type:
        | 'payment.received'
        | 'payment.submitting'
        | 'payment.outcome_unknown'
        | 'payment.awaiting_authorisation'
        | 'payment.authorised'
        | 'payment.in_review'
        | 'payment.executed'
        | 'payment.partially_executed'
        | 'payment.rejected'
        | 'payment.cancelled'
        | 'payment.expired'
        | 'payment.failed'
        | 'payment.creditable';
      /** @constant */
      resource_type: 'payment';
      data: components['schemas']['Payment'];
      id: string;
      /** Format: date-time */
      created_at: string;
      resource_version: number;
      /**
       * @description Sent because you asked for a test: nothing happened, and what it tells of need not exist.
       * @constant
       */
      test?: true;
    };
    PaymentInstanceEvent: {
      /** @enum {string} */
      type: 'payment_instance.retrying' | 'payment_instance.executed' | 'payment_instance.failed';
      /** @constant */
      resource_type: 'payment_instance';
      data: components['schemas']['PaymentInstance'];
      id: string;
      /** Format: date-time */
      created_at: string;
      resource_version: number;
      /**
       * @description Sent because you asked for a test: nothing happened, and what it tells of need not exist.
       * @constant
       */
      test?: true;
    };
    PaymentLinkEvent: {
      /** @enum {string} */
      type: 'payment_link.created' | 'payment_link.paid' | 'payment_link.deactivated' | 'payment_link.expired';
      /** @constant */
      resource_type: 'payment_link';
      data: components['schemas']['PaymentLink'];
      id: string;
      /** Format: date-time */
      created_at: string;
      resource_version: number;
      /**
       * @description Sent because you asked for a test: nothing happened, and what it tells of need not exist.
       * @constant
       */
      test?: true;
    };
    ConsentEvent: {
      /** @enum {string} */
      type:
        | 'consent.awaiting_authorisation'
        | 'consent.authorised'
        | 'consent.rejected'
        | 'consent.failed'
        | 'consent.expired'
        | 'consent.revoked'
        | 'consent.expiring'
        | 'consent.renewal_requested'
        | 'consent.renewed'
        | 'consent.renewal_rejected'
        | 'consent.renewal_failed'
        | 'consent.renewal_expired';
      /** @constant */
      resource_type: 'consent';
      data: components['schemas']['Consent'];
      id: string;
      /** Format: date-time */
      created_at: string;
      resource_version: number;
      /**
       * @description Sent because you asked for a test: nothing happened, and what it tells of need not exist.
       * @constant
       */
      test?: true;
    };
    BankConnectionEvent: {
      /** @enum {string} */
      type:
        | 'bank_connection.awaiting_authorisation'
        | 'bank_connection.active'
        | 'bank_connection.rejected'
        | 'bank_connection.failed'
        | 'bank_connection.expired'
        | 'bank_connection.disconnected'
        | 'bank_connection.lost';
      /** @constant */
      resource_type: 'bank_connection';
      data: components['schemas']['BankConnection'];
      id: string;
      /** Format: date-time */
      created_at: string;
      resource_version: number;
      /**
       * @description Sent because you asked for a test: nothing happened, and what it tells of need not exist.
       * @constant
       */
      test?: true;
    };
    PayoutEvent: {
      /** @enum {string} */
      type:
        | 'payout.received'
        | 'payout.submitting'
        | 'payout.outcome_unknown'
        | 'payout.accepted'
        | 'payout.awaiting_authorisation'
        | 'payout.scheduled'
        | 'payout.in_review'
        | 'payout.executed'
        | 'payout.partially_executed'
        | 'payout.rejected'
        | 'payout.cancelled'
        | 'payout.expired'
        | 'payout.failed';
      /** @constant */
      resource_type: 'payout';
      data: components['schemas']['Payout'];
      id: string;
      /** Format: date-time */
      created_at: string;
      resource_version: number;
      /**
       * @description Sent because you asked for a test: nothing happened, and what it tells of need not exist.
       * @constant
       */
      test?: true;
    };
    PayoutBatchEvent: {
      /** @enum {string} */
      type:
        | 'payout_batch.received'
        | 'payout_batch.submitting'
        | 'payout_batch.outcome_unknown'
        | 'payout_batch.accepted'
        | 'payout_batch.awaiting_authorisation'
        | 'payout_batch.scheduled'
        | 'payout_batch.in_review'
        | 'payout_batch.executed'
        | 'payout_batch.partially_executed'
        | 'payout_batch.rejected'
        | 'payout_batch.cancelled'
        | 'payout_batch.expired'
        | 'payout_batch.failed';
      /** @constant */
      resource_type: 'payout_batch';
      data: components['schemas']['PayoutBatch'];
      id: string;
      /** Format: date-time */
      created_at: string;
      resource_version: number;
      /**
       * @description Sent because you asked for a test: nothing happened, and what it tells of need not exist.
       * @constant
       */
      test?: true;
    };
    PayoutInstanceEvent: {
      /** @enum {string} */
      type: 'payout_instance.retrying' | 'payout_instance.executed' | 'payout_instance.failed';
      /** @constant */
      resource_type: 'payout_instance';
      data: components['schemas']['PayoutInstance'];
      id: string;
      /** Format: date-time */
      created_at: string;
      resource_version: number;
      /**
       * @description Sent because you asked for a test: nothing happened, and what it tells of need not exist.
       * @constant
       */
      test?: true;
    };
    RefundEvent: {
      /** @enum {string} */
      type:
        | 'refund.received'
        | 'refund.submitting'
        | 'refund.outcome_unknown'
        | 'refund.accepted'
        | 'refund.awaiting_authorisation'
        | 'refund.in_review'
        | 'refund.executed'
        | 'refund.rejected'
        | 'refund.cancelled'
        | 'refund.expired'
        | 'refund.failed';
      /** @constant */
      resource_type: 'refund';
      data: components['schemas']['Refund'];
      id: string;
      /** Format: date-time */
      created_at: string;
      resource_version: number;
      /**
       * @description Sent because you asked for a test: nothing happened, and what it tells of need not exist.
       * @constant
       */
      test?: true;
    };
    PaymentRequestEvent: {
      /** @enum {string} */
      type:
        | 'payment_request.received'
        | 'payment_request.submitting'
        | 'payment_request.outcome_unknown'
        | 'payment_request.pending'
        | 'payment_request.accepted'
        | 'payment_request.refund_requested'
        | 'payment_request.in_review'
        | 'payment_request.rejected'
        | 'payment_request.revoked'
        | 'payment_request.expired'
        | 'payment_request.failed'
        | 'payment_request.refunded'
        | 'payment_request.shareable';
      /** @constant */
      resource_type: 'payment_request';
      data: components['schemas']['PaymentRequest'];
      id: string;
      /** Format: date-time */
      created_at: string;
      resource_version: number;
      /**
       * @description Sent because you asked for a test: nothing happened, and what it tells of need not exist.
       * @constant
       */
      test?: true;
    };
    IncomingPaymentRequestEvent: {
      /** @enum {string} */
      type:
        | 'incoming_payment_request.pending'
        | 'incoming_payment_request.answering'
        | 'incoming_payment_request.outcome_unknown'
        | 'incoming_payment_request.accepted'
        | 'incoming_payment_request.refund_requested'
        | 'incoming_payment_request.in_review'
        | 'incoming_payment_request.rejected'
        | 'incoming_payment_request.revoked'
        | 'incoming_payment_request.expired'
        | 'incoming_payment_request.disconnected'
        | 'incoming_payment_request.refunded';
      /** @constant */
      resource_type: 'incoming_payment_request';
      data: components['schemas']['IncomingPaymentRequest'];
      id: string;
      /** Format: date-time */
      created_at: string;
      resource_version: number;
      /**
       * @description Sent because you asked for a test: nothing happened, and what it tells of need not exist.
       * @constant
       */
      test?: true;
    };
    AttachmentEvent: {
      /** @enum {string} */
      type: 'attachment.received' | 'attachment.uploaded' | 'attachment.failed';
      /** @constant */
      resource_type: 'attachment';
      data: components['schemas']['Attachment'];
      id: string;
      /** Format: date-time */
      created_at: string;
      resource_version: number;
      /**
       * @description Sent because you asked for a test: nothing happened, and what it tells of need not exist.
       * @constant
       */
      test?: true;
    };
    FundsConfirmationEvent: {
      /** @enum {string} */
      type: 'funds_confirmation.pending' | 'funds_confirmation.answered' | 'funds_confirmation.unanswered';
      /** @constant */
      resource_type: 'funds_confirmation';
      data: components['schemas']['FundsConfirmation'];
      id: string;
      /** Format: date-time */
      created_at: string;
      resource_version: number;
      /**
       * @description Sent because you asked for a test: nothing happened, and what it tells of need not exist.
       * @constant
       */
      test?: true;
    };
    FundsConfirmationBatchEvent: {
      /** @enum {string} */
      type: 'funds_confirmation_batch.pending' | 'funds_confirmation_batch.completed';
      /** @constant */
      resource_type: 'funds_confirmation_batch';
      data: components['schemas']['FundsConfirmationBatch'];
      id: string;
      /** Format: date-time */
      created_at: string;
      resource_version: number;
      /**
       * @description Sent because you asked for a test: nothing happened, and what it tells of need not exist.
       * @constant
       */
      test?: true;
    };
    TransactionEvent: {
      /** @enum {string} */
      type: 'transaction.booked';
      /** @constant */
      resource_type: 'transaction';
      data: components['schemas']['Transaction'];
      id: string;
      /** Format: date-time */
      created_at: string;
      resource_version: number;
      /**
       * @description Sent because you asked for a test: nothing happened, and what it tells of need not exist.
       * @constant
       */
      test?: true;
    };
    WebhookEndpointEvent: {
      /** @enum {string} */
      type: 'webhook_endpoint.test' | 'webhook_endpoint.disabled';
      /** @constant */
      resource_type: 'webhook_endpoint';
      data: {
        id: string;
        url?: string;
        /** @enum {string} */
        disabled_reason?: 'partner' | 'gone' | 'failing';
      };
      id: string;
      /** Format: date-time */
      created_at: string;
      resource_version: number;
      /**
       * @description Sent because you asked for a test: nothing happened, and what it tells of need not exist.
       * @constant
       */
      test?: true;
    };
    SluisEvent:
      | components['schemas']['PaymentEvent']
      | components['schemas']['PaymentInstanceEvent']
      | components['schemas']['PaymentLinkEvent']
      | components['schemas']['ConsentEvent']
      | components['schemas']['BankConnectionEvent']
      | components['schemas']['PayoutEvent']
      | components['schemas']['PayoutBatchEvent']
      | components['schemas']['PayoutInstanceEvent']
      | components['schemas']['RefundEvent']
      | components['schemas']['PaymentRequestEvent']
      | components['schemas']['IncomingPaymentRequestEvent']
      | components['schemas']['AttachmentEvent']
      | components['schemas']['FundsConfirmationEvent']
      | components['schemas']['FundsConfirmationBatchEvent']
      | components['schemas']['TransactionEvent']
      | components['schemas']['WebhookEndpointEvent'];
    PaymentsCreateRequest: {
      amount?: components['schemas']['Money'];
      creditor?: {
        name?: string;
        iban?: string;
        /** Format: email */
        email?: string;
        phone?: string;
      };
      remittance_information?: string;
      entries?: {
        amount: components['schemas']['Money'];
        creditor: {
          name?: string;
          iban?: string;
          /** Format: email */
          email?: string;
          phone?: string;
        };
        remittance_information: string;
        reference?: string;
      }[];
      schedule?: {
        /** Format: date-time */
        start: string;
        recurrence?: {
          /** @enum {string} */
          unit: 'hourly' | 'daily' | 'weekly' | 'monthly' | 'yearly';
          /** @default 1 */
          every?: number;
          /** Format: date-time */
          until: string;
        };
      };
      debtor?: {
        iban: string;
        name?: string;
      };
      reference?: string;
      redirect_uri?: string;
      state?: string;
      consent_id?: string;
      account_id?: string;
      /**
       * @description Lets the payer choose a payment request in the app of the bank, on our page.
       * @constant
       */
      fallback?: 'payment_request';
    };
    PaymentsListQuery: {
      limit?: number;
      after?: string;
      before?: string;
      /** @enum {string} */
      status?:
        | 'received'
        | 'submitting'
        | 'outcome_unknown'
        | 'awaiting_authorisation'
        | 'authorised'
        | 'in_review'
        | 'executed'
        | 'partially_executed'
        | 'rejected'
        | 'cancelled'
        | 'expired'
        | 'failed';
      reference?: string;
      /** Format: date-time */
      created_from?: string;
      /** Format: date-time */
      created_until?: string;
      payment_link_id?: string;
    };
    PaymentsListAnswer: {
      data: components['schemas']['PaymentWithLink'][];
      has_more: boolean;
      /** @description For `after`, or for `before` on a page that was asked for with it. */
      next_cursor: string | null;
    };
    PaymentsTimelineAnswer: {
      data: {
        version: number;
        status: string;
        bank_status: string | null;
        actor: string;
        reason: string | null;
        /** Format: date-time */
        at: string;
      }[];
    };
    PaymentsInstancesQuery: {
      limit?: number;
      after?: string;
    };
    PaymentsInstancesAnswer: {
      data: components['schemas']['PaymentInstance'][];
      has_more: boolean;
      /** @description For `after`, or for `before` on a page that was asked for with it. */
      next_cursor: string | null;
    };
    PaymentLinksCreateRequest: {
      /**
       * @default single
       * @enum {string}
       */
      use?: 'single' | 'multiple';
      amount?: components['schemas']['Money'];
      open_amount?: {
        minimum?: components['schemas']['Money'];
        maximum?: components['schemas']['Money'];
      };
      creditor: {
        name?: string;
        iban?: string;
        /** Format: email */
        email?: string;
        phone?: string;
      };
      remittance_information: string;
      reference?: string;
      redirect_uri?: string;
      /** Format: date-time */
      expires_at?: string;
    };
    PaymentLinksListQuery: {
      limit?: number;
      after?: string;
      before?: string;
    };
    PaymentLinksListAnswer: {
      data: components['schemas']['PaymentLinkWithUrl'][];
      has_more: boolean;
      /** @description For `after`, or for `before` on a page that was asked for with it. */
      next_cursor: string | null;
    };
    PaymentLinksQrPngQuery: {
      size?: number;
    };
    ConsentsCreateRequest: {
      /** @enum {string} */
      type: 'account_information' | 'payment_initiation' | 'funds_confirmation';
      /** @description `read_account_list`: numbers and holders. `read_balances`, `read_transactions`: of 90 days. `read_transactions_history`: older ones. `read_card_transactions`: what a card payment was (`card.use`); without `read_transactions`, card payments alone. */
      permissions?: (
        | 'read_account_list'
        | 'read_balances'
        | 'read_transactions'
        | 'read_transactions_history'
        | 'read_card_transactions'
        | 'initiate_payments'
        | 'confirm_funds'
      )[];
      /** Format: date-time */
      valid_until?: string;
      redirect_uri: string;
      state?: string;
      psu_reference?: string;
      purpose?: string;
      spending_rule?: {
        per_payment?: components['schemas']['Money'];
        per_day?: components['schemas']['Money'];
        per_month?: components['schemas']['Money'];
        allowed_creditors?: {
          iban: string;
        }[];
      };
    };
    ConsentsListQuery: {
      limit?: number;
      after?: string;
      before?: string;
    };
    ConsentsListAnswer: {
      data: components['schemas']['ConsentWithLink'][];
      has_more: boolean;
      /** @description For `after`, or for `before` on a page that was asked for with it. */
      next_cursor: string | null;
    };
    ConsentsRenewRequest: {
      /** Format: date-time */
      valid_until?: string;
      redirect_uri?: string;
      state?: string;
    };
    AccountsListQuery: {
      consent_id: string;
    };
    AccountsListAnswer: {
      data: components['schemas']['Account'][];
      has_more: boolean;
      /** @description For `after`, or for `before` on a page that was asked for with it. */
      next_cursor: string | null;
    };
    AccountsGetQuery: {
      consent_id?: string;
    };
    AccountsBalancesQuery: {
      consent_id?: string;
    };
    AccountsBalancesAnswer: {
      data: components['schemas']['Balance'][];
      /** @description When the bank was last read. */
      as_of: string | null;
    };
    AccountsTransactionsQuery: {
      limit?: number;
      after?: string;
      before?: string;
      consent_id?: string;
      /** Format: date */
      from?: string;
      /** Format: date */
      to?: string;
      amount?: string;
      amount_min?: string;
      amount_max?: string;
      counterparty?: string;
      /**
       * @default booked
       * @constant
       */
      status?: 'booked';
      /**
       * @default booked
       * @enum {string}
       */
      view?: 'booked' | 'card';
    };
    AccountsTransactionsAnswer: {
      data: components['schemas']['Transaction'][];
      has_more: boolean;
      /** @description For `after`, or for `before` on a page that was asked for with it. */
      next_cursor: string | null;
      /** @description When the bank was last read. */
      as_of: string | null;
    };
    FundsConfirmationBatchesCreateRequest: {
      questions: {
        consent_id: string;
        account_id?: string;
        amount: components['schemas']['Money'];
      }[];
    };
    FundsConfirmationsCreateRequest: {
      consent_id: string;
      account_id?: string;
      amount: components['schemas']['Money'];
    };
    FundsConfirmationsListQuery: {
      limit?: number;
      after?: string;
      before?: string;
      consent_id?: string;
      batch_id?: string;
    };
    FundsConfirmationsListAnswer: {
      data: components['schemas']['FundsConfirmation'][];
      has_more: boolean;
      /** @description For `after`, or for `before` on a page that was asked for with it. */
      next_cursor: string | null;
    };
    SpendingRulesListQuery: {
      limit?: number;
      after?: string;
      before?: string;
    };
    SpendingRulesListAnswer: {
      data: components['schemas']['SpendingRule'][];
      has_more: boolean;
      /** @description For `after`, or for `before` on a page that was asked for with it. */
      next_cursor: string | null;
    };
    BankConnectionsCreateRequest:
      | {
          /** @constant */
          method: 'oauth';
          redirect_uri: string;
          state?: string;
        }
      | {
          /** @constant */
          method: 'api_key';
          api_key: string;
        };
    BankConnectionsListQuery: {
      limit?: number;
      after?: string;
      before?: string;
    };
    BankConnectionsListAnswer: {
      data: components['schemas']['BankConnectionWithLink'][];
      has_more: boolean;
      /** @description For `after`, or for `before` on a page that was asked for with it. */
      next_cursor: string | null;
    };
    AttachmentsUploadFields: {
      bank_connection_id?: string;
      account_id?: string;
      /** @default Attachment */
      description?: string;
    };
    PaymentRequestBatchesCreateRequest: {
      bank_connection_id?: string;
      account_id?: string;
      reference?: string;
      payment_requests: {
        amount: components['schemas']['Money'];
        debtor: {
          name?: string;
          iban?: string;
          /** Format: email */
          email?: string;
          phone?: string;
        };
        remittance_information: string;
        reference?: string;
        /** @default [] */
        attachment_ids?: string[];
        minimum_age?: number;
        /**
         * @default none
         * @enum {string}
         */
        requested_address?: 'none' | 'billing' | 'shipping' | 'billing_shipping';
        redirect_uri?: string;
        /** @default true */
        allow_link?: boolean;
        /** Format: date-time */
        expires_at?: string;
      }[];
    };
    PaymentRequestBatchesCreateAnswer: {
      id: string;
      bank_connection_id: string;
      account_id: string;
      reference: string | null;
      size: number;
      /** Format: date-time */
      created_at: string;
      payment_requests: components['schemas']['PaymentRequest'][];
    };
    PaymentRequestBatchesGetAnswer: {
      id: string;
      bank_connection_id: string;
      account_id: string;
      reference: string | null;
      size: number;
      /** Format: date-time */
      created_at: string;
      count_by_status: {
        [key: string]: number;
      };
      amount: components['schemas']['Amount'];
      amount_paid: components['schemas']['Amount'];
    };
    PaymentRequestsCreateRequest: {
      bank_connection_id?: string;
      account_id?: string;
      amount: components['schemas']['Money'];
      debtor: {
        name?: string;
        iban?: string;
        /** Format: email */
        email?: string;
        phone?: string;
      };
      remittance_information: string;
      reference?: string;
      /** @default [] */
      attachment_ids?: string[];
      minimum_age?: number;
      /**
       * @default none
       * @enum {string}
       */
      requested_address?: 'none' | 'billing' | 'shipping' | 'billing_shipping';
      redirect_uri?: string;
      /** @default true */
      allow_link?: boolean;
      /** Format: date-time */
      expires_at?: string;
    };
    PaymentRequestsListQuery: {
      limit?: number;
      after?: string;
      before?: string;
      /** @enum {string} */
      status?:
        | 'received'
        | 'submitting'
        | 'outcome_unknown'
        | 'pending'
        | 'accepted'
        | 'refund_requested'
        | 'in_review'
        | 'rejected'
        | 'revoked'
        | 'expired'
        | 'failed'
        | 'refunded';
      reference?: string;
      batch_id?: string;
    };
    PaymentRequestsListAnswer: {
      data: components['schemas']['PaymentRequest'][];
      has_more: boolean;
      /** @description For `after`, or for `before` on a page that was asked for with it. */
      next_cursor: string | null;
    };
    IncomingPaymentRequestsListQuery: {
      limit?: number;
      after?: string;
      before?: string;
      /** @enum {string} */
      status?:
        | 'pending'
        | 'answering'
        | 'outcome_unknown'
        | 'accepted'
        | 'refund_requested'
        | 'in_review'
        | 'rejected'
        | 'revoked'
        | 'expired'
        | 'disconnected'
        | 'refunded';
    };
    IncomingPaymentRequestsListAnswer: {
      data: components['schemas']['IncomingPaymentRequest'][];
      has_more: boolean;
      /** @description For `after`, or for `before` on a page that was asked for with it. */
      next_cursor: string | null;
    };
    /** @default {} */
    IncomingPaymentRequestsAcceptRequest: {
      billing_address?: {
        street: string;
        house_number: string;
        postal_code: string;
        city: string;
        country: string;
      };
      shipping_address?: {
        street: string;
        house_number: string;
        postal_code: string;
        city: string;
        country: string;
      };
    };
    PayoutsCreateRequest: {
      amount: components['schemas']['Money'];
      creditor: {
        name?: string;
        iban?: string;
        /** Format: email */
        email?: string;
        phone?: string;
      };
      remittance_information: string;
      reference?: string;
      bank_connection_id?: string;
      account_id?: string;
      schedule?: {
        /** Format: date-time */
        start: string;
        recurrence?: {
          /** @enum {string} */
          unit: 'hourly' | 'daily' | 'weekly' | 'monthly' | 'yearly';
          /** @default 1 */
          every?: number;
          /** Format: date-time */
          until: string;
        };
      };
    };
    PayoutsListQuery: {
      limit?: number;
      after?: string;
      before?: string;
      /** @enum {string} */
      status?:
        | 'received'
        | 'submitting'
        | 'outcome_unknown'
        | 'accepted'
        | 'awaiting_authorisation'
        | 'scheduled'
        | 'in_review'
        | 'executed'
        | 'partially_executed'
        | 'rejected'
        | 'cancelled'
        | 'expired'
        | 'failed';
      reference?: string;
    };
    PayoutsListAnswer: {
      data: components['schemas']['Payout'][];
      has_more: boolean;
      /** @description For `after`, or for `before` on a page that was asked for with it. */
      next_cursor: string | null;
    };
    PayoutsTimelineAnswer: {
      data: {
        version: number;
        status: string;
        actor: string;
        reason: string | null;
        /** Format: date-time */
        at: string;
      }[];
    };
    PayoutsInstancesQuery: {
      limit?: number;
      after?: string;
    };
    PayoutsInstancesAnswer: {
      data: components['schemas']['PayoutInstance'][];
      has_more: boolean;
      /** @description For `after`, or for `before` on a page that was asked for with it. */
      next_cursor: string | null;
    };
    PayoutBatchesCreateRequest: {
      entries: {
        amount: components['schemas']['Money'];
        creditor: {
          name?: string;
          iban?: string;
          /** Format: email */
          email?: string;
          phone?: string;
        };
        remittance_information: string;
        reference?: string;
      }[];
      reference?: string;
      bank_connection_id?: string;
      account_id?: string;
      schedule?: {
        /** Format: date-time */
        start: string;
        recurrence?: {
          /** @enum {string} */
          unit: 'hourly' | 'daily' | 'weekly' | 'monthly' | 'yearly';
          /** @default 1 */
          every?: number;
          /** Format: date-time */
          until: string;
        };
      };
    };
    PayoutBatchesListQuery: {
      limit?: number;
      after?: string;
      before?: string;
      /** @enum {string} */
      status?:
        | 'received'
        | 'submitting'
        | 'outcome_unknown'
        | 'accepted'
        | 'awaiting_authorisation'
        | 'scheduled'
        | 'in_review'
        | 'executed'
        | 'partially_executed'
        | 'rejected'
        | 'cancelled'
        | 'expired'
        | 'failed';
      reference?: string;
    };
    PayoutBatchesListAnswer: {
      data: components['schemas']['PayoutBatch'][];
      has_more: boolean;
      /** @description For `after`, or for `before` on a page that was asked for with it. */
      next_cursor: string | null;
    };
    PayoutBatchesTimelineAnswer: {
      data: {
        version: number;
        status: string;
        actor: string;
        reason: string | null;
        /** Format: date-time */
        at: string;
      }[];
    };
    PayoutBatchesInstancesQuery: {
      limit?: number;
      after?: string;
    };
    PayoutBatchesInstancesAnswer: {
      data: components['schemas']['PayoutInstance'][];
      has_more: boolean;
      /** @description For `after`, or for `before` on a page that was asked for with it. */
      next_cursor: string | null;
    };
    PaymentsRefundsCreateRequest: {
      entry?: number;
      instance_id?: string;
      amount?: components['schemas']['Money'];
      remittance_information?: string;
      reference?: string;
      bank_connection_id?: string;
    };
    PaymentsRefundsListAnswer: {
      data: components['schemas']['Refund'][];
      refundable: components['schemas']['Amount'];
      entries?: {
        entry: number;
        refundable: components['schemas']['Amount'];
      }[];
      instances?: {
        instance_id: string;
        refundable: components['schemas']['Amount'];
      }[];
    };
    PaymentsRefundsTimelineAnswer: {
      data: {
        version: number;
        status: string;
        actor: string;
        reason: string | null;
        /** Format: date-time */
        at: string;
      }[];
    };
    EventsListQuery: {
      limit?: number;
      after?: string;
      before?: string;
      type?: string;
    };
    EventsListAnswer: {
      data: components['schemas']['SluisEvent'][];
      has_more: boolean;
      /** @description For `after`, or for `before` on a page that was asked for with it. */
      next_cursor: string | null;
    };
    EventsDeliveriesAnswer: {
      data: components['schemas']['WebhookDelivery'][];
      has_more: boolean;
      /** @description For `after`, or for `before` on a page that was asked for with it. */
      next_cursor: string | null;
    };
    EventsRedeliverRequest: {
      webhook_endpoint_id?: string;
    };
    EventsRedeliverAnswer: {
      id: string;
      deliveries: number;
    };
    WebhookEndpointsCreateRequest: {
      url: string;
      /**
       * @default [
       *       "*"
       *     ]
       */
      event_types?: string[];
      description?: string | null;
      api_version?: ('2026-11-01' | '2026-11-21') | null;
    };
    WebhookEndpointsListAnswer: {
      data: components['schemas']['WebhookEndpoint'][];
      has_more: boolean;
      /** @description For `after`, or for `before` on a page that was asked for with it. */
      next_cursor: string | null;
    };
    WebhookEndpointsUpdateRequest: {
      url?: string;
      event_types?: string[];
      description?: string | null;
      api_version?: ('2026-11-01' | '2026-11-21') | null;
      /** @enum {string} */
      status?: 'enabled' | 'disabled';
    };
    WebhookEndpointsRotateSecretRequest: Record<string, never>;
    WebhookEndpointsTestRequest: {
      /**
       * @default webhook_endpoint.test
       * @enum {string}
       */
      type?:
        | 'payment.received'
        | 'payment.submitting'
        | 'payment.outcome_unknown'
        | 'payment.awaiting_authorisation'
        | 'payment.authorised'
        | 'payment.in_review'
        | 'payment.executed'
        | 'payment.partially_executed'
        | 'payment.rejected'
        | 'payment.cancelled'
        | 'payment.expired'
        | 'payment.failed'
        | 'payment.creditable'
        | 'payment_instance.retrying'
        | 'payment_instance.executed'
        | 'payment_instance.failed'
        | 'payment_link.created'
        | 'payment_link.paid'
        | 'payment_link.deactivated'
        | 'payment_link.expired'
        | 'consent.awaiting_authorisation'
        | 'consent.authorised'
        | 'consent.rejected'
        | 'consent.failed'
        | 'consent.expired'
        | 'consent.revoked'
        | 'consent.expiring'
        | 'consent.renewal_requested'
        | 'consent.renewed'
        | 'consent.renewal_rejected'
        | 'consent.renewal_failed'
        | 'consent.renewal_expired'
        | 'bank_connection.awaiting_authorisation'
        | 'bank_connection.active'
        | 'bank_connection.rejected'
        | 'bank_connection.failed'
        | 'bank_connection.expired'
        | 'bank_connection.disconnected'
        | 'bank_connection.lost'
        | 'payout.received'
        | 'payout.submitting'
        | 'payout.outcome_unknown'
        | 'payout.accepted'
        | 'payout.awaiting_authorisation'
        | 'payout.scheduled'
        | 'payout.in_review'
        | 'payout.executed'
        | 'payout.partially_executed'
        | 'payout.rejected'
        | 'payout.cancelled'
        | 'payout.expired'
        | 'payout.failed'
        | 'payout_batch.received'
        | 'payout_batch.submitting'
        | 'payout_batch.outcome_unknown'
        | 'payout_batch.accepted'
        | 'payout_batch.awaiting_authorisation'
        | 'payout_batch.scheduled'
        | 'payout_batch.in_review'
        | 'payout_batch.executed'
        | 'payout_batch.partially_executed'
        | 'payout_batch.rejected'
        | 'payout_batch.cancelled'
        | 'payout_batch.expired'
        | 'payout_batch.failed'
        | 'payout_instance.retrying'
        | 'payout_instance.executed'
        | 'payout_instance.failed'
        | 'refund.received'
        | 'refund.submitting'
        | 'refund.outcome_unknown'
        | 'refund.accepted'
        | 'refund.awaiting_authorisation'
        | 'refund.in_review'
        | 'refund.executed'
        | 'refund.rejected'
        | 'refund.cancelled'
        | 'refund.expired'
        | 'refund.failed'
        | 'payment_request.received'
        | 'payment_request.submitting'
        | 'payment_request.outcome_unknown'
        | 'payment_request.pending'
        | 'payment_request.accepted'
        | 'payment_request.refund_requested'
        | 'payment_request.in_review'
        | 'payment_request.rejected'
        | 'payment_request.revoked'
        | 'payment_request.expired'
        | 'payment_request.failed'
        | 'payment_request.refunded'
        | 'payment_request.shareable'
        | 'incoming_payment_request.pending'
        | 'incoming_payment_request.answering'
        | 'incoming_payment_request.outcome_unknown'
        | 'incoming_payment_request.accepted'
        | 'incoming_payment_request.refund_requested'
        | 'incoming_payment_request.in_review'
        | 'incoming_payment_request.rejected'
        | 'incoming_payment_request.revoked'
        | 'incoming_payment_request.expired'
        | 'incoming_payment_request.disconnected'
        | 'incoming_payment_request.refunded'
        | 'attachment.received'
        | 'attachment.uploaded'
        | 'attachment.failed'
        | 'funds_confirmation.pending'
        | 'funds_confirmation.answered'
        | 'funds_confirmation.unanswered'
        | 'funds_confirmation_batch.pending'
        | 'funds_confirmation_batch.completed'
        | 'transaction.booked'
        | 'webhook_endpoint.test'
        | 'webhook_endpoint.disabled';
    };
    WebhookEndpointsTestAnswer: {
      event_id: string;
    };
    WebhookEndpointsListDeliveriesQuery: {
      limit?: number;
      after?: string;
      before?: string;
      /** @enum {string} */
      status?: 'pending' | 'delivered' | 'dead';
      type?: string;
      /** Format: date-time */
      from?: string;
      /** Format: date-time */
      until?: string;
    };
    WebhookEndpointsListDeliveriesAnswer: {
      data: components['schemas']['LoggedWebhookDelivery'][];
      has_more: boolean;
      /** @description For `after`, or for `before` on a page that was asked for with it. */
      next_cursor: string | null;
    };
    WebhookEndpointsRedeliverRequest: {
      /**
       * @default failed
       * @enum {string}
       */
      status?: 'failed' | 'delivered';
      types?: string[];
      /** Format: date-time */
      from?: string;
      /** Format: date-time */
      until?: string;
      delivery_ids?: string[];
    };
    WebhookEndpointsRedeliverAnswer: {
      deliveries: number;
      next_from: string | null;
    };
    TestClockAdvanceRequest: {
      advance: string;
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type Account = components['schemas']['Account'];
export type Amount = components['schemas']['Amount'];
export type Attachment = components['schemas']['Attachment'];
export type Balance = components['schemas']['Balance'];
export type BankConnection = components['schemas']['BankConnection'];
export type BankConnectionWithLink = components['schemas']['BankConnectionWithLink'];
export type ClientPayment = components['schemas']['ClientPayment'];
export type ClientToken = components['schemas']['ClientToken'];
export type ClockAdvanced = components['schemas']['ClockAdvanced'];
export type Consent = components['schemas']['Consent'];
export type ConsentWithLink = components['schemas']['ConsentWithLink'];
export type Creditor = components['schemas']['Creditor'];
export type FundsConfirmation = components['schemas']['FundsConfirmation'];
export type FundsConfirmationBatch = components['schemas']['FundsConfirmationBatch'];
export type IncomingPaymentRequest = components['schemas']['IncomingPaymentRequest'];
export type LoggedWebhookDelivery = components['schemas']['LoggedWebhookDelivery'];
export type Money = components['schemas']['Money'];
export type PayeeVerification = components['schemas']['PayeeVerification'];
export type Payment = components['schemas']['Payment'];
export type PaymentEntry = components['schemas']['PaymentEntry'];
export type PaymentInstance = components['schemas']['PaymentInstance'];
export type PaymentLink = components['schemas']['PaymentLink'];
export type PaymentLinkWithUrl = components['schemas']['PaymentLinkWithUrl'];
export type PaymentRequest = components['schemas']['PaymentRequest'];
export type PaymentWithLink = components['schemas']['PaymentWithLink'];
export type Payout = components['schemas']['Payout'];
export type PayoutBatch = components['schemas']['PayoutBatch'];
export type PayoutEntry = components['schemas']['PayoutEntry'];
export type PayoutInstance = components['schemas']['PayoutInstance'];
export type Problem = components['schemas']['Problem'];
export type Refund = components['schemas']['Refund'];
export type SpendingRule = components['schemas']['SpendingRule'];
export type Transaction = components['schemas']['Transaction'];
export type WebhookDelivery = components['schemas']['WebhookDelivery'];
export type WebhookEndpoint = components['schemas']['WebhookEndpoint'];
export type WebhookEndpointWithSecret = components['schemas']['WebhookEndpointWithSecret'];
export type PaymentEvent = components['schemas']['PaymentEvent'];
export type PaymentInstanceEvent = components['schemas']['PaymentInstanceEvent'];
export type PaymentLinkEvent = components['schemas']['PaymentLinkEvent'];
export type ConsentEvent = components['schemas']['ConsentEvent'];
export type BankConnectionEvent = components['schemas']['BankConnectionEvent'];
export type PayoutEvent = components['schemas']['PayoutEvent'];
export type PayoutBatchEvent = components['schemas']['PayoutBatchEvent'];
export type PayoutInstanceEvent = components['schemas']['PayoutInstanceEvent'];
export type RefundEvent = components['schemas']['RefundEvent'];
export type PaymentRequestEvent = components['schemas']['PaymentRequestEvent'];
export type IncomingPaymentRequestEvent = components['schemas']['IncomingPaymentRequestEvent'];
export type AttachmentEvent = components['schemas']['AttachmentEvent'];
export type FundsConfirmationEvent = components['schemas']['FundsConfirmationEvent'];
export type FundsConfirmationBatchEvent = components['schemas']['FundsConfirmationBatchEvent'];
export type TransactionEvent = components['schemas']['TransactionEvent'];
export type WebhookEndpointEvent = components['schemas']['WebhookEndpointEvent'];
export type SluisEvent = components['schemas']['SluisEvent'];
export type PaymentsCreateRequest = components['schemas']['PaymentsCreateRequest'];
export type PaymentsListQuery = components['schemas']['PaymentsListQuery'];
export type PaymentsListAnswer = components['schemas']['PaymentsListAnswer'];
export type PaymentsTimelineAnswer = components['schemas']['PaymentsTimelineAnswer'];
export type PaymentsInstancesQuery = components['schemas']['PaymentsInstancesQuery'];
export type PaymentsInstancesAnswer = components['schemas']['PaymentsInstancesAnswer'];
export type PaymentLinksCreateRequest = components['schemas']['PaymentLinksCreateRequest'];
export type PaymentLinksListQuery = components['schemas']['PaymentLinksListQuery'];
export type PaymentLinksListAnswer = components['schemas']['PaymentLinksListAnswer'];
export type PaymentLinksQrPngQuery = components['schemas']['PaymentLinksQrPngQuery'];
export type ConsentsCreateRequest = components['schemas']['ConsentsCreateRequest'];
export type ConsentsListQuery = components['schemas']['ConsentsListQuery'];
export type ConsentsListAnswer = components['schemas']['ConsentsListAnswer'];
export type ConsentsRenewRequest = components['schemas']['ConsentsRenewRequest'];
export type AccountsListQuery = components['schemas']['AccountsListQuery'];
export type AccountsListAnswer = components['schemas']['AccountsListAnswer'];
export type AccountsGetQuery = components['schemas']['AccountsGetQuery'];
export type AccountsBalancesQuery = components['schemas']['AccountsBalancesQuery'];
export type AccountsBalancesAnswer = components['schemas']['AccountsBalancesAnswer'];
export type AccountsTransactionsQuery = components['schemas']['AccountsTransactionsQuery'];
export type AccountsTransactionsAnswer = components['schemas']['AccountsTransactionsAnswer'];
export type FundsConfirmationBatchesCreateRequest = components['schemas']['FundsConfirmationBatchesCreateRequest'];
export type FundsConfirmationsCreateRequest = components['schemas']['FundsConfirmationsCreateRequest'];
export type FundsConfirmationsListQuery = components['schemas']['FundsConfirmationsListQuery'];
export type FundsConfirmationsListAnswer = components['schemas']['FundsConfirmationsListAnswer'];
export type SpendingRulesListQuery = components['schemas']['SpendingRulesListQuery'];
export type SpendingRulesListAnswer = components['schemas']['SpendingRulesListAnswer'];
export type BankConnectionsCreateRequest = components['schemas']['BankConnectionsCreateRequest'];
export type BankConnectionsListQuery = components['schemas']['BankConnectionsListQuery'];
export type BankConnectionsListAnswer = components['schemas']['BankConnectionsListAnswer'];
export type AttachmentsUploadFields = components['schemas']['AttachmentsUploadFields'];
export type PaymentRequestBatchesCreateRequest = components['schemas']['PaymentRequestBatchesCreateRequest'];
export type PaymentRequestBatchesCreateAnswer = components['schemas']['PaymentRequestBatchesCreateAnswer'];
export type PaymentRequestBatchesGetAnswer = components['schemas']['PaymentRequestBatchesGetAnswer'];
export type PaymentRequestsCreateRequest = components['schemas']['PaymentRequestsCreateRequest'];
export type PaymentRequestsListQuery = components['schemas']['PaymentRequestsListQuery'];
export type PaymentRequestsListAnswer = components['schemas']['PaymentRequestsListAnswer'];
export type IncomingPaymentRequestsListQuery = components['schemas']['IncomingPaymentRequestsListQuery'];
export type IncomingPaymentRequestsListAnswer = components['schemas']['IncomingPaymentRequestsListAnswer'];
export type IncomingPaymentRequestsAcceptRequest = components['schemas']['IncomingPaymentRequestsAcceptRequest'];
export type PayoutsCreateRequest = components['schemas']['PayoutsCreateRequest'];
export type PayoutsListQuery = components['schemas']['PayoutsListQuery'];
export type PayoutsListAnswer = components['schemas']['PayoutsListAnswer'];
export type PayoutsTimelineAnswer = components['schemas']['PayoutsTimelineAnswer'];
export type PayoutsInstancesQuery = components['schemas']['PayoutsInstancesQuery'];
export type PayoutsInstancesAnswer = components['schemas']['PayoutsInstancesAnswer'];
export type PayoutBatchesCreateRequest = components['schemas']['PayoutBatchesCreateRequest'];
export type PayoutBatchesListQuery = components['schemas']['PayoutBatchesListQuery'];
export type PayoutBatchesListAnswer = components['schemas']['PayoutBatchesListAnswer'];
export type PayoutBatchesTimelineAnswer = components['schemas']['PayoutBatchesTimelineAnswer'];
export type PayoutBatchesInstancesQuery = components['schemas']['PayoutBatchesInstancesQuery'];
export type PayoutBatchesInstancesAnswer = components['schemas']['PayoutBatchesInstancesAnswer'];
export type PaymentsRefundsCreateRequest = components['schemas']['PaymentsRefundsCreateRequest'];
export type PaymentsRefundsListAnswer = components['schemas']['PaymentsRefundsListAnswer'];
export type PaymentsRefundsTimelineAnswer = components['schemas']['PaymentsRefundsTimelineAnswer'];
export type EventsListQuery = components['schemas']['EventsListQuery'];
export type EventsListAnswer = components['schemas']['EventsListAnswer'];
export type EventsDeliveriesAnswer = components['schemas']['EventsDeliveriesAnswer'];
export type EventsRedeliverRequest = components['schemas']['EventsRedeliverRequest'];
export type EventsRedeliverAnswer = components['schemas']['EventsRedeliverAnswer'];
export type WebhookEndpointsCreateRequest = components['schemas']['WebhookEndpointsCreateRequest'];
export type WebhookEndpointsListAnswer = components['schemas']['WebhookEndpointsListAnswer'];
export type WebhookEndpointsUpdateRequest = components['schemas']['WebhookEndpointsUpdateRequest'];
export type WebhookEndpointsRotateSecretRequest = components['schemas']['WebhookEndpointsRotateSecretRequest'];
export type WebhookEndpointsTestRequest = components['schemas']['WebhookEndpointsTestRequest'];
export type WebhookEndpointsTestAnswer = components['schemas']['WebhookEndpointsTestAnswer'];
export type WebhookEndpointsListDeliveriesQuery = components['schemas']['WebhookEndpointsListDeliveriesQuery'];
export type WebhookEndpointsListDeliveriesAnswer = components['schemas']['WebhookEndpointsListDeliveriesAnswer'];
export type WebhookEndpointsRedeliverRequest = components['schemas']['WebhookEndpointsRedeliverRequest'];
export type WebhookEndpointsRedeliverAnswer = components['schemas']['WebhookEndpointsRedeliverAnswer'];
export type TestClockAdvanceRequest = components['schemas']['TestClockAdvanceRequest'];
