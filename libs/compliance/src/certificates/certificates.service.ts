import { Injectable } from '@nestjs/common';
import { SealingKey } from '@sluis/audit';
import { Config } from '@sluis/config';
import { refusalsOf } from '@sluis/errors';
import { queryRows, toPublicId, Transactions } from '@sluis/persistence';
import type { StaffIdentity } from '@sluis/staff';
import { LookUps } from '../look-ups.js';
import {
  type CertificateKind,
  type CertificateRow,
  type CertificateView,
  endCertificate,
  getCertificate,
  insertCertificate,
  toView,
} from './certificate.js';
import { type CertificateFacts, hasPrivateKey, readCertificates } from './read-certificate.js';

const refused = refusalsOf('The list of certificates was not changed.');

/** A key without an end: what it is called and for, never what it is. */
export interface KeyView {
  setting: string;
  algorithm: string;
  /** Names the key where it has a public half. */
  key_id: string | null;
  used_for: string;
}

export interface NewCertificate {
  pem: string;
  kind: CertificateKind;
  usedFor: string;
  replaces?: string | undefined;
}

const mostListed = 500;

/** What the company holds of certificates, and when they end. Their private keys never come here. */
@Injectable()
export class Certificates {
  constructor(
    private readonly config: Config,
    private readonly transactions: Transactions,
    private readonly lookUps: LookUps,
  ) {}

  /** In use first, by when they end; then what is over. */
  list(staff: StaffIdentity): Promise<CertificateView[]> {
    return this.transactions.run(async (tx) => {
      const rows = await queryRows<CertificateRow>(
        tx,
        `SELECT c.*, s.name AS entered_by FROM certificates c LEFT JOIN staff_members s ON s.id = c.staff_id
         ORDER BY c.ended_at IS NOT NULL, c.not_after, c.id LIMIT ${mostListed}`,
      );
      await this.lookUps.record(tx, staff, 'listed', {
        subject: { type: 'list', id: 'certificates' },
        details: { rows: rows.length },
      });
      return rows.map((row) => toView(row, new Date()));
    });
  }

  keys(): KeyView[] {
    const { env } = this.config;
    const sealing = env.AUDIT_SEALING_KEY;
    return [
      ...(sealing === undefined
        ? []
        : [
            {
              setting: 'AUDIT_SEALING_KEY',
              algorithm: 'Ed25519',
              key_id: SealingKey.of(Buffer.from(sealing, 'base64')).id,
              used_for: 'Signs the heads of the audit trail',
            },
          ]),
      {
        setting: 'ENCRYPTION_KEYS',
        algorithm: 'AES-256-GCM',
        key_id: null,
        used_for: `Secrets in the database; ${env.ENCRYPTION_KEYS.size} in the ring`,
      },
      {
        setting: 'TOKEN_KEY',
        algorithm: 'HMAC-SHA-256',
        key_id: null,
        used_for: 'Links, form tokens and keyed hashes',
      },
    ];
  }

  /** @throws DomainError request_invalid  it cannot be read, is there already, or what it replaces is not in use */
  enter(staff: StaffIdentity, { pem, kind, usedFor, replaces }: NewCertificate): Promise<CertificateView> {
    if (hasPrivateKey(pem)) throw refused('/pem', 'has a private key, which belongs nowhere but in its own file');
    const facts = only(pem);
    return this.transactions.run(async (tx) => {
      const id = await insertCertificate(tx, facts, { kind, usedFor, setting: null, staffId: staff.id });
      if (id === undefined) throw refused('/pem', 'is a certificate that is there already');
      if (replaces !== undefined && !(await endCertificate(tx, replaces, 'replaced', id)))
        throw refused('/replaces', 'is not a certificate in use that was entered by hand');
      await this.lookUps.record(tx, staff, 'registered', {
        subject: { type: 'certificate', id: toPublicId('certificate', id) },
        details: {
          kind,
          not_after: facts.notAfter.toISOString(),
          replaces: replaces === undefined ? null : toPublicId('certificate', replaces),
        },
      });
      return toView(await getCertificate(tx, id), new Date());
    });
  }

  /** @returns undefined when there is no such certificate in use that a person entered */
  retire(staff: StaffIdentity, id: string): Promise<CertificateView | undefined> {
    return this.transactions.run(async (tx) => {
      if (!(await endCertificate(tx, id, 'retired', null))) return undefined;
      await this.lookUps.record(tx, staff, 'registered', {
        subject: { type: 'certificate', id: toPublicId('certificate', id) },
        details: { step: 'retired' },
      });
      return toView(await getCertificate(tx, id), new Date());
    });
  }
}

function only(pem: string): CertificateFacts {
  let found: CertificateFacts[] = [];
  try {
    found = readCertificates(pem);
  } catch {
    throw refused('/pem', 'cannot be read as a certificate');
  }
  const [first, second] = found;
  if (!first || second) throw refused('/pem', 'must be one certificate in PEM');
  return first;
}
