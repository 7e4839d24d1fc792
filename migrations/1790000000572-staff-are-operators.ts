import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which operator somebody of the staff is: four eyes are told apart by operators, whatever they come by. */
export class StaffAreOperators1790000000572 implements MigrationInterface {
  readonly name = 'StaffAreOperators1790000000572';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE staff_members
        ADD COLUMN operator_id uuid CONSTRAINT staff_members_operator REFERENCES operators (id),
        ADD CONSTRAINT staff_members_one_operator UNIQUE (operator_id);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE staff_members DROP COLUMN operator_id`);
  }
}
