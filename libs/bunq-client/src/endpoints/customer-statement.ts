import { z } from 'zod';
import { type BunqListQuery, type BunqPage, listQuery, readCreatedId, readOne, readPage } from '../bunq-answer.js';
import type { BunqCallOptions, BunqContent } from '../bunq-http.js';
import { accountLabelSchema, idSchema, optionalTimes } from '../bunq-objects.js';
import type { BunqCaller } from '../bunq-caller.js';

export interface CustomerStatementInput {
  statementFormat: 'MT940' | 'CSV' | 'PDF';
  /** `YYYY-MM-DD`, inclusive */
  dateStart: string;
  /** `YYYY-MM-DD`, inclusive */
  dateEnd: string;
  /** decides the separators; bunq requires it for CSV */
  regionalFormat?: 'UK_US' | 'EUROPEAN';
  /** PDF only */
  includeAttachment?: boolean;
}

const statementSchema = z.object({
  id: idSchema,
  ...optionalTimes,
  date_start: z.string().nullish(),
  date_end: z.string().nullish(),
  /** open and undocumented; expect COMPLETED */
  status: z.string().nullish(),
  statement_number: z.number().nullish(),
  statement_format: z.string().nullish(),
  regional_format: z.string().nullish(),
  alias_monetary_account: accountLabelSchema.nullish(),
});

export type CustomerStatement = z.infer<typeof statementSchema>;

interface OfAccount extends BunqCallOptions {
  monetaryAccountId: number;
}

const collection = 'user/{userId}/monetary-account/{monetaryAccountId}/customer-statement';
const item = `${collection}/{customerStatementId}`;

/** Statements of an account as files. */
export const customerStatement = {
  /**
   * Orders a statement. It moves no money: after an unknown outcome a second one is only clutter.
   *
   * @returns bunq's id of the statement; ask `content` for the file
   * @throws RangeError when a CSV lacks its regional format
   * @see bunq API, customer-statement
   */
  async create(caller: BunqCaller, input: OfAccount & CustomerStatementInput): Promise<number> {
    const { monetaryAccountId, statementFormat, dateStart, dateEnd, regionalFormat, includeAttachment, ...options } =
      input;
    if (statementFormat === 'CSV' && regionalFormat === undefined) throw new RangeError('CSV needs a regional format');
    const body = JSON.stringify({
      statement_format: statementFormat,
      date_start: dateStart,
      date_end: dateEnd,
      regional_format: regionalFormat,
      include_attachment: includeAttachment,
    });
    const params = { monetaryAccountId };
    return readCreatedId(await caller.send({ ...options, method: 'POST', endpoint: collection, params, body }));
  },

  /** One statement. Safe to repeat. */
  async get(caller: BunqCaller, input: OfAccount & { customerStatementId: number }): Promise<CustomerStatement> {
    const { monetaryAccountId, customerStatementId, ...options } = input;
    const params = { monetaryAccountId, customerStatementId };
    const answer = await caller.send({ ...options, method: 'GET', endpoint: item, params });
    return readOne(answer, 'CustomerStatement', statementSchema);
  },

  /** Newest first. Safe to repeat. */
  async list(caller: BunqCaller, input: OfAccount & BunqListQuery): Promise<BunqPage<CustomerStatement>> {
    const { monetaryAccountId, deadlineMs, priority } = input;
    const params = { monetaryAccountId };
    const query = listQuery(input);
    const answer = await caller.send({ method: 'GET', endpoint: collection, params, query, deadlineMs, priority });
    return readPage(answer, 'CustomerStatement', statementSchema);
  },

  /** The file, at most 32 MiB; bunq's signature covers these bytes. Safe to repeat. */
  content(caller: BunqCaller, input: OfAccount & { customerStatementId: number }): Promise<BunqContent> {
    const { monetaryAccountId, customerStatementId, ...options } = input;
    const params = { monetaryAccountId, customerStatementId };
    return caller.download({ ...options, method: 'GET', endpoint: `${item}/content`, params });
  },

  /** Removes a statement. */
  async delete(caller: BunqCaller, input: OfAccount & { customerStatementId: number }): Promise<void> {
    const { monetaryAccountId, customerStatementId, ...options } = input;
    const params = { monetaryAccountId, customerStatementId };
    await caller.send({ ...options, method: 'DELETE', endpoint: item, params });
  },
};
