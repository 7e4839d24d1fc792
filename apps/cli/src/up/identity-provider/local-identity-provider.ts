import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type CryptoKey, exportJWK, generateKeyPair } from 'jose';
import type { Provider as OidcProvider } from 'oidc-provider';
import { listen } from '../../partner-side/loopback-server.js';
import { readBody } from '../../partner-side/read-body.js';
import { localPeople, type LocalPerson } from './local-people.js';
import { MemoryAdapter } from './memory-adapter.js';
import { messagePage, signInPage, signOutPage } from './sign-in-page.js';

export interface LocalIdentityProviderOptions {
  port: number;
  /** Under which browser and platform both reach it. */
  issuer: string;
  consoleUrl: string;
  people?: readonly LocalPerson[];
  onError?(error: unknown): void;
}

export interface LocalIdentityProvider {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** By which the provider signs, for tests of what is signed and still wrong. */
  privateKey: CryptoKey;
  stop(): Promise<void>;
}

const clientId = 'sluis-console';
const keyId = 'local';
const interactionPath = /^\/interaction\/([\w-]+)$/;

/**
 * An OpenID provider for this machine, on its loopback address alone, where the company's would be. It checks no password:
 * whoever presses a button is let in.
 */
export async function startLocalIdentityProvider({
  port,
  issuer,
  consoleUrl,
  people = localPeople,
  onError = () => undefined,
}: LocalIdentityProviderOptions): Promise<LocalIdentityProvider> {
  // Only where it is wanted: a deployment has no such package.
  const { default: Provider } = await import('oidc-provider');
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const clientSecret = randomBytes(32).toString('base64url');
  const provider: OidcProvider = new Provider(issuer, {
    adapter: MemoryAdapter,
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [`${consoleUrl}/console/callback`],
        post_logout_redirect_uris: [`${consoleUrl}/console/signed-out`],
        backchannel_logout_uri: `${consoleUrl}/console/back-channel-logout`,
        backchannel_logout_session_required: true,
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: keyId, alg: 'RS256', use: 'sig' }] },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    claims: { openid: ['sub', 'amr', 'acr', 'sid'], profile: ['name', 'roles'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context, form) => {
          context.body = signOutPage(form);
        },
        postLogoutSuccessSource: (context) => {
          context.body = messagePage('Signed out');
        },
      },
    },
    // Its own agent keeps away from addresses of this machine, and here everything is on this machine.
    fetch: (url, init) => fetch(url, { ...init, dispatcher: undefined }),
    renderError: (context, { error, error_description: description }) => {
      context.body = messagePage(`${error}: ${description ?? ''}`.replaceAll(/[<>&"]/g, ' '));
    },
    findAccount: (_context, id) => {
      const person = people.find((known) => known.id === id);
      return (
        person && {
          accountId: id,
          claims: () => ({ sub: id, name: person.name, roles: person.roles }),
        }
      );
    },
    // Nobody is asked to agree that the console may know who they are.
    async loadExistingGrant({ oidc }) {
      const { client, session, params } = oidc;
      const accountId = session?.accountId;
      if (!client || accountId === undefined) return undefined;
      const grant = new provider.Grant({ clientId: client.clientId, accountId });
      grant.addOIDCScope(String(params?.['scope'] ?? ''));
      await grant.save();
      return grant;
    },
    ttl: {
      Session: 8 * 3600,
      Grant: 8 * 3600,
      Interaction: 600,
      IdToken: 600,
      AccessToken: 600,
      AuthorizationCode: 60,
    },
  });
  provider.on('backchannel.error', (_context, error) => onError(error));
  provider.on('server_error', (_context, error) => onError(error));

  const answer = provider.callback();
  const server = await listen(
    { host: '127.0.0.1', port },
    async (request, response) => {
      const isInteraction = interactionPath.test(new URL(request.url ?? '/', issuer).pathname);
      if (!isInteraction) await answer(request, response);
      else if (request.method === 'POST') await signIn(request, response);
      else await showPeople(request, response);
    },
    onError,
  );

  async function showPeople(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { uid } = await provider.interactionDetails(request, response);
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      // The form ends in redirects that lead back to the console.
      'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; form-action 'self' ${consoleUrl}; frame-ancestors 'none'; base-uri 'none'`,
    });
    response.end(signInPage(people, `/interaction/${uid}`));
  }

  async function signIn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chosen = new URLSearchParams((await readBody(request)) ?? '').get('person');
    const person = people.find(({ id }) => id === chosen);
    await provider.interactionFinished(
      request,
      response,
      person
        ? { login: { accountId: person.id, amr: person.amr, remember: false } }
        : { error: 'access_denied', error_description: 'nobody was chosen' },
    );
  }

  return { issuer, clientId, clientSecret, privateKey, stop: () => server.stop() };
}
