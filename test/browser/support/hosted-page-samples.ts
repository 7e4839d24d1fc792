import QRCode from 'qrcode';
import { type ConsentPageModel, renderConsentPage } from '../../../apps/api/src/hosted-pages/views/consent-page.js';
import type { Language } from '../../../apps/api/src/hosted-pages/views/language.js';
import { type LinkPageModel, renderLinkPage } from '../../../apps/api/src/hosted-pages/views/link-page.js';
import { type MessagePageModel, renderMessagePage } from '../../../apps/api/src/hosted-pages/views/message-page.js';
import type {
  PermissionItem,
  PermissionsStage,
} from '../../../apps/api/src/hosted-pages/views/permissions-page.model.js';
import {
  type PermissionsPageModel,
  renderPermissionsPage,
} from '../../../apps/api/src/hosted-pages/views/permissions-page.js';
import { permissionsOfType, purposeIn, type ConsentType } from '@sluis/consents';
import { type PaymentPageModel, renderPaymentPage } from '../../../apps/api/src/hosted-pages/views/payment-page.js';

const qrSvg = await QRCode.toString('https://pay.example/pay/0123456789abcdef0123456789abcdef', {
  type: 'svg',
  margin: 0,
});

export function aPaymentPage(changes: Partial<PaymentPageModel> = {}): PaymentPageModel {
  return {
    language: 'nl',
    tpp: { name: 'Voorbeeld Betaaldiensten B.V.', registerNumber: 'R000000' },
    partner: { name: 'Koffie & Zo' },
    payment: {
      id: 'pay_01kf0000000000000000000000',
      amount: { value: '12.50', currency: 'EUR' },
      creditor: { name: 'Koffie & Zo', iban: 'NL14RABO0169202917', email: null, phone: null },
      payeeCheck: 'match',
      debtorIban: 'NL49BUNQ2060000017',
      remittanceInformation: 'Bestelling 1042',
      reference: 'order-1042',
    },
    stage: { name: 'ready', qrSvg },
    otherBrowserHint: false,
    actionUrl: '/pay/token/agree',
    declineUrl: '/pay/token/decline',
    returnUrl: 'https://shop.example/return?state=opaque',
    againUrl: null,
    requestUrl: null,
    languageUrls: { nl: '/pay/token?lang=nl', en: '/pay/token?lang=en' },
    csrfToken: 'csrf-token',
    statusUrl: '/pay/token/status',
    statusVersion: '1',
    ...changes,
  };
}

function purposeOf(type: ConsentType, language: 'nl' | 'en') {
  return type === 'account_information'
    ? { text: 'Je inkomsten en vaste lasten optellen', isPartners: true }
    : purposeIn({ type, purpose: '', purposeBy: 'platform' }, language);
}

export function aConsentPage(changes: Partial<ConsentPageModel> = {}): ConsentPageModel {
  const model: ConsentPageModel = {
    language: 'nl',
    tpp: { name: 'Voorbeeld Betaaldiensten B.V.', registerNumber: 'R000000' },
    partner: { name: 'Koffie & Zo' },
    consent: {
      id: 'con_01kf0000000000000000000000',
      type: 'payment_initiation',
      permissions: ['initiate_payments', 'read_account_list'],
      purpose: null,
      validUntil: new Date('2027-01-15T11:30:00Z'),
      psuReference: 'klant-77',
      limits: null,
      askedIban: null,
      accounts: [],
    },
    renewal: null,
    stage: { name: 'ready' },
    actionUrl: '/consent/token/agree',
    declineUrl: '/consent/token/decline',
    permissionsUrl: '/permissions?lang=nl',
    returnUrl: 'https://shop.example/return?state=opaque',
    languageUrls: { nl: '/consent/token?lang=nl', en: '/consent/token?lang=en' },
    csrfToken: 'csrf-token',
    statusUrl: '/consent/token/status',
    statusVersion: '1',
    ...changes,
  };
  const { type, purpose } = model.consent;
  // What the type is for, in the page's language, where a sample has no words of its partner's.
  return purpose?.isPartners
    ? model
    : { ...model, consent: { ...model.consent, purpose: purposeOf(type, model.language) } };
}

