import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { ConfigError } from '@sluis/config';
import { Client, DatabaseError } from 'pg';
import { applicationRole } from './reach.js';
import { queryRows, type Transactions } from './transactions.js';

const insufficientPrivilege = '42501';

/**
 * Lets the login of `DATABASE_URL` work as the application's role, and makes it first where the server has none of that
 * name. The password of one that is there stays as it is. Nothing to do where one account does both.
 *
 * @throws ConfigError when an administrator has to do it, or the login is none for processes in this database
 */
export async function admitServiceLogin(ownerUrl: string, serviceUrl: string): Promise<void> {
  const { user: name = '', password } = new Client(serviceUrl);
  const owner = new Client({ connectionString: ownerUrl, application_name: 'sluis-migrate' });
  if (name === owner.user) return;
  await owner.connect();
  try {
    await grantRole(owner, name, password);
    await checkLogin(await databaseOf(owner), name, serviceUrl);
  } finally {
    await owner.end();
  }
}

async function grantRole(owner: Client, name: string, password: string | undefined): Promise<void> {
  const login = owner.escapeIdentifier(name);
  try {
    const { rowCount } = await owner.query('SELECT FROM pg_roles WHERE rolname = $1', [name]);
    if (rowCount === 0) {
      const kept = password ? `PASSWORD ${owner.escapeLiteral(scramVerifier(password))}` : '';
      await owner.query(`CREATE ROLE ${login} LOGIN ${kept}`);
    }
    const known = await owner.query(
      `SELECT FROM pg_auth_members WHERE roleid = '${applicationRole}'::regrole AND member = $1::regrole AND set_option`,
      [login],
    );
    if (known.rowCount === 0) await owner.query(`GRANT ${applicationRole} TO ${login}`);
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== insufficientPrivilege) throw error;
    throw new ConfigError(
      `DATABASE_OWNER_URL: its account may not make the login "${name}" of DATABASE_URL, or let it work as ${applicationRole}. ` +
        `An administrator does it: CREATE ROLE ${name} LOGIN PASSWORD '…'; GRANT ${applicationRole} TO ${name};`,
      { cause: error },
    );
  }
}

/** Asks as the processes will: the two addresses may be swapped, or lead to two databases. */
async function checkLogin(database: string, name: string, serviceUrl: string): Promise<void> {
  const service = new Client({ connectionString: serviceUrl, application_name: 'sluis-migrate' });
  await service.connect().catch((error: unknown) => {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
    throw new ConfigError(`DATABASE_URL: its login "${name}" cannot connect (${reason}).`, { cause: error });
  });
  try {
    if ((await databaseOf(service)) !== database)
      throw new ConfigError('DATABASE_URL leads to another database than DATABASE_OWNER_URL.');
    const { rows } = await service.query<{ owns: boolean }>(ownsText);
    if (rows[0]?.owns !== false)
      throw new ConfigError(
        `DATABASE_URL: its login "${name}" owns tables, or may do as their owner. Are DATABASE_URL and DATABASE_OWNER_URL swapped?`,
      );
  } finally {
    await service.end();
  }
}

/** A database by what no address tells: a pooler may call it by another name. */
async function databaseOf(client: Client): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT system_identifier || '/' || oid AS id FROM pg_control_system(), pg_database WHERE datname = current_database()`,
  );
  return rows[0]?.id ?? '';
}

/** Whether whoever holds this connection's login could become the owner of a table, or pass by its policies. */
export const ownsText = `
  SELECT EXISTS (
      SELECT FROM pg_roles WHERE (rolsuper OR rolbypassrls) AND pg_has_role(session_user, oid, 'MEMBER')
    ) OR EXISTS (
      SELECT FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND pg_has_role(session_user, relowner, 'MEMBER')
    ) AS owns`;

/**
 * The role that a process works in can be left by whoever holds its login, and is a wall only where that leads nowhere.
 *
 * @throws ConfigError where the login could change tables, policies or evidence
 */
export async function requireLoginThatOwnsNothing(transactions: Transactions): Promise<void> {
  const [login] = await transactions.run((tx) => queryRows<{ owns: boolean }>(tx, ownsText));
  if (login?.owns !== false)
    throw new ConfigError(
      'DATABASE_URL: its login owns tables, or may do as their owner. Processes in live mode need one that owns nothing: ' +
        'give it to them, and the owner to sluis migrate as DATABASE_OWNER_URL (docs/operations.md).',
    );
}

/**
 * What the server keeps in place of a password, so that no log of statements ever shows one.
 *
 * @see https://www.postgresql.org/docs/current/catalog-pg-authid.html
 */
function scramVerifier(password: string): string {
  const iterations = 4096;
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, iterations, 32, 'sha256');
  const keyOf = (use: string) => createHmac('sha256', salted).update(use).digest();
  const stored = createHash('sha256').update(keyOf('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${stored}:${keyOf('Server Key').toString('base64')}`;
}
