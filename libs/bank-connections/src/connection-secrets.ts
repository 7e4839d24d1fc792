import { Injectable } from '@nestjs/common';
import { SecretBox } from '@sluis/persistence';
import type { BankConnection } from './bank-connection.entity.js';

type Row = Pick<BankConnection, 'partnerId' | 'id'>;

/** Seals and opens what it takes to act on a partner's account. Each column seals for itself. */
@Injectable()
export class ConnectionSecrets {
  constructor(private readonly secrets: SecretBox) {}

  seal(connection: Row, secret: string): Buffer {
    return this.secrets.seal(secret, location('secret_sealed', connection));
  }

  open(connection: Row & Pick<BankConnection, 'secretSealed'>): string | undefined {
    const { secretSealed } = connection;
    return secretSealed ? this.secrets.open(secretSealed, location('secret_sealed', connection)) : undefined;
  }

  sealClosing(connection: Row, secret: string): Buffer {
    return this.secrets.seal(secret, location('closing_secret_sealed', connection));
  }

  openClosing(connection: Row & Pick<BankConnection, 'closingSecretSealed'>): string | undefined {
    const { closingSecretSealed } = connection;
    return closingSecretSealed
      ? this.secrets.open(closingSecretSealed, location('closing_secret_sealed', connection))
      : undefined;
  }
}

function location(column: string, { partnerId, id }: Row) {
  return { table: 'bank_connections', column, rowId: id, partnerId };
}
