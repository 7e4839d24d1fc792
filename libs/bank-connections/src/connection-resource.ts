import { Injectable } from '@nestjs/common';
import { Config } from '@sluis/config';
import { DerivedTokens, publicIdSchema, toPublicId } from '@sluis/persistence';
import { z } from 'zod';
import { nextConnectionStatuses, type ConnectionStatus } from './bank-connection-status.js';
import type { BankConnection, ConnectionAccount } from './bank-connection.entity.js';
import { capabilitiesOf, connectionMethods } from './connection-capabilities.js';

/** A connection as partners see it, in answers and in events. */
export const bankConnectionResourceSchema = z
  .strictObject({
    id: publicIdSchema('bankConnection'),
    method: z.enum(connectionMethods),
    status: z.enum(Object.keys(nextConnectionStatuses) as ConnectionStatus[]),
    status_reason: z.string().nullable(),
    version: z.int(),
    capabilities: z
      .array(z.string())
      .describe('What the bank lets this kind of connection do; usable while it is `active`.'),
    accounts: z.array(
      z.strictObject({
        id: publicIdSchema('account'),
        iban: z.string(),
        name: z.string(),
        description: z.string().nullable(),
        currency: z.string(),
        is_default: z.boolean(),
      }),
    ),
    redirect_uri: z.string().nullable(),
    state: z.string().nullable(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    connected_at: z.iso.datetime().nullable(),
    ended_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'BankConnection' });
export type BankConnectionResource = z.output<typeof bankConnectionResourceSchema>;

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
