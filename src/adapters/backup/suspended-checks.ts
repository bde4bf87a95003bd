import type { Client } from 'pg';
import { publicName, quoteName } from './file-format.ts';

/*
 * While rows are loaded table by table, references point to rows that are not there yet, and triggers would
 * write what the backup holds already. Their owner may take both away and put them back within the
 * transaction, which needs no superuser (session_replication_role does) and, unlike it, checks every
 * reference at the end.
 */
export type SuspendedChecks = { restore(): Promise<void> };

type ForeignKey = { table: string; name: string; definition: string };
type Trigger = { table: string; name: string; enabled: string };

const foreignKeyQuestion = `
  SELECT c.relname AS table, k.conname AS name, pg_get_constraintdef(k.oid) AS definition
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
  WHERE k.contype = 'f' AND k.conparentid = 0 AND c.relnamespace = 'public'::regnamespace
  ORDER BY c.relname, k.conname`;

const triggerQuestion = `
  SELECT c.relname AS table, t.tgname AS name, t.tgenabled AS enabled
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
  WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND t.tgenabled <> 'D'
    AND c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
  ORDER BY c.relname, t.tgname`;

const enableWords: Readonly<Record<string, string>> = {
  O: 'ENABLE',
  A: 'ENABLE ALWAYS',
  R: 'ENABLE REPLICA',
};

export async function suspendChecks(client: Client): Promise<SuspendedChecks> {
  const { rows: foreignKeys } = await client.query<ForeignKey>(foreignKeyQuestion);
  const { rows: triggers } = await client.query<Trigger>(triggerQuestion);
  for (const { table, name } of triggers) {
    await client.query(`ALTER TABLE ${publicName(table)} DISABLE TRIGGER ${quoteName(name)}`);
  }
  for (const { table, name } of foreignKeys) {
    await client.query(`ALTER TABLE ${publicName(table)} DROP CONSTRAINT ${quoteName(name)}`);
  }
  return {
    async restore() {
      // Deferred uniqueness must be settled before a table can be altered again.
      await client.query('SET CONSTRAINTS ALL IMMEDIATE');
      for (const { table, name, definition } of foreignKeys) {
        const constraint = `${quoteName(name)} ${definition}`;
        await client.query(`ALTER TABLE ${publicName(table)} ADD CONSTRAINT ${constraint}`);
      }
      for (const { table, name, enabled } of triggers) {
        const enable = enableWords[enabled] ?? 'ENABLE';
        await client.query(`ALTER TABLE ${publicName(table)} ${enable} TRIGGER ${quoteName(name)}`);
      }
    },
  };
}
