import { randomBytes } from 'node:crypto';
import { Sluis } from '@sluis/sdk';
import { z } from 'zod';
import { registerEndpoint } from './register-endpoint.js';
import { Shop } from './shop.js';

const settings = z
  .object({
    SLUIS_URL: z.url(),
    SLUIS_KEY: z.string().min(1),
    SHOP_NAME: z.string().min(1),
    SHOP_IBAN: z.string().min(1),
    SHOP_PORT: z.coerce.number().int().min(0).max(65_535).default(4300),
    /** Where browsers and the platform reach the shop. */
    SHOP_URL: z.url().optional(),
    SHOP_STORE: z.string().min(1).default('shop.sqlite'),
    SHOP_PASSWORD: z
      .string()
      .min(8)
      .default(() => randomBytes(9).toString('base64url')),
  })
  .safeParse(process.env);

if (!settings.success) {
  console.error(`These variables are missing or wrong:\n${z.prettifyError(settings.error)}`);
  process.exit(2);
}
const { data } = settings;
const url = (data.SHOP_URL ?? `http://localhost:${data.SHOP_PORT}`).replace(/\/$/, '');
const shop = await Shop.open({
  url,
  host: '127.0.0.1',
  port: data.SHOP_PORT,
  storePath: data.SHOP_STORE,
  apiUrl: data.SLUIS_URL,
  apiKey: data.SLUIS_KEY,
  shop: { name: data.SHOP_NAME, iban: data.SHOP_IBAN },
  merchantPassword: data.SHOP_PASSWORD,
  onEvent: ({ type, data: { id } }) => console.log(`← ${type} ${id}`),
  onRefusedWebhook: (reason) => console.warn(`a webhook was refused: ${reason}`),
  onError: (error) => console.error(error),
});
const sluis = new Sluis({ apiKey: data.SLUIS_KEY, baseUrl: data.SLUIS_URL });
shop.useWebhookSecret(await registerEndpoint(sluis, `${url}/webhooks`));
console.log(`The shop is open: ${url}`);
console.log(`Its own side: ${url}/merchant, as "shop" with the password ${data.SHOP_PASSWORD}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void shop.stop().then(() => process.exit(0)));
}
