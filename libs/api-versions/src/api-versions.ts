/** Every version of the partner API that is served, oldest first. */
export const apiVersions = ['2026-11-01', '2026-11-21'] as const;

export type ApiVersion = (typeof apiVersions)[number];

/** What partners of before there were versions are held to. */
export const firstApiVersion: ApiVersion = apiVersions[0];
/** What the platform itself speaks, and new partners begin with. */
export const latestApiVersion: ApiVersion = '2026-11-21';

/** @returns undefined for what is no version that is served */
export function parseApiVersion(text: string): ApiVersion | undefined {
  return apiVersions.find((version) => version === text);
}
