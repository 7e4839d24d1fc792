import { isIP } from 'node:net';
import { isPublicAddress } from './public-address.js';
import { WebhookTargetRefusedError } from './webhooks.errors.js';

const maximumLength = 2_048;
const internalNames = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|home\.arpa)\.?$/i;

/**
 * Checks the form of a webhook address. Where its name leads is checked when the connection is made, because a name may
 * lead elsewhere a second later.
 *
 * @param allowPrivate local development: http and internal hosts pass
 * @throws WebhookTargetRefusedError
 */
export function checkedTarget(url: string, allowPrivate: boolean): URL {
  if (url.length > maximumLength) throw refused('too_long', `The URL is longer than ${maximumLength} characters.`);
  // Tabs, line breaks and backslashes are read differently by different parsers.
  if (!/^[!-[\]-~]+$/.test(url)) {
    throw refused('character', 'The URL holds a character outside printable ASCII; write hosts in their xn-- form.');
  }
  const target = parse(url);
  if (target.protocol !== 'https:' && !(allowPrivate && target.protocol === 'http:')) {
    throw refused('scheme', 'The URL must begin with https://.');
  }
  if (target.username || target.password || /^https?:\/*[^/?]*@/i.test(url)) {
    throw refused('credentials', 'The URL must not hold a user name or password.');
  }
  if (url.includes('#')) throw refused('fragment', 'The URL must not have a fragment.');
  if (!allowPrivate && isInternalHost(hostOf(target))) {
    throw refused('internal', 'The URL must lead to a host on the public internet.');
  }
  return target;
}

/** The host as resolvers take it: without the brackets of an IPv6 address. */
export function hostOf(target: URL): string {
  return target.hostname.replace(/^\[(.*)\]$/, '$1');
}

function isInternalHost(host: string): boolean {
  if (isIP(host)) return !isPublicAddress(host);
  return internalNames.test(host) || !host.replace(/\.$/, '').includes('.');
}

function parse(url: string): URL {
  if (!URL.canParse(url)) throw refused('malformed', 'This is not a URL.');
  return new URL(url);
}

function refused(code: string, detail: string): WebhookTargetRefusedError {
  return new WebhookTargetRefusedError(detail, [{ pointer: '/url', code, detail }]);
}
