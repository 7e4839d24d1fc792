import type { Settings } from '../../settings.js';
import { startLocalIdentityProvider } from '../identity-provider/local-identity-provider.js';

/**
 * Where the local console is, and how staff sign in to it: at the provider that the user's environment names, else at one
 * of ours.
 *
 * @returns variables for the API
 */
export async function prepareConsole(
  { ports, apiHost, consoleUrl, identityProviderUrl, staffIssuerUrl }: Settings,
  { onStarted, onError }: { onStarted(provider: { stop(): Promise<void> }): void; onError(error: unknown): void },
): Promise<Record<string, string>> {
  const place = { CONSOLE_URL: consoleUrl, CONSOLE_HOST: apiHost, CONSOLE_PORT: String(ports.CONSOLE_PORT) };
  if (staffIssuerUrl !== undefined) return place;
  const provider = await startLocalIdentityProvider({
    port: ports.IDENTITY_PROVIDER_PORT,
    issuer: identityProviderUrl,
    consoleUrl,
    onError,
  });
  onStarted(provider);
  return {
    ...place,
    STAFF_ISSUER_URL: provider.issuer,
    STAFF_CLIENT_ID: provider.clientId,
    STAFF_CLIENT_SECRET: provider.clientSecret,
    STAFF_REQUIRED_AMR: 'mfa',
  };
}
