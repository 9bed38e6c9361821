import type { Migration } from './migration.ts'

/** The first format: a document of records, assets by hash in chunks, and a preview. See docs/project-file.md. */
export const recordsAndAssets: Migration = {
  version: 1,
  up(database) {
    database.exec(`
      CREATE TABLE meta (
        key TEXT PRIMARY KEY,
        value TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE records (
        id TEXT PRIMARY KEY,
        json TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE assets (
        id INTEGER PRIMARY KEY,
        sha256 TEXT NOT NULL UNIQUE,
        type TEXT NOT NULL CHECK (type IN ('rgba', 'gray', 'file')),
        width INTEGER,
        height INTEGER,
        size INTEGER NOT NULL,
        encoding TEXT NOT NULL CHECK (encoding IN ('identity', 'zstd'))
      ) STRICT;

      CREATE TABLE chunks (
        asset INTEGER NOT NULL REFERENCES assets (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        crc32 INTEGER NOT NULL,
        bytes BLOB NOT NULL,
        UNIQUE (asset, position)
      ) STRICT;

      CREATE TABLE preview (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        media_type TEXT NOT NULL,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        bytes BLOB NOT NULL
      ) STRICT;

      INSERT INTO meta (key, value) VALUES ('revision', '0');
    `)
  },
}
