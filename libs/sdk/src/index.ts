export {
  ApiError,
  AuthenticationError,
  ConflictError,
  ConnectionError,
  InvalidRequestError,
  NotFoundError,
  PermissionError,
  RateLimitError,
  RefusedError,
  SluisError,
  TimeoutError,
  UnavailableError,
  type ErrorCode,
} from './errors.js';
export type { Upload } from './form.js';
// Every schema of the document by its name: a list of them here would be a second one.
export type * from './generated/types.js';
export type { AccountReadOptions, Attempt, RequestOptions, SluisOptions, WriteOptions } from './options.js';
export { Pages, type Page } from './pages.js';
export { Sluis } from './sluis.js';
export { Transport, type Call } from './transport.js';
export { verifyWebhook, WebhookVerificationError, type WebhookHeaders } from './webhooks.js';
