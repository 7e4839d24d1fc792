import type { Command } from 'commander';
import { Demo } from '../demo/demo.js';
import { JsonReport, TextReport } from '../demo/demo-report.js';
import { payUnderConsent, payWithKnownPayer, payWithUnknownPayer } from '../demo/journeys.js';
import { readRunningStack } from '../local-stack-file.js';
import { readSettings } from '../settings.js';
import { runCommand } from './run-command.js';

export function registerDemo(program: Command): void {
  program
    .command('demo')
    .description('pay three times on the running local stack, from create to verified webhook, step by step')
    .option('--json', 'print one JSON object per step')
    .addHelpText(
      'after',
      `
Needs a running stack: npm start, in another terminal. Exits with 1 when a step takes longer than 30 s, or when
a webhook is missing or cannot be verified.

Examples:
  $ npm run demo
  $ npm run -s demo -- --json | jq -c 'select(.kind == "webhook")'`,
    )
    .action((options: { json?: true }) => runCommand(() => demo(options.json === true)));
}

async function demo(isJson: boolean): Promise<number> {
  const settings = readSettings();
  const stack = await readRunningStack(settings);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  // As in `sluis demo | head`: nobody reads on, but what was registered is still taken away.
  process.stdout.on('error', () => stop.abort());
  const report = isJson ? new JsonReport() : new TextReport(stack.api_url);
  const failure = await Demo.run(stack, report, stop.signal, [payWithKnownPayer, payWithUnknownPayer, payUnderConsent]);
  if (failure === undefined) return 0;
  console.error(`What the platform says about it is in ${settings.dataFolder}/logs.`);
  return 1;
}
