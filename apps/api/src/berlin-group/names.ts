import type { DomainError, FieldError } from '@sluis/errors';

/** What the platform's own errors point to, as this view's requests call it. */
const fieldNames: Record<string, string> = {
  '/consent_id': '/headers/Consent-ID',
  '/redirect_uri': '/headers/TPP-Redirect-URI',
  '/account_id': '/account/iban',
  '/amount': '/instructedAmount',
  '/amount/currency': '/instructedAmount/currency',
  '/creditor': '/creditorAccount',
  '/debtor/iban': '/debtorAccount/iban',
  '/from': '/dateFrom',
};

/** What its sentences name, likewise. What this view has no need or no place for is left out. */
const spokenNames: [RegExp, string][] = [
  [/\bredirect_uri\b/g, 'TPP-Redirect-URI'],
  [/\bidempotency key\b/g, 'X-Request-ID'],
  [/\bread_account_list\b/g, 'access/accounts'],
  [/\bread_balances\b/g, 'access/balances'],
  [/\bread_transactions\b/g, 'access/transactions'],
  [/ and PSU-User-Agent\b|, sent together with PSU-User-Agent\b|; see errors\b/g, ''],
];

/** @returns where the fault is; an unknown field is called what the partner called it */
export function nameOf({ pointer, code }: FieldError): string {
  return code === 'unknown_field' ? pointer : (fieldNames[pointer] ?? pointer);
}

/** The framework has one sentence where we have one for each field: the first field's is added. */
export function textOf({ detail, options }: DomainError): string {
  const [field] = options.fields ?? [];
  const text = spoken(detail);
  const ofField = field && spoken(field.detail);
  return (!ofField || text.includes(ofField) ? text : `${text} ${nameOf(field)} ${ofField}.`).slice(0, 500);
}

function spoken(sentence: string): string {
  return spokenNames.reduce((text, [theirs, ours]) => text.replaceAll(theirs, ours), sentence);
}
