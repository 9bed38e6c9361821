import type { Migration } from './migration.ts'

/** Layers of pixels may be live text: records say so in the field `text`, null for all that there were before. */
export const liveText: Migration = {
  version: 2,
  up(database) {
    database.exec(`
      UPDATE records
      SET json = json_set(json, '$.text', NULL)
      WHERE json_valid(json) AND json_extract(json, '$.type') = 'pixels';
    `)
  },
}
