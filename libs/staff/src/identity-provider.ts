import { Injectable } from '@nestjs/common';
import { Config } from '@sluis/config';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import {
  allowInsecureRequests,
  AuthorizationResponseError,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  discovery,
  enableNonRepudiationChecks,
} from 'openid-client';
import { z } from 'zod';
import { SignInRefusedError } from './sign-in-refused.error.js';

/** What ties an answer to its question: all three follow from the browser's cookie. */
export interface SignInSecrets {
  state: string;
  nonce: string;
  codeVerifier: string;
  codeChallenge: string;
}

/** The person, as the provider's ID token says. */
export interface ProvenPerson {
  issuer: string;
  subject: string;
  name: string;
  /** The session at the provider, where it names one. */
  session: string | null;
  amr: string[];
  acr: string | null;
  claims: Record<string, unknown>;
}

/** The provider's word that a session, or all of a person's, has ended. */
export interface EndedAtProvider {
  tokenId: string;
  expiresAt: Date;
  issuer: string;
  subject: string | undefined;
  session: string | undefined;
}

const timeoutSeconds = 10;
const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout';

const claimsSchema = z.looseObject({
  iss: z.string(),
  sub: z.string().min(1).max(255),
  sid: z.string().max(255).optional(),
  name: z.string().optional(),
  preferred_username: z.string().optional(),
  acr: z.string().optional(),
  amr: z.array(z.string()).optional(),
});

/** @see OpenID Connect Back-Channel Logout 1.0, section 2.6 */
const logoutClaimsSchema = z
  .looseObject({
    iss: z.string(),
    jti: z.string().min(1),
    iat: z.number(),
    exp: z.number(),
    sub: z.string().optional(),
    sid: z.string().optional(),
    events: z.looseObject({ [logoutEvent]: z.looseObject({}) }),
  })
  .refine(({ sub, sid }) => sub !== undefined || sid !== undefined)
  .refine((claims) => !('nonce' in claims));

/** The company's OpenID provider. */
@Injectable()
export class IdentityProvider {
  private readonly env: Config['env'];
  private known: Promise<Configuration> | undefined;
  private keys: ReturnType<typeof createRemoteJWKSet> | undefined;

  constructor({ env }: Config) {
    this.env = env;
  }

  /** @throws SignInRefusedError provider_unavailable */
  async signInUrl({ state, nonce, codeChallenge }: SignInSecrets): Promise<URL> {
    return buildAuthorizationUrl(await this.configuration(), {
      redirect_uri: this.redirectUri,
      scope: this.env.STAFF_SCOPES,
      state,
      nonce,
      code_challenge: codeChallenge,
      code_challenge_method: 'S256',
      ...(this.env.STAFF_REQUIRED_ACR.length > 0 && { acr_values: this.env.STAFF_REQUIRED_ACR.join(' ') }),
    });
  }

  /**
   * Exchanges the code in `returnedTo` and checks the ID token: signature, issuer, audience, time and nonce.
   *
   * @throws SignInRefusedError provider_refused, answer_invalid or provider_unavailable
   */
  async prove(returnedTo: URL, { state, nonce, codeVerifier }: SignInSecrets): Promise<ProvenPerson> {
    const configuration = await this.configuration();
    try {
      const tokens = await authorizationCodeGrant(configuration, returnedTo, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: codeVerifier,
        idTokenExpected: true,
      });
      const claims = claimsSchema.parse(tokens.claims());
      return {
        issuer: claims.iss,
        subject: claims.sub,
        name: (claims.name ?? claims.preferred_username ?? claims.sub).slice(0, 200),
        session: claims.sid ?? null,
        amr: claims.amr ?? [],
        acr: claims.acr ?? null,
        claims,
      };
    } catch (cause) {
      if (cause instanceof AuthorizationResponseError) throw new SignInRefusedError('provider_refused', { cause });
      throw new SignInRefusedError('answer_invalid', { cause });
    }
  }

  /** @returns where the browser ends the provider's session too; undefined for a provider that has no such place */
  async signOutUrl(): Promise<URL | undefined> {
    const configuration = await this.configuration().catch(() => undefined);
    if (configuration?.serverMetadata().end_session_endpoint === undefined) return undefined;
    return buildEndSessionUrl(configuration, {
      post_logout_redirect_uri: `${this.env.CONSOLE_URL}/console/signed-out`,
    });
  }

  /** @returns undefined for anything but a logout token of our provider, for us, of the last two minutes */
  async readLogoutToken(token: string): Promise<EndedAtProvider | undefined> {
    const metadata = (await this.configuration()).serverMetadata();
    this.keys ??= createRemoteJWKSet(new URL(metadata.jwks_uri ?? ''), { timeoutDuration: timeoutSeconds * 1000 });
    const verified = await jwtVerify(token, this.keys, {
      issuer: metadata.issuer,
      audience: this.env.STAFF_CLIENT_ID ?? '',
      maxTokenAge: '2 minutes',
      clockTolerance: 10,
    }).catch(() => undefined);
    // A token of another kind, signed by the same key for us, is no logout token.
    if (!verified || !['logout+jwt', 'JWT', undefined].includes(verified.protectedHeader.typ)) return undefined;
    const { data: claims } = logoutClaimsSchema.safeParse(verified.payload);
    return (
      claims && {
        tokenId: claims.jti,
        expiresAt: new Date((claims.iat + 300) * 1000),
        issuer: claims.iss,
        subject: claims.sub,
        session: claims.sid,
      }
    );
  }

  private get redirectUri(): string {
    return `${this.env.CONSOLE_URL}/console/callback`;
  }

  /** Read when first needed, and again after a failure: the console starts while the provider is away. */
  private async configuration(): Promise<Configuration> {
    this.known ??= this.discover();
    try {
      return await this.known;
    } catch (cause) {
      this.known = undefined;
      throw new SignInRefusedError('provider_unavailable', { cause });
    }
  }

  private async discover(): Promise<Configuration> {
    const { STAFF_ISSUER_URL = '', STAFF_CLIENT_ID = '', STAFF_CLIENT_SECRET = '' } = this.env;
    const isInsecure = STAFF_ISSUER_URL.startsWith('http:');
    const find = (authentication: ReturnType<typeof ClientSecretBasic>) =>
      discovery(new URL(STAFF_ISSUER_URL), STAFF_CLIENT_ID, undefined, authentication, {
        // Outside of production only; the environment is refused otherwise.
        ...(isInsecure && { execute: [allowInsecureRequests] }),
        timeout: timeoutSeconds,
      });
    let configuration = await find(ClientSecretBasic(STAFF_CLIENT_SECRET));
    const { token_endpoint_auth_methods_supported: methods = ['client_secret_basic'] } = configuration.serverMetadata();
    if (!methods.includes('client_secret_basic')) configuration = await find(ClientSecretPost(STAFF_CLIENT_SECRET));
    // The token came over TLS; its signature is checked all the same.
    enableNonRepudiationChecks(configuration);
    return configuration;
  }
}
