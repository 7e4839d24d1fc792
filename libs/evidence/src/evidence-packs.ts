import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import {
  AuditTrail,
  headToJson,
  proveConsistency,
  proveRecords,
  type AuditActor,
  type ProvenRecord,
  type ProvenRecords,
} from '@sluis/audit';
import { BankAnswers, type BankAnswer } from '@sluis/bank-orders';
import { newId, toPublicId, Transactions } from '@sluis/persistence';
import { strToU8, zipSync } from 'fflate';
import { ConsentDossiers } from './consent-dossier.js';
import type { Dossier } from './dossier.js';
import { PaymentDossiers } from './payment-dossier.js';
import { howToVerify } from './read-me.js';
import { summaryPdf } from './summary-pdf.js';
import { verifierSource } from './verifier-source.js';
import { reservationsAbout, verifyFiles, verifyRecords, type PackFiles } from './verifier.js';

export interface PackWanted {
  kind: 'payment' | 'consent';
  id: string;
  /** Why somebody wants to see all this; it is audited. */
  reason: string;
  actor: AuditActor;
  /** PEM of the key that seals the audit trail. */
  publicKeyPem: string;
}

export interface EvidencePack {
  subject: string;
  fileName: string;
  zip: Buffer;
  manifestSha256: string;
  /** What it does not prove, in sentences. */
  reservations: string[];
}

/** Nobody seals: no worker runs, or none has the key. */
export class NotSealedError extends Error {
  constructor() {
    super('the audit trail is not being sealed, so nothing could be proven');
    this.name = 'NotSealedError';
  }
}

/** Where everything is wrong, more would tell no more. */
const mostTold = 20;

/** What would be in the pack does not hold against the signed audit trail: something was changed, or is gone. */
export class UnsoundPackError extends Error {
  readonly code = 'unsound';
  /** The first of what does not hold, in sentences that name the records. */
  readonly findings: readonly string[];
  readonly found: number;

  constructor(
    readonly subject: string,
    findings: readonly string[],
  ) {
    super(`what is stored of ${subject} does not hold: ${findings[0]}`);
    this.name = 'UnsoundPackError';
    this.findings = findings.slice(0, mostTold);
    this.found = findings.length;
  }
}

interface Told {
  dossier: Dossier;
  proven: ProvenRecords;
}

const lookEveryMs = 500;
const format = 'sluis-evidence-1';

/**
 * Makes a ZIP that proves itself to somebody who has nothing but Node and the public key: every file is named with its hash
 * in the manifest, the manifest's hash is in a sealed audit record, and so are all records of the subject. What its own
 * verifier would not accept is not handed over, and is an alarm in the audit trail.
 */
