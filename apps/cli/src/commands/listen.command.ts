import type { Command } from 'commander';
import { runAsPartner, withPartnerOptions } from './partner-options.js';
import type { ListenOptions } from '../listen/listen.js';
import { listenForStop } from '../up/stop-request.js';

export function registerListen(events: Command): void {
  const command = events
    .command('listen')
    .description('follow events as they come, and forward them to this machine, signed as webhooks are')
    .option('--forward <url>', 'where your receiver listens: http://localhost:3000/hook')
    .option('--events <types>', 'only these, with commas between: payment.*,consent.authorised')
    .option('--since <when>', 'begin after an event (evt_…), at a time (2026-11-21T10:00:00Z), or so long ago (15m)')
    .option('--secret <whsec>', 'sign with this secret instead of one of this run');
  withPartnerOptions(command)
    .addHelpText(
      'after',
      `
Needs no public address: events are read from the API, in their order. One goes out when the one before it was answered. While
nobody listens at your address, or the API is away, it waits; what your receiver has taken is not sent twice, whatever it
answered. Give your receiver the secret that is printed.

Examples:
  $ sluis events listen --forward http://localhost:3000/hook
  $ sluis events listen --forward http://localhost:3000/hook --events 'payment.*' --since 15m
  $ sluis events listen --json | jq -c 'select(.kind == "event") | .event.type'`,
    )
    .action((options: ListenOptions) =>
      runAsPartner(options, async (access) => {
        const { listen } = await import('../listen/listen.js');
        await listen(access, options, stopSignal());
      }),
    );
}

/** Ctrl-C ends it in order, another one later at once. So does a reader that went away, as in `| head`. */
function stopSignal(): AbortSignal {
  const left = new AbortController();
  process.stdout.on('error', () => left.abort());
  return AbortSignal.any([listenForStop(() => process.exit(130)).signal, left.signal]);
}
