import type { Client } from 'pg';
import { listPartitions } from './catalogue.ts';
import { BackupError } from './errors.ts';
import { type BackupPartition, publicName } from './file-format.ts';

/** Only constants: the text comes out of a file and goes into a statement. */
const boundWords = 'FROM|TO|IN|WITH|MINVALUE|MAXVALUE|NULL|modulus|remainder|true|false';
const boundPattern = new RegExp(`^(DEFAULT|FOR VALUES (${boundWords}|[\\s(),.\\d-]|'[^']*')+)$`);
const keyPattern = /^(RANGE|LIST|HASH) \([a-z_][a-z0-9_]*(, [a-z_][a-z0-9_]*)*\)$/;

function refuseUnknown({ name, parent, bound, key }: BackupPartition): void {
  if (boundPattern.test(bound) && (key === null || keyPattern.test(key))) return;
  throw new BackupError(
    'table-mismatch',
    `Restoring partition ${name} of ${parent} failed: its bound or key is no list of plain values. ` +
      'Create that partition by hand and repeat.',
  );
}

/** What a partition has of its own beside what its parent hands down: keys, indexes, settings. */
async function makeLike(client: Client, name: string, sibling: string): Promise<void> {
  await client.query(`CREATE TABLE ${publicName(name)} (LIKE ${publicName(sibling)} INCLUDING ALL)`);
  const { rows } = await client.query<{ options: string | null }>(
    `SELECT array_to_string(reloptions, ', ') AS options FROM pg_class WHERE oid = $1::regclass`,
    [publicName(sibling)],
  );
  const options = rows[0]?.options ?? null;
  if (options !== null) await client.query(`ALTER TABLE ${publicName(name)} SET (${options})`);
}

const sameBound = (a: BackupPartition, b: BackupPartition): boolean =>
  a.name === b.name && a.parent === b.parent && a.bound === b.bound;

/** The table of which it is a part in the end: parts may have parts. */
function wholeOf({ parent }: BackupPartition, all: readonly BackupPartition[]): string {
  const above = all.find(({ name }) => name === parent);
  return above === undefined ? parent : wholeOf(above, all);
}

/**
 * Gives the empty tables of the target the partitions that the backup had: a migration that ran on another day made
 * others. Those that hold nothing of the backup go.
 */
export async function takePartitions(client: Client, partitions: readonly BackupPartition[]): Promise<void> {
  partitions.forEach(refuseUnknown);
  const existing = await listPartitions(client);
  const wholes = new Set(partitions.map((each) => wholeOf(each, partitions)));
  const stale = existing.filter(
    (found) => wholes.has(wholeOf(found, existing)) && !partitions.some((each) => sameBound(each, found)),
  );
  for (const { name, parent } of stale)
    await client.query(`ALTER TABLE ${publicName(parent)} DETACH PARTITION ${publicName(name)}`);
  for (const wanted of partitions) {
    const { name, parent, bound, key } = wanted;
    if (existing.some((found) => sameBound(found, wanted))) continue;
    const whole = wholeOf(wanted, partitions);
    const sibling = existing.find((found) => found.key === null && wholeOf(found, existing) === whole);
    if (sibling === undefined || key !== null) {
      const again = key === null ? '' : ` PARTITION BY ${key}`;
      await client.query(
        `CREATE TABLE ${publicName(name)} PARTITION OF ${publicName(parent)} ${bound}${again}`,
      );
      continue;
    }
    if (!stale.some((found) => found.name === name)) await makeLike(client, name, sibling.name);
    await client.query(`ALTER TABLE ${publicName(parent)} ATTACH PARTITION ${publicName(name)} ${bound}`);
  }
  for (const { name } of stale)
    if (!partitions.some((each) => each.name === name)) await client.query(`DROP TABLE ${publicName(name)}`);
}
