import { Partners } from '@sluis/partners';
import { Payees } from '@sluis/payees';
import { toPublicId, Transactions } from '@sluis/persistence';
import type { OperatorOptions } from '../commands/operator-options.js';
import { printResult } from '../commands/print-result.js';
import { UsageError } from '../settings.js';
import { beneficiaryFacts, parseBeneficiary } from './beneficiaries.js';
import { operator, withPlatform } from './with-platform.js';

export interface NewPartner extends OperatorOptions {
  name: string;
  redirectUri: string[];
  beneficiary?: string[];
}

const longestName = 70;

export async function createPartner(options: NewPartner): Promise<void> {
  const name = options.name.trim();
  if (name === '' || name.length > longestName) {
    throw new UsageError(`A partner's name has 1 to ${longestName} characters.`);
  }
  const redirectUris = [...new Set(options.redirectUri)];
  const wanted = (options.beneficiary ?? []).map(parseBeneficiary);
  const { id, status, beneficiaries } = await withPlatform(options, (platform) =>
    platform.get(Transactions).run(async (tx) => {
      const created = await platform.get(Partners).create(tx, { name, redirectUris, actor: operator });
      const registered = [];
      for (const { iban, name: holder } of wanted) {
        const beneficiary = { iban, name: holder, evidence: null };
        registered.push(await platform.get(Payees).registerBeneficiary(tx, created.id, beneficiary, operator));
      }
      const status = (await platform.get(Partners).facts(tx, created.id))?.status ?? 'active';
      return { id: toPublicId('partner', created.id), status, beneficiaries: registered.map(beneficiaryFacts) };
    }),
  );
  printResult(options.json === true, {
    title: 'Partner created',
    facts: {
      partner_id: id,
      name,
      status,
      redirect_uris: redirectUris,
      ...(beneficiaries.length > 0 ? { beneficiaries } : {}),
    },
    hint:
      status === 'pending'
        ? `Next: sluis partner go-live --partner ${id}, which somebody else approves; until then its keys do nothing`
        : `Next: sluis key create --partner ${id}${options.local ? ' --local' : ''}`,
  });
}
