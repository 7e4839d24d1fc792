import { newId, queryRows, toPublicId, type Transaction } from '@sluis/persistence';
import type { CertificateFacts } from './read-certificate.js';

export const certificateKinds = ['qseal', 'qwac', 'tls', 'issuer', 'other'] as const;
export type CertificateKind = (typeof certificateKinds)[number];

/** Days before the end at which somebody is told. */
export const alarmDays = [60, 30, 7] as const;

export interface CertificateView {
  id: string;
  kind: string;
  subject: string;
  issuer: string;
  serial: string;
  fingerprint_sha256: string;
  not_before: string;
  not_after: string;
  days_left: number;
  state: 'valid' | 'ends_in_60_days' | 'ends_in_30_days' | 'ends_in_7_days' | 'expired';
  used_for: string;
  /** The setting that names its file, or who entered it. */
  from: string;
  ended_at: string | null;
  end_reason: string | null;
  replaced_by: string | null;
}

export interface CertificateRow {
  id: string;
  kind: string;
  subject: string;
  issuer: string;
  serial: string;
  fingerprint_sha256: string;
  not_before: Date;
  not_after: Date;
  used_for: string;
  setting: string | null;
  entered_by: string | null;
  ended_at: Date | null;
  end_reason: string | null;
  replaced_by: string | null;
}

const dayMs = 86_400_000;

export function toView(row: CertificateRow, now: Date): CertificateView {
  const daysLeft = Math.floor((row.not_after.getTime() - now.getTime()) / dayMs);
  return {
    id: toPublicId('certificate', row.id),
    kind: row.kind,
    subject: row.subject,
    issuer: row.issuer,
    serial: row.serial,
    fingerprint_sha256: row.fingerprint_sha256,
    not_before: row.not_before.toISOString(),
    not_after: row.not_after.toISOString(),
    days_left: daysLeft,
    state: stateOf(row.not_after, now),
    used_for: row.used_for,
    from: row.setting ?? row.entered_by ?? 'unknown',
    ended_at: row.ended_at?.toISOString() ?? null,
    end_reason: row.end_reason,
    replaced_by: row.replaced_by && toPublicId('certificate', row.replaced_by),
  };
}

/** The tightest of the alarms that it has come to. */
export function stateOf(notAfter: Date, now: Date): CertificateView['state'] {
  const leftMs = notAfter.getTime() - now.getTime();
  if (leftMs <= 0) return 'expired';
  const tightest = alarmDays.findLast((days) => leftMs <= days * dayMs);
  return tightest === undefined ? 'valid' : `ends_in_${tightest}_days`;
}

/** @returns undefined when it is there, in use; one that was over is in use again */
export async function insertCertificate(
  tx: Transaction,
  facts: CertificateFacts,
  {
    kind,
    usedFor,
    setting,
    staffId,
  }: { kind: string; usedFor: string; setting: string | null; staffId: string | null },
): Promise<string | undefined> {
  const [row] = await queryRows<{ id: string }>(
    tx,
    `INSERT INTO certificates AS held (id, fingerprint_sha256, kind, subject, issuer, serial, not_before, not_after, used_for,
       setting, staff_id, pem)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     ON CONFLICT (fingerprint_sha256) DO UPDATE SET ended_at = NULL, end_reason = NULL, replaced_by = NULL,
       kind = excluded.kind, used_for = excluded.used_for, setting = excluded.setting, staff_id = excluded.staff_id
       WHERE held.ended_at IS NOT NULL
     RETURNING id`,
    [
      newId(),
      facts.fingerprint,
      kind,
      facts.subject,
      facts.issuer,
      facts.serial,
      facts.notBefore,
      facts.notAfter,
      usedFor,
      setting,
      staffId,
      facts.pem,
    ],
  );
  return row?.id;
}

/** What the settings name ends when the settings name another. */
export async function endCertificate(
  tx: Transaction,
  id: string,
  reason: string,
  replacedBy: string | null,
): Promise<boolean> {
  const ended = await queryRows(
    tx,
    `UPDATE certificates SET ended_at = now(), end_reason = $2, replaced_by = $3
     WHERE id = $1 AND ended_at IS NULL AND setting IS NULL AND id IS DISTINCT FROM $3 RETURNING 1`,
    [id, reason, replacedBy],
  );
  return ended.length > 0;
}

export async function getCertificate(tx: Transaction, id: string): Promise<CertificateRow> {
  const [row] = await queryRows<CertificateRow>(
    tx,
    `SELECT c.*, s.name AS entered_by FROM certificates c LEFT JOIN staff_members s ON s.id = c.staff_id WHERE c.id = $1`,
    [id],
  );
  if (!row) throw new RangeError('a certificate that was just written is not there');
  return row;
}
