import {
  allowInsecureRequests,
  buildAuthorizationUrl,
  ClientSecretPost,
  Configuration,
  customFetch,
  type CustomFetch,
  genericGrantRequest,
  ResponseBodyError,
} from 'openid-client';
import { BunqError, BunqNotSentError, BunqOauthRefusedError, BunqOutcomeUnknownError } from './bunq-api.error.js';
import { requireHttps } from './bunq-http.js';
import { BunqTransport, TransportError } from './bunq-transport.js';

export interface BunqOauthOptions {
  /** the page for the PSU, such as `https://oauth.bunq.com/auth` */
  authorizeUrl: string;
  /** such as `https://api.oauth.bunq.com/v1/token` */
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  userAgent: string;
  /** total time in ms of a token exchange; default 30 000 */
  deadlineMs?: number;
  /** only for an emulator on this machine; bunq itself speaks HTTPS only */
  allowInsecureHttp?: boolean;
}

const maxAnswerBytes = 64 * 1024;
const endpoint = 'POST token';

/** bunq's OAuth: no scopes, no PKCE, no refresh; an access token works like an API key until it is revoked. */
export class BunqOauth {
  readonly #configuration: Configuration;
  readonly #transport: BunqTransport;

  constructor(private readonly options: BunqOauthOptions) {
    const authorizationEndpoint = requireHttps(options.authorizeUrl, options.allowInsecureHttp);
    const tokenEndpoint = requireHttps(options.tokenUrl, options.allowInsecureHttp);
    this.#transport = new BunqTransport(5_000);
    this.#configuration = new Configuration(
      {
        issuer: new URL(authorizationEndpoint).origin,
        authorization_endpoint: authorizationEndpoint,
        token_endpoint: tokenEndpoint,
      },
      options.clientId,
      undefined,
      ClientSecretPost(options.clientSecret),
    );
    // Nothing but the library's way to say so; requireHttps has decided already.
    if (options.allowInsecureHttp) allowInsecureRequests(this.#configuration);
    this.#configuration[customFetch] = this.#sendAsQuery;
  }

  /**
   * Where to send the PSU.
   *
   * @param input.redirectUri a registered callback URL, character for character
   * @param input.state random and single-use; comes back on the redirect
   */
  authorizeUrl(input: { redirectUri: string; state: string }): string {
    return buildAuthorizationUrl(this.#configuration, {
      response_type: 'code',
      redirect_uri: input.redirectUri,
      state: input.state,
    }).href;
  }

  /**
   * Trades the code for an access token. A code works once: after anything but BunqNotSentError it must be taken as
   * spent, and the PSU asked again.
   *
   * @param input.state when given, the answer's `state` must equal it if it has one
   * @returns the access token: secret
   * @throws BunqOauthRefusedError   the code, client or redirect is not accepted, or the state is another
   * @throws BunqNotSentError        bunq did not get the request
   * @throws BunqOutcomeUnknownError anything else
   */
  async exchangeCode(input: { code: string; redirectUri: string; state?: string }): Promise<string> {
    try {
      const parameters = { code: input.code, redirect_uri: input.redirectUri };
      const token = await genericGrantRequest(this.#configuration, 'authorization_code', parameters);
      if (input.state !== undefined && token.state !== undefined && token.state !== input.state) {
        throw new BunqOauthRefusedError('state_mismatch', 200);
      }
      return token.access_token;
    } catch (error) {
      if (error instanceof BunqError) throw error;
      // What the transport found comes back wrapped by the library.
      if (error instanceof Error && error.cause instanceof BunqError) throw error.cause;
      // The library's errors are not kept as cause: they hold the answer.
      if (error instanceof ResponseBodyError) throw new BunqOauthRefusedError(codeOf(error), error.status);
      throw new BunqOutcomeUnknownError(endpoint, 'unreadable', undefined, undefined);
    }
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    await this.#transport.close();
  }

  /** bunq takes the parameters in the query and no body, where the library, as the RFC says, sends a form. */
  readonly #sendAsQuery: CustomFetch = async (tokenUrl, request) => {
    const url = new URL(tokenUrl);
    for (const [name, value] of new URLSearchParams(String(request.body ?? ''))) url.searchParams.set(name, value);
    const signal = AbortSignal.timeout(this.options.deadlineMs ?? 30_000);
    try {
      const headers = { accept: 'application/json', 'user-agent': this.options.userAgent, 'content-length': '0' };
      const maxBytes = maxAnswerBytes;
      const raw = await this.#transport.send({ method: 'POST', url, headers, body: undefined, signal, maxBytes });
      if (raw.status >= 500) throw new BunqOutcomeUnknownError(endpoint, 'server_error', raw.status, undefined);
      return new Response(new Uint8Array(raw.body), {
        status: raw.status,
        headers: { 'content-type': raw.header('content-type') ?? '' },
      });
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      if (!error.wasWritten) {
        const reason = error.reason === 'timeout' ? 'deadline' : 'connect';
        throw new BunqNotSentError(endpoint, reason, { cause: error.cause });
      }
      const reason = error.reason === 'too_large' ? 'unreadable' : error.reason;
      throw new BunqOutcomeUnknownError(endpoint, reason, error.status, undefined, { cause: error.cause });
    }
  };
}

/** OAuth error codes are a closed alphabet; anything else could be a text with more in it than we want in a message. */
function codeOf(error: ResponseBodyError): string {
  return /^[a-z_]{1,64}$/.test(error.error) ? error.error : 'unrecognised_error';
}
