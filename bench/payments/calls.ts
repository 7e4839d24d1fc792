import { randomUUID } from 'node:crypto';
import { toPublicId } from '@sluis/persistence';
import { redirectUri, type BenchPartner } from './bench-partners.js';
import type { Call } from './load.js';

/** Payments that are stored, to be read again. */
export interface Stored {
  partner: BenchPartner;
  id: string;
}

type Program = 'platform' | 'bare';

const pick = <T>(all: readonly T[]): T => {
  const one = all[Math.floor(Math.random() * all.length)];
  if (one === undefined) throw new Error('nothing to pick from');
  return one;
};

/** The bare program knows ids as the database has them. */
const idFor = (program: Program, id: string) => (program === 'bare' ? id : toPublicId('payment', id));

export function createCall(partners: readonly BenchPartner[]): Call {
  const number = Math.floor(Math.random() * 1e9);
  return {
    method: 'POST',
    path: '/v1/payments',
    headers: {
      authorization: `Bearer ${pick(partners).key}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify({
      amount: { value: '12.50', currency: 'EUR' },
      creditor: { name: 'Koffie & Zo', iban: 'NL27BUNQ2060000025' },
      debtor: { iban: 'NL49BUNQ2060000017', name: 'A. Visser' },
      remittance_information: `Order ${number}`,
      reference: `order-${number}`,
      redirect_uri: redirectUri,
    }),
  };
}

export function getCall(program: Program, stored: readonly Stored[]): Call {
  const { partner, id } = pick(stored);
  return {
    method: 'GET',
    path: `/v1/payments/${idFor(program, id)}`,
    headers: { authorization: `Bearer ${partner.key}` },
  };
}

/** The newest page, a page far back, or a page of one status far back. */
export function listCall(program: Program, stored: readonly Stored[]): Call {
  const { partner, id } = pick(stored);
  const after = `after=${idFor(program, id)}`;
  const query = pick(['', `?${after}`, `?status=executed&${after}`]);
  return { method: 'GET', path: `/v1/payments${query}`, headers: { authorization: `Bearer ${partner.key}` } };
}