const askRequest = {
  name: 'ask_request',
  value: '',
  lastFour: null,
  errors: {},
  actionUrl: '/pay/token/request',
  otherUrl: '/pay/token',
} as const;

const paymentStages: Record<string, Partial<PaymentPageModel>> = {
  ask_debtor: { stage: { name: 'ask_debtor', values: { iban: '', name: '', remember: false }, errors: {}, qrSvg } },
  'ask_debtor-errors': {
    stage: {
      name: 'ask_debtor',
      values: { iban: 'NL14RABO0169202917', name: 'A. Visser '.repeat(20), remember: true },
      errors: { iban: 'not_bunq', name: 'too_long' },
      qrSvg,
    },
  },
  'ask_debtor-missing': {
    stage: { name: 'ask_debtor', values: { iban: '', name: '', remember: false }, errors: { iban: 'missing' }, qrSvg },
  },
  ready: { stage: { name: 'ready', qrSvg } },
  remembered: {
    stage: { name: 'remembered', lastFour: '0017', otherUrl: '/pay/token?other=1', forgetUrl: '/pay/token/forget' },
  },
  push: { stage: { name: 'push', lastFour: '0017', otherUrl: '/pay/token?other=1' } },
  'rejected-again': { stage: { name: 'rejected' }, againUrl: '/link/token', returnUrl: null },
  'ready-close_match': { payment: { ...aPaymentPage().payment, payeeCheck: 'close_match' } },
  'ready-no_match': { payment: { ...aPaymentPage().payment, payeeCheck: 'no_match' } },
  'ready-not_possible': { payment: { ...aPaymentPage().payment, payeeCheck: 'not_possible' } },
  'ask_debtor-request': {
    stage: { name: 'ask_debtor', values: { iban: '', name: '', remember: false }, errors: {}, qrSvg },
    requestUrl: '/pay/token?request=1',
  },
  'ready-request': { stage: { name: 'ready', qrSvg }, requestUrl: '/pay/token?request=1' },
  'push-request': {
    stage: { name: 'push', lastFour: '0017', otherUrl: '/pay/token?other=1' },
    requestUrl: '/pay/token?request=1',
  },
  'remembered-request': {
    stage: { name: 'remembered', lastFour: '0017', otherUrl: '/pay/token?other=1', forgetUrl: '/pay/token/forget' },
    requestUrl: '/pay/token?request=1',
  },
  ask_request: { stage: askRequest },
  'ask_request-errors': { stage: { ...askRequest, value: '06 1234', errors: { address: 'malformed' } } },
  'ask_request-named': { stage: { ...askRequest, lastFour: '0017', errors: { address: 'not_possible' } } },
  answer_request: { stage: { name: 'answer_request' } },
  preparing: { stage: { name: 'preparing' } },
  at_bank: { stage: { name: 'at_bank', bankUrl: 'https://oauth.bank.example/auth?x=1', qrSvg } },
  confirm_in_app: { stage: { name: 'confirm_in_app' } },
  ending: { stage: { name: 'ending' } },
  authorised: { stage: { name: 'authorised' }, otherBrowserHint: true },
  executed: { stage: { name: 'executed' } },
  'executed-here': { stage: { name: 'executed' }, returnUrl: null },
  rejected: { stage: { name: 'rejected' } },
  cancelled: { stage: { name: 'cancelled' } },
  superseded: { stage: { name: 'superseded' }, returnUrl: null, againUrl: '/link/token' },
  expired: { stage: { name: 'expired' }, returnUrl: null },
  'failed-bank_refused': { stage: { name: 'failed', reason: 'bank_refused' } },
  'failed-bank_unavailable': { stage: { name: 'failed', reason: 'bank_unavailable' } },
  'failed-other': { stage: { name: 'failed', reason: 'other' } },
  in_review: { stage: { name: 'in_review' } },
};

