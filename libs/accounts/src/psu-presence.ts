import { Injectable } from '@nestjs/common';
import { DerivedTokens } from '@sluis/persistence';

/** What the payer's own browser or app sent to the partner. */
export interface PsuPresence {
  ipAddress: string;
  /** Null when it was not sent: an address alone will do in the words of the Berlin Group. */
  userAgent: string | null;
}

/** Makes evidence of a payer's presence that tells two payers apart and names none: hashes under a key of the platform. */
@Injectable()
export class PsuEvidence {
  constructor(private readonly tokens: DerivedTokens) {}

  hash({ ipAddress, userAgent }: PsuPresence): { psu_ip_hash: string; psu_user_agent_hash?: string } {
    return {
      psu_ip_hash: this.tokens.derive('psu_ip_address', ipAddress),
      ...(userAgent === null ? {} : { psu_user_agent_hash: this.tokens.derive('psu_user_agent', userAgent) }),
    };
  }
}
