import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import {
  Invitations,
  PartnerPeople,
  Passkeys,
  PasskeySignIn,
  personActor,
  type PersonIdentity,
} from '@sluis/partner-people';
import { toPublicId, Transactions } from '@sluis/persistence';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { notFound, requireId } from '../http/public-id.js';
import {
  addPasskeySchema,
  type AddPasskeyRequest,
  inviteSchema,
  type InviteRequest,
  nothingSchema,
} from './dashboard.requests.js';
import { PersonCookies } from './person-cookies.js';
import { ForPeople, Person } from './person-guard.js';

/** Who may sign in for the partner, and one's own passkeys. */
@Controller('dashboard/api')
export class DashboardPeopleController {
  constructor(
    private readonly people: PartnerPeople,
    private readonly invitations: Invitations,
    private readonly passkeys: Passkeys,
    private readonly signIns: PasskeySignIn,
    private readonly cookies: PersonCookies,
    private readonly transactions: Transactions,
  ) {}

  @Get('people')
  @ForPeople('people.read')
  list(@Person() { partnerId }: PersonIdentity) {
    return this.transactions.forPartner(partnerId, async (tx) => ({
      people: (await this.people.list(tx, partnerId)).map(({ id, name, role, createdAt, lastSignedInAt }) => ({
        id: toPublicId('partnerPerson', id),
        name,
        role,
        created_at: createdAt.toISOString(),
        last_signed_in_at: lastSignedInAt?.toISOString() ?? null,
      })),
      invitations: (await this.invitations.list(tx, partnerId)).map(({ id, name, role, expiresAt }) => ({
        id: toPublicId('partnerInvitation', id),
        name,
        role,
        expires_at: expiresAt.toISOString(),
      })),
    }));
  }

  /** @returns the link, which is shown this once */
  @Post('people/invite')
  @ForPeople('people.change')
  invite(@Person() person: PersonIdentity, @Body({ schema: inviteSchema }) { name, role }: InviteRequest) {
    const { partnerId } = person;
    return this.transactions.forPartner(partnerId, async (tx) => {
      const { id, link } = await this.invitations.invite(tx, partnerId, { name, role, by: personActor(person) });
      return { id: toPublicId('partnerInvitation', id), link };
    });
  }

  @Post('invitations/:id/withdraw')
  @HttpCode(204)
  @ForPeople('people.change')
  async withdraw(
    @Person() person: PersonIdentity,
    @Param('id') publicId: string,
    @Body({ schema: nothingSchema }) _body: object,
  ): Promise<void> {
    const { partnerId } = person;
    const id = requireId('partnerInvitation', publicId);
    const isWithdrawn = await this.transactions.forPartner(partnerId, (tx) =>
      this.invitations.withdraw(tx, partnerId, id, personActor(person)),
    );
    if (!isWithdrawn) throw notFound();
  }

  @Delete('people/:id')
  @HttpCode(204)
  @ForPeople('people.change')
  async remove(@Person() person: PersonIdentity, @Param('id') publicId: string): Promise<void> {
    const { partnerId } = person;
    const id = requireId('partnerPerson', publicId);
    const isRemoved = await this.transactions.forPartner(partnerId, (tx) =>
      this.people.remove(tx, partnerId, id, personActor(person)),
    );
    if (!isRemoved) throw notFound();
  }

  @Get('passkeys')
  @ForPeople('passkeys.read_own')
  async listPasskeys(@Person() { partnerId, id: personId }: PersonIdentity) {
    const passkeys = await this.transactions.forPartner(partnerId, (tx) =>
      this.passkeys.list(tx, { partnerId, personId }),
    );
    return {
      data: passkeys.map(({ id, name, createdAt, lastUsedAt }) => ({
        id: toPublicId('passkey', id),
        name,
        created_at: createdAt.toISOString(),
        last_used_at: lastUsedAt?.toISOString() ?? null,
      })),
    };
  }

  @Post('passkeys/begin')
  @HttpCode(200)
  @ForPeople('passkeys.change_own')
  async beginPasskey(
    @Person() person: PersonIdentity,
    @Body({ schema: nothingSchema }) _body: object,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { options, browserToken } = await this.signIns.beginAdd(person);
    this.cookies.set(reply, 'sign-in', browserToken);
    return options;
  }

  @Post('passkeys')
  @ForPeople('passkeys.change_own')
  async addPasskey(
    @Req() request: FastifyRequest,
    @Person() person: PersonIdentity,
    @Body({ schema: addPasskeySchema }) { name, answer }: AddPasskeyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const browserToken = this.cookies.read(request, 'sign-in');
    this.cookies.clear(reply, 'sign-in');
    return { id: toPublicId('passkey', await this.signIns.completeAdd(person, browserToken, answer, name)) };
  }

  @Delete('passkeys/:id')
  @HttpCode(204)
  @ForPeople('passkeys.change_own')
  async removePasskey(
    @Person() { partnerId, id: personId }: PersonIdentity,
    @Param('id') publicId: string,
  ): Promise<void> {
    const id = requireId('passkey', publicId);
    const isRemoved = await this.transactions.forPartner(partnerId, (tx) =>
      this.passkeys.remove(tx, { partnerId, personId }, id),
    );
    if (!isRemoved) throw notFound();
  }
}
