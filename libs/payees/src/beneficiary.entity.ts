import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PayeeVerification } from './payee-verification.js';

/** An account that a partner says its money goes to. */
@Entity('partner_beneficiaries')
export class Beneficiary {
  @PrimaryColumn('uuid') partnerId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') iban!: string;
  @Column('text') name!: string;
  /** What an operator saw that proves the name; without it, the name is the partner's word alone. */
  @Column('text', { nullable: true }) evidence!: string | null;
  @Column('jsonb') verification!: PayeeVerification;
  @Column('timestamptz') createdAt!: Date;
}
