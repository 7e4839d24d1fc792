import type { Environment } from './environment.schema.js';

export type PlatformMode = Environment['PLATFORM_MODE'];

const bankAddresses = [
  'BUNQ_API_URL',
  'BUNQ_OAUTH_AUTHORISE_URL',
  'BUNQ_OAUTH_TOKEN_URL',
  'BUNQ_PSP_PAGE_URL',
] as const satisfies (keyof Environment)[];

/**
 * What does not belong together: live mode works with bunq's production alone, test mode with anything else. The platform's
 * own tests run a live world against an emulator, in a process whose `NODE_ENV` is `test`.
 *
 * @returns one sentence per complaint; none names a value
 */
export function complaintsOfMode(env: Environment): string[] {
  return env.PLATFORM_MODE === 'live' ? complaintsOfLive(env) : complaintsOfTest(env);
}

function complaintsOfLive(env: Environment): string[] {
  if (env.NODE_ENV === 'test') return [];
  const isPlayMoney = env.BUNQ_ENVIRONMENT !== 'production';
  return [
    ...(isPlayMoney ? ['BUNQ_ENVIRONMENT: must be "production" in live mode'] : []),
    ...bankAddresses
      .filter((name) => !isBunqProduction(env[name]))
      .map((name) => `${name}: must be an https address of bunq.com, not of its sandbox, in live mode`),
  ];
}

function complaintsOfTest(env: Environment): string[] {
  const isRealMoney = env.BUNQ_ENVIRONMENT === 'production';
  return [
    ...(isRealMoney ? ['BUNQ_ENVIRONMENT: must not be "production" in test mode'] : []),
    ...bankAddresses
      .filter((name) => isAtBunq(env[name]) && !isSandbox(env[name]))
      .map((name) => `${name}: must not be an address of bunq's production in test mode`),
    ...(env.TEST_MODE_URL === undefined ? [] : ['TEST_MODE_URL: is for live mode only']),
  ];
}

function isBunqProduction(address: string): boolean {
  return new URL(address).protocol === 'https:' && isAtBunq(address) && !isSandbox(address);
}

/** A host may be written with a dot at its end. */
function labelsOf(address: string): string[] {
  return new URL(address).hostname.replace(/\.$/, '').split('.');
}

function isAtBunq(address: string): boolean {
  return labelsOf(address).slice(-2).join('.') === 'bunq.com';
}

/** `public-api.sandbox.bunq.com`, `psp.triage.bunq.com`. */
function isSandbox(address: string): boolean {
  return labelsOf(address)
    .slice(0, -2)
    .some((label) => label === 'sandbox' || label === 'triage');
}
