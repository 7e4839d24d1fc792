import type { PlatformMode } from '@sluis/config';
import { migrationNames, ownsText } from '@sluis/persistence';
import { Client } from 'pg';
import { z } from 'zod';
import { clockFinding } from './clock-finding.js';
import type { Finding } from './finding.js';

const timeoutMs = 5_000;
const countSchema = z.array(z.object({ witness: z.string(), behind: z.coerce.number() }));

interface DatabaseExamination {
  findings: Finding[];
  /** @returns how many heads of over five minutes ago a witness has not confirmed; undefined where nothing was sealed yet */
  witnessed(witness: string): number | undefined;
}

/** Whether it answers, whether the schema is this build's, and what the witnesses were handed. */
export async function examineDatabase(databaseUrl: string, mode: PlatformMode): Promise<DatabaseExamination> {
  const { host, pathname } = new URL(databaseUrl);
  const client = new Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
  });
  const askedAt = Date.now();
  try {
    await client.connect();
    const startedAt = Date.now();
    const { rows } = await client.query<{ now: Date; version: string; has_schema: boolean; owns: boolean }>(
      `SELECT clock_timestamp() AS now, current_setting('server_version') AS version,
              to_regclass('schema_migrations') IS NOT NULL AS has_schema, login.owns
       FROM (${ownsText}) login`,
    );
    const [answer] = rows;
    const ran = answer?.has_schema ? await namesOf(client) : [];
    const behind = ran.length > 0 && pending(ran).length === 0 ? await headsBehind(client) : [];
    const middle = (startedAt + Date.now()) / 2;
    return {
      findings: [
        { verdict: 'good', text: `Database: PostgreSQL ${answer?.version} at ${host}${pathname}` },
        schemaFinding(ran),
        loginFinding(answer?.owns !== false, mode),
        ...(answer ? [clockFinding("the database's", middle - answer.now.getTime())] : []),
      ],
      witnessed: (witness) => behind.find((row) => row.witness === witness)?.behind,
    };
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
    const took = `${Date.now() - askedAt} ms`;
    const text = `Database: ${host}${pathname} cannot be used (${reason}, after ${took}); check DATABASE_URL, and whether it runs`;
    return { findings: [{ verdict: 'bad', text }], witnessed: () => undefined };
  } finally {
    await client.end().catch(() => undefined);
  }
}

export function schemaFinding(ran: readonly string[]): Finding {
  const missing = pending(ran);
  const unknown = ran.filter((name) => !migrationNames.includes(name));
  if (missing.length > 0) {
    return {
      verdict: 'bad',
      text: `Schema: ${missing.length} migrations pending, from ${missing[0]}; run sluis migrate`,
    };
  }
  // A deployment expands first, so that the build before it goes on working.
  if (unknown.length > 0) {
    return {
      verdict: 'note',
      text: `Schema: ${unknown.length} migrations newer than this build; deploy the newer one`,
    };
  }
  return { verdict: 'good', text: `Schema: all ${ran.length} migrations ran` };
}

/** A process in live mode does not start with a login that could change what is evidence. */
function loginFinding(owns: boolean, mode: PlatformMode): Finding {
  if (!owns) return { verdict: 'good', text: 'Database login: owns nothing' };
  const remedy = 'give the processes one that owns nothing, and the owner to sluis migrate as DATABASE_OWNER_URL';
  return { verdict: mode === 'live' ? 'bad' : 'note', text: `Database login: owns the tables; ${remedy}` };
}

function pending(ran: readonly string[]): string[] {
  return migrationNames.filter((name) => !ran.includes(name));
}

async function namesOf(client: Client): Promise<string[]> {
  return (await client.query<{ name: string }>('SELECT name FROM schema_migrations')).rows.map(({ name }) => name);
}

/** The newest head that a witness confirmed against the newest of five minutes ago. */
async function headsBehind(client: Client): Promise<{ witness: string; behind: number }[]> {
  const { rows } = await client.query(
    `SELECT witness, greatest(0, old.number - max(audit_witnessed_heads.number)) AS behind
     FROM audit_witnessed_heads,
          (SELECT max(number) AS number FROM audit_heads WHERE sealed_at::timestamptz < now() - interval '5 minutes') old
     WHERE old.number IS NOT NULL GROUP BY witness, old.number`,
  );
  return countSchema.parse(rows);
}
