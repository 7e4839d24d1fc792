import { createRequire } from 'node:module';
import { buffer } from 'node:stream/consumers';
import type { ProvenRecords } from '@sluis/audit';
import type { BankAnswer } from '@sluis/bank-orders';
import PDFDocument from 'pdfkit';
import type { Dossier } from './dossier.js';

const require = createRequire(import.meta.url);
const regular = require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf');
const bold = require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf');

const margin = 56;
const termWidth = 130;
const timeWidth = 170;
const grey = '#555555';

/** For reading: what it was, what happened, what was sealed. A4, one column. */
export function summaryPdf(
  { title, facts, timeline, shown }: Dossier,
  answers: readonly BankAnswer[],
  { head, records }: ProvenRecords,
  reservations: readonly string[],
): Promise<Buffer> {
  const pdf = new PDFDocument({
    size: 'A4',
    margin,
    bufferPages: true,
    lang: 'en',
    info: { Title: title, Producer: 'Sluis', CreationDate: new Date(head.sealedAt) },
  });
  const bytes = buffer(pdf);
  pdf.registerFont('regular', regular).registerFont('bold', bold);
  const width = pdf.page.width - 2 * margin;
  const section = (text: string) =>
    pdf.moveDown(1).font('bold').fontSize(12).fillColor('black').text(text, margin).moveDown(0.4);
  const row = (term: string, value: string, at: number) => {
    const height = pdf
      .font('regular')
      .fontSize(9)
      .heightOfString(value || '—', { width: width - at });
    if (pdf.y + height > pdf.page.height - margin - 20) pdf.addPage();
    const top = pdf.y;
    pdf.fillColor(grey).text(term, margin, top, { width: at - 10 });
    const after = pdf.y;
    pdf.fillColor('black').text(value || '—', margin + at, top, { width: width - at });
    pdf.y = Math.max(after, pdf.y) + 3;
    pdf.x = margin;
  };

  pdf.font('bold').fontSize(16).text(title);
  section('What it was');
  for (const [term, value] of facts) row(term, value, termWidth);
  section('What happened');
  for (const { at, what, who, detail } of timeline)
    row(at.toISOString(), `${what} (${who})${detail === '' ? '' : ` — ${detail}`}`, timeWidth);
  if (Object.keys(shown).length > 0) {
    section('What the payer was shown');
    for (const name of Object.keys(shown)) row(name, 'byte for byte in this pack', termWidth);
  }
  if (answers.length > 0) {
    section('What the bank signed');
    for (const [index, { receivedAt, request }] of answers.entries())
      row(receivedAt.toISOString(), `bank/${index + 1}.body, answer to ${request}`, timeWidth);
  }
  section('What is sealed');
  row('Content', reservations[0] ?? 'as sealed when it was made and at every change', termWidth);
  row('Records', `${records.length}, each with its proof in records.json`, termWidth);
  row('Signed head', `number ${head.number} over ${head.treeSize} records, ${head.sealedAt}`, termWidth);
  row('Root', head.root.toString('hex'), termWidth);
  row('Key', head.keyId, termWidth);
  for (const { seq, record } of records)
    row(
      record.recordedAt,
      `no. ${seq}: ${record.action}, ${record.outcome}${record.cause === null ? '' : ` (${record.cause})`}`,
      timeWidth,
    );

  const { start, count } = pdf.bufferedPageRange();
  for (let page = start; page < start + count; page += 1) {
    pdf.switchToPage(page);
    // Below the margin, where text would begin a new page.
    pdf.page.margins.bottom = 0;
    pdf.font('regular').fontSize(8).fillColor(grey);
    pdf.text(`${page + 1} of ${count}. Check it with: node verify.mjs .`, margin, pdf.page.height - margin + 14, {
      width,
    });
  }
  pdf.end();
  return bytes;
}
