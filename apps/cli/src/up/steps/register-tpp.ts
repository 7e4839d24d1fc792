import type { INestApplicationContext } from '@nestjs/common';
import { TppIdentity } from '@sluis/tpp-identity';

/** Installation, credential, device, session and OAuth client at the bank; each only where missing. */
export async function registerTpp(platform: INestApplicationContext): Promise<void> {
  await platform.get(TppIdentity).register();
}
