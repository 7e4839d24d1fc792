import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { Config, type PlatformMode } from '@sluis/config';
import { DomainError } from '@sluis/errors';
import { personActor, type PersonIdentity } from '@sluis/partner-people';
import { type ApiKeyFacts, ApiKeys } from '@sluis/partners';
import { toPublicId, Transactions } from '@sluis/persistence';
import { notFound, requireId } from '../http/public-id.js';
import { newKeySchema, type NewKeyRequest, nothingSchema } from './dashboard.requests.js';
import { ForPeople, Person } from './person-guard.js';

const mostUsable = 50;

/**
 * A partner's API keys. Test keys and live keys are operations of their own, because they are for other roles; a platform has
 * keys of its own mode only.
 */
@Controller('dashboard/api/keys')
export class DashboardKeysController {
  private readonly mode: PlatformMode;

  constructor(
    private readonly keys: ApiKeys,
    private readonly transactions: Transactions,
    { env }: Config,
  ) {
    this.mode = env.PLATFORM_MODE;
  }

  @Get()
  @ForPeople('keys.read')
  async list(@Person() { partnerId }: PersonIdentity) {
    const keys = await this.transactions.forPartner(partnerId, (tx) => this.keys.list(tx, partnerId));
    return { data: keys.map(keyAnswer), mode: this.mode, may_begin: this.mayBegin(this.mode, keys) };
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

  private create(person: PersonIdentity, mode: PlatformMode, { name, scopes }: NewKeyRequest) {
    const { partnerId } = person;
    if (mode !== this.mode) throw new DomainError('request_invalid', `This platform makes ${this.mode} keys only.`);
    return this.transactions.forPartner(partnerId, async (tx) => {
      const known = await this.keys.list(tx, partnerId);
      if (!this.mayBegin(mode, known)) {
        throw new DomainError('request_invalid', 'The first live key comes from the platform, when you go live.');
      }
      if (known.filter(({ revokedAt }) => revokedAt === null).length >= mostUsable) {
        throw new DomainError('request_invalid', `At most ${mostUsable} keys are usable at once. Revoke one first.`);
      }
      const { id, key } = await this.keys.create(tx, partnerId, { mode, name, scopes, actor: personActor(person) });
      return { id: toPublicId('apiKey', id), key };
    });
  }

  /** A partner goes live by a key that the platform makes. */
  private mayBegin(mode: PlatformMode, known: ApiKeyFacts[]): boolean {
    return mode === 'test' || known.some((key) => key.mode === 'live');
  }

  private async revoke(person: PersonIdentity, mode: PlatformMode, publicId: string): Promise<void> {
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
