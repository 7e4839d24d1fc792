import type { MigrationInterface, QueryRunner } from 'typeorm';
import { letPartnersSeeTheirOwn } from './support/row-level-security.js';

/** Legal holds: what nobody may delete, however old it is, and who said so. */
export class HoldWhatMustStay1790000000590 implements MigrationInterface {
  readonly name = 'HoldWhatMustStay1790000000590';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE legal_holds (
        id uuid CONSTRAINT legal_holds_pk PRIMARY KEY,
        kind text NOT NULL CONSTRAINT legal_holds_kind CHECK (kind IN ('payment', 'consent', 'partner', 'person')),
        -- Of the payment, consent, partner or person.
        subject_id uuid NOT NULL,
        reason text NOT NULL,
        case_reference text NOT NULL,
        placed_by uuid NOT NULL CONSTRAINT legal_holds_placed_by REFERENCES staff_members (id),
        placed_at timestamptz NOT NULL DEFAULT now(),
        released_by uuid CONSTRAINT legal_holds_released_by REFERENCES staff_members (id),
        released_at timestamptz,
        CONSTRAINT legal_holds_release CHECK ((released_by IS NULL) = (released_at IS NULL))
      );
      CREATE UNIQUE INDEX legal_holds_in_force ON legal_holds (kind, subject_id, case_reference) WHERE released_at IS NULL;

      -- What the holds in force come to; gone with their release.
      CREATE TABLE held_things (
        partner_id uuid NOT NULL CONSTRAINT held_things_partner REFERENCES partners (id),
        kind text NOT NULL CONSTRAINT held_things_kind CHECK (kind IN ('payment', 'consent', 'partner')),
        thing_id uuid NOT NULL,
        hold_id uuid NOT NULL CONSTRAINT held_things_hold REFERENCES legal_holds (id),
        CONSTRAINT held_things_pk PRIMARY KEY (partner_id, kind, thing_id, hold_id)
      );
      CREATE INDEX held_things_of_hold ON held_things (hold_id);
    `);
    await letPartnersSeeTheirOwn(queryRunner, 'held_things');
    await queryRunner.query(`
      -- Whoever deletes or blanks asks this first.
      CREATE FUNCTION is_held(of_partner uuid, of_kind text, of_id uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
        SELECT EXISTS (SELECT FROM held_things WHERE partner_id = of_partner
          AND (kind = 'partner' OR (kind = of_kind AND thing_id = of_id)))
      $$;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP FUNCTION is_held(uuid, text, uuid); DROP TABLE held_things; DROP TABLE legal_holds`);
  }
}