@Injectable()
export class EvidencePacks {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: AuditTrail,
    private readonly payments: PaymentDossiers,
    private readonly consents: ConsentDossiers,
    private readonly bankAnswers: BankAnswers,
  ) {}

  /**
   * @param waitMs how long the sealer may take, twice
   * @returns undefined when there is no such payment or consent
   * @throws NotSealedError, UnsoundPackError
   */
  async make(wanted: PackWanted, waitMs = 60_000): Promise<EvidencePack | undefined> {
    const { reason, actor, publicKeyPem } = wanted;
    const told = await this.tell(wanted, waitMs);
    if (!told) return undefined;
    const { dossier, proven } = told;
    const { subject, partnerId } = dossier;
    const kept = await this.transactions.run((tx) => this.bankAnswers.of(tx, { partnerId, publicId: subject }));
    // One that came since the records were proven is of a later pack.
    const answers = kept.filter(({ body }) => isOnRecord(body, proven));
    const telling = tellingFiles(dossier, answers, proven, publicKeyPem);
    await this.refuseUnsound(wanted, dossier, verifyRecords(telling, publicKeyPem));
    const reservations = reservationsAbout(telling);
    const files: PackFiles = {
      ...telling,
      'README.txt': strToU8(howToVerify(subject)),
      'summary.pdf': await summaryPdf(dossier, answers, proven, reservations),
      'verify.mjs': strToU8(await verifierSource()),
    };
    const manifest = jsonFile({ format, subject, made_at: new Date().toISOString(), reason, files: hashesOf(files) });
    const manifestSha256 = sha256(manifest);

    // Its own subject, so that later packs are not about earlier ones.
    const packId = newId();
    await this.transactions.run((tx) =>
      this.audit.record(tx, {
        partnerId,
        actor,
        action: 'evidence.exported',
        subject: { type: 'evidence', id: subject },
        outcome: 'done',
        details: { pack_id: packId, manifest_sha256: manifestSha256, reason },
      }),
    );
    const sealOf = { partnerId, subjectType: 'none', subjectId: packId, namedAs: 'pack_id' };
    const seal = await this.sealed(waitMs, () => this.transactions.run((tx) => proveRecords(tx, sealOf)));
    const consistency = await this.transactions.run((tx) => proveConsistency(tx, proven.head, seal.head));
    const sealFile = jsonFile({ ...toJson(seal), consistency: consistency.map((hash) => hash.toString('hex')) });
    const whole: PackFiles = { ...files, 'manifest.json': manifest, 'seal.json': sealFile };
    await this.refuseUnsound(wanted, dossier, verifyFiles(whole, publicKeyPem));
    const zip = zipSync(whole);
    return { subject, fileName: `evidence-${subject}.zip`, zip: Buffer.from(zip), manifestSha256, reservations };
  }

  /** The dossier and the records of one moment: a change in between would look like a hole in either. */
  private async tell({ kind, id }: PackWanted, waitMs: number): Promise<Told | undefined> {
    const dossiers = kind === 'payment' ? this.payments : this.consents;
    const find = () => this.transactions.run((tx) => dossiers.find(tx, id));
    if (!(await find())) return undefined;
    return this.sealed(waitMs, async () => {
      const dossier = await find();
      if (!dossier) return undefined;
      const { partnerId, subject, state, records } = dossier;
      const proven = await this.transactions.run((tx) =>
        proveRecords(tx, { partnerId, subjectId: subject, ...records, ofPartner: ofPartner(partnerId) }),
      );
      const isStill = (await this.transactions.run((tx) => dossiers.stateNow(tx, id))) === state;
      return proven && isStill ? { dossier, proven } : undefined;
    });
  }

  private async sealed<T>(waitMs: number, look: () => Promise<T | undefined>): Promise<T> {
    for (const until = Date.now() + waitMs; ;) {
      const found = await look();
      if (found !== undefined) return found;
      if (Date.now() > until) throw new NotSealedError();
      await wait(lookEveryMs);
    }
  }

  private async refuseUnsound({ actor, reason }: PackWanted, { partnerId, subject }: Dossier, findings: string[]) {
    const [first] = findings;
    if (first === undefined) return;
    await this.transactions.run((tx) =>
      this.audit.record(tx, {
        partnerId,
        actor,
        action: 'evidence.refused',
        subject: { type: 'evidence', id: subject },
        outcome: 'alarm',
        cause: 'unsound',
        details: { findings: findings.length, first_finding: first, reason },
      }),
    );
    throw new UnsoundPackError(subject, findings);
  }
}

/** What the verifier reads. */
function tellingFiles(
  { subject, partnerId, data, shown }: Dossier,
  answers: readonly BankAnswer[],
  proven: ProvenRecords,
  publicKeyPem: string,
): PackFiles {
  return {
    'dossier.json': jsonFile({ subject, partner: toPublicId('partner', partnerId), ...data }),
    'records.json': jsonFile(toJson(proven)),
    'public-key.pem': strToU8(publicKeyPem),
    ...answerFiles(answers),
    ...Object.fromEntries(Object.entries(shown).map(([name, html]) => [name, strToU8(html)])),
  };
}

/** On a test platform time passes for a partner by making what is stored earlier; its records stay as they are. */
function ofPartner(partnerId: string) {
  return { id: toPublicId('partner', partnerId), actions: ['test_clock.advanced'] };
}

function isOnRecord(body: Uint8Array, { records }: ProvenRecords): boolean {
  const hash = sha256(body);
  return records.some(({ record }) => record.action === 'bank_answer.kept' && record.details.includes(hash));
}

/** The bytes that the bank signed, and beside them who can prove it. */
function answerFiles(answers: readonly BankAnswer[]): Record<string, Uint8Array> {
  return Object.fromEntries(
    answers.flatMap(({ request, responseId, body, signature, serverPublicKeyPem, receivedAt }, index) => {
      const name = `bank/${index + 1}`;
      const signed = {
        request,
        response_id: responseId ?? null,
        received_at: receivedAt,
        signature,
        bank_public_key: serverPublicKeyPem,
      };
      return [
        [`${name}.body`, body],
        [`${name}.json`, jsonFile(signed)],
      ];
    }),
  );
}

function toJson({ head, records }: ProvenRecords) {
  return { head: headToJson(head), records: records.map(provenToJson) };
}

function provenToJson({ seq, record, proof }: ProvenRecord) {
  return { seq, record, proof: proof.map((hash) => hash.toString('hex')) };
}

function hashesOf(files: PackFiles): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, sha256(bytes)]));
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function jsonFile(value: unknown): Uint8Array {
  return strToU8(`${JSON.stringify(value, null, 2)}\n`);
}
