import { z } from 'zod';

const jobSchema = z.object({ subject: z.string().regex(/^[\x21-\x7e]{1,300}$/) });

/** @returns undefined for a job that is not one of ours: it came from somewhere else and is ignored */
export function subjectOfJob(data: unknown): string | undefined {
  const parsed = jobSchema.safeParse(data);
  return parsed.success ? parsed.data.subject : undefined;
}

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const pairPattern = new RegExp(`^(${uuid})/(${uuid})$`);

/** `<partner id>/<resource id>`, as due work names what belongs to a partner. */
export function partnerSubject(subject: string): { partnerId: string; id: string } | undefined {
  const [, partnerId, id] = pairPattern.exec(subject) ?? [];
  return partnerId && id ? { partnerId, id } : undefined;
}

const triplePattern = new RegExp(`^(${uuid})/(${uuid})/(${uuid})$`);

/** `<partner id>/<connection id>/<account id>`, as due work names an account of a connection. */
export function accountSubject(
  subject: string,
): { partnerId: string; connectionId: string; accountId: string } | undefined {
  const [, partnerId, connectionId, accountId] = triplePattern.exec(subject) ?? [];
  return partnerId && connectionId && accountId ? { partnerId, connectionId, accountId } : undefined;
}
