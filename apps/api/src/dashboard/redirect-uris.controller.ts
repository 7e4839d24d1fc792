import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { personActor, type PersonIdentity } from '@sluis/partner-people';
import { Partners, RedirectUriProposals } from '@sluis/partners';
import { toPublicId, Transactions } from '@sluis/persistence';
import { notFound, requireId } from '../http/public-id.js';
import { nothingSchema, proposeUriSchema, type ProposeUriRequest } from './dashboard.requests.js';
import { ForPeople, Person } from './person-guard.js';

/** Where payers go back to: what is registered, and what was asked for. */
@Controller('dashboard/api/redirect-uris')
export class DashboardRedirectUrisController {
  constructor(
    private readonly partners: Partners,
    private readonly proposals: RedirectUriProposals,
    private readonly transactions: Transactions,
  ) {}

  @Get()
  @ForPeople('redirect_uris.read')
  list(@Person() { partnerId }: PersonIdentity) {
    return this.transactions.forPartner(partnerId, async (tx) => ({
      registered: (await this.partners.redirectUris(tx, partnerId)).map(({ uri, createdAt }) => ({
        uri,
        created_at: createdAt.toISOString(),
      })),
      proposals: (await this.proposals.list(tx, { partnerId })).map(({ id, uri, status, reason, createdAt }) => ({
        id: toPublicId('redirectUriProposal', id),
        uri,
        status,
        reason,
        created_at: createdAt.toISOString(),
      })),
    }));
  }

  @Post()
  @ForPeople('redirect_uris.propose')
  async propose(@Person() person: PersonIdentity, @Body({ schema: proposeUriSchema }) { uri }: ProposeUriRequest) {
    const { partnerId } = person;
    const id = await this.transactions.forPartner(partnerId, (tx) =>
      this.proposals.propose(tx, partnerId, uri, personActor(person)),
    );
    return { id: toPublicId('redirectUriProposal', id) };
  }

  @Post(':id/withdraw')
  @HttpCode(204)
  @ForPeople('redirect_uris.propose')
  async withdraw(
    @Person() person: PersonIdentity,
    @Param('id') publicId: string,
    @Body({ schema: nothingSchema }) _body: object,
  ): Promise<void> {
    const { partnerId } = person;
    const id = requireId('redirectUriProposal', publicId);
    const isWithdrawn = await this.transactions.forPartner(partnerId, (tx) =>
      this.proposals.withdraw(tx, partnerId, id, personActor(person)),
    );
    if (!isWithdrawn) throw notFound();
  }
}
