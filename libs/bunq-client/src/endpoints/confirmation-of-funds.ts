import { z } from 'zod';
import { readOne } from '../bunq-answer.js';
import type { BunqCallOptions } from '../bunq-http.js';
import type { BunqAmount, BunqPointer } from '../bunq-objects.js';
import type { BunqCaller } from '../bunq-caller.js';
import { writeAmount } from '../write-amount.js';

const confirmationSchema = z.object({ has_sufficient_funds: z.boolean() });

export const confirmationOfFunds = {
  /**
   * Asks bunq whether `amount` could leave this account right now. A snapshot: nothing is reserved, no balance returned.
   * Called with the TPP's own session; needs the PISP or CBPII role.
   *
   * @param input.amount positive
   * @returns true when funds suffice
   * @see PSD2 art. 65; bunq API, confirmation-of-funds
   */
  async ask(
    caller: BunqCaller,
    input: BunqCallOptions & { account: BunqPointer; amount: BunqAmount },
  ): Promise<boolean> {
    const { account, amount, ...options } = input;
    const body = JSON.stringify({ pointer_iban: account, amount: writeAmount('amount', amount) });
    const endpoint = 'user/{userId}/confirmation-of-funds';
    const answer = await caller.send({ ...options, method: 'POST', endpoint, body });
    return readOne(answer, 'ConfirmationOfFunds', confirmationSchema).has_sufficient_funds;
  },
};
