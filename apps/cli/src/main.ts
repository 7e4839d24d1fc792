#!/usr/bin/env node
import './on-required-node.js';
import 'reflect-metadata';
import { Command } from 'commander';
import { registerAuditExport, registerAuditKey, registerAuditVerify } from './commands/audit.commands.js';
import { registerGet, registerPost } from './commands/call.commands.js';
import { registerChanges } from './commands/change.commands.js';
import { registerCompletion } from './commands/completion.command.js';
import { registerListen } from './commands/listen.command.js';
import { registerResources } from './commands/resource.commands.js';
import { registerTrigger } from './commands/trigger.command.js';
import { registerBeneficiaryAdd } from './commands/beneficiary-add.command.js';
import { registerBeneficiaryList } from './commands/beneficiary-list.command.js';
import { registerConsentList } from './commands/consent-list.command.js';
import { registerConsentRevoke } from './commands/consent-revoke.command.js';
import { registerConsentSeen } from './commands/consent-seen.command.js';
import { registerConsentShow } from './commands/consent-show.command.js';
import { registerDemo } from './commands/demo.command.js';
import { registerDoctor } from './commands/doctor.command.js';
import { registerEvidence } from './commands/evidence.command.js';
import { registerHelp } from './commands/help.command.js';
import { registerKeyCreate } from './commands/key-create.command.js';
import { registerKeyRevoke } from './commands/key-revoke.command.js';
import { registerMcp } from './commands/mcp.command.js';
import { registerMigrate } from './commands/migrate.command.js';
import { registerOperatorCreate, registerOperatorDisable } from './commands/operator.command.js';
import { registerPartnerCreate } from './commands/partner-create.command.js';
import { registerPartnerInvite } from './commands/partner-invite.command.js';
import { registerPartnerLimit } from './commands/partner-limit.command.js';
import { registerPartnerOrigin } from './commands/partner-origin.command.js';
import { registerPartnerRequests } from './commands/partner-requests.command.js';
import { registerPartnerStatus } from './commands/partner-status.commands.js';
import { registerPartnerShare } from './commands/partner-share.command.js';
import { registerPartnerVersion } from './commands/partner-version.command.js';
import { registerPrepare } from './commands/prepare.command.js';
import { registerReconciliation } from './commands/reconciliation.command.js';
import { registerRecover } from './commands/recover.command.js';
import { registerRedirectUris } from './commands/redirect-uri.commands.js';
import { registerRetention } from './commands/retention.commands.js';
import { registerReview } from './commands/review.command.js';
import { registerTppRegister } from './commands/tpp-register.command.js';
import { registerUp } from './commands/up.command.js';
import { exitCodes } from './partner/exit-codes.js';

const program = new Command('sluis')
  .description('Runs Sluis on one machine and operates the platform')
  .showHelpAfterError('(add --help for what it takes)');

// What is wrongly typed ends as every other misuse does; subcommands inherit it.
program.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? exitCodes.done : exitCodes.misused));
program.helpCommand(false).commandsGroup('On this machine:');
for (const register of [registerUp, registerDemo, registerDoctor, registerHelp, registerCompletion]) register(program);
program.commandsGroup('Using the API, as a partner does:');
const byResource = registerResources(program);
const events = byResource.get('events');
if (events) registerListen(events);
for (const register of [registerTrigger, registerGet, registerPost, registerMcp]) register(program);
program.commandsGroup('Operating the platform:');
for (const register of [registerMigrate, registerPrepare]) register(program);
const tpp = program.command('tpp').description('the licensed third party provider, as the bank knows it');
registerTppRegister(tpp);
const partner = program.command('partner').description('the businesses that call the API');
for (const register of [
  registerPartnerCreate,
  registerPartnerInvite,
  registerPartnerLimit,
  registerPartnerOrigin,
  registerPartnerRequests,
  registerPartnerShare,
  registerPartnerStatus,
  registerPartnerVersion,
])
  register(partner);
const beneficiary = partner.command('beneficiary').description("the accounts a partner's money goes to");
for (const register of [registerBeneficiaryAdd, registerBeneficiaryList]) register(beneficiary);
registerRedirectUris(partner.command('redirect-uri').description('addresses that partners asked for'));
const key = program.command('key').description('API keys of partners');
for (const register of [registerKeyCreate, registerKeyRevoke]) register(key);
const consent = program.command('consent').description('what payers allowed partners');
for (const register of [registerConsentList, registerConsentShow, registerConsentSeen, registerConsentRevoke])
  register(consent);
const operator = program.command('operator').description('the people who operate the platform');
for (const register of [registerOperatorCreate, registerOperatorDisable]) register(operator);
registerChanges(program.command('change').description('what takes two people: asked for by one, decided by another'));
registerReview(program.command('review').description('orders that no rule can tell of: two operators decide'));
registerReconciliation(program.command('reconciliation').description("the bank's books and ours"));
registerRecover(
  program.command('recover').description('after a restored backup: nothing is sent before the comparison'),
);
const audit = program.command('audit').description('the record of everything that was decided and done');
for (const register of [registerAuditVerify, registerAuditExport, registerAuditKey]) register(audit);
registerEvidence(program);
registerRetention(program.command('retention').description('what was kept long enough, and proof that it went'));

await program.parseAsync();
