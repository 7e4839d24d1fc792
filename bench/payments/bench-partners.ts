import { createHash, randomBytes, randomUUID } from 'node:crypto';

export const redirectUri = 'https://shop.example/return';
const partnerCount = 50;

export interface BenchPartner {
  id: string;
  key: string;
}

type Query = <Row extends object>(sql: string, parameters?: unknown[]) => Promise<Row[]>;

/** Those whose payments are loaded; made where the database has none yet. */
export async function benchPartnerIds(query: Query): Promise<string[]> {
  const known = await query<{ id: string }>(`SELECT id FROM partners WHERE name = 'Bench' ORDER BY id`);
  const ids = known.map(({ id }) => id);
  while (ids.length < partnerCount) ids.push(await newPartner(query, 'Bench'));
  return ids;
}

export async function newPartner(query: Query, name: string): Promise<string> {
  const id = randomUUID();
  await query(`INSERT INTO partners (id, name) VALUES ($1, $2)`, [id, name]);
  await query(`INSERT INTO partner_redirect_uris (partner_id, uri) VALUES ($1, $2)`, [id, redirectUri]);
  return id;
}

/** Keys are not kept: a partner gets another one whenever its database is opened. */
export async function withNewKey(query: Query, id: string): Promise<BenchPartner> {
  const publicId = randomBytes(8).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  await query(
    `INSERT INTO api_keys (partner_id, id, public_id, secret_hash, mode, name, scopes)
     VALUES ($1, $2, $3, $4, 'test', 'bench', '{*}')`,
    [id, randomUUID(), publicId, createHash('sha256').update(secret).digest()],
  );
  return { id, key: `sk_test_${publicId}_${secret}` };
}
