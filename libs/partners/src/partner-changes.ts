import { Injectable } from '@nestjs/common';
import { type ChangeKind, Changes, type ChangeSight } from '@sluis/changes';
import { Config } from '@sluis/config';
import { DomainError } from '@sluis/errors';
import { fromPublicId, toPublicId, type Transaction } from '@sluis/persistence';
import { z } from 'zod';
import { isRegistrableRedirectUri, Partners, type PartnerFacts } from './partners.service.js';

const partner = z.string().max(100);
const statusChange = z.strictObject({ partner, status: z.enum(['active', 'suspended']) });
const redirectUriChange = z.strictObject({ partner, uri: z.string().max(2000), registered: z.boolean() });
const requestLimitChange = z.strictObject({ partner, per_minute: z.number().int().min(1).max(1_000_000).nullable() });

/** What of a partner takes two people to change: whether it is live, where its payers go back to, how much it may ask. */
@Injectable()
export class PartnerChanges {
  private readonly everybodysFigure: number;

  constructor(
    changes: Changes,
    private readonly partners: Partners,
    { env }: Config,
  ) {
    this.everybodysFigure = env.PARTNER_REQUESTS_PER_MINUTE;
    changes.register(this.status());
    changes.register(this.redirectUri());
    changes.register(this.requestLimit());
  }

  private status(): ChangeKind<z.output<typeof statusChange>> {
    return {
      name: 'partner.status',
      payload: statusChange,
      look: async (tx, { partner: publicId, status }) => {
        const found = await this.require(tx, publicId);
        if (found.status === status) throw nothingToChange(`The partner is ${status} already.`);
        const uris = await this.partners.redirectUris(tx, found.id);
        const facts = { name: found.name, redirect_uris: uris.map(({ uri }) => uri).join(', ') };
        return {
          ...sightOf(found),
          before: { status: found.status, ...facts },
          after: { status, ...facts },
          isTightening: status === 'suspended',
        };
      },
      apply: async (tx, { partner: publicId, status }, { actor, reason }) => {
        const { id } = await this.require(tx, publicId);
        await this.partners.setStatus(tx, id, status, { actor, reason });
      },
    };
  }

  private redirectUri(): ChangeKind<z.output<typeof redirectUriChange>> {
    return {
      name: 'partner.redirect_uri',
      payload: redirectUriChange,
      look: async (tx, { partner: publicId, uri, registered }) => {
        const found = await this.require(tx, publicId);
        if (!isRegistrableRedirectUri(uri))
          throw nothingToChange(
            'A redirect URI is an absolute https address without a fragment; http is for localhost only.',
          );
        const isThere = (await this.partners.redirectUris(tx, found.id)).some((known) => known.uri === uri);
        if (isThere === registered)
          throw nothingToChange(`It is ${registered ? 'registered already' : 'not registered'}.`);
        return {
          ...sightOf(found),
          before: { uri, registered: inWords(isThere) },
          after: { uri, registered: inWords(registered) },
          isTightening: !registered,
        };
      },
      apply: async (tx, { partner: publicId, uri, registered }, { actor }) => {
        const { id } = await this.require(tx, publicId);
        if (registered) await this.partners.registerRedirectUri(tx, id, uri, actor);
        else await this.partners.removeRedirectUri(tx, id, uri, actor);
      },
    };
  }

  private requestLimit(): ChangeKind<z.output<typeof requestLimitChange>> {
    return {
      name: 'partner.request_limit',
      payload: requestLimitChange,
      look: async (tx, { partner: publicId, per_minute: perMinute }) => {
        const found = await this.require(tx, publicId);
        const now = await this.partners.requestLimit(tx, found.id);
        return {
          ...sightOf(found),
          before: { requests_per_minute: this.limitInWords(now) },
          after: { requests_per_minute: this.limitInWords(perMinute) },
          isTightening: (perMinute ?? this.everybodysFigure) <= (now ?? this.everybodysFigure),
        };
      },
      apply: async (tx, { partner: publicId, per_minute: perMinute }, { actor, reason }) => {
        const { id } = await this.require(tx, publicId);
        await this.partners.setRequestLimit(tx, id, perMinute, { actor, reason });
      },
    };
  }

  private async require(tx: Transaction, publicId: string): Promise<PartnerFacts> {
    const id = fromPublicId('partner', publicId);
    const found = id && (await this.partners.facts(tx, id));
    if (!found) throw nothingToChange('There is no such partner.');
    return found;
  }

  private limitInWords(perMinute: number | null): string {
    return perMinute === null ? `everybody's figure, ${this.everybodysFigure}` : String(perMinute);
  }
}

function sightOf({ id }: PartnerFacts): Pick<ChangeSight, 'partnerId' | 'subject'> {
  return { partnerId: id, subject: { type: 'partner', id: toPublicId('partner', id) } };
}

function inWords(isSo: boolean): string {
  return isSo ? 'yes' : 'no';
}

function nothingToChange(detail: string): DomainError {
  return new DomainError('request_invalid', detail);
}