export function aLinkPage(changes: Partial<LinkPageModel> = {}): LinkPageModel {
  return {
    language: 'nl',
    tpp: { name: 'Voorbeeld Betaaldiensten B.V.', registerNumber: 'R000000' },
    partner: { name: 'Koffie & Zo' },
    link: {
      id: 'lnk_01kf0000000000000000000000',
      amount: { value: '12.50', currency: 'EUR' },
      creditor: { name: 'Koffie & Zo', iban: 'NL14RABO0169202917', email: null, phone: null },
      remittanceInformation: 'Factuur 2026-117',
      reference: 'factuur-117',
      expiresAt: new Date('2027-01-15T11:30:00Z'),
    },
    stage: { name: 'open', amountForm: null, qrSvg },
    continueUrl: null,
    actionUrl: '/link/token',
    csrfToken: 'csrf-token',
    visitToken: 'visit-token',
    returnUrl: null,
    languageUrls: { nl: '/link/token?lang=nl', en: '/link/token?lang=en' },
    ...changes,
  };
}

const bounds = {
  minimum: { value: '1.00', currency: 'EUR' },
  maximum: { value: '2500.00', currency: 'EUR' },
};
const openAmount = { ...aLinkPage().link, amount: null };

const linkStages: Record<string, Partial<LinkPageModel>> = {
  open: { returnUrl: 'https://shop.example/return' },
  'open-begun': { continueUrl: '/pay/token' },
  amount: {
    link: openAmount,
    stage: { name: 'open', amountForm: { value: '', error: null, ...bounds }, qrSvg },
  },
  'amount-too_high': {
    link: openAmount,
    stage: { name: 'open', amountForm: { value: '3000', error: 'too_high', ...bounds }, qrSvg },
  },
  'amount-malformed': {
    link: {
      ...openAmount,
      creditor: { name: null, iban: null, email: 'penningmeester@vereniging.example', phone: null },
    },
    stage: { name: 'open', amountForm: { value: 'veel', error: 'malformed', ...bounds }, qrSvg },
  },
  busy: { stage: { name: 'busy' } },
  paid: { stage: { name: 'paid' } },
  deactivated: { stage: { name: 'deactivated' } },
  expired: { stage: { name: 'expired' } },
  not_possible: { stage: { name: 'not_possible' } },
};

const longNames: Partial<PaymentPageModel> = {
  tpp: { name: 'Vereniging tot Bevordering van Buitengewoon Lange Namen B.V.', registerNumber: 'R000000' },
  partner: { name: 'Hottentottententententoonstellingsmakersvereniging Noord-Holland' },
  payment: {
    id: 'pay_01kf0000000000000000000000',
    amount: { value: '99999999.99', currency: 'EUR' },
    creditor: {
      name: 'Hottentottententententoonstellingsmakersvereniging Noord-Holland en Omstreken',
      iban: 'MT84MALT011000012345MTLCAST001S',
      email: null,
      phone: null,
    },
    payeeCheck: 'no_match',
    debtorIban: 'NL49BUNQ2060000017',
    remittanceInformation:
      'Contributie 2026 en een bijdrage in de kosten van het feest, zie onze brief van 3 maart. '.repeat(2),
    reference: 'a'.repeat(120),
  },
};

const consentStages: Record<string, Partial<ConsentPageModel>> = {
  ready: { stage: { name: 'ready' } },
  completing: { stage: { name: 'completing' } },
  authorised: { stage: { name: 'authorised' } },
  given_elsewhere: { stage: { name: 'given_elsewhere' } },
  rejected: { stage: { name: 'rejected' } },
  'failed-start_again': { stage: { name: 'failed', reason: 'start_again' } },
  'failed-another_payer': { stage: { name: 'failed', reason: 'another_payer' } },
  'failed-no_account_chosen': { stage: { name: 'failed', reason: 'no_account_chosen' } },
  'failed-other_account_chosen': { stage: { name: 'failed', reason: 'other_account_chosen' } },
  'failed-other': { stage: { name: 'failed', reason: 'other' } },
  expired: { stage: { name: 'expired' } },
  revoked: { stage: { name: 'revoked' } },
};

