/*
 * A backup is gzipped text, one JSON value per line:
 *
 *   header      {"format":"yuanlu-backup","version":1, ... tables with columns and row counts ...}
 *   per table   {"table":"payment"}, then one array of texts and nulls per row
 *   trailer     {"end":true,"rows":12,"sha256":"..."} over every byte before it
 *
 * Values are the text form PostgreSQL gives them, so amounts keep every digit and the file needs no type map.
 */
export const formatName = 'yuanlu-backup';
export const formatVersion = 1;

export type BackupColumn = { readonly name: string; readonly type: string };

export type BackupTable = {
  readonly name: string;
  readonly columns: readonly BackupColumn[];
  readonly rows: number;
};

/** A partition: those that are made while the program runs are missing on a freshly migrated target. */
export type BackupPartition = {
  readonly name: string;
  readonly parent: string;
  /** As PostgreSQL prints it: `FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')` or `DEFAULT`. */
  readonly bound: string;
  /** Set when the partition is itself partitioned. */
  readonly key: string | null;
};

export type BackupSequence = { readonly name: string; readonly value: string; readonly isCalled: boolean };

export type BackupHeader = {
  readonly format: typeof formatName;
  readonly version: number;
  readonly created: string;
  /** The highest number in `schema_migration`, or null where there is no such table. */
  readonly migration: number | null;
  readonly serverVersion: string;
  readonly tables: readonly BackupTable[];
  readonly partitions: readonly BackupPartition[];
  readonly sequences: readonly BackupSequence[];
};

export type TableLine = { readonly table: string };
export type TrailerLine = { readonly end: true; readonly rows: number; readonly sha256: string };

export type BackupSummary = {
  readonly file: string;
  readonly created: string;
  readonly migration: number | null;
  readonly tables: number;
  readonly rows: number;
  readonly sha256: string;
};

/** Quotes a name for SQL. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function publicName(name: string): string {
  return `public.${quoteName(name)}`;
}

/** Kept by the migrations themselves, on the target too. */
export const migrationTable = 'schema_migration';
