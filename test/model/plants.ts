import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { OrderAttempts } from '@sluis/bank-orders';
import { Outbox } from '@sluis/outbox';
import type { IdempotentAnswer } from '@sluis/partners';
import { ReceivePayment } from '@sluis/payment-initiation';
import type { Transaction } from '@sluis/persistence';
import { PaymentDesk } from '../../libs/payment-initiation/src/payment-desk.js';
import type { BankCharacterName } from './bank-character.js';
import type { Database } from './database.js';

/**
 * A bug, planted into one stack: in its own database, or over a method of a provider in its running apps. Nothing that is
 * shipped knows of it.
 */
export interface Plant {
  name: string;
  /** Where it shows soonest. */
  bank: BankCharacterName;
  inDatabase?: (database: Database) => Promise<void>;
  inApp?: (app: 'api' | 'worker', context: INestApplicationContext) => void;
}

/** Equal orders no longer wait for each other: the index is gone, and so is the clause that needs it. */
const lostUniqueIndex: Plant = {
  name: 'a lost unique index',
  bank: 'documented',
  inDatabase: async (database) => {
    await database.rows(`DROP INDEX order_attempts_open_tuple`);
  },
  inApp: (_, context) => {
    const attempts = context.get(OrderAttempts, { strict: false });
    const open = attempts.open.bind(attempts);
    attempts.open = (tx, desk, order) => open(withoutConflictClause(tx), desk, order);
  },
};

const newRequestIdPerTry: Plant = {
  name: 'a new request id for every try',
  bank: 'lagging',
  inApp: (_, context) => {
    const attempts = context.get(OrderAttempts, { strict: false });
    const sendAgain = attempts.sendAgain.bind(attempts);
    attempts.sendAgain = async (tx, attempt) => {
      const { partnerId, orderId, number } = attempt;
      attempt.requestId = randomUUID();
      await tx.query(
        `UPDATE order_attempts SET request_id = $4 WHERE partner_id = $1 AND order_id = $2 AND number = $3`,
        [partnerId, orderId, number, attempt.requestId],
      );
      await sendAgain(tx, attempt);
    };
  },
};

const timeoutAsFailed: Plant = {
  name: 'a timeout taken for a failure',
  bank: 'documented',
  inApp: (_, context) => {
    const desk = context.get(PaymentDesk, { strict: false });
    desk.doubt = (tx, payment, reason) => desk.fail(tx, payment, reason ?? 'timeout');
  },
};

/** The answer to a new key goes out before its rows are written, and the commit comes after it, or does not. */
const acknowledgedBeforeCommit: Plant = {
  name: 'an answer before the commit',
  bank: 'documented',
  inApp: (_, context) => {
    const receivePayment = context.get(ReceivePayment, { strict: false });
    const run = receivePayment.run.bind(receivePayment);
    const known = new Set<string>();
    receivePayment.run = (request, caller, input, answer) => {
      if (known.has(request.key)) return run(request, caller, input, answer);
      known.add(request.key);
      return new Promise<IdempotentAnswer>((resolve, reject) => {
        run(request, caller, input, (payment) => {
          const given = answer(payment);
          resolve({ status: given.status, text: JSON.stringify(given.body), isReplay: false });
          return given;
        }).then(resolve, reject);
      });
    };
  },
};

/** Every fifth piece of work that becomes due is forgotten, though its doorbell rings. */
const droppedOutboxRow: Plant = {
  name: 'a dropped outbox row',
  bank: 'documented',
  inApp: (_, context) => {
    const outbox = context.get(Outbox, { strict: false });
    const schedule = outbox.schedule.bind(outbox);
    let count = 0;
    outbox.schedule = async (tx, work) => {
      count += 1;
      if (count % 5 !== 0) await schedule(tx, work);
    };
  },
};

export const plants: readonly Plant[] = [
  lostUniqueIndex,
  newRequestIdPerTry,
  timeoutAsFailed,
  acknowledgedBeforeCommit,
  droppedOutboxRow,
];

function withoutConflictClause(tx: Transaction): Transaction {
  return new Proxy(tx, {
    get(target, name) {
      if (name !== 'query') {
        const member: unknown = Reflect.get(target, name);
        return member;
      }
      return (sql: string, parameters?: unknown[]) =>
        target.query(sql.replace(/ON CONFLICT \(tuple_hash\).*/, ''), parameters);
    },
  });
}
