import { type Command, Option } from 'commander';
import type { Approving, Declining, Listing, Proposing, Showing } from '../operator/reviews.js';
import { withOperatorOptions } from './operator-options.js';
import { runCommand } from './run-command.js';

// Loaded when a command runs, so that other commands do not wait for the whole platform to load.
const load = () => import('../operator/reviews.js');

export function registerReview(review: Command): void {
  withOperatorOptions(review.command('list'))
    .description('all orders in review, longest first')
    .action((options: Listing) => runCommand(async () => (await load()).listReviews(options)));

  withOperatorOptions(review.command('show'))
    .description('one order in review: what was sent, what the bank shows now, what was proposed')
    .requiredOption('--order <id>', 'the payment, payout, refund or payment request: pay_…, pot_…, ref_…, prq_…')
    .action((options: Showing) => runCommand(async () => (await load()).showReview(options)));

  withOperatorOptions(review.command('propose'))
    .description('propose how it ended; somebody else has to approve')
    .requiredOption('--order <id>', 'the payment, payout, refund or payment request: pay_…, pot_…, ref_…, prq_…')
    .addOption(
      new Option('--resolution <what>', 'what is true')
        .choices(['adopt', 'executed', 'failed', 'cancelled'])
        .makeOptionMandatory(),
    )
    .option('--bank-object <id>', 'with adopt: the order at the bank that is this one')
    .option('--evidence <reference>', 'with executed: what proves it, by its reference')
    .requiredOption('--reason <text>', 'why; kept, so no names and no account numbers')
    .addHelpText(
      'after',
      `
adopt      order N at the bank is this one; it goes on from what the bank says of it
executed   money moved; --evidence names what proves it
failed     the bank does not have it and never carried it out
cancelled  nobody wants it any more; what waits at the bank is withdrawn first

Who you are, SLUIS_OPERATOR_TOKEN says.

Example:
  $ sluis review propose --order pay_01h455vb4pex5vsknk084sn02q --resolution adopt --bank-object 3001 --reason "listed since 14:02"`,
    )
    .action((options: Proposing) => runCommand(async () => (await load()).proposeReview(options)));

  withOperatorOptions(review.command('approve'))
    .description('approve what somebody else proposed; the bank is read once more before it counts')
    .requiredOption('--proposal <id>', 'the proposal, rev_…')
    .option('--override <reason>', 'why it shall stand even against what the bank shows')
    .action((options: Approving) => runCommand(async () => (await load()).approveReview(options)));

  withOperatorOptions(review.command('decline'))
    .description('end a proposal without effect')
    .requiredOption('--proposal <id>', 'the proposal, rev_…')
    .action((options: Declining) => runCommand(async () => (await load()).declineReview(options)));
}
