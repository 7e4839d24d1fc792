import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { DomainError } from '@sluis/errors';
import { personActor, type PersonIdentity } from '@sluis/partner-people';
import { type ApiKeyFacts, ApiKeys } from '@sluis/partners';
import { toPublicId, Transactions } from '@sluis/persistence';
import { notFound, requireId } from '../http/public-id.js';
import { newKeySchema, type NewKeyRequest, nothingSchema } from './dashboard.requests.js';
import { ForPeople, Person } from './person-guard.js';

type Mode = 'test' | 'live';

const mostUsable = 50;

/** A partner's API keys. Test keys and live keys are operations of their own, because they are for other roles. */
@Controller('dashboard/api/keys')
export class DashboardKeysController {
  constructor(
    private readonly keys: ApiKeys,
    private readonly transactions: Transactions,
  ) {}

  @Get()
  @ForPeople('keys.read')
  async list(@Person() { partnerId }: PersonIdentity) {
    const keys = await this.transactions.forPartner(partnerId, (tx) => this.keys.list(tx, partnerId));
    return { data: keys.map(keyAnswer), is_live: keys.some(({ mode }) => mode === 'live') };
  }

  @Post('test')
  @ForPeople('keys.change_test')
  createTest(@Person() person: PersonIdentity, @Body({ schema: newKeySchema }) body: NewKeyRequest) {
    return this.create(person, 'test', body);
  }

  @Post('live')
  @ForPeople('keys.change_live')
  createLive(@Person() person: PersonIdentity, @Body({ schema: newKeySchema }) body: NewKeyRequest) {
    return this.create(person, 'live', body);
  }

  @Post('test/:id/revoke')
  @HttpCode(204)
  @ForPeople('keys.change_test')
  revokeTest(
    @Person() person: PersonIdentity,
    @Param('id') id: string,
    @Body({ schema: nothingSchema }) _body: object,
  ): Promise<void> {
    return this.revoke(person, 'test', id);
  }

  @Post('live/:id/revoke')
  @HttpCode(204)
  @ForPeople('keys.change_live')
  revokeLive(
    @Person() person: PersonIdentity,
    @Param('id') id: string,
    @Body({ schema: nothingSchema }) _body: object,
  ): Promise<void> {
    return this.revoke(person, 'live', id);
  }

  private create(person: PersonIdentity, mode: Mode, { name, scopes }: NewKeyRequest) {
    const { partnerId } = person;
    return this.transactions.forPartner(partnerId, async (tx) => {
      const known = await this.keys.list(tx, partnerId);
      if (mode === 'live' && !known.some((key) => key.mode === 'live')) {
        throw new DomainError('request_invalid', 'The first live key comes from the platform, when you go live.');
      }
      if (known.filter(({ revokedAt }) => revokedAt === null).length >= mostUsable) {
        throw new DomainError('request_invalid', `At most ${mostUsable} keys are usable at once. Revoke one first.`);
      }
      const { id, key } = await this.keys.create(tx, partnerId, { mode, name, scopes, actor: personActor(person) });
      return { id: toPublicId('apiKey', id), key };
    });
  }

  private async revoke(person: PersonIdentity, mode: Mode, publicId: string): Promise<void> {
    const { partnerId } = person;
    const id = requireId('apiKey', publicId);
    const isRevoked = await this.transactions.forPartner(partnerId, async (tx) => {
      const known = (await this.keys.list(tx, partnerId)).find((key) => key.id === id);
      return known?.mode === mode && this.keys.revoke(tx, partnerId, id, personActor(person));
    });
    if (!isRevoked) throw notFound();
  }
}

function keyAnswer({ id, mode, name, scopes, createdAt, lastUsedAt, revokedAt }: ApiKeyFacts) {
  return {
    id: toPublicId('apiKey', id),
    mode,
    name,
    scopes,
    created_at: createdAt.toISOString(),
    last_used_at: lastUsedAt?.toISOString() ?? null,
    revoked_at: revokedAt?.toISOString() ?? null,
  };
}
