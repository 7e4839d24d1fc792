import { createHash } from 'node:crypto';
import { fromPublicId } from '@sluis/persistence';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { expectProblem } from '../support/problem.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';
import {
  connectShop,
  createRequest,
  requestAtBank,
  requestBody,
  type ConnectedShop,
} from './support/connected-shop.js';
import { gif, jpeg, png } from '../support/pictures.js';
import { upload, type UploadParts } from '../support/upload.js';

const attachmentPath = '^/v1/user/\\d+/monetary-account/\\d+/attachment$';
const stored = ['attachments', 'idempotency_keys', 'payment_requests'];

let stack: Stack;
let sql: Sql;
let shop: ConnectedShop;
let payer: BankUser;

beforeAll(async () => {
  stack = await startStack();
  sql = await Sql.open(stack.environment.database.url);
  shop = await connectShop(stack);
  payer = await stack.bank.createUser('A. Visser');
}, 60_000);

afterAll(async () => {
  await sql.close();
  await stack.stop();
});

async function uploaded(parts: UploadParts = { file: png }) {
  const answer = await upload(shop.partner, parts).expect(201);
  return answer.body as { id: string; status: string; sha256: string };
}

function atBank(id: string) {
  return until(`${id} to be at the bank`, async () => {
    const [row] = await sql.rows<{ bank: string | null; content: Buffer | null; status: string }>(
      `SELECT bunq_attachment_id AS bank, content_sealed AS content, status FROM attachments WHERE id = $1`,
      [fromPublicId('attachment', id) ?? ''],
    );
    return row?.status === 'received' ? undefined : row;
  });
}

describe('an attachment', () => {
  it.each([
    ['PNG', png, 'image/png'],
    ['JPEG', jpeg, 'image/jpeg'],
    ['GIF', gif, 'image/gif'],
  ])(
    'of type %s is handed to the bank as what it is, whatever its name and declared type say',
    async (_, file, type) => {
      const { id } = await uploaded({ file, filename: 'invoice.pdf', contentType: 'text/html', description: 'Bon 7' });
      const row = await atBank(id);
      const kept = stack.emulator.bank.tables.attachments.get(Number(row.bank));
      expect(kept).toMatchObject({ contentType: type, description: 'Bon 7', content: file.toString('base64') });
      expect((await shop.partner.get(`/v1/attachments/${id}`).expect(200)).body).toMatchObject({
        status: 'uploaded',
        content_type: type,
        size: file.length,
        sha256: createHash('sha256').update(file).digest('hex'),
      });
    },
  );

  it('is sealed until the bank has it, and gone from here afterwards', async () => {
    await stack.bank.layFault({ method: 'POST', path: attachmentPath, times: 2 }, { drop: 'before' });
    const { id } = await uploaded();
    const [waiting] = await sql.rows<{ content: Buffer }>(
      `SELECT content_sealed AS content FROM attachments WHERE id = $1`,
      [fromPublicId('attachment', id) ?? ''],
    );
    expect(waiting?.content.includes(png.subarray(0, 16))).toBe(false);
    expect((await atBank(id)).content).toBeNull();
    await stack.bank.clearFaults();
  });

  it('goes with the request, which waits for it', async () => {
    await stack.bank.layFault({ method: 'POST', path: attachmentPath, times: 2 }, { status: 500, body: '{}' });
    const { id: attachmentId } = await uploaded({ file: jpeg });
    const body = requestBody(payer, { attachment_ids: [attachmentId] });
    const { id } = await createRequest(shop.partner, body);
    expect((await shop.partner.get(`/v1/payment-requests/${id}`)).body).toMatchObject({ status: 'received' });
    await shop.partner.waitFor(`/v1/payment-requests/${id}`, ['pending']);
    const request = await requestAtBank(stack.bank, id);
    const inquiry = stack.emulator.bank.tables.requestInquiries.get(request.id);
    expect(inquiry?.attachmentIds).toEqual([Number((await atBank(attachmentId)).bank)]);
    await stack.bank.clearFaults();
  });

  it('that the bank refuses fails, and the request that waits for it fails with it', async () => {
    const refusal = { Error: [{ error_description: 'No.', error_description_translated: 'No.' }] };
    await stack.bank.layFault(
      { method: 'POST', path: attachmentPath },
      { status: 400, body: refusal, delay_ms: 1_000 },
    );
    const { id: attachmentId } = await uploaded({ file: gif });
    const { id } = await createRequest(shop.partner, requestBody(payer, { attachment_ids: [attachmentId] }));
    expect(await shop.partner.waitFor(`/v1/payment-requests/${id}`, ['failed'])).toMatchObject({
      failure: { stage: 'attachment', reason: 'bank_refused' },
    });
    expect((await atBank(attachmentId)).content).toBeNull();
    const again = await shop.partner.post(
      '/v1/payment-requests',
      requestBody(payer, { attachment_ids: [attachmentId] }),
    );
    expectProblem(again, { status: 422, code: 'attachment_not_usable', pointer: '/attachment_ids/0' });
  });

  it('is the same one when the same key brings the same picture, and a conflict when it brings another', async () => {
    const first = await upload(shop.partner, { file: png }, 'picture-1').expect(201);
    const again = await upload(shop.partner, { file: png, filename: 'renamed.png' }, 'picture-1').expect(201);
    expect(again.text).toBe(first.text);
    expectProblem(await upload(shop.partner, { file: gif }, 'picture-1'), {
      status: 422,
      code: 'idempotency_key_reused',
    });
  });
});

