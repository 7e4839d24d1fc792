import { z } from 'zod';
import type { CallbackFailure } from '../bank/service-records.js';
import { invalid, notFound } from '../bank/refusal.js';
import type { Role } from '../http/caller.js';
import { type Endpoint, noFields, sessionEndpoint } from '../http/endpoint.js';
import { stamps } from '../objects/labels.js';
import { idAnswer, type Json } from '../wire/envelope.js';
import { pageOf } from '../wire/pagination.js';

const path = '/v1/user/:userId/notification-filter-failure';
const allow: readonly Role[] = ['own', 'oauth', 'aisp', 'pisp', 'psp'];

export const notificationFilterFailureEndpoints: Endpoint[] = [
  sessionEndpoint({
    method: 'GET',
    path,
    allow,
    body: noFields,
    handle: ({ bank, caller, path, query }) =>
      pageOf(bank, { path, query }, bank.tables.callbackFailures.where('user', caller.user.id), failureObject),
  }),
  sessionEndpoint({
    method: 'POST',
    path,
    allow,
    // The documents call it a string; several ids stand between commas.
    body: z.object({ notification_filter_failed_ids: z.union([z.string(), z.array(z.number())]) }),
    handle({ bank, caller, body }) {
      const wanted = body.notification_filter_failed_ids;
      const ids = typeof wanted === 'string' ? wanted.split(',').map(Number) : wanted;
      const failures = ids.map((id) => {
        const failure = bank.tables.callbackFailures.get(id);
        if (failure === undefined || failure.userId !== caller.user.id) throw notFound('failed notification');
        return failure;
      });
      const [first] = failures;
      if (first === undefined) throw invalid('At least one failed notification must be named.');
      for (const failure of failures) {
        bank.tables.callbackFailures.remove(failure.id);
        bank.sendAgain(failure);
      }
      return idAnswer(first.id);
    },
  }),
];

function failureObject(failure: CallbackFailure): Json {
  return {
    NotificationFilterFailure: {
      ...stamps(failure),
      notification_filters: [
        {
          notification_delivery_method: 'URL',
          notification_target: failure.target,
          category: failure.category,
        },
      ],
      category: failure.category,
      event_type: failure.eventType,
      object_id: failure.objectId,
      exception_message: failure.problem,
      response_code: failure.responseCode,
    },
  };
}
