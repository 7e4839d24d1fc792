import { Config } from '@sluis/config';
import { BusinessIdentity, TppIdentity } from '@sluis/tpp-identity';
import type { OperatorOptions } from '../commands/operator-options.js';
import { printResult } from '../commands/print-result.js';
import { UsageError } from '../settings.js';
import { withPlatform } from './with-platform.js';

export async function registerTpp(options: OperatorOptions): Promise<void> {
  const facts = await withPlatform(options, async (platform) => {
    const identity = platform.get(TppIdentity);
    const { clientId } = await identity.register().catch((error: unknown) => {
      throw bankTrouble(error) ?? error;
    });
    const business = await platform
      .get(BusinessIdentity)
      .register()
      .catch((error: unknown) => {
        throw bankTrouble(error) ?? error;
      });
    const { env } = platform.get(Config);
    return {
      bank: `${env.BUNQ_ENVIRONMENT}, ${env.BUNQ_API_URL}`,
      tpp: `${env.TPP_NAME}, ${env.TPP_REGISTER_NUMBER}`,
      oauth_client_id: clientId,
      oauth_redirect_uri: identity.redirectUri,
      business_oauth_client_id: business ?? 'none, TPP_BUSINESS_API_KEY is not set',
    };
  });
  printResult(options.json === true, { title: 'The TPP is registered at the bank', facts });
}

/** The bank's own words go no further than the operator's terminal. */
function bankTrouble(error: unknown): UsageError | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && 'path' in error) {
    return new UsageError(`${String(error.path)} cannot be read (${String(error.code)}). Check the TPP_… paths.`);
  }
  if (!error.name.startsWith('Bunq')) return undefined;
  return new UsageError(`The bank did not register us: ${error.message}. Run the command again; nothing is lost.`);
}
