import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DerivedTokens, newId, queryRows, SecretBox, tokenHash, type Transaction } from '@sluis/persistence';
import type { Consent } from './consent.entity.js';

/** A page that asks a payer for a decision, as it was drawn for this browser. */
export interface ShownPage {
  /** Names the words and the looks of the page. */
  templateVersion: string;
  language: string;
  /** The page without what differs from visit to visit: form tokens and links. */
  html: string;
}

export interface Viewer {
  browserToken: string;
  userAgent: string;
  ip: string;
}

/** One time that a payer was shown what they were asked, and what they decided. */
export interface Presentation {
  id: string;
  renewalId: string | null;
  templateVersion: string;
  language: string;
  /** SHA-256 of the page, in hexadecimal. */
  textHash: string;
  /** Null when it was erased at the request of the person. */
  html: string | null;
  firstShownAt: Date;
  lastShownAt: Date;
  timesShown: number;
  /** Null, as the other one, once its time is over. */
  userAgentHash: string | null;
  ipHash: string | null;
  decision: 'agreed' | 'declined' | null;
  decidedAt: Date | null;
}

type ConsentRow = Pick<Consent, 'partnerId' | 'id'>;

/** What payers saw before they decided, kept word for word so that it can be shown again years later. */
@Injectable()
export class ConsentPresentations {
  constructor(
    private readonly secrets: SecretBox,
    private readonly hashes: DerivedTokens,
  ) {}

  /** A page drawn again for the same browser counts on the same row: reloading writes no history. */
  async record(
    tx: Transaction,
    consent: ConsentRow,
    renewalId: string | null,
    page: ShownPage,
    viewer: Viewer,
  ): Promise<void> {
    const { partnerId, id } = consent;
    const textHash = createHash('sha256').update(page.html).digest();
    await tx.query(
      `INSERT INTO consent_renders (partner_id, consent_id, text_hash, template_version, language, html_sealed)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
      [
        partnerId,
        id,
        textHash,
        page.templateVersion,
        page.language,
        this.secrets.seal(page.html, renderLocation(consent, textHash)),
      ],
    );
    await tx.query(
      `INSERT INTO consent_presentations AS known
         (partner_id, id, consent_id, renewal_id, text_hash, browser_hash, user_agent_hash, ip_hash)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (partner_id, consent_id, text_hash, browser_hash, user_agent_hash, ip_hash) WHERE decision IS NULL
         DO UPDATE SET last_shown_at = now(), times_shown = known.times_shown + 1`,
      [
        partnerId,
        newId(),
        id,
        renewalId,
        textHash,
        tokenHash(viewer.browserToken),
        this.keyed('user-agent', viewer.userAgent),
        this.keyed('ip', viewer.ip),
      ],
    );
  }

  /**
   * Ties a decision to what this browser was shown last.
   *
   * @param language of the page whose button was pressed; the newest of any language when that one was never shown
   * @returns false when this browser was shown nothing: then there is nothing it can have decided
   */
  async decide(
    tx: Transaction,
    { partnerId, id }: ConsentRow,
    renewalId: string | null,
    { browserToken, language }: { browserToken: string; language: string },
    decision: 'agreed' | 'declined',
  ): Promise<boolean> {
    const [shown] = await queryRows<{ id: string; is_decided: boolean }>(
      tx,
      `SELECT p.id, p.decision IS NOT NULL AS is_decided FROM consent_presentations p
       JOIN consent_renders r ON r.partner_id = p.partner_id AND r.consent_id = p.consent_id AND r.text_hash = p.text_hash
       WHERE p.partner_id = $1 AND p.consent_id = $2 AND p.renewal_id IS NOT DISTINCT FROM $3::uuid AND p.browser_hash = $4
       ORDER BY p.decision IS NULL DESC, r.language = $5 DESC, p.last_shown_at DESC LIMIT 1`,
      [partnerId, id, renewalId, tokenHash(browserToken), language],
    );
    if (!shown) return false;
    if (shown.is_decided) {
      // Decided again from a page that the browser kept: a decision once made is not written over.
      await tx.query(
        `INSERT INTO consent_presentations (partner_id, id, consent_id, renewal_id, text_hash, browser_hash,
           user_agent_hash, ip_hash, first_shown_at, last_shown_at, decision, decided_at)
         SELECT partner_id, $3, consent_id, renewal_id, text_hash, browser_hash, user_agent_hash, ip_hash,
           first_shown_at, last_shown_at, $4, now()
         FROM consent_presentations WHERE partner_id = $1 AND id = $2`,
        [partnerId, shown.id, newId(), decision],
      );
    } else {
      await tx.query(
        `UPDATE consent_presentations SET decision = $3, decided_at = now() WHERE partner_id = $1 AND id = $2`,
        [partnerId, shown.id, decision],
      );
    }
    return true;
  }

  /** Oldest first. */
  async of(tx: Transaction, consent: ConsentRow): Promise<Presentation[]> {
    interface Row extends Omit<Presentation, 'textHash' | 'html' | 'userAgentHash' | 'ipHash'> {
      textHash: Buffer;
      htmlSealed: Buffer | null;
      userAgentHash: Buffer | null;
      ipHash: Buffer | null;
    }
    const rows = await queryRows<Row>(
      tx,
      `SELECT p.id, p.renewal_id AS "renewalId", r.template_version AS "templateVersion", r.language,
              p.text_hash AS "textHash", r.html_sealed AS "htmlSealed", p.first_shown_at AS "firstShownAt",
              p.last_shown_at AS "lastShownAt", p.times_shown AS "timesShown", p.user_agent_hash AS "userAgentHash",
              p.ip_hash AS "ipHash", p.decision, p.decided_at AS "decidedAt"
       FROM consent_presentations p
       JOIN consent_renders r ON r.partner_id = p.partner_id AND r.consent_id = p.consent_id AND r.text_hash = p.text_hash
       WHERE p.partner_id = $1 AND p.consent_id = $2 ORDER BY p.id`,
      [consent.partnerId, consent.id],
    );
    return rows.map(({ htmlSealed, ...row }) => ({
      ...row,
      html: htmlSealed && this.secrets.open(htmlSealed, renderLocation(consent, row.textHash)),
      textHash: row.textHash.toString('hex'),
      userAgentHash: row.userAgentHash?.toString('hex') ?? null,
      ipHash: row.ipHash?.toString('hex') ?? null,
    }));
  }

  private keyed(kind: string, value: string): Buffer {
    return Buffer.from(this.hashes.derive(kind, value), 'base64url');
  }
}

function renderLocation({ partnerId, id }: ConsentRow, textHash: Buffer) {
  return { table: 'consent_renders', column: 'html_sealed', rowId: `${id} ${textHash.toString('hex')}`, partnerId };
}
