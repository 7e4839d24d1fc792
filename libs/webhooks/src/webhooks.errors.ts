import { DomainError, type FieldError } from '@sluis/errors';

/** The address is not one that webhooks may be sent to: wrong form, or not on the public internet. */
export class WebhookTargetRefusedError extends DomainError {
  override readonly name = 'WebhookTargetRefusedError';

  constructor(detail: string, fields?: FieldError[]) {
    super('webhook_target_refused', detail, { fields });
  }
}

/** Also for endpoints of other partners: a foreign id is answered like one that never was. */
export class WebhookEndpointNotFoundError extends DomainError {
  override readonly name = 'WebhookEndpointNotFoundError';

  constructor() {
    super('resource_not_found', 'There is no such webhook endpoint.');
  }
}