const messageKinds: MessagePageModel['kind'][] = [
  'link_not_found',
  'link_expired',
  'authorisation_refused',
  'permission_refused',
  'payment_refused',
  'permission_started_elsewhere',
  'payment_started_elsewhere',
  'too_many',
  'form_expired',
  'unavailable',
];

const aRenewal: Partial<ConsentPageModel> = {
  renewal: { validUntilNow: new Date('2026-12-01T11:30:00Z'), isConsentAlive: true },
  consent: {
    ...aConsentPage().consent,
    type: 'account_information',
    permissions: ['read_account_list', 'read_balances'],
    purpose: { text: 'Je huishoudboekje bijhouden', isPartners: true },
    accounts: [{ iban: 'NL49BUNQ2060000017', name: 'A. Visser' }],
  },
};

const aPermission: PermissionItem = {
  id: 'con_01kf0000000000000000000000',
  partner: 'Koffie & Zo',
  type: 'payment_initiation',
  status: 'authorised',
  revokedBy: null,
  permissions: ['initiate_payments', 'read_account_list'],
  purpose: null,
  accounts: [
    { iban: 'NL49BUNQ2060000017', name: 'A. Visser' },
    { iban: 'NL12BUNQ0123456789', name: 'A. Visser' },
  ],
  since: new Date('2026-08-01T10:00:00Z'),
  until: new Date('2027-01-15T11:30:00Z'),
  endedAt: null,
  lastUsedAt: new Date('2026-10-04T06:12:00Z'),
};

const permissionsStages: Record<string, PermissionsStage> = {
  log_in: { name: 'log_in', notice: null },
  'log_in-declined': { name: 'log_in', notice: 'declined' },
  'log_in-failed': { name: 'log_in', notice: 'failed' },
  identifying: { name: 'identifying' },
  none: { name: 'list', items: [], justStopped: null },
  list: {
    name: 'list',
    justStopped: 'Huishoudboekje',
    items: [
      aPermission,
      {
        ...aPermission,
        id: 'con_2',
        partner: 'Hottentottententententoonstellingsmakersvereniging Noord-Holland',
        type: 'account_information',
        permissions: ['read_account_list', 'read_balances', 'odd'],
        purpose: { text: 'Je inkomsten en vaste lasten optellen', isPartners: true },
        lastUsedAt: null,
      },
      ...(['psu', 'partner', 'bank', 'operator'] as const).map((revokedBy) => ({
        ...aPermission,
        id: `con_${revokedBy}`,
        status: 'revoked' as const,
        revokedBy,
        endedAt: new Date('2026-10-05T06:12:00Z'),
        accounts: [
          { iban: null, name: '' },
          { iban: null, name: '' },
        ],
      })),
      {
        ...aPermission,
        id: 'con_expired',
        status: 'expired',
        type: 'funds_confirmation',
        permissions: ['confirm_funds'],
        accounts: [{ iban: null, name: '' }],
      },
    ],
  },
  confirm: { name: 'confirm', item: aPermission },
};

export function aPermissionsPage(changes: Partial<PermissionsPageModel> = {}): PermissionsPageModel {
  return {
    language: 'nl',
    tpp: { name: 'Voorbeeld Betaaldiensten B.V.', registerNumber: 'R000000' },
    stage: { name: 'log_in', notice: null },
    pageUrl: '/permissions?lang=nl',
    logOutUrl: '/permissions/logout',
    stopUrl: (id) => `/permissions/${id}/stop`,
    languageUrls: { nl: '/permissions?lang=nl', en: '/permissions?lang=en' },
    csrfToken: 'csrf-token',
    statusUrl: '/permissions/status',
    statusVersion: '1',
    ...changes,
  };
}

export interface HostedPageSample {
  name: string;
  html: string;
}

