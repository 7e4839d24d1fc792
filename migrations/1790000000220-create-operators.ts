import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The people who operate the platform, each with a secret of their own. */
export class CreateOperators1790000000220 implements MigrationInterface {
  readonly name = 'CreateOperators1790000000220';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE operators (
        id uuid CONSTRAINT operators_pk PRIMARY KEY,
        handle text NOT NULL CONSTRAINT operators_handle UNIQUE,
        public_id text NOT NULL CONSTRAINT operators_public_id UNIQUE,
        secret_hash bytea NOT NULL,
        -- Whoever makes an operator has seen the secret: the two count as one pair of eyes.
        created_by uuid CONSTRAINT operators_created_by REFERENCES operators (id),
        created_at timestamptz NOT NULL DEFAULT now(),
        disabled_at timestamptz
      );

      -- True when one of them made the other, however many steps apart.
      CREATE FUNCTION operators_are_related(one uuid, other uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
        WITH RECURSIVE makers (start, id) AS (
          SELECT id, id FROM operators WHERE id IN (one, other)
          UNION
          SELECT m.start, o.created_by FROM makers m JOIN operators o ON o.id = m.id WHERE o.created_by IS NOT NULL
        )
        SELECT EXISTS (SELECT 1 FROM makers WHERE (start = one AND id = other) OR (start = other AND id = one))
      $$;

      CREATE FUNCTION operators_keep_their_maker() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'an operator keeps its maker, its handle and its secret';
      END $$;
      CREATE TRIGGER operators_no_change BEFORE UPDATE ON operators FOR EACH ROW
        WHEN (NEW.id <> OLD.id OR NEW.handle <> OLD.handle OR NEW.created_by IS DISTINCT FROM OLD.created_by
              OR NEW.public_id <> OLD.public_id OR NEW.secret_hash <> OLD.secret_hash)
        EXECUTE FUNCTION operators_keep_their_maker();
      CREATE TRIGGER operators_no_delete BEFORE DELETE ON operators
        FOR EACH ROW EXECUTE FUNCTION operators_keep_their_maker();
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE operators;
      DROP FUNCTION operators_are_related;
      DROP FUNCTION operators_keep_their_maker;
    `);
  }
}
