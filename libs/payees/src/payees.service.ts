import { Injectable } from '@nestjs/common';
import { AuditTrail, type AuditActor } from '@sluis/audit';
import { newId, toPublicId, type Transaction } from '@sluis/persistence';
import { Beneficiary } from './beneficiary.entity.js';
import { PayeeDirectory, type PresumedName } from './payee-directory.js';
import { verifyName, type PayeeToVerify, type PayeeVerification } from './payee-verification.js';

export interface NewBeneficiary {
  iban: string;
  name: string;
  /** What an operator saw that proves the name. */
  evidence: string | null;
}

/** Whether a payee's name is the one under which its account is known. */
@Injectable()
export class Payees {
  constructor(
    private readonly directory: PayeeDirectory,
    private readonly audit: AuditTrail,
  ) {}

  /** Compares; records nothing. Without anything to compare with, the answer says so. */
  verify(tx: Transaction, partnerId: string, payees: readonly PayeeToVerify[]): Promise<PayeeVerification[]> {
    return this.directory.verify(tx, partnerId, payees);
  }

  /** As `verify`, from memory: true if the database confirms what was presumed (`namesAreAsPresumed`). */
  presume(
    partnerId: string,
    payees: readonly PayeeToVerify[],
  ): { verifications: PayeeVerification[]; presumed: PresumedName[] } {
    return this.directory.presume(partnerId, payees);
  }

  /**
   * The bank showed one of its customers as the holder of an account. Beneficiaries that were registered under another name
   * come to light.
   */
  async learnFromBank(tx: Transaction, partnerId: string, iban: string, name: string): Promise<void> {
    if (name.trim() === '' || !(await this.directory.learn(tx, partnerId, iban, name))) return;
    const beneficiary = await tx.findOneBy(Beneficiary, { partnerId, iban });
    if (beneficiary) await this.check(tx, beneficiary, { type: 'bank' });
  }

  /** Registers an account, or changes what is known of it, and compares the name with what the bank has shown. */
  async registerBeneficiary(
    tx: Transaction,
    partnerId: string,
    { iban, name, evidence }: NewBeneficiary,
    actor: AuditActor,
  ): Promise<Beneficiary> {
    const known = await tx.findOneBy(Beneficiary, { partnerId, iban });
    const beneficiary = tx.create(Beneficiary, {
      partnerId,
      id: known?.id ?? newId(),
      iban,
      name,
      evidence,
      verification: verifyName({ iban, name }, undefined),
      createdAt: known?.createdAt ?? new Date(),
    });
    await tx.save(Beneficiary, beneficiary);
    await this.check(tx, beneficiary, actor);
    return beneficiary;
  }

  beneficiariesOf(tx: Transaction, partnerId: string): Promise<Beneficiary[]> {
    return tx.find(Beneficiary, { where: { partnerId }, order: { id: 'ASC' } });
  }

  /** The bank's word first; else the evidence that an operator saw, which is of this very name. */
  private async check(tx: Transaction, beneficiary: Beneficiary, actor: AuditActor): Promise<void> {
    const { partnerId, id, iban } = beneficiary;
    const known = await this.directory.knownNames(tx, partnerId, [iban]);
    const verification = verifyName(beneficiary, known.get(iban));
    await tx.update(Beneficiary, { partnerId, id }, { verification });
    beneficiary.verification = verification;
    await this.audit.record(tx, {
      partnerId,
      actor,
      action: 'beneficiary.checked',
      subject: { type: 'beneficiary', id: toPublicId('beneficiary', id) },
      // A partner's own account under somebody else's name is for a person to look at.
      outcome: verification.result === 'no_match' ? 'alarm' : 'done',
      cause: verification.reason ?? verification.result,
      details: {
        result: verification.result,
        source: verification.source,
        has_evidence: beneficiary.evidence !== null,
      },
    });
  }
}
