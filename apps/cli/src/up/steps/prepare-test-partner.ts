import type { INestApplicationContext } from '@nestjs/common';
import { ApiKeys, Partners } from '@sluis/partners';
import { Transactions, type Transaction } from '@sluis/persistence';
import { DomainError } from '@sluis/errors';

const partnerName = 'Local test partner';
const actor = { type: 'operator', id: 'sluis up' } as const;

interface PartnerKey {
  apiKeyId: string;
  apiKey: string;
}

/** A partner to try the API with, and its key: the same ones every start, as long as the key works. */
export async function prepareTestPartner(
  platform: INestApplicationContext,
  {
    redirectUri,
    previous,
  }: { redirectUri: string; previous: { apiKeyId: string; apiKey: string | undefined } | undefined },
): Promise<PartnerKey & { partnerId: string }> {
  const partners = platform.get(Partners);
  const apiKeys = platform.get(ApiKeys);
  const presented = previous?.apiKey === undefined ? undefined : await apiKeys.authenticate(previous.apiKey);
  return platform.get(Transactions).run(async (tx) => {
    const known = await partners.findByName(tx, partnerName);
    const partner = known ?? (await partners.create(tx, { name: partnerName, redirectUris: [redirectUri], actor }));
    if (known) await ensureRedirectUri(partners, tx, partner.id, redirectUri);
    await partners.registerOrigin(tx, partner.id, new URL(redirectUri).origin, actor);
    if (previous?.apiKey !== undefined && presented?.partnerId === partner.id)
      return { partnerId: partner.id, apiKeyId: previous.apiKeyId, apiKey: previous.apiKey };
    if (previous) await apiKeys.revoke(tx, partner.id, previous.apiKeyId, actor);
    const { id, key } = await apiKeys.create(tx, partner.id, { mode: 'test', name: 'sluis up', scopes: ['*'], actor });
    return { partnerId: partner.id, apiKeyId: id, apiKey: key };
  });
}

async function ensureRedirectUri(partners: Partners, tx: Transaction, partnerId: string, uri: string): Promise<void> {
  try {
    await partners.requireRedirectUri(tx, partnerId, uri);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await partners.registerRedirectUri(tx, partnerId, uri, actor);
  }
}
