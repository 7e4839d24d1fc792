import type { INestApplicationContext } from '@nestjs/common';
import { ApiKeys, Partners } from '@sluis/partners';
import { Transactions, type Transaction } from '@sluis/persistence';
import { DomainError } from '@sluis/errors';

const partnerName = 'Local test partner';
const actor = { type: 'operator', id: 'sluis up' } as const;

/**
 * A partner to try the API with, the same one every start, and a key that is new every start: keys are shown once and kept as
 * hashes, so the one of the last start could not be printed again. That one is revoked.
 */
export async function prepareTestPartner(
  platform: INestApplicationContext,
  { redirectUri, previousApiKeyId }: { redirectUri: string; previousApiKeyId: string | undefined },
): Promise<{ partnerId: string; apiKeyId: string; apiKey: string }> {
  const partners = platform.get(Partners);
  const apiKeys = platform.get(ApiKeys);
  return platform.get(Transactions).run(async (tx) => {
    const known = await partners.findByName(tx, partnerName);
    const partner = known ?? (await partners.create(tx, { name: partnerName, redirectUris: [redirectUri], actor }));
    if (known) await ensureRedirectUri(partners, tx, partner.id, redirectUri);
    if (previousApiKeyId !== undefined) await apiKeys.revoke(tx, partner.id, previousApiKeyId, actor);
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
