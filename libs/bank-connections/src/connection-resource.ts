import { Injectable } from '@nestjs/common';
import { Config } from '@sluis/config';
import { DerivedTokens, toPublicId } from '@sluis/persistence';
import type { BankConnection, ConnectionAccount } from './bank-connection.entity.js';
import { capabilitiesOf } from './connection-capabilities.js';

/** A connection as partners see it, in answers and in events. */
export interface BankConnectionResource {
  id: string;
  method: string;
  status: string;
  status_reason: string | null;
  version: number;
  /** What the bank lets this kind of connection do; usable while it is `active`. */
  capabilities: string[];
  accounts: {
    id: string;
    iban: string;
    name: string;
    description: string | null;
    currency: string;
    is_default: boolean;
  }[];
  redirect_uri: string | null;
  state: string | null;
  created_at: string;
  updated_at: string;
  connected_at: string | null;
  ended_at: string | null;
}

/** Builds what partners see of a connection. */
@Injectable()
export class ConnectionResources {
  constructor(
    private readonly config: Config,
    private readonly tokens: DerivedTokens,
  ) {}

  toResource(connection: BankConnection, accounts: ConnectionAccount[]): BankConnectionResource {
    return {
      id: toPublicId('bankConnection', connection.id),
      method: connection.method,
      status: connection.status,
      status_reason: connection.statusReason,
      version: connection.version,
      capabilities: [...capabilitiesOf(connection)],
      accounts: accounts.map(({ id, iban, holderName, description, currency, isDefault }) => ({
        id: toPublicId('account', id),
        iban,
        name: holderName,
        description,
        currency,
        is_default: isDefault,
      })),
      redirect_uri: connection.redirectUri,
      state: connection.state,
      created_at: connection.createdAt.toISOString(),
      updated_at: connection.updatedAt.toISOString(),
      connected_at: connection.connectedAt?.toISOString() ?? null,
      ended_at: connection.endedAt?.toISOString() ?? null,
    };
  }

  linkToken(connectionId: string): string {
    return this.tokens.derive('bank-connection', connectionId);
  }

  /**
   * Where somebody of the partner connects the account. Only in answers to the partner, never in stored events: whoever
   * has it can connect an account of their own choice.
   */
  authorisationUrl({ id, method, status }: BankConnection): string | null {
    const isOpen = method === 'oauth' && status === 'awaiting_authorisation';
    return isOpen ? `${this.config.env.PUBLIC_URL}/connect/${this.linkToken(id)}` : null;
  }
}
