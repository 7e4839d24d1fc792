import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was read of payers' accounts, under which consent, and how often without the payer. */
export class CreateAccountInformation1790000000150 implements MigrationInterface {
  readonly name = 'CreateAccountInformation1790000000150';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- Search for a part of a name, without reading every name of every partner. Both are trusted extensions.
      CREATE EXTENSION IF NOT EXISTS pg_trgm;
      CREATE EXTENSION IF NOT EXISTS btree_gin;

      -- One feed per consent and account: what is read under a consent is kept under it, shown under it alone, and
      -- deleted when it ends. "requested" counts who waits for news, "answered" up to which of them was served.
      CREATE TABLE account_feeds (
        partner_id uuid NOT NULL,
        id uuid NOT NULL,
        consent_id uuid NOT NULL,
        account_id uuid NOT NULL,
        bunq_monetary_account_id bigint NOT NULL,
        status text NOT NULL DEFAULT 'open' CONSTRAINT account_feeds_status CHECK (status IN ('open', 'closed')),
        requested bigint NOT NULL DEFAULT 0,
        answered bigint NOT NULL DEFAULT 0,
        outcome text CONSTRAINT account_feeds_outcome CHECK (outcome IN ('read', 'bank_unavailable', 'bank_refused')),
        -- The bank may be read until then: the payer asked, or one of the day's unattended reads was granted for it.
        read_allowed_until timestamptz,
        trigger text CONSTRAINT account_feeds_trigger
          CHECK (trigger IN ('payer', 'partner', 'bank_callback', 'periodic')),
        hinted_at timestamptz,
        balance_minor bigint,
        balance_currency text,
        balance_read_at timestamptz,
        transactions_read_at timestamptz,
        newest_bunq_payment_id bigint,
        oldest_bunq_payment_id bigint,
        history_from timestamptz,
        history_wanted_from timestamptz NOT NULL,
        history_is_complete boolean NOT NULL DEFAULT false,
        -- A walk down the bank's list that is under way: its kind, the id it began at, the last id it stored, and the
        -- id at which it meets what is stored already. Moves on in the transaction that stores a page.
        scan_kind text CONSTRAINT account_feeds_scan_kind CHECK (scan_kind IN ('first', 'forward', 'back')),
        scan_top bigint,
        scan_at bigint,
        scan_floor bigint,
        pages_stored bigint NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT account_feeds_pk PRIMARY KEY (partner_id, id),
        CONSTRAINT account_feeds_subject UNIQUE (partner_id, consent_id, account_id),
        CONSTRAINT account_feeds_consent FOREIGN KEY (partner_id, consent_id) REFERENCES consents (partner_id, id),
        CONSTRAINT account_feeds_account FOREIGN KEY (partner_id, account_id) REFERENCES accounts (partner_id, id)
      );
      -- The bank's callbacks name its own account and no partner.
      CREATE INDEX account_feeds_bank_account ON account_feeds (bunq_monetary_account_id) WHERE status = 'open';

      -- The unattended reads that were granted, each for one read of the bank.
      CREATE TABLE unattended_reads (
        partner_id uuid NOT NULL,
        feed_id uuid NOT NULL,
        granted_at timestamptz NOT NULL,
        number integer NOT NULL,
        trigger text NOT NULL,
        CONSTRAINT unattended_reads_pk PRIMARY KEY (partner_id, feed_id, granted_at, number),
        CONSTRAINT unattended_reads_feed FOREIGN KEY (partner_id, feed_id) REFERENCES account_feeds (partner_id, id)
      );

