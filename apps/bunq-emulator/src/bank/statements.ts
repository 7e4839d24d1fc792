import type { Bank } from './bank.js';
import { formatCents } from './cents.js';
import type { Account, Payment } from './records.js';
import { invalid } from './refusal.js';
import type { CustomerStatement } from './service-records.js';

type NewStatement = Pick<
  CustomerStatement,
  'format' | 'regionalFormat' | 'dateStart' | 'dateEnd' | 'includeAttachment'
>;

const dayMicros = 86_400_000_000;

/** @throws Refusal 400 for days that do not exist or come the wrong way round, and a CSV without its regional format */
export function createStatement(bank: Bank, account: Account, wanted: NewStatement): CustomerStatement {
  const [start, end] = [dayIn(wanted.dateStart, 'date_start'), dayIn(wanted.dateEnd, 'date_end')];
  if (end < start) throw invalid('The value of "date_end" must not come before "date_start".');
  if (wanted.format === 'CSV' && wanted.regionalFormat === null) throw invalid('Missing field "regional_format".');
  const number = bank.tables.customerStatements.where('account', account.id).length + 1;
  return bank.tables.customerStatements.insert({ ...bank.newRow(), ...wanted, accountId: account.id, number });
}

/** The bookings of a statement, oldest first, with the balance before and after them. */
export function bookingsOf(bank: Bank, statement: CustomerStatement) {
  const [start, end] = [dayIn(statement.dateStart, 'date_start'), dayIn(statement.dateEnd, 'date_end') + dayMicros];
  const all = bank.tables.payments.where('account', statement.accountId);
  const payments = all.filter(({ createdAt }) => createdAt >= start && createdAt < end);
  const opening = all.findLast(({ createdAt }) => createdAt < start)?.balanceAfter ?? 0n;
  return { payments, opening, closing: payments.at(-1)?.balanceAfter ?? opening };
}

export function statementFile(bank: Bank, statement: CustomerStatement): { contentType: string; bytes: Buffer } {
  const account = bank.tables.accounts.get(statement.accountId);
  if (account === undefined) throw new Error(`statement ${statement.id} has no account`);
  switch (statement.format) {
    case 'CSV':
      return { contentType: 'text/csv', bytes: Buffer.from(csv(bank, statement, account), 'utf8') };
    case 'MT940':
      return { contentType: 'text/plain', bytes: Buffer.from(mt940(bank, statement, account), 'utf8') };
    case 'PDF':
      return { contentType: 'application/pdf', bytes: pdf(bank, statement, account) };
  }
}

function csv(bank: Bank, statement: CustomerStatement, account: Account): string {
  const isEuropean = statement.regionalFormat === 'EUROPEAN';
  const separator = isEuropean ? ';' : ',';
  const amount = (cents: bigint) => (isEuropean ? formatCents(cents).replace('.', ',') : formatCents(cents));
  const header = ['Date', 'Interest Date', 'Amount', 'Account', 'Counterparty', 'Name', 'Description'];
  const lines = bookingsOf(bank, statement).payments.map((payment) => [
    dayOf(payment),
    dayOf(payment),
    amount(payment.amount),
    account.iban,
    payment.counterparty.iban ?? '',
    payment.counterparty.name,
    payment.description,
  ]);
  const quote = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
  return [header, ...lines].map((line) => line.map(quote).join(separator)).join('\r\n') + '\r\n';
}

/** The tags of SWIFT's customer statement message; texts are cut to its line length. */
function mt940(bank: Bank, statement: CustomerStatement, account: Account): string {
  const { payments, opening, closing } = bookingsOf(bank, statement);
  const balance = (tag: string, cents: bigint, day: string) =>
    `:${tag}:${sign(cents)}${day.replaceAll('-', '').slice(2)}EUR${comma(cents)}`;
  const booking = (payment: Payment) => {
    const day = dayOf(payment).replaceAll('-', '');
    const text = `/BENM//NAME/${payment.counterparty.name}/REMI/${payment.description}`;
    return [
      `:61:${day.slice(2)}${day.slice(4)}${sign(payment.amount)}${comma(payment.amount)}NTRFNONREF//${payment.id}`,
      `:86:${text
        .replaceAll(/[\r\n]+/g, ' ')
        .slice(0, 390)
        .replaceAll(/(.{65})(?=.)/g, '$1\r\n')}`,
    ];
  };
  return [
    `:20:${statement.id}`,
    `:25:${account.iban} EUR`,
    `:28C:${statement.number}`,
    balance('60F', opening, statement.dateStart),
    ...payments.flatMap(booking),
    balance('62F', closing, statement.dateEnd),
    '-',
    '',
  ].join('\r\n');
}

/** One page of plain text: enough for a reader of PDF files to open. */
function pdf(bank: Bank, statement: CustomerStatement, account: Account): Buffer {
  const { payments, opening, closing } = bookingsOf(bank, statement);
  const lines = [
    `Statement ${statement.number} of ${account.iban}, ${statement.dateStart} to ${statement.dateEnd}`,
    `Opening balance EUR ${formatCents(opening)}`,
    ...payments
      .slice(0, 60)
      .map((one) => `${dayOf(one)}  ${formatCents(one.amount)}  ${one.counterparty.name}  ${one.description}`),
    `Closing balance EUR ${formatCents(closing)}`,
  ];
  const escape = (line: string) => line.replaceAll(/[^\x20-\x7e]/g, '?').replaceAll(/[\\()]/g, String.raw`\$&`);
  const text = `BT /F1 9 Tf 40 800 Td 12 TL ${lines.map((line) => `(${escape(line.slice(0, 110))}) Tj T*`).join(' ')} ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>',
  ];
  let file = '%PDF-1.4\n';
  const offsets = objects.map((body, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${offset.toString().padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  file += `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer << /Size ${size} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
}

function dayIn(text: string, field: string): number {
  const milliseconds = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  const isReal = !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(text);
  if (!isReal) throw invalid(`The value of "${field}" is not a valid date.`);
  return milliseconds * 1000;
}

function dayOf({ createdAt }: Payment): string {
  return new Date(createdAt / 1000).toISOString().slice(0, 10);
}

function sign(cents: bigint): 'C' | 'D' {
  return cents < 0n ? 'D' : 'C';
}

function comma(cents: bigint): string {
  return formatCents(cents < 0n ? -cents : cents).replace('.', ',');
}
