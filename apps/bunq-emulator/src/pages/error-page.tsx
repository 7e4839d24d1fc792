import type { FastifyReply } from 'fastify';
import { Refusal } from '../bank/refusal.js';
import { Page } from './layout.js';
import { sendPage } from './send-page.js';

/** Nobody is redirected from here: an unregistered address must never be reached through the bank. */
export function sendErrorPage(reply: FastifyReply, error: unknown): FastifyReply {
  const [status, heading] = error instanceof Refusal ? [error.status, error.message] : [500, 'Something went wrong'];
  const isUnknownConnection = heading === 'Connection not found';
  return sendPage(
    reply,
    status,
    <Page title={heading} narrow>
      <h1>{heading}</h1>
      <p className="lead">
        {isUnknownConnection
          ? 'The service that sent you here is not known to this bank, or the address it wants you to return to is not one it registered.'
          : 'Go back to where you came from and try again.'}
      </p>
      <p>
        <a href="/app">To the bank app</a>
      </p>
    </Page>,
  );
}