/** Every page in every stage, with every reason it can have, and some with names as long as partners can make them. */
export function hostedPageSamples(language: Language): HostedPageSample[] {
  const { consent } = aConsentPage();
  const accounts = [
    { iban: 'NL49BUNQ2060000017', name: 'Dagelijks' },
    { iban: 'NL12BUNQ0123456789', name: 'Vakantie' },
  ];
  const everything = { ...consent, type: 'account_information' as const };
  return [
    ...Object.entries(paymentStages).map(([name, changes]) => ({
      name: `payment-${name}`,
      html: renderPaymentPage(aPaymentPage({ language, ...changes })),
    })),
    ...['ask_debtor-errors', 'ready', 'executed'].map((name) => ({
      name: `payment-${name}-long`,
      html: renderPaymentPage(aPaymentPage({ language, ...paymentStages[name], ...longNames })),
    })),
    {
      name: 'payment-ready-email',
      html: renderPaymentPage(
        aPaymentPage({
          language,
          payment: {
            ...aPaymentPage().payment,
            creditor: { name: null, iban: null, email: 'penningmeester@vereniging.example', phone: null },
            payeeCheck: null,
            debtorIban: null,
            reference: null,
          },
          declineUrl: null,
        }),
      ),
    },
    ...Object.entries(linkStages).map(([name, changes]) => ({
      name: `link-${name}`,
      html: renderLinkPage(aLinkPage({ language, ...changes })),
    })),
    ...Object.entries(consentStages).map(([name, changes]) => ({
      name: `consent-${name}`,
      html: renderConsentPage(
        aConsentPage({
          language,
          ...changes,
          consent: { ...consent, accounts: name === 'authorised' ? accounts : [] },
        }),
      ),
    })),
    {
      name: 'consent-ready-accounts',
      html: renderConsentPage(
        aConsentPage({
          language,
          consent: { ...everything, permissions: ['read_account_list', 'read_balances', 'read_transactions', 'odd'] },
        }),
      ),
    },
    {
      name: 'consent-ready-everything',
      html: renderConsentPage(
        aConsentPage({
          language,
          consent: {
            ...everything,
            purpose: {
              text: 'Je inkomsten en vaste lasten optellen, zodat je ziet wat je per maand overhoudt.',
              isPartners: true,
            },
            permissions: [...permissionsOfType.account_information],
          },
        }),
      ),
    },
    {
      name: 'consent-ready-limits',
      html: renderConsentPage(
        aConsentPage({
          language,
          consent: {
            ...consent,
            limits: {
              perPayment: { value: '50.00', currency: 'EUR' },
              perDay: { value: '100.00', currency: 'EUR' },
              perMonth: { value: '1250.00', currency: 'EUR' },
              allowedCreditors: ['NL14RABO0169202917', 'MT84MALT011000012345MTLCAST001S'],
            },
          },
        }),
      ),
    },
    ...(['ready', 'authorised', 'rejected', 'expired', 'revoked'] as const).map((name) => ({
      name: `renewal-${name}`,
      html: renderConsentPage(aConsentPage({ language, ...aRenewal, stage: { name } })),
    })),
    ...(['another_payer', 'other'] as const).map((reason) => ({
      name: `renewal-failed-${reason}`,
      html: renderConsentPage(aConsentPage({ language, ...aRenewal, stage: { name: 'failed', reason } })),
    })),
    ...Object.entries(permissionsStages).map(([name, stage]) => ({
      name: `permissions-${name}`,
      html: renderPermissionsPage(aPermissionsPage({ language, stage })),
    })),
    {
      name: 'consent-ready-funds',
      html: renderConsentPage(
        aConsentPage({
          language,
          consent: {
            ...consent,
            askedIban: 'NL49BUNQ2060000017',
            type: 'funds_confirmation',
            permissions: ['confirm_funds'],
            psuReference: null,
          },
        }),
      ),
    },
    ...messageKinds.map((kind) => ({
      name: `message-${kind}`,
      html: renderMessagePage({
        language,
        kind,
        requestId: 'req_01kf0000000000000000000000',
        backUrl: kind === 'form_expired' ? 'https://pay.example/pay/token' : null,
      }),
    })),
  ];
}
