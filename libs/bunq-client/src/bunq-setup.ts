import { X509Certificate } from 'node:crypto';
import { BunqApiError, BunqSetupMissingError } from './bunq-api.error.js';
import type { BunqContextStore, BunqInstallationContext, BunqSession } from './bunq-context-store.js';
import type { BunqHttp } from './bunq-http.js';
import type { BunqCaller } from './bunq-caller.js';
import { authenticationOf, type BunqSessions, pspOwner } from './bunq-session.js';
import { generateBunqKeyPair, pspCredentialBytes, signBunqBytes } from './bunq-signature.js';
import { deviceServer } from './endpoints/device-server.js';
import { installation } from './endpoints/installation.js';
import { oauthCallbackUrl, oauthClient } from './endpoints/oauth-client.js';
import { pspCredential } from './endpoints/payment-service-provider-credential.js';

/** The TPP's QSEAL certificate and how it presents itself to bunq. */
export interface TppIdentityInput {
  certificatePem: string;
  /** leaf or intermediates to root, concatenated */
  certificateChainPem: string;
  certificatePrivateKeyPem: string;
  /** of the device; it is also how a registration of ours is recognised after a crash */
  description: string;
  /** must hold our own outgoing address, or `*` */
  permittedIps: readonly string[];
}

/** A bunq user's own API key, made in the bunq app, and how the one who uses it presents itself. */
export interface BunqKeyInput {
  /** secret */
  apiKey: string;
  /** of the device; it is also how a registration of ours is recognised after a crash */
  description: string;
  /** must hold our own outgoing address, or `*` */
  permittedIps: readonly string[];
}

export interface BunqOauthClient {
  oauthClientId: number;
  clientId: string;
  /** secret */
  clientSecret: string;
}

const setupOwner = 'setup';

/**
 * Installation, credential, device and session, each saved before the next begins: after a crash the next call goes on
 * from there. One process at a time. With everything saved it calls bunq at most for a session.
 *
 * A new certificate leads to a new credential on the same installation; until its device is registered the old API key
 * stays in use.
 *
 * @throws BunqSessionBusyError when the session's turn has not come; call again, nothing is lost
 */
export async function ensureTppContext(
  http: BunqHttp,
  store: BunqContextStore,
  sessions: BunqSessions,
  identity: TppIdentityInput,
): Promise<BunqSession> {
  const fingerprint = new X509Certificate(identity.certificatePem).fingerprint256.replaceAll(':', '').toLowerCase();
  await store.withSessionLock(setupOwner, async () => {
    const context = (await store.loadInstallation()) ?? (await install(http, store));
    if (context.deviceId !== undefined && context.certificateFingerprint === fingerprint) return;
    await registerDevice(http, store, identity, await ensureCredential(http, store, identity, fingerprint, context));
  });
  return sessions.sessionFor(pspOwner);
}

/**
 * Installation, device and session of a bunq user's own API key: what a business without a PSD2 certificate needs. As
 * resumable as `ensureTppContext`.
 *
 * @throws BunqSessionBusyError when the session's turn has not come; call again, nothing is lost
 */
export async function ensureOwnContext(
  http: BunqHttp,
  store: BunqContextStore,
  sessions: BunqSessions,
  key: BunqKeyInput,
): Promise<BunqSession> {
  await store.withSessionLock(setupOwner, async () => {
    const context = (await store.loadInstallation()) ?? (await install(http, store));
    if (context.deviceId !== undefined && context.apiKey === key.apiKey) return;
    const deviceId = await createOrAdoptDevice(http, key, context, key.apiKey);
    await store.saveInstallation({ ...context, deviceId, apiKey: key.apiKey });
  });
  return sessions.sessionFor(pspOwner);
}

/** An installation and nothing else: enough for keys of others, each with a device of its own. */
export async function ensureInstallation(http: BunqHttp, store: BunqContextStore): Promise<void> {
  if (await store.loadInstallation()) return;
  await store.withSessionLock(setupOwner, async () => {
    if (!(await store.loadInstallation())) await install(http, store);
  });
}

/**
 * Registers the API key of another bunq user as a device on this installation, so that sessions can be opened with it.
 * Safe to repeat: a registration that is there already, recognised by `description`, is enough.
 *
 * @throws BunqApiError `isCredentialsRefused` when bunq does not know the key
 */
