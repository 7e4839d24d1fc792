import type { INestApplicationContext } from '@nestjs/common';
import { BusinessIdentity, TppIdentity } from '@sluis/tpp-identity';

/** Everything we are at the bank, as licensed provider and with our own business account; each part only where missing. */
export async function registerTpp(platform: INestApplicationContext): Promise<void> {
  await platform.get(TppIdentity).register();
  await platform.get(BusinessIdentity).register();
}
