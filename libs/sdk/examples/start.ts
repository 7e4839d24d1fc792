import { Sluis } from '@sluis/sdk';

const { SLUIS_URL = 'http://localhost:4000', SLUIS_KEY = '', SHOP_NAME = '', SHOP_IBAN = '' } = process.env;
const sluis = new Sluis({ apiKey: SLUIS_KEY, baseUrl: SLUIS_URL });

const payment = await sluis.payments.create({
  amount: { value: '12.50', currency: 'EUR' },
  creditor: { name: SHOP_NAME, iban: SHOP_IBAN },
  remittance_information: 'Order 1042',
  reference: 'order-1042',
  redirect_uri: process.env.SHOP_RETURN_URL ?? '',
});
console.log(payment.status); // received
console.log(`Open ${payment.authorisation_url}`);

let { status } = payment;
while (!['executed', 'rejected', 'cancelled', 'expired', 'failed'].includes(status)) {
  await new Promise((resolve) => setTimeout(resolve, 500));
  ({ status } = await sluis.payments.get(payment.id));
}
console.log(status); // executed