export async function registerKey(http: BunqHttp, store: BunqContextStore, key: BunqKeyInput): Promise<void> {
  const context = await store.loadInstallation();
  if (!context) throw new BunqSetupMissingError('installation');
  await createOrAdoptDevice(http, key, context, key.apiKey);
}

/**
 * The TPP's OAuth client with this callback URL; both are made only when missing.
 *
 * @param callbackUrl compared by bunq character for character
 */
export async function ensureOauthClient(psp: BunqCaller, callbackUrl: string): Promise<BunqOauthClient> {
  // bunq keeps one client per user; a cancelled one does not count.
  const { items } = await oauthClient.list(psp);
  const existing = items.find(
    (client) => client.status === null || client.status === undefined || client.status === 'ACTIVE',
  );
  const client = existing ?? (await oauthClient.get(psp, { oauthClientId: await oauthClient.create(psp) }));
  const known = client.callback_url ?? [];
  if (!known.some(({ url }) => url === callbackUrl)) {
    const { items: listed } = await oauthCallbackUrl.list(psp, { oauthClientId: client.id, count: 200 });
    if (!listed.some(({ url }) => url === callbackUrl)) {
      await oauthCallbackUrl.create(psp, { oauthClientId: client.id, url: callbackUrl });
    }
  }
  return { oauthClientId: client.id, clientId: client.client_id, clientSecret: client.secret };
}

async function install(http: BunqHttp, store: BunqContextStore): Promise<BunqInstallationContext> {
  const keyPair = await generateBunqKeyPair();
  // An installation whose answer got lost is left behind unused, with a key that nobody has.
  const context = { ...keyPair, ...(await installation.create(http, keyPair.publicKeyPem)) };
  await store.saveInstallation(context);
  return context;
}

async function ensureCredential(
  http: BunqHttp,
  store: BunqContextStore,
  identity: TppIdentityInput,
  fingerprint: string,
  context: BunqInstallationContext,
): Promise<BunqInstallationContext> {
  if (context.pendingCredential?.certificateFingerprint === fingerprint) return context;
  const signedBytes = pspCredentialBytes(context.publicKeyPem, context.installationToken);
  const credential = await pspCredential.create(http, authenticationOf(context, setupOwner), {
    certificatePem: identity.certificatePem,
    certificateChainPem: identity.certificateChainPem,
    clientPublicKeySignature: signBunqBytes(signedBytes, identity.certificatePrivateKeyPem),
  });
  // A token is shown once. When a crash loses it here, the same certificate simply gets another.
  if (!credential.token_value) throw new BunqSetupMissingError('credential token');
  const next = {
    ...context,
    pendingCredential: { token: credential.token_value, certificateFingerprint: fingerprint },
  };
  await store.saveInstallation(next);
  return next;
}

async function registerDevice(
  http: BunqHttp,
  store: BunqContextStore,
  identity: TppIdentityInput,
  context: BunqInstallationContext,
): Promise<void> {
  const { pendingCredential, ...rest } = context;
  if (!pendingCredential) throw new BunqSetupMissingError('credential');
  let deviceId: number;
  try {
    deviceId = await createOrAdoptDevice(http, identity, context, pendingCredential.token);
  } catch (error) {
    // Not used within its hour, the token is dead; without it the next call asks for a fresh credential.
    if (error instanceof BunqApiError && error.isCredentialsRefused) await store.saveInstallation(rest);
    throw error;
  }
  await store.saveInstallation({
    ...rest,
    deviceId,
    apiKey: pendingCredential.token,
    certificateFingerprint: pendingCredential.certificateFingerprint,
  });
}

/** bunq registers a key once per installation. After a crash between its answer and our saving, the device is found. */
async function createOrAdoptDevice(
  http: BunqHttp,
  identity: Pick<TppIdentityInput, 'description' | 'permittedIps'>,
  context: BunqInstallationContext,
  secret: string,
): Promise<number> {
  const authentication = authenticationOf(context, setupOwner);
  const { description, permittedIps } = identity;
  try {
    return await deviceServer.create(http, authentication, { description, secret, permittedIps });
  } catch (error) {
    if (!(error instanceof BunqApiError) || error.isRateLimited || error.isCredentialsRefused) throw error;
    const { items } = await deviceServer.list(http, authentication, { count: 200 });
    // Not the device of an earlier certificate, which this one is about to replace.
    const ours = items.find((device) => device.description === description && device.id !== context.deviceId);
    if (!ours) throw error;
    return ours.id;
  }
}
