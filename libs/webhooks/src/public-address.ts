import ipaddr from 'ipaddr.js';

/** IANA has allocated global unicast IPv6 addresses from this block only. */
const ipv6GlobalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/** Public by number, yet answered inside the cloud's own network: the metadata and agent address of Azure. */
const internalServices = new Set(['168.63.129.16']);

/**
 * Whether `address` is on the public internet.
 *
 * IPv6 forms that carry an IPv4 address (mapped, NAT64, 6to4, Teredo) are refused altogether: no receiver needs them, and
 * through them every internal IPv4 address could be written again.
 */
export function isPublicAddress(address: string): boolean {
  // The dotted form only: "0177.1" and its like mean different hosts to different parsers.
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) {
    return ipaddr.IPv4.parse(address).range() === 'unicast' && !internalServices.has(address);
  }
  if (!ipaddr.IPv6.isValid(address)) return false;
  const parsed = ipaddr.IPv6.parse(address);
  return parsed.range() === 'unicast' && !parsed.zoneId && parsed.match(ipv6GlobalUnicast);
}
