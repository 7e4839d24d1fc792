import { readFile } from 'node:fs/promises';
import { Injectable, Logger } from '@nestjs/common';
import { AuditTrail } from '@sluis/audit';
import { Config } from '@sluis/config';
import { queryRows, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import { type CertificateKind, insertCertificate } from './certificate.js';
import { type CertificateFacts, readCertificates } from './read-certificate.js';

const configured = [
  { setting: 'TPP_CERTIFICATE_PATH', kind: 'qseal', usedFor: 'Our credential at the bank (RTS art. 34)' },
  { setting: 'TPP_CERTIFICATE_CHAIN_PATH', kind: 'issuer', usedFor: 'Issuers of the QSEAL certificate' },
] as const;

/** Notes the certificates that the settings name, and that another has taken the place of one. */
@Injectable()
export class ConfiguredCertificates {
  private readonly logger = new Logger(ConfiguredCertificates.name);

  constructor(
    private readonly config: Config,
    private readonly transactions: Transactions,
    private readonly audit: AuditTrail,
  ) {}

  /** Takes over what the settings name; a file that holds another certificate than before has replaced it. */
  async note(): Promise<void> {
    for (const { setting, kind, usedFor } of configured) {
      const found = await this.read(setting);
      if (found.length > 0) await this.takeOver(setting, kind, usedFor, found);
    }
  }

  private async read(setting: (typeof configured)[number]['setting']): Promise<CertificateFacts[]> {
    try {
      return readCertificates(await readFile(this.config.env[setting], 'utf8'));
    } catch (error) {
      this.logger.warn({
        msg: 'a certificate of the settings cannot be read',
        setting,
        error: error instanceof Error ? error.name : 'unknown',
      });
      return [];
    }
  }

  private async takeOver(
    setting: string,
    kind: CertificateKind,
    usedFor: string,
    found: readonly CertificateFacts[],
  ): Promise<void> {
    await this.transactions.run(async (tx) => {
      await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('sluis.certificates', 0))`);
      let latest: string | null = null;
      for (const facts of found) {
        // A chain may begin with the certificate itself: it keeps the place where it was found first.
        const id = await insertCertificate(tx, facts, { kind, usedFor, setting, staffId: null });
        if (id === undefined) continue;
        latest = id;
        await this.record(tx, id, 'certificate.found', { setting, not_after: facts.notAfter.toISOString() });
      }
      const gone = await queryRows<{ id: string }>(
        tx,
        `UPDATE certificates SET ended_at = now(), end_reason = 'replaced', replaced_by = $3
         WHERE setting = $1 AND ended_at IS NULL AND fingerprint_sha256 <> ALL ($2) RETURNING id`,
        [setting, found.map(({ fingerprint }) => fingerprint), latest],
      );
      for (const { id } of gone) await this.record(tx, id, 'certificate.replaced', { setting });
    });
  }

  private record(tx: Transaction, id: string, action: string, details: Record<string, string>): Promise<void> {
    return this.audit.record(tx, {
      partnerId: null,
      actor: { type: 'platform' },
      action,
      subject: { type: 'certificate', id: toPublicId('certificate', id) },
      outcome: 'done',
      details,
    });
  }
}
