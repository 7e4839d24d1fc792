import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a payer saw before deciding, word for word. */
export class CreateConsentPresentations1790000000102 implements MigrationInterface {
  readonly name = 'CreateConsentPresentations1790000000102';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- The page itself, once however often it was shown.
      CREATE TABLE consent_renders (
        partner_id uuid NOT NULL,
        consent_id uuid NOT NULL,
        text_hash bytea NOT NULL,
        template_version text NOT NULL,
        language text NOT NULL,
        html_sealed bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT consent_renders_pk PRIMARY KEY (partner_id, consent_id, text_hash),
        CONSTRAINT consent_renders_consent FOREIGN KEY (partner_id, consent_id) REFERENCES consents (partner_id, id)
      );

      -- Browser, user agent and address are keyed hashes: enough to compare, useless to look up.
      CREATE TABLE consent_presentations (
        partner_id uuid NOT NULL,
        id uuid NOT NULL,
        consent_id uuid NOT NULL,
        renewal_id uuid,
        text_hash bytea NOT NULL,
        browser_hash bytea NOT NULL,
        user_agent_hash bytea NOT NULL,
        ip_hash bytea NOT NULL,
        first_shown_at timestamptz NOT NULL DEFAULT now(),
        last_shown_at timestamptz NOT NULL DEFAULT now(),
        times_shown integer NOT NULL DEFAULT 1,
        decision text CONSTRAINT consent_presentations_decision CHECK (decision IN ('agreed', 'declined')),
        decided_at timestamptz,
        CONSTRAINT consent_presentations_pk PRIMARY KEY (partner_id, id),
        CONSTRAINT consent_presentations_render FOREIGN KEY (partner_id, consent_id, text_hash)
          REFERENCES consent_renders (partner_id, consent_id, text_hash)
      );
      CREATE UNIQUE INDEX consent_presentations_undecided
        ON consent_presentations (partner_id, consent_id, text_hash, browser_hash, user_agent_hash, ip_hash)
        WHERE decision IS NULL;
      CREATE INDEX consent_presentations_time ON consent_presentations (partner_id, consent_id, id);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE consent_presentations;
      DROP TABLE consent_renders;
    `);
  }
}