      -- Grants a read when fewer than most_reads were granted in the 24 hours up to at_time, else says when to come back.
      -- The feed's row is the lock, so that of any number of callers only as many get through as there is room for. The
      -- window is closed on both sides, and a clock that was set back grants at the latest grant's time: no window of
      -- 24 hours, wherever it begins, can hold more.
      CREATE FUNCTION take_unattended_read(for_partner uuid, for_feed uuid, at_time timestamptz, most_reads integer, why text)
      RETURNS TABLE (granted boolean, used integer, next_at timestamptz) LANGUAGE plpgsql AS $$
      DECLARE
        latest timestamptz;
        moment timestamptz;
      BEGIN
        PERFORM 1 FROM account_feeds WHERE partner_id = for_partner AND id = for_feed FOR UPDATE;
        IF NOT FOUND THEN RAISE EXCEPTION 'there is no such feed'; END IF;
        SELECT max(granted_at) INTO latest FROM unattended_reads WHERE partner_id = for_partner AND feed_id = for_feed;
        moment := greatest(at_time, latest);
        SELECT count(*) INTO used FROM unattended_reads
          WHERE partner_id = for_partner AND feed_id = for_feed AND granted_at >= moment - interval '24 hours';
        granted := used < most_reads;
        IF granted THEN
          DELETE FROM unattended_reads
            WHERE partner_id = for_partner AND feed_id = for_feed AND granted_at < moment - interval '48 hours';
          INSERT INTO unattended_reads (partner_id, feed_id, granted_at, number, trigger)
            VALUES (for_partner, for_feed, moment, used + 1, why);
          used := used + 1;
        END IF;
        -- With room for most_reads, the next one is free when all but most_reads - 1 of the latest have left the window.
        SELECT r.granted_at + interval '24 hours 1 millisecond' INTO next_at FROM unattended_reads r
          WHERE r.partner_id = for_partner AND r.feed_id = for_feed AND r.granted_at >= moment - interval '24 hours'
          ORDER BY r.granted_at DESC, r.number DESC OFFSET most_reads - 1 LIMIT 1;
        RETURN NEXT;
      END $$;

      -- Who stands on the other side, once per feed: a search by name reads this, not the transactions.
      CREATE TABLE transaction_counterparties (
        partner_id uuid NOT NULL,
        feed_id uuid NOT NULL,
        id uuid NOT NULL,
        name text,
        iban text,
        CONSTRAINT transaction_counterparties_pk PRIMARY KEY (partner_id, feed_id, id)
      );
      CREATE INDEX transaction_counterparties_name ON transaction_counterparties
        USING gin (partner_id, feed_id, name gin_trgm_ops);
      CREATE INDEX transaction_counterparties_iban ON transaction_counterparties (partner_id, feed_id, iban);

      -- The key leads with the partner and holds the booking time, so that the table can be split by either without
      -- changing a key. The bank never changes a booking's time, so the key is also what tells a double.
      CREATE TABLE account_transactions (
        partner_id uuid NOT NULL,
        feed_id uuid NOT NULL,
        booked_at timestamptz NOT NULL,
        bunq_payment_id bigint NOT NULL,
        amount_minor bigint NOT NULL,
        currency text NOT NULL,
        kind text NOT NULL CONSTRAINT account_transactions_kind
          CHECK (kind IN ('internal', 'credit_transfer', 'direct_debit', 'ideal', 'card', 'fee', 'other')),
        counterparty_id uuid,
        remittance_information text,
        reference text,
        balance_after_minor bigint,
        card_use text CONSTRAINT account_transactions_card_use CHECK (card_use IN ('purchase', 'withdrawal', 'refund')),
        CONSTRAINT account_transactions_pk PRIMARY KEY (partner_id, feed_id, booked_at, bunq_payment_id)
      );
      CREATE INDEX account_transactions_amount
        ON account_transactions (partner_id, feed_id, amount_minor, booked_at, bunq_payment_id);
      CREATE INDEX account_transactions_counterparty
        ON account_transactions (partner_id, feed_id, counterparty_id, booked_at, bunq_payment_id);
      CREATE INDEX account_transactions_card
        ON account_transactions (partner_id, feed_id, booked_at, bunq_payment_id) WHERE kind = 'card';
      -- A feed belongs to one partner. Not knowing that, the planner would expect almost no rows and sort instead of walk.
      CREATE STATISTICS account_transactions_owner (dependencies, ndistinct) ON partner_id, feed_id FROM account_transactions;
      CREATE STATISTICS transaction_counterparties_owner (dependencies, ndistinct)
        ON partner_id, feed_id FROM transaction_counterparties;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE account_transactions;
      DROP TABLE transaction_counterparties;
      DROP FUNCTION take_unattended_read;
      DROP TABLE unattended_reads;
      DROP TABLE account_feeds;
      DROP EXTENSION btree_gin;
      DROP EXTENSION pg_trgm;
    `);
  }
}
