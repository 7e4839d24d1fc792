import { randomUUID } from 'node:crypto';
import { colours as pc } from '../colours.js';
import type { LocalStackFile } from '../local-stack-file.js';
import type { Settings } from '../settings.js';
import type { ConsoleOutput } from './console-output.js';

export function showSummary(
  stack: LocalStackFile,
  { payLink, settings }: { payLink: string; settings: Settings },
  output: ConsoleOutput,
): void {
  output.say(`\n${pc.bold('Sluis is running')} ${pc.dim(`(after ${output.secondsSinceStart} s)`)}\n`);
  output.table([
    ['API', `${stack.api_url}/v1`],
    ['Test shop', stack.test_shop_url],
    ['Its own side', `${stack.test_shop_url}/merchant, as shop with the password ${stack.test_shop_password}`],
    ['Console', `${stack.console_url}/console`],
    ['Dashboard', `${stack.dashboard_url}/dashboard`],
    ['Emulated bank', `${stack.emulator_url}/app`],
    ['API key', pc.bold(stack.api_key)],
    ['Payer', `${stack.payer.name}, ${stack.payer.iban}, user${stack.payer.user_id}@emulator.test`],
    ['Logs', `${settings.dataFolder}/logs`],
  ]);
  output.say(`\n  ${pc.dim(`Pay as ${stack.payer.name}:`)} ${payLink}`);
  output.say(`  ${pc.dim('Dashboard, the first time (good once):')} ${stack.dashboard_invitation}`);
  output.say(
    `\n${pc.dim('Or ask for a payment yourself; the answer has the link for the payer, authorisation_url:')}\n\n${curl(stack)}`,
  );
  output.say(`\n${pc.dim('Ctrl-C stops everything.')}`);
}

function curl({ api_url, api_key, payer, shop, redirect_uri }: LocalStackFile): string {
  const body = {
    amount: { value: '12.50', currency: 'EUR' },
    creditor: { name: shop.name, iban: shop.iban },
    remittance_information: 'Order 1042',
    reference: 'order-1042',
    debtor: { iban: payer.iban, name: payer.name },
    redirect_uri,
    state: 'opaque',
  };
  return [
    `curl -X POST ${api_url}/v1/payments`,
    `-H 'Authorization: Bearer ${api_key}'`,
    `-H 'Idempotency-Key: ${randomUUID()}'`,
    `-H 'Content-Type: application/json'`,
    `-d '${JSON.stringify(body)}'`,
  ].join(' \\\n  ');
}
