import { Injectable } from '@nestjs/common';
import { DerivedTokens } from '@sluis/persistence';

/**
 * Tells a partner's accounts apart without their IBANs: keyed hashes, useless without a key that the database does not
 * have. The partner is part of them, so that the same account of two partners cannot be matched.
 */
@Injectable()
export class AccountKeys {
  constructor(private readonly hashes: DerivedTokens) {}

  of(partnerId: string, iban: string): Buffer {
    return Buffer.from(this.hashes.derive('account-iban', `${partnerId}:${iban}`), 'base64url');
  }
}
