import type { Migration } from './migration.ts'

/** A document has guides: its record says so in the field `guides`, none for all that there were before. */
export const guides: Migration = {
  version: 3,
  up(database) {
    database.exec(`
      UPDATE records
      SET json = json_set(json, '$.guides', json('[]'))
      WHERE json_valid(json) AND json_extract(json, '$.type') = 'document';
    `)
  },
}
