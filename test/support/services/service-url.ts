/** Where the platform's processes find the database that this account owns: their login owns nothing, as in production. */
export function serviceUrlOf(ownerUrl: string): string {
  const url = new URL(ownerUrl);
  url.username = 'sluis_service';
  return url.href;
}
