import type { Partner, Partners } from '@sluis/partners';
import { fromPublicId, type Transaction } from '@sluis/persistence';
import { UsageError } from '../settings.js';

/** @throws UsageError when `publicId` names no partner */
export async function requirePartner(partners: Partners, tx: Transaction, publicId: string): Promise<Partner> {
  const id = fromPublicId('partner', publicId);
  const partner = id === undefined ? undefined : await partners.find(tx, id);
  if (!partner)
    throw new UsageError(`There is no partner ${publicId}. A partner id looks like par_01h455vb4pex5vsknk084sn02q.`);
  return partner;
}
