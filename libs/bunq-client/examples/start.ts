import { BunqClient, MemoryContextStore, monetaryAccount, payment } from '@sluis/bunq-client';

const apiUrl = process.env['BUNQ_API_URL'] ?? 'https://public-api.sandbox.bunq.com/v1';
const allowInsecureHttp = apiUrl.startsWith('http:'); // an emulator's; bunq itself is always https
const client = new BunqClient({ apiUrl, userAgent: 'my-app/1.0', store: new MemoryContextStore(), allowInsecureHttp });
const apiKey = process.env['BUNQ_API_KEY'] ?? (await client.createSandboxPerson());
await client.ensureOwnContext({ apiKey, description: 'my app', permittedIps: ['*'] });
const me = client.psp();
for (const account of (await monetaryAccount.list(me)).items) {
  const { items } = await payment.list(me, { monetaryAccountId: account.id });
  console.log(account.description, account.balance?.value, `${items.length} payments`);
}
await client.close();
