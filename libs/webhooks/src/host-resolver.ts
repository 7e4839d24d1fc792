import { Resolver } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import { isPublicAddress } from './public-address.js';
import { WebhookTargetRefusedError } from './webhooks.errors.js';

export interface ResolvedAddress {
  address: string;
  family: 4 | 6;
}

export type ResolveHost = (host: string) => Promise<ResolvedAddress[]>;

/**
 * Asks the name servers directly. The system's own look-up runs on four threads that the whole process shares, so a
 * partner with slow name servers could hold up everybody's files and names.
 */
export const resolveByDns: ResolveHost = async (host) => {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  const [four, six] = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
  if (four.status === 'rejected' && six.status === 'rejected') throw four.reason;
  return [
    ...(four.status === 'fulfilled' ? four.value.map((address) => ({ address, family: 4 as const })) : []),
    ...(six.status === 'fulfilled' ? six.value.map((address) => ({ address, family: 6 as const })) : []),
  ];
};

/**
 * A look-up for sockets that gives out an address only after checking it. The socket connects to exactly what it is
 * given here, so a name that changes between a check and the connection (DNS rebinding) gains nothing.
 */
export function publicLookup(resolve: ResolveHost): LookupFunction {
  const checked = callbackify((host: string) => publicAddresses(resolve, host));
  return (host, options, callback) => {
    checked(host, (error, found) => {
      if (error) callback(error, '');
      else if (options.all) callback(null, found.all);
      else callback(null, found.first.address, found.first.family);
    });
  };
}

async function publicAddresses(resolve: ResolveHost, host: string) {
  const all = await resolve(host);
  const [first] = all;
  // One internal address among public ones is refused too: no honest receiver has it.
  if (!first || !all.every(({ address }) => isPublicAddress(address))) {
    throw new WebhookTargetRefusedError('The host does not lead to the public internet only.');
  }
  return { first, all };
}
