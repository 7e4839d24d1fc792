import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ConsentResources, Consents, type Consent } from '@sluis/consents';
import { DomainError } from '@sluis/errors';
import { IdempotentRequests, type PartnerIdentity } from '@sluis/partners';
import { toPublicId, Transactions } from '@sluis/persistence';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller, ForPartners } from '../http/partner-auth.js';
import { notFound, requireId } from '../http/public-id.js';
import {
  accessOf,
  consentWordsSchema,
  permissionsOf,
  purposeSchema,
  validUntilOf,
  type ConsentWords,
} from './consent.request.js';
import { sendCreated } from './send-created.js';
import { TppMessageFilter } from './tpp-message.filter.js';
import { base, consentStatusOf, link } from './words.js';
import { requiredHeader, XRequestId } from './x-request-id.js';

/** Consents for account information, in the words of the NextGenPSD2 framework. */
@Controller('berlin-group/v1/consents')
@UseFilters(TppMessageFilter)
export class BerlinGroupConsentsController {
  constructor(
    private readonly consents: Consents,
    private readonly resources: ConsentResources,
    private readonly transactions: Transactions,
    private readonly idempotentRequests: IdempotentRequests,
  ) {}

  @Post()
  @ForPartners('consents:write')
  async create(
    @Caller() { partnerId, apiKeyId }: PartnerIdentity,
    @XRequestId() key: string,
    @Body({ schema: consentWordsSchema }) body: ConsentWords,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const redirectUri = requiredHeader(request, 'TPP-Redirect-URI');
    const purpose = purposeSchema.safeParse(request.headers['tpp-purpose'] ?? null);
    const validUntil = validUntilOf(body, new Date());
    if (!purpose.success) throw refused('/headers/TPP-Purpose', 'must be plain text of at most 280 characters');
    if (validUntil <= new Date()) throw refused('/validUntil', 'must lie in the future');
    const asked = { body, redirectUri, purpose: purpose.data };
    const answer = await this.idempotentRequests.run(
      { partnerId, route: `POST ${base}/consents`, key, body: asked },
      async (tx) => {
        const input = {
          type: 'account_information' as const,
          permissions: permissionsOf(body),
          validUntil,
          redirectUri,
          state: null,
          psuReference: null,
          purpose: purpose.data,
          spendingLimits: null,
        };
        const consent = await this.consents.create(tx, partnerId, input, { type: 'partner', id: apiKeyId });
        return { status: 201, body: this.toCreated(consent) };
      },
    );
    sendCreated(reply, answer);
  }

  @Get(':id')
  @ForPartners('consents:read')
  get(@Caller() { partnerId }: PartnerIdentity, @XRequestId() _requestId: string, @Param('id') id: string) {
    return this.transactions.forPartner(partnerId, async (tx) => {
      const consent = await this.consents.find(tx, partnerId, requireId('consent', id));
      if (consent?.type !== 'account_information') throw notFound();
      const accounts = await this.consents.accountsOf(tx, consent);
      const showsIbans = consent.status === 'authorised' && consent.permissions.includes('read_account_list');
      return {
        access: accessOf(consent.permissions, showsIbans ? accounts.flatMap(({ iban }) => iban ?? []) : []),
        recurringIndicator: true,
        validUntil: consent.validUntil.toISOString().slice(0, 10),
        frequencyPerDay: 4,
        lastActionDate: consent.updatedAt.toISOString().slice(0, 10),
        consentStatus: consentStatusOf(consent),
        _links: { account: link(`${base}/accounts`) },
      };
    });
  }

  @Get(':id/status')
  @ForPartners('consents:read')
  status(@Caller() { partnerId }: PartnerIdentity, @XRequestId() _requestId: string, @Param('id') id: string) {
    return this.transactions.forPartner(partnerId, async (tx) => {
      const consent = await this.consents.find(tx, partnerId, requireId('consent', id));
      if (consent?.type !== 'account_information') throw notFound();
      return { consentStatus: consentStatusOf(consent) };
    });
  }

  @Delete(':id')
  @HttpCode(204)
  @ForPartners('consents:write')
  remove(
    @Caller() { partnerId, apiKeyId }: PartnerIdentity,
    @XRequestId() _requestId: string,
    @Param('id') id: string,
  ): Promise<void> {
    return this.transactions.forPartner(partnerId, async (tx) => {
      const found = await this.consents.find(tx, partnerId, requireId('consent', id));
      if (found?.type !== 'account_information') throw notFound();
      await this.consents.revoke(tx, partnerId, found.id, {
        revokedBy: 'partner',
        actor: { type: 'partner', id: apiKeyId },
      });
    });
  }

  private toCreated(consent: Consent) {
    const id = toPublicId('consent', consent.id);
    const scaRedirect = this.resources.authorisationUrl(consent, undefined);
    return {
      consentStatus: consentStatusOf(consent),
      consentId: id,
      _links: {
        ...(scaRedirect ? { scaRedirect: link(scaRedirect) } : {}),
        self: link(`${base}/consents/${id}`),
        status: link(`${base}/consents/${id}/status`),
      },
    };
  }
}

function refused(pointer: string, detail: string): DomainError {
  const name = pointer.slice(pointer.lastIndexOf('/') + 1);
  return new DomainError('request_invalid', `${name} ${detail}.`, { fields: [{ pointer, code: 'invalid', detail }] });
}
