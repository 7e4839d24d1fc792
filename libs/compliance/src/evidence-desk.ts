import { Injectable } from '@nestjs/common';
import { AskedPacks, type AskedPack, type EvidenceKind } from '@sluis/evidence';
import { queryRows, toPublicId, Transactions } from '@sluis/persistence';
import type { StaffIdentity } from '@sluis/staff';
import { LookUps, type RevealReason } from './look-ups.js';

const tables = { payment: 'payments', consent: 'consents' } as const satisfies Record<EvidenceKind, string>;

export interface EvidencePackView {
  id: string;
  subject: string;
  status: AskedPack['status'];
  failure: string | null;
  /** What does not hold, of one that was refused for it. */
  findings: string[];
  manifest_sha256: string | null;
}

/** Evidence packs for staff: asked for with a reason, made by a worker, fetched by whoever asked. */
@Injectable()
export class EvidenceDesk {
  constructor(
    private readonly transactions: Transactions,
    private readonly packs: AskedPacks,
    private readonly lookUps: LookUps,
  ) {}

  /** @returns `not_found` when there is nothing of this id, `too_many` when this person has too many under way */
  ask(
    staff: StaffIdentity,
    { kind, id: subjectId }: { kind: EvidenceKind; id: string },
    { reason, caseReference }: { reason: RevealReason; caseReference: string },
  ): Promise<EvidencePackView | 'not_found' | 'too_many'> {
    return this.transactions.run(async (tx) => {
      const [subject] = await queryRows<{ partner_id: string }>(
        tx,
        `SELECT partner_id FROM ${tables[kind]} WHERE id = $1`,
        [subjectId],
      );
      if (!subject) return 'not_found';
      const wanted = { staffId: staff.id, kind, subjectId, reason: `${reason} ${caseReference}` };
      const id = await this.packs.ask(tx, wanted);
      if (id === undefined) return 'too_many';
      const publicId = toPublicId('evidencePack', id);
      await this.lookUps.record(tx, staff, 'exported', {
        partnerId: subject.partner_id,
        subject: { type: kind, id: toPublicId(kind, subjectId) },
        cause: reason,
        details: { case: caseReference, evidence_pack: publicId },
      });
      return {
        id: publicId,
        subject: toPublicId(kind, subjectId),
        status: 'making',
        failure: null,
        findings: [],
        manifest_sha256: null,
      };
    });
  }

  /** @returns undefined when this person asked for no such pack */
  read(staff: StaffIdentity, id: string): Promise<EvidencePackView | undefined> {
    return this.transactions.run(async (tx) => {
      const pack = await this.packs.find(tx, staff.id, id);
      return (
        pack && {
          id: toPublicId('evidencePack', pack.id),
          subject: toPublicId(pack.kind, pack.subjectId),
          status: pack.status,
          failure: pack.failure,
          findings: pack.findings,
          manifest_sha256: pack.manifestSha256,
        }
      );
    });
  }

  /** On record each time. @returns undefined when it is not there (any more) for this person */
  fetch(staff: StaffIdentity, id: string): Promise<{ fileName: string; zip: Buffer } | undefined> {
    return this.transactions.run(async (tx) => {
      const pack = await this.packs.find(tx, staff.id, id);
      const zip = pack && (await this.packs.file(tx, staff.id, id));
      if (!pack || !zip) return undefined;
      const subject = { type: pack.kind, id: toPublicId(pack.kind, pack.subjectId) };
      const details = { evidence_pack: toPublicId('evidencePack', id), manifest_sha256: pack.manifestSha256 };
      await this.lookUps.record(tx, staff, 'fetched', { subject, details });
      return { fileName: `evidence-${subject.id}.zip`, zip };
    });
  }
}
