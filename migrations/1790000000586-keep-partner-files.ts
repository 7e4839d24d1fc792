import type { MigrationInterface, QueryRunner } from 'typeorm';
import { letNobodyChange, letPartnersSeeTheirOwn } from './support/row-level-security.js';

/** What each partner may do itself, and who looked at that. Each review is a row; the latest holds. */
export class KeepPartnerFiles1790000000586 implements MigrationInterface {
  readonly name = 'KeepPartnerFiles1790000000586';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE partner_file_reviews (
        partner_id uuid NOT NULL CONSTRAINT partner_file_reviews_partner REFERENCES partners (id),
        number integer NOT NULL,
        standing text NOT NULL CONSTRAINT partner_file_reviews_standing CHECK (standing IN ('licensed', 'agent', 'neither')),
        -- Of the licence, or of the entry as an agent of ours.
        register_number text,
        authority text,
        approved_pages text[] NOT NULL,
        next_review_on date NOT NULL,
        -- Why, as a person wrote it.
        text_sealed bytea NOT NULL,
        staff_id uuid NOT NULL CONSTRAINT partner_file_reviews_staff REFERENCES staff_members (id),
        reviewed_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT partner_file_reviews_pk PRIMARY KEY (partner_id, number),
        CONSTRAINT partner_file_reviews_register
          CHECK ((standing = 'neither') = (register_number IS NULL) AND (standing = 'neither') = (authority IS NULL))
      );
    `);
    await letPartnersSeeTheirOwn(queryRunner, 'partner_file_reviews');
    await letNobodyChange(queryRunner, 'partner_file_reviews');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE partner_file_reviews`);
  }
}
