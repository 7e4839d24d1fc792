import { Injectable } from '@nestjs/common';
import { SecretBox, type SecretLocation } from '@sluis/persistence';
import type { WebhookEndpoint } from './webhook-endpoint.entity.js';
import { newSigningKeyPair, newWebhookSecret } from './webhook-signature.js';

type SecretColumn = 'secret_sealed' | 'previous_secret_sealed' | 'signing_key_sealed' | 'previous_signing_key_sealed';
type SecretOwner = Pick<WebhookEndpoint, 'partnerId' | 'id'>;

export interface FreshSecrets {
  /** For the partner, once. */
  secret: string;
  columns: Pick<WebhookEndpoint, 'secretSealed' | 'signingKeySealed' | 'publicKey'>;
}

/** How long the replaced secrets sign too, so that receivers can change over without missing an event. */
const overlapMs = 24 * 3_600_000;

/** What endpoints are signed with, a shared secret and an Ed25519 key, sealed to their row and column. */
@Injectable()
export class WebhookSecrets {
  constructor(private readonly box: SecretBox) {}

  fresh(owner: SecretOwner): FreshSecrets {
    const secret = newWebhookSecret();
    const { privateKey, publicKey } = newSigningKeyPair();
    return {
      secret,
      columns: {
        secretSealed: this.box.seal(secret, location(owner, 'secret_sealed')),
        signingKeySealed: this.box.seal(privateKey, location(owner, 'signing_key_sealed')),
        publicKey,
      },
    };
  }

  /** Replaces both; those before them go on signing for a day, and older ones end now. @returns the new secret */
  replace(endpoint: WebhookEndpoint, now: Date): string {
    endpoint.previousSecretSealed = this.moved(endpoint, endpoint.secretSealed, 'secret_sealed');
    endpoint.previousSigningKeySealed =
      endpoint.signingKeySealed && this.moved(endpoint, endpoint.signingKeySealed, 'signing_key_sealed');
    endpoint.previousPublicKey = endpoint.publicKey;
    endpoint.previousSecretUntil = new Date(now.getTime() + overlapMs);
    const { secret, columns } = this.fresh(endpoint);
    Object.assign(endpoint, columns);
    return secret;
  }

  /** What signs right now: the current secret first. */
  current(endpoint: WebhookEndpoint, now: Date): string[] {
    const { secretSealed, signingKeySealed, previousSecretSealed, previousSigningKeySealed } = endpoint;
    const isOverlap = endpoint.previousSecretUntil !== null && endpoint.previousSecretUntil > now;
    return [
      ...this.opened(endpoint, secretSealed, 'secret_sealed'),
      ...(isOverlap ? this.opened(endpoint, previousSecretSealed, 'previous_secret_sealed') : []),
      ...this.opened(endpoint, signingKeySealed, 'signing_key_sealed'),
      ...(isOverlap ? this.opened(endpoint, previousSigningKeySealed, 'previous_signing_key_sealed') : []),
    ];
  }

  private moved(endpoint: WebhookEndpoint, sealed: Buffer, from: 'secret_sealed' | 'signing_key_sealed'): Buffer {
    const secret = this.box.open(sealed, location(endpoint, from));
    return this.box.seal(secret, location(endpoint, `previous_${from}`));
  }

  private opened(endpoint: WebhookEndpoint, sealed: Buffer | null, column: SecretColumn): string[] {
    return sealed ? [this.box.open(sealed, location(endpoint, column))] : [];
  }
}

function location({ partnerId, id }: SecretOwner, column: SecretColumn): SecretLocation {
  return { table: 'webhook_endpoints', column, rowId: id, partnerId };
}
