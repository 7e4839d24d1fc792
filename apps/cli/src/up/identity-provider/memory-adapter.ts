import type { Adapter, AdapterPayload } from 'oidc-provider';

const grantable = new Set(['AccessToken', 'AuthorizationCode', 'RefreshToken']);

/** What the local provider knows, gone when it stops: sign-ins of one machine, of one afternoon. */
export class MemoryAdapter implements Adapter {
  private static readonly kept = new Map<string, { payload: AdapterPayload; until: number }>();

  constructor(private readonly model: string) {}

  upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<undefined> {
    const now = Date.now();
    for (const [key, { until }] of MemoryAdapter.kept) if (until < now) MemoryAdapter.kept.delete(key);
    MemoryAdapter.kept.set(this.key(id), { payload, until: now + expiresIn * 1000 });
    return Promise.resolve(undefined);
  }

  find(id: string): Promise<AdapterPayload | undefined> {
    const found = MemoryAdapter.kept.get(this.key(id));
    return Promise.resolve(found && found.until > Date.now() ? found.payload : undefined);
  }

  findByUid(uid: string): Promise<AdapterPayload | undefined> {
    const own = [...MemoryAdapter.kept].filter(([key]) => key.startsWith(`${this.model}:`));
    return Promise.resolve(own.find(([, { payload }]) => payload.uid === uid)?.[1].payload);
  }

  /** Devices do not sign in here. */
  findByUserCode(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  consume(id: string): Promise<undefined> {
    const found = MemoryAdapter.kept.get(this.key(id));
    if (found) found.payload['consumed'] = Math.floor(Date.now() / 1000);
    return Promise.resolve(undefined);
  }

  destroy(id: string): Promise<undefined> {
    MemoryAdapter.kept.delete(this.key(id));
    return Promise.resolve(undefined);
  }

  revokeByGrantId(grantId: string): Promise<undefined> {
    for (const [key, { payload }] of MemoryAdapter.kept) {
      const [model = ''] = key.split(':', 1);
      if (grantable.has(model) && payload.grantId === grantId) MemoryAdapter.kept.delete(key);
    }
    return Promise.resolve(undefined);
  }

  private key(id: string): string {
    return `${this.model}:${id}`;
  }
}
