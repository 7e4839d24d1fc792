import { Injectable } from '@nestjs/common';
import { SecretBox, type SecretLocation } from '@sluis/persistence';
import type { WebhookEndpoint } from './webhook-endpoint.entity.js';

type SecretColumn = 'secret_sealed' | 'previous_secret_sealed';
type SecretOwner = Pick<WebhookEndpoint, 'partnerId' | 'id'>;

/** How long the replaced secret signs too, so that receivers can change over without missing an event. */
const overlapMs = 24 * 3_600_000;

/** The signing secrets of endpoints, sealed to their row and column. */
@Injectable()
export class WebhookSecrets {
  constructor(private readonly box: SecretBox) {}

  seal(owner: SecretOwner, secret: string): Buffer {
    return this.box.seal(secret, location(owner, 'secret_sealed'));
  }

  /** Puts `secret` in place; the one before it goes on signing for a day, and an older one ends now. */
  replace(endpoint: WebhookEndpoint, secret: string, now: Date): void {
    const previous = this.box.open(endpoint.secretSealed, location(endpoint, 'secret_sealed'));
    endpoint.previousSecretSealed = this.box.seal(previous, location(endpoint, 'previous_secret_sealed'));
    endpoint.previousSecretUntil = new Date(now.getTime() + overlapMs);
    endpoint.secretSealed = this.seal(endpoint, secret);
  }

  /** What signs right now: the current secret first. */
  current(endpoint: WebhookEndpoint, now: Date): string[] {
    const { previousSecretSealed, previousSecretUntil } = endpoint;
    const secrets = [this.box.open(endpoint.secretSealed, location(endpoint, 'secret_sealed'))];
    if (previousSecretSealed && previousSecretUntil && previousSecretUntil > now) {
      secrets.push(this.box.open(previousSecretSealed, location(endpoint, 'previous_secret_sealed')));
    }
    return secrets;
  }
}

function location({ partnerId, id }: SecretOwner, column: SecretColumn): SecretLocation {
  return { table: 'webhook_endpoints', column, rowId: id, partnerId };
}
