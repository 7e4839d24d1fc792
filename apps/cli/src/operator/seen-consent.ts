import { createHash } from 'node:crypto';
import { AuditTrail } from '@sluis/audit';
import { Consents, type Presentation } from '@sluis/consents';
import { toPublicId, Transactions } from '@sluis/persistence';
import { colours as pc } from '../colours.js';
import type { OperatorOptions } from '../commands/operator-options.js';
import { requireConsent } from './consents.js';
import { textOfPage } from './page-text.js';
import { findOperator } from './present-operator.js';
import { withConsents } from './with-consents.js';
import { operator } from './with-platform.js';

/** Shows again what a payer was shown and what they decided, page by page; that somebody looked goes on record. */
export async function seenOfConsent(publicId: string, options: OperatorOptions): Promise<void> {
  const shown = await withConsents(options, async (platform) => {
    const identity = await findOperator(platform);
    return platform.get(Transactions).run(async (tx) => {
      const consent = await requireConsent(platform, tx, publicId);
      const presentations = await platform.get(Consents).presentationsIn(tx, consent);
      await platform.get(AuditTrail).record(tx, {
        partnerId: consent.partnerId,
        actor: identity ? { type: 'operator', id: toPublicId('operator', identity.id) } : operator,
        action: 'consent.presentations_viewed',
        subject: { type: 'consent', id: publicId },
        outcome: 'done',
        details: { presentations: presentations.length },
      });
      return presentations.map(factsOf);
    });
  });
  if (options.json) {
    console.log(JSON.stringify({ consent_id: publicId, presentations: shown }, null, 2));
    return;
  }
  console.log(
    `${pc.green('✓')} Shown to payers of ${publicId}: ${shown.length} ${shown.length === 1 ? 'page' : 'pages'}`,
  );
  for (const { text, html: _html, ...facts } of shown) {
    console.log('');
    for (const [name, value] of Object.entries(facts))
      console.log(`  ${pc.dim(name.replaceAll('_', ' ').padEnd(18))}${value ?? pc.dim('none')}`);
    for (const line of text) console.log(`  ${pc.dim('│')} ${line}`);
  }
}

function factsOf({ html, ...shown }: Presentation) {
  return {
    asked: shown.renewalId === null ? 'the consent' : 'to renew it',
    language: shown.language,
    template_version: shown.templateVersion,
    first_shown_at: shown.firstShownAt.toISOString(),
    last_shown_at: shown.lastShownAt.toISOString(),
    times_shown: shown.timesShown,
    decision: shown.decision,
    decided_at: shown.decidedAt?.toISOString() ?? null,
    text_hash: shown.textHash,
    // Computed anew: what is shown here is what was hashed when the payer saw it.
    is_unaltered: html === null ? 'erased' : createHash('sha256').update(html).digest('hex') === shown.textHash,
    user_agent_hash: shown.userAgentHash,
    ip_hash: shown.ipHash,
    text: html === null ? [] : textOfPage(html),
    html,
  };
}
