import { Injectable } from '@nestjs/common';
import type { BunqOauth } from '@sluis/bunq-client';
import { BusinessIdentity, TppIdentity } from '@sluis/tpp-identity';

export interface OauthClient {
  oauth: BunqOauth;
  redirectUri: string;
}

/** By which of our OAuth clients somebody goes to the bank: payers by the licensed one, partners by the plain one. */
@Injectable()
export class OauthClients {
  constructor(
    private readonly tppIdentity: TppIdentity,
    private readonly businessIdentity: BusinessIdentity,
  ) {}

  /** @throws DomainError platform_unavailable when that client is not registered at the bank */
  async for({ type }: { type: string }): Promise<OauthClient> {
    const identity = type === 'bank_connection' ? this.businessIdentity : this.tppIdentity;
    return { oauth: await identity.oauth(), redirectUri: identity.redirectUri };
  }
}
