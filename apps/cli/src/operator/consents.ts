import type { INestApplicationContext } from '@nestjs/common';
import { Consents, type Consent } from '@sluis/consents';
import { Partners } from '@sluis/partners';
import { fromPublicId, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import type { OperatorOptions } from '../commands/operator-options.js';
import { printResult } from '../commands/print-result.js';
import { UsageError } from '../settings.js';
import { requirePartner } from './known-partner.js';
import { requireTrailText } from './trail-text.js';
import { withConsents } from './with-consents.js';
import { operator } from './with-platform.js';

export interface ConsentToRevoke extends OperatorOptions {
  reason: string;
}

export interface ConsentsToList extends OperatorOptions {
  partner: string;
  limit: string;
}

const longestReason = 140;

/** Ends a consent for every party at once; the partner is told, and reads the reason. */
export async function revokeConsent(publicId: string, options: ConsentToRevoke): Promise<void> {
  const reason = requireTrailText(options.reason, '--reason', longestReason);
  const facts = await withConsents(options, (platform) =>
    platform.get(Transactions).run(async (tx) => {
      const found = await requireConsent(platform, tx, publicId);
      const change = { revokedBy: 'operator', actor: operator, reason } as const;
      const revoked = await platform.get(Consents).revoke(tx, found.partnerId, found.id, change);
      return factsOf(revoked ?? found);
    }),
  );
  printResult(options.json === true, {
    title: 'Consent revoked. Its token is destroyed, and what was begun under it is being ended.',
    facts,
  });
}

export async function showConsent(publicId: string, options: OperatorOptions): Promise<void> {
  const facts = await withConsents(options, (platform) =>
    platform.get(Transactions).run(async (tx) => {
      const consent = await requireConsent(platform, tx, publicId);
      const accounts = await platform.get(Consents).accountsOf(tx, consent);
      return { ...factsOf(consent), accounts: accounts.map(({ id }) => toPublicId('account', id)) };
    }),
  );
  printResult(options.json === true, { title: `Consent ${publicId}`, facts });
}

export async function listConsents(options: ConsentsToList): Promise<void> {
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw new UsageError('--limit is a number from 1 to 100.');
  const { items } = await withConsents(options, async (platform) => {
    const { id } = await platform
      .get(Transactions)
      .run((tx) => requirePartner(platform.get(Partners), tx, options.partner));
    return platform.get(Consents).list(id, { limit });
  });
  if (options.json) {
    console.log(JSON.stringify(items.map(factsOf), null, 2));
    return;
  }
  const lines = items.map(
    ({ id, type, status, validUntil }) =>
      `${toPublicId('consent', id)}  ${type}  ${status}  ${validUntil.toISOString()}`,
  );
  printResult(false, {
    title: `The newest consents of ${options.partner}: ${items.length}`,
    facts: { consents: lines },
  });
}

/** Ids, states and times: whose consent it is, is for the payer and the auditor. */
function factsOf(consent: Consent): Record<string, string | string[]> {
  return {
    consent_id: toPublicId('consent', consent.id),
    partner_id: toPublicId('partner', consent.partnerId),
    type: consent.type,
    permissions: consent.permissions,
    status: consent.status,
    ...(consent.revokedBy ? { revoked_by: consent.revokedBy } : {}),
    ...(consent.statusReason ? { reason: consent.statusReason } : {}),
    valid_until: consent.validUntil.toISOString(),
  };
}

export async function requireConsent(
  platform: INestApplicationContext,
  tx: Transaction,
  publicId: string,
): Promise<Consent> {
  const id = fromPublicId('consent', publicId);
  const consent = id === undefined ? undefined : await platform.get(Consents).findOfAnyPartner(tx, id);
  if (!consent)
    throw new UsageError(`There is no consent ${publicId}. A consent id looks like con_01h455vb4pex5vsknk084sn02q.`);
  return consent;
}
