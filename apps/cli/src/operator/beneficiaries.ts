import { Partners } from '@sluis/partners';
import { Payees, type Beneficiary } from '@sluis/payees';
import { toPublicId, Transactions } from '@sluis/persistence';
import { electronicFormatIBAN, isValidIBAN } from 'ibantools';
import type { OperatorOptions } from '../commands/operator-options.js';
import { printResult } from '../commands/print-result.js';
import { UsageError } from '../settings.js';
import { requirePartner } from './known-partner.js';
import { operator, withPlatform } from './with-platform.js';

export interface BeneficiaryToAdd extends OperatorOptions {
  partner: string;
  iban: string;
  name: string;
  evidence?: string;
}

const longestName = 70;
const longestEvidence = 280;

export async function addBeneficiary(options: BeneficiaryToAdd): Promise<void> {
  const { iban, name } = checked(options.iban, options.name);
  const evidence = options.evidence?.trim() ?? null;
  if (evidence !== null && (evidence === '' || evidence.length > longestEvidence))
    throw new UsageError(`--evidence has 1 to ${longestEvidence} characters.`);
  const facts = await withPlatform(options, (platform) =>
    platform.get(Transactions).run(async (tx) => {
      const partner = await requirePartner(platform.get(Partners), tx, options.partner);
      const wanted = { iban, name, evidence };
      const { id, verification } = await platform.get(Payees).registerBeneficiary(tx, partner.id, wanted, operator);
      return {
        beneficiary_id: toPublicId('beneficiary', id),
        partner_id: options.partner,
        result: verification.result,
        compared_with: verification.source ?? `nothing: ${verification.reason ?? 'unknown'}`,
      };
    }),
  );
  printResult(options.json === true, {
    title: 'Beneficiary registered',
    facts,
    ...(facts.result === 'no_match'
      ? { hint: 'The bank knows this account under another name. Find out whose it is before any money goes there.' }
      : {}),
  });
}

export async function listBeneficiaries(options: OperatorOptions & { partner: string }): Promise<void> {
  const beneficiaries = await withPlatform(options, (platform) =>
    platform.get(Transactions).run(async (tx) => {
      const partner = await requirePartner(platform.get(Partners), tx, options.partner);
      return platform.get(Payees).beneficiariesOf(tx, partner.id);
    }),
  );
  if (options.json) {
    console.log(
      JSON.stringify(
        beneficiaries.map(({ id, iban, name, evidence, verification }) => ({
          beneficiary_id: toPublicId('beneficiary', id),
          iban,
          name,
          evidence,
          verification,
        })),
        null,
        2,
      ),
    );
    return;
  }
  printResult(false, {
    title: `Beneficiaries of ${options.partner}: ${beneficiaries.length}`,
    facts: { beneficiaries: beneficiaries.map(beneficiaryFacts) },
  });
}

/** `<iban>=<name>`, as `partner create` takes it. */
export function parseBeneficiary(text: string): { iban: string; name: string } {
  const [iban = '', ...name] = text.split('=');
  return checked(iban, name.join('='));
}

export function beneficiaryFacts({ iban, name, verification }: Beneficiary): string {
  return `${iban}  ${name}  ${verification.result}${verification.source ? ` (${verification.source})` : ''}`;
}

function checked(iban: string, name: string): { iban: string; name: string } {
  const plain = electronicFormatIBAN(iban);
  if (plain === null || !isValidIBAN(plain))
    throw new UsageError('A beneficiary needs a valid IBAN: country, length or check digits are wrong.');
  const holder = name.trim();
  if (holder === '' || holder.length > longestName || /\p{Cc}/u.test(holder))
    throw new UsageError(`A beneficiary needs the name of its holder, 1 to ${longestName} characters.`);
  return { iban: plain, name: holder };
}
