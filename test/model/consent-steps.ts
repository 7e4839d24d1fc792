import { toPublicId } from '@sluis/persistence';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { until } from '../support/until.js';
import type { StepArbitrary } from './commands.js';
import type { ConsentFacts, ConsentStatus, Model } from './model.js';
import { expectStatus, shownConsent } from './partner-application.js';
import { untilOnTime } from './patiently.js';
import type { World } from './world.js';

/** Where the payer chose none. */
const noAccount = toPublicId('account', '01980000-0000-7000-8000-000000000000');

const mostConsents = 2;

async function askForConsent(world: World) {
  const idempotencyKey = randomUUID();
  const body = { type: 'payment_initiation', redirect_uri: world.partner.redirectUri };
  const ask = async () => {
    const tried = await world.partner.post('/v1/consents', body, idempotencyKey);
    if (tried.status < 500) expectStatus(tried, 201);
    return tried.status === 201 ? tried : undefined;
  };
  const answer = await untilOnTime('a consent to be asked for', ask, world.stack);
  return shownConsent(answer.text);
}

/** Visits until the consent is no longer open: a visit whose code was lost with a worker counts for nothing. */
async function decide(world: World, id: string, word: 'accept' | 'deny' | 'decline') {
  return untilOnTime(
    `consent ${id} to be decided`,
    async () => {
      const shown = await world.partner.consent(id);
      if (shown.status !== 'awaiting_authorisation') return shown;
      await world.visitConsentPage(shown, word);
      return until(
        'the bank to be asked about the consent',
        async () => {
          const now = await world.partner.consent(id);
          return now.status === 'awaiting_authorisation' ? undefined : now;
        },
        { withinMs: 20_000, everyMs: 100 },
      ).catch(() => undefined);
    },
    world.stack,
  );
}

const askConsent: StepArbitrary = {
  weight: 5,
  arbitrary: fc.constantFrom('accept', 'accept', 'accept', 'deny', 'decline').map((word) => ({
    name: `ask for a consent, ${word} it`,
    isPossible: (model: Model) => model.consents.length < mostConsents && model.usableConsent === undefined,
    run: async (model: Model, world: World) => {
      const asked = await askForConsent(world);
      const decided = await decide(world, asked.id, word);
      const expected = word === 'accept' ? 'authorised' : 'rejected';
      if (decided.status !== expected) throw new Error(`the consent became ${decided.status}, not ${expected}`);
      model.consents.push({
        number: model.consents.length + 1,
        id: asked.id,
        accountId: decided.accounts[0]?.id ?? noAccount,
        statuses: [expected],
      });
    },
  })),
};

const revokeByPartner: StepArbitrary = {
  weight: 1,
  arbitrary: fc.constant({
    name: 'revoke the consent',
    isPossible: (model: Model) => model.usableConsent !== undefined,
    run: async (model: Model, world: World) => {
      const consent = model.usableConsent;
      if (!consent) return;
      const revoke = async () => {
        const { status } = await world.partner.post(`/v1/consents/${consent.id}/revoke`);
        return status < 500 ? true : undefined;
      };
      await untilOnTime('the consent to be revoked', revoke, world.stack);
      endConsent(model, consent, ['revoked']);
    },
  }),
};

const revokeAtBank: StepArbitrary = {
  weight: 1,
  arbitrary: fc.constant({
    name: 'end the connection in the bank app',
    isPossible: (model: Model) => model.usableConsent !== undefined,
    run: async (model: Model, world: World) => {
      const consent = model.usableConsent;
      if (!consent) return;
      await world.stack.bank.revoke(world.payer);
      endConsent(model, consent, ['authorised', 'revoked']);
    },
  }),
};

export const consentSteps: readonly StepArbitrary[] = [askConsent, revokeByPartner, revokeAtBank];

/** What was begun under it may be cancelled with it. */
export function endConsent(model: Model, consent: ConsentFacts, statuses: readonly ConsentStatus[]): void {
  consent.statuses = statuses;
  for (const payment of model.payments) if (payment.consent === consent) payment.ends.add('cancelled');
}

export async function checkConsents(model: Model, world: World): Promise<string[]> {
  const differences: string[] = [];
  for (const { id, number, statuses } of model.consents) {
    const statusNow = async () => (await world.partner.consent(id)).status;
    const hasBecome = (status: string) => statuses.some((expected) => expected === status);
    const hasEnded = async () => hasBecome(await statusNow()) || undefined;
    await untilOnTime('a consent to end', hasEnded, world.stack).catch(() => undefined);
    const status = await statusNow();
    if (!hasBecome(status)) differences.push(`consent ${number} is ${status}, not ${statuses.join(' or ')}`);
  }
  return differences;
}
