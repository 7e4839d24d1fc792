import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ConsentResources, Consents, defaultPermissions, longestValidityDays, type Consent } from '@sluis/consents';
import { IdempotentRequests, type PartnerIdentity } from '@sluis/partners';
import { toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller, ForPartners } from '../http/partner-auth.js';
import { notFound, requireId } from '../http/public-id.js';
import { fundsConsentWordsSchema, type FundsConsentWords } from './funds-confirmation.request.js';
import { sendCreated } from './send-created.js';
import { TppMessageFilter } from './tpp-message.filter.js';
import { consentStatusOf, fundsConsentBase, link } from './words.js';
import { requiredHeader, XRequestId } from './x-request-id.js';

const dayMs = 86_400_000;

/** Consents to be asked whether funds suffice, in the words of the NextGenPSD2 framework: for one account each. */
@Controller('berlin-group/v2/consents/confirmation-of-funds')
@UseFilters(TppMessageFilter)
export class BerlinGroupFundsConsentsController {
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
    @Body({ schema: fundsConsentWordsSchema }) body: FundsConsentWords,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const redirectUri = requiredHeader(request, 'TPP-Redirect-URI');
    const idempotent = { partnerId, route: `POST ${fundsConsentBase}`, key, body: { body, redirectUri } };
    const answer = await this.idempotentRequests.run(idempotent, async (tx) => {
      const input = {
        type: 'funds_confirmation' as const,
        permissions: defaultPermissions('funds_confirmation'),
        // The framework knows no end of such a consent; the platform's own longest one is the law's for the others.
        validUntil: new Date(Date.now() + longestValidityDays * dayMs),
        redirectUri,
        state: null,
        psuReference: null,
        purpose: null,
        spendingLimits: null,
        askedIban: body.account.iban,
      };
      const consent = await this.consents.create(tx, partnerId, input, { type: 'partner', id: apiKeyId });
      return { status: 201, body: this.toCreated(consent) };
    });
    sendCreated(reply, answer);
  }

  @Get(':id')
  @ForPartners('consents:read')
  get(@Caller() { partnerId }: PartnerIdentity, @XRequestId() _requestId: string, @Param('id') id: string) {
    return this.transactions.forPartner(partnerId, async (tx) => {
      const consent = await this.require(tx, partnerId, id);
      const [chosen] = await this.consents.accountsOf(tx, consent);
      const mayShow = consent.status === 'authorised' && consent.permissions.includes('read_account_list');
      const iban = consent.askedIban ?? (mayShow ? chosen?.iban : undefined);
      return { account: iban ? { iban } : {}, consentStatus: consentStatusOf(consent) };
    });
  }

  @Get(':id/status')
  @ForPartners('consents:read')
  status(@Caller() { partnerId }: PartnerIdentity, @XRequestId() _requestId: string, @Param('id') id: string) {
    return this.transactions.forPartner(partnerId, async (tx) => ({
      consentStatus: consentStatusOf(await this.require(tx, partnerId, id)),
    }));
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
      const consent = await this.require(tx, partnerId, id);
      await this.consents.revoke(tx, partnerId, consent.id, {
        revokedBy: 'partner',
        actor: { type: 'partner', id: apiKeyId },
      });
    });
  }

  private async require(tx: Transaction, partnerId: string, publicId: string): Promise<Consent> {
    const consent = await this.consents.find(tx, partnerId, requireId('consent', publicId));
    if (consent?.type !== 'funds_confirmation') throw notFound();
    return consent;
  }

  private toCreated(consent: Consent) {
    const id = toPublicId('consent', consent.id);
    const scaRedirect = this.resources.authorisationUrl(consent, undefined);
    return {
      consentStatus: consentStatusOf(consent),
      consentId: id,
      _links: {
        ...(scaRedirect ? { scaRedirect: link(scaRedirect) } : {}),
        self: link(`${fundsConsentBase}/${id}`),
        status: link(`${fundsConsentBase}/${id}/status`),
      },
    };
  }
}