describe('a file that is not what it says is refused and leaves nothing behind', () => {
  const page = Buffer.from('<html><script>alert(1)</script></html>');
  const pdf = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n');
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
  it.each<[string, UploadParts, { status: number; code: string; pointer?: string }]>([
    ['a page named photo.png', { file: page, filename: 'photo.png', contentType: 'image/png' }, notPicture()],
    ['a PDF', { file: pdf, filename: 'bill.pdf', contentType: 'application/pdf' }, notPicture()],
    [
      'a vector picture that can hold scripts',
      { file: svg, filename: 'x.svg', contentType: 'image/svg+xml' },
      notPicture(),
    ],
    ['a PNG with a page behind it', { file: Buffer.concat([png, page]) }, notPicture()],
    ['a PNG without its end', { file: png.subarray(0, -8) }, notPicture()],
    ['an empty file', { file: Buffer.alloc(0) }, notPicture()],
    ['no file', {}, { status: 400, code: 'request_invalid', pointer: '/file' }],
    [
      'a file under another name',
      { file: png, fieldname: 'picture' },
      { status: 400, code: 'request_invalid', pointer: '/picture' },
    ],
    [
      'more than 5 MiB',
      { file: Buffer.concat([png, Buffer.alloc(5 * 1024 * 1024)]) },
      { status: 413, code: 'request_too_large' },
    ],
    [
      'an unknown field',
      { file: png, fields: { colour: 'red' } },
      { status: 400, code: 'request_invalid', pointer: '/colour' },
    ],
    [
      'a description with a line break',
      { file: png, description: 'a\r\nX-Bunq: b' },
      { status: 400, code: 'request_invalid', pointer: '/description' },
    ],
    [
      'a description beyond ASCII',
      { file: png, description: 'Café' },
      { status: 400, code: 'request_invalid', pointer: '/description' },
    ],
  ])('%s', async (_, parts, expected) => {
    const before = await sql.counts(stored);
    expectProblem(await upload(shop.partner, parts), expected);
    expect(await sql.counts(stored)).toEqual(before);
  });

  it('a form anywhere else', async () => {
    expectProblem(await upload(shop.partner, { file: png }, undefined, '/v1/payment-requests'), {
      status: 415,
      code: 'media_type_unsupported',
    });
  });

  it('JSON where a form is expected', async () => {
    expectProblem(await shop.partner.post('/v1/attachments', { file: 'x' }), {
      status: 415,
      code: 'media_type_unsupported',
    });
  });
});

describe('attachments of others', () => {
  it('cannot be used: one of another partner, one of another account, one that does not exist', async () => {
    const other = await connectShop(stack);
    const foreign = (await upload(other.partner, { file: png }).expect(201)).body as { id: string };
    const bad = { status: 422, code: 'attachment_not_usable', pointer: '/attachment_ids/0' };
    for (const id of [foreign.id, 'att_01m7xvfp54eeysbx9tct8b7zte', 'nonsense'])
      expectProblem(await shop.partner.post('/v1/payment-requests', requestBody(payer, { attachment_ids: [id] })), bad);
  });
});

function notPicture() {
  return { status: 422, code: 'attachment_not_acceptable', pointer: '/file' };
}
