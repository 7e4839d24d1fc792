import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { deflateRaw, inflateRawSync } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import { queryRows, SecretBox, type Transaction } from '@sluis/persistence';
import type { Payment } from './payment.entity.js';

const compress = promisify(deflateRaw);

/** The page that asks a payer to decide, as it was drawn. */
export interface DrawnPage {
  /** Names the words and the looks of the page. */
  templateVersion: string;
  language: string;
  /** Without what differs from visit to visit, and without ways on. */
  html: string;
}

export interface SeenPage extends DrawnPage {
  /** SHA-256 of `html`, in hexadecimal. */
  textHash: string;
  firstShownAt: Date;
  lastShownAt: Date;
  timesShown: number;
}

type PaymentKey = Pick<Payment, 'partnerId' | 'id'>;

/** A payment has a handful: languages, and whether the browser knows the payer. */
const mostPages = 20;

/** What payers saw before they went to the bank or declined, kept word for word. */
@Injectable()
export class PaymentPages {
  constructor(private readonly secrets: SecretBox) {}

  /** The same page again counts on its row. */
  async record(tx: Transaction, { partnerId, id }: PaymentKey, page: DrawnPage): Promise<void> {
    const textHash = createHash('sha256').update(page.html).digest();
    const again = await queryRows(
      tx,
      `UPDATE payment_pages SET last_shown_at = now(), times_shown = times_shown + 1
       WHERE partner_id = $1 AND payment_id = $2 AND text_hash = $3 RETURNING 1`,
      [partnerId, id, textHash],
    );
    if (again.length > 0) return;
    const html = this.secrets.sealBytes(await compress(page.html), location({ partnerId, id }, textHash));
    await tx.query(
      `INSERT INTO payment_pages AS known (partner_id, payment_id, text_hash, template_version, language, html_sealed)
       SELECT $1, $2, $3, $4, $5, $6
       WHERE (SELECT count(*) FROM payment_pages WHERE partner_id = $1 AND payment_id = $2) < ${mostPages}
       ON CONFLICT (partner_id, payment_id, text_hash)
         DO UPDATE SET last_shown_at = now(), times_shown = known.times_shown + 1`,
      [partnerId, id, textHash, page.templateVersion, page.language, html],
    );
  }

  /** Oldest first. */
  async of(tx: Transaction, payment: PaymentKey): Promise<SeenPage[]> {
    interface Row extends Omit<SeenPage, 'textHash' | 'html'> {
      textHash: Buffer;
      htmlSealed: Buffer;
    }
    const rows = await queryRows<Row>(
      tx,
      `SELECT text_hash AS "textHash", template_version AS "templateVersion", language, html_sealed AS "htmlSealed",
         first_shown_at AS "firstShownAt", last_shown_at AS "lastShownAt", times_shown AS "timesShown"
       FROM payment_pages WHERE partner_id = $1 AND payment_id = $2 ORDER BY first_shown_at, text_hash`,
      [payment.partnerId, payment.id],
    );
    return rows.map(({ htmlSealed, ...row }) => ({
      ...row,
      html: inflateRawSync(this.secrets.openBytes(htmlSealed, location(payment, row.textHash))).toString('utf8'),
      textHash: row.textHash.toString('hex'),
    }));
  }
}

function location({ partnerId, id }: PaymentKey, textHash: Buffer) {
  return { table: 'payment_pages', column: 'html_sealed', rowId: `${id} ${textHash.toString('hex')}`, partnerId };
}
