import type { MigrationInterface, QueryRunner } from 'typeorm';
import { letPartnersSeeTheirOwn } from './support/row-level-security.js';

/** Redirect URIs that partners ask for; an operator decides. */
export class ProposeRedirectUris1790000000561 implements MigrationInterface {
  readonly name = 'ProposeRedirectUris1790000000561';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE redirect_uri_proposals (
        partner_id uuid NOT NULL CONSTRAINT redirect_uri_proposals_partner REFERENCES partners (id),
        id uuid NOT NULL,
        uri text NOT NULL,
        status text NOT NULL DEFAULT 'proposed'
          CONSTRAINT redirect_uri_proposals_status CHECK (status IN ('proposed', 'approved', 'refused', 'withdrawn')),
        -- Public ids: of a person of the partner, and of who decided.
        proposed_by text NOT NULL,
        decided_by text,
        reason text,
        created_at timestamptz NOT NULL DEFAULT now(),
        decided_at timestamptz,
        CONSTRAINT redirect_uri_proposals_pk PRIMARY KEY (partner_id, id),
        CONSTRAINT redirect_uri_proposals_decision
          CHECK ((status = 'proposed') = (decided_at IS NULL) AND (decided_at IS NULL) = (decided_by IS NULL)),
        -- Whoever asks does not decide.
        CONSTRAINT redirect_uri_proposals_four_eyes CHECK (status = 'withdrawn' OR decided_by IS DISTINCT FROM proposed_by)
      );
      CREATE UNIQUE INDEX redirect_uri_proposals_open ON redirect_uri_proposals (partner_id, uri) WHERE status = 'proposed';
    `);
    await letPartnersSeeTheirOwn(queryRunner, 'redirect_uri_proposals');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE redirect_uri_proposals`);
  }
}
