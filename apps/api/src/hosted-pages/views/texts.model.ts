export type PaymentStageName =
  | 'ask_debtor'
  | 'remembered'
  | 'push'
  | 'ask_request'
  | 'ready'
  | 'preparing'
  | 'at_bank'
  | 'confirm_in_app'
  | 'answer_request'
  | 'ending'
  | 'authorised'
  | 'executed'
  | 'rejected'
  | 'cancelled'
  | 'superseded'
  | 'expired'
  | 'failed'
  | 'in_review';

export type PaymentFailureReason = 'bank_refused' | 'bank_unavailable' | 'other';

export type LinkStageName = 'open' | 'busy' | 'paid' | 'deactivated' | 'expired' | 'not_possible';

export type ConsentType = 'payment_initiation' | 'account_information' | 'funds_confirmation';

export type ConsentStageName =
  'ready' | 'completing' | 'authorised' | 'given_elsewhere' | 'rejected' | 'failed' | 'expired' | 'revoked';

export type ConsentFailureReason =
  'start_again' | 'another_payer' | 'no_account_chosen' | 'other_account_chosen' | 'other';

/** What comparing the payee's name with the one under which the account is known came to. */
export type PayeeCheck = 'match' | 'close_match' | 'no_match' | 'not_possible';

/** The permissions a consent can hold; each is explained to the person who gives it. */
export type Permission =
  | 'initiate_payments'
  | 'read_account_list'
  | 'read_balances'
  | 'read_transactions'
  | 'read_transactions_history'
  | 'read_card_transactions'
  | 'confirm_funds';

export type MessageKind =
  | 'link_not_found'
  | 'link_expired'
  | 'authorisation_refused'
  | 'permission_refused'
  | 'payment_refused'
  | 'permission_started_elsewhere'
  | 'payment_started_elsewhere'
  | 'too_many'
  | 'form_expired'
  | 'unavailable';

/** What a stage says: what is the matter, and what to do. */
export interface StageText {
  title: string;
  body: string;
}

/** Names inserted into these sentences, never free text of our own. */
export interface PartyNames {
  partner: string;
  tpp: string;
}

export interface Texts {
  languageName: string;
  skipToContent: string;
  /** On every page of a platform in test mode, and on none in live mode. */
  testMode: string;
  errorTitle: (title: string) => string;
  backTo: (partner: string, host: string | null) => string;
  back: (host: string | null) => string;
  checkAgain: string;
  statusChanged: string;
  stillWaiting: string;
  reference: string;
  arrangedBy: (tpp: string, registerNumber: string) => string;
  loginStaysPrivate: string;

  payment: {
    /** Stands above the amount. */
    amountLabel: Record<PaymentStageName, string>;
    to: string;
    payeeCheck: Record<PayeeCheck, string>;
    description: string;
    from: string;
    endingIn: string;
    requestedBy: string;
    partnerReference: (partner: string) => string;
    details: string;
    progress: string;
    steps: { check: string; approve: string; done: string };
    stepDone: string;
    stage: Record<Exclude<PaymentStageName, 'failed'>, (names: PartyNames) => StageText>;
    /** Paid, and there is no way back to lead to. */
    executedHere: StageText;
    failure: Record<PaymentFailureReason, (names: PartyNames) => StageText>;
    otherBrowser: (names: PartyNames) => string;
    continue: string;
    continueToBank: string;
    sendPush: string;
    payFrom: string;
    useOther: string;
    otherWay: string;
    getRequest: string;
    sendRequest: string;
    ordinaryWay: string;
    address: string;
    addressHint: string;
    addressErrors: Record<'missing' | 'malformed' | 'not_possible' | 'own_account', string>;
    remember: string;
    rememberHint: string;
    forget: string;
    again: string;
    openBank: string;
    decline: string;
    scanTitle: string;
    scanBody: string;
    scanLabel: string;
    iban: string;
    ibanHint: string;
    ibanErrors: Record<'missing' | 'malformed' | 'not_bunq', string>;
    name: string;
    nameHint: string;
    nameErrors: Record<'too_long', string>;
  };

  link: {
    /** Stands above the amount. */
    label: Record<LinkStageName, string>;
    stage: Record<LinkStageName, (names: PartyNames) => StageText>;
    until: string;
    amount: string;
    between: (minimum: string, maximum: string) => string;
    amountErrors: Record<
      'missing' | 'malformed' | 'too_low' | 'too_high',
      (minimum: string, maximum: string) => string
    >;
    /** This browser began a payment here before. */
    begun: string;
    goOn: string;
  };

  consent: {
    heading: Record<ConsentType, (names: PartyNames) => string>;
    askedThrough: (tpp: string, registerNumber: string) => string;
    permissions: Record<Permission, (names: PartyNames) => StageText>;
    unknownPermission: (code: string, names: PartyNames) => StageText;
    notAllowed: Record<ConsentType, (names: PartyNames) => string>;
    /** Stands before the partner's own words. */
    why: string;
    howOftenLabel: string;
    howOften: Record<ConsentType, (names: PartyNames) => string>;
    validUntil: string;
    howToStop: string;
    stop: (names: PartyNames) => string;
    seePermissions: string;
    /** What differs when a payer is asked to let a permission go on that they gave before; `until` is when it ends. */
    renewal: {
      heading: Record<ConsentType, (names: PartyNames) => string>;
      note: (until: string) => string;
      stage: Record<'authorised' | 'rejected' | 'expired' | 'failed', (names: PartyNames, until: string) => StageText>;
      anotherPayer: (names: PartyNames, until: string) => StageText;
    };
    limits: {
      perPayment: string;
      perDay: string;
      perMonth: string;
      onlyTo: string;
      atMost: (amount: string) => string;
    };
    psuReference: (partner: string) => string;
    details: string;
    accounts: string;
    askedAccount: string;
    stage: Record<Exclude<ConsentStageName, 'failed'>, (names: PartyNames) => StageText>;
    failure: Record<ConsentFailureReason, (names: PartyNames) => StageText>;
    agree: string;
    decline: string;
  };

  permissions: {
    title: string;
    intro: (tpp: string) => string;
    logIn: StageText & { button: string };
    notice: Record<'declined' | 'failed', string>;
    identifying: StageText;
    living: string;
    ended: string;
    none: StageText;
    types: Record<ConsentType, string>;
    may: string;
    purpose: string;
    accounts: string;
    unnamedAccounts: (count: number) => string;
    since: string;
    until: string;
    lastUsed: string;
    neverUsed: string;
    endedBy: Record<'psu' | 'partner' | 'bank' | 'operator' | 'clock', (names: PartyNames) => string>;
    stop: string;
    stopNamed: (partner: string) => string;
    justStopped: (partner: string) => string;
    confirm: (names: PartyNames) => StageText;
    confirmStop: string;
    keep: string;
    logOut: string;
    logOutNote: string;
  };

  message: Record<MessageKind, StageText>;
}
