import { Client } from 'pg';
import { errnoOf, textOf } from './errors.ts';

export type DatabaseUrlErrorCode =
  | 'bad-url'
  | 'unreachable'
  | 'authentication-failed'
  | 'database-missing'
  | 'too-old'
  | 'read-only'
  | 'wrong-encoding'
  | 'not-permitted'
  | 'check-failed';

/** DATABASE_URL cannot be used; the message ends with the way out and never holds the password. */
export class DatabaseUrlError extends Error {
  override readonly name = 'DatabaseUrlError';
  readonly code: DatabaseUrlErrorCode;

  // No cause is kept: an error of the driver may carry the connection's parameters.
  constructor(code: DatabaseUrlErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export type OutsidePostgres = {
  readonly url: string;
  readonly majorVersion: number;
  /** user@host:port/database, fit for a log. */
  readonly label: string;
};

type Target = { user: string; host: string; port: string; database: string; label: string };

const form = 'DATABASE_URL=postgres://user:password@host:5432/database';

function readUrl(databaseUrl: string): Target {
  const bad = (found: string, right: string) =>
    new DatabaseUrlError('bad-url', `Reading DATABASE_URL failed: ${found}. ${right}`);
  if (databaseUrl.trim() === '') throw bad('it is empty', `Unset it, or use the form ${form}.`);
  // Nothing of the text is quoted: with a misplaced character any part of it may be the password.
  const wayOut =
    `Use the form ${form}; characters such as @ : / # ? % in the password are written ` +
    'percent-encoded (@ as %40, / as %2F, # as %23).';
  let url: URL;
  try {
    url = new URL(databaseUrl);
  } catch {
    throw bad('it is not a URL', wayOut);
  }
  if (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:') {
    throw bad('it does not begin with postgres:// or postgresql://', wayOut);
  }
  if (url.pathname.includes('@') || url.hash !== '') {
    throw bad('the password seems to hold an unescaped / ? or #', wayOut);
  }
  try {
    const user = decodeURIComponent(url.username) || 'the system user';
    const database = decodeURIComponent(url.pathname.slice(1)) || user;
    const host = url.searchParams.get('host') ?? decodeURIComponent(url.hostname) ?? 'localhost';
    const port = url.searchParams.get('port') ?? (url.port || '5432');
    return { user, host, port, database, label: `${user}@${host}:${port}/${database}` };
  } catch {
    throw bad('a % in it is not followed by two hexadecimal digits', wayOut);
  }
}

function explainConnectFailure(target: Target, error: unknown): DatabaseUrlError {
  const { user, host, port, database, label } = target;
  const code = errnoOf(error) ?? '';
  const failed = `Connecting to ${label} failed`;
  const say = (kind: DatabaseUrlErrorCode, found: string, wayOut: string) =>
    new DatabaseUrlError(
      kind,
      `${failed}: ${found}. ${wayOut} Without DATABASE_URL the embedded one is used.`,
    );
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return say(
      'unreachable',
      `the host name "${host}" is not known (${code})`,
      'Correct it in DATABASE_URL.',
    );
  }
  if (code === 'ENOENT' || code === 'EACCES') {
    const wayOut = 'Start that server, or correct the socket folder in DATABASE_URL.';
    return say('unreachable', `there is no usable socket for port ${port} in ${host} (${code})`, wayOut);
  }
  if (/^E[A-Z]+$/.test(code) || /timeout|terminated unexpectedly/i.test(textOf(error))) {
    const found = `no PostgreSQL answers on ${host} port ${port} (${code || 'time ran out'})`;
    return say('unreachable', found, 'Start it, or correct host and port in DATABASE_URL.');
  }
  if (code === '28P01' || code === '28000' || /password must be a string/i.test(textOf(error))) {
    const given = code ? `with the password given (${code})` : 'without a password';
    const found = `the server does not accept user "${user}" ${given}`;
    return say(
      'authentication-failed',
      found,
      'Correct user and password, or the pg_hba.conf of that server.',
    );
  }
  if (code === '3D000') {
    const wayOut = `Create it (CREATE DATABASE "${database}"), or correct the name in DATABASE_URL.`;
    return say('database-missing', `the server has no database "${database}"`, wayOut);
  }
  if (code === '57P03') return say('unreachable', 'the server is starting or stopping', 'Try again shortly.');
  if (code === '53300') {
    return say('unreachable', 'the server has no free connection', 'Raise its max_connections.');
  }
  // Only text that a server or TLS wrote comes here; the password was never part of what they answer to.
  return say(
    'check-failed',
    `${textOf(error)}${code && ` (${code})`}`,
    'Correct DATABASE_URL or that server.',
  );
}

const oldestMajorVersion = 15;

const question = `SELECT current_setting('server_version_num')::int / 10000 AS major,
  current_setting('server_version') AS version,
  pg_is_in_recovery() AS standby,
  current_setting('transaction_read_only') AS read_only,
  pg_encoding_to_char(encoding) AS encoding,
  coalesce(has_schema_privilege('public', 'CREATE'), false) AS may_create,
  to_regclass('public.schema_migration') IS NOT NULL AS migrated
FROM pg_database WHERE datname = current_database()`;

type Found = {
  major: number;
  version: string;
  standby: boolean;
  read_only: string;
  encoding: string;
  may_create: boolean;
  migrated: boolean;
};

function judge(target: Target, found: Found, minimum: number): DatabaseUrlError | undefined {
  const { label, database, user } = target;
  const say = (code: DatabaseUrlErrorCode, what: string, wayOut: string) =>
    new DatabaseUrlError(code, `Using ${label} failed: ${what}. ${wayOut}`);
  if (found.major < minimum) {
    const what = `it is PostgreSQL ${found.version}`;
    return say('too-old', what, `Point DATABASE_URL to a PostgreSQL ${minimum} or newer.`);
  }
  if (found.standby) {
    return say('read-only', 'it is a standby, which cannot be written', 'Point DATABASE_URL to the primary.');
  }
  if (found.read_only === 'on') {
    const wayOut = `Turn it off: ALTER DATABASE "${database}" RESET default_transaction_read_only.`;
    return say('read-only', 'its transactions are read-only (default_transaction_read_only)', wayOut);
  }
  if (found.encoding !== 'UTF8') {
    const wayOut = `CREATE DATABASE "${database}" ENCODING 'UTF8' TEMPLATE template0 makes one.`;
    return say('wrong-encoding', `its encoding is ${found.encoding}, and UTF8 is needed`, wayOut);
  }
  if (!found.migrated && !found.may_create) {
    const wayOut = `As its owner: GRANT CREATE ON SCHEMA public TO "${user}".`;
    return say('not-permitted', `user "${user}" may not create tables in schema public`, wayOut);
  }
  return undefined;
}

/** Checks that an outside database can be used: reachable, new enough, writable, in UTF-8. */
export async function connectOutside(
  databaseUrl: string,
  options: { readonly minimumVersion?: number; readonly timeoutMs?: number } = {},
): Promise<OutsidePostgres> {
  const target = readUrl(databaseUrl);
  let client: Client;
  try {
    client = new Client({
      connectionString: databaseUrl,
      connectionTimeoutMillis: options.timeoutMs ?? 10_000,
      query_timeout: options.timeoutMs ?? 10_000,
    });
  } catch {
    // The driver reads files named in sslcert, sslkey and sslrootcert here.
    throw new DatabaseUrlError(
      'bad-url',
      'Reading DATABASE_URL failed: the driver does not accept its parameters. Correct what follows the ?.',
    );
  }
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<Found>(question);
    const found = rows[0]!;
    const problem = judge(target, found, options.minimumVersion ?? oldestMajorVersion);
    if (problem !== undefined) throw problem;
    return { url: databaseUrl, majorVersion: found.major, label: target.label };
  } catch (error) {
    throw error instanceof DatabaseUrlError ? error : explainConnectFailure(target, error);
  } finally {
    await client.end().catch(() => undefined);
  }
}
