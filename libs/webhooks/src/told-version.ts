import { firstApiVersion, parseApiVersion, type ApiVersion } from '@sluis/api-versions';

/** In which version the endpoint of the row `e` is told: its own, or else the one that its partner is held to. */
export const toldVersionSql = `coalesce(e.api_version, (SELECT p.api_version FROM partners p WHERE p.id = e.partner_id))`;

export function toldVersion(column: string): ApiVersion {
  return parseApiVersion(column) ?? firstApiVersion;
}
