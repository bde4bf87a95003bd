/** Wallets, movements and tokens: written with a batch, loaded for one, looked up between batches. */
import type { Wallet, WalletId, WalletPayment, WalletPaymentId } from '#domain/wallet';
import {
  bucketOfBook,
  bucketOfId,
  type ChangeSet,
  type DueWallet,
  fromJson,
  type Loaded,
  type LoadKeys,
  type Store,
  toJson,
  type WalletPaymentRow,
  type WalletRows,
  type WalletToken,
} from '#engine';
import { byKey, columns, statement, text } from './apply-tools.ts';
import type { HotConnection, Statement } from './connection.ts';

const NEW_WALLETS = `INSERT INTO wallet (bucket, id, version, state, account_class, opened_ms, due_ms, body)
  SELECT * FROM unnest($1::smallint[], $2::text[], $3::int[], $4::text[], $5::text[], $6::bigint[], $7::bigint[],
    $8::jsonb[])`;
const OLD_WALLETS = `WITH n AS (SELECT * FROM unnest($1::smallint[], $2::text[], $3::int[], $4::int[], $5::text[],
    $6::text[], $7::bigint[], $8::jsonb[])
    AS n(bucket, id, expected, version, state, account_class, due_ms, body)),
  u AS (UPDATE wallet w SET version = n.version, state = n.state, account_class = n.account_class,
    due_ms = n.due_ms, body = n.body FROM n
        WHERE w.bucket = n.bucket AND w.id = n.id AND w.version = n.expected RETURNING 1)
  SELECT must_be((SELECT count(*) FROM u), $9::bigint, 'wallet')`;
const NEW_MOVEMENTS = `INSERT INTO wallet_payment (bucket, book, id, version, kind, state, source, amount_fen,
    returned_fen, network_key, at_ms, due_ms, journals, post_no, body)
  SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[],
    $8::bigint[], $9::bigint[], $10::text[], $11::bigint[], $12::bigint[], $13::int[], $14::int[], $15::jsonb[])`;
const OLD_MOVEMENTS = `WITH n AS (SELECT * FROM unnest($1::smallint[], $2::text[], $3::int[], $4::int[],
    $5::text[], $6::bigint[], $7::bigint[], $8::int[], $9::int[], $10::jsonb[])
    AS n(bucket, id, expected, version, state, returned_fen, due_ms, journals, post_no, body)),
  u AS (UPDATE wallet_payment p SET version = n.version, state = n.state, returned_fen = n.returned_fen,
    due_ms = n.due_ms, journals = n.journals, post_no = n.post_no, body = n.body FROM n
        WHERE p.bucket = n.bucket AND p.id = n.id AND p.version = n.expected RETURNING 1)
  SELECT must_be((SELECT count(*) FROM u), $11::bigint, 'movement')`;
const NEW_TOKENS = `INSERT INTO wallet_token (card_index, bucket, book, kind, device_card_id, expires_ms, body)
  SELECT * FROM unnest($1::text[], $2::smallint[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::jsonb[])`;

const dueOf = ({ status }: Wallet): number | null => (status.state === 'closing' ? status.closesAtMs : null);

export function walletStatements({ wallet: changes }: ChangeSet): Statement[] {
  if (changes === undefined) return [];
  const wallets = [...changes.wallets].sort(byKey(({ wallet }) => wallet.id));
  const freshWallets = wallets.filter((each) => each.expectedVersion === 0).map(({ wallet }) => wallet);
  const knownWallets = wallets.filter((each) => each.expectedVersion !== 0);
  const statements: Statement[] = [];
  if (freshWallets.length > 0)
    statements.push(
      statement(
        'apply-new-wallets',
        NEW_WALLETS,
        ...columns(
          freshWallets,
          ({ book }) => bucketOfBook(book),
          ({ id }) => id,
          ({ version }) => version,
          ({ status }) => status.state,
          ({ accountClass }) => accountClass,
          ({ openedAtMs }) => openedAtMs,
          dueOf,
          (wallet) => toJson(wallet),
        ),
      ),
    );
  if (knownWallets.length > 0)
    statements.push(
      statement(
        'apply-old-wallets',
        OLD_WALLETS,
        ...columns(
          knownWallets,
          ({ wallet }) => bucketOfBook(wallet.book),
          ({ wallet }) => wallet.id,
          ({ expectedVersion }) => expectedVersion,
          ({ wallet }) => wallet.version,
          ({ wallet }) => wallet.status.state,
          ({ wallet }) => wallet.accountClass,
          ({ wallet }) => dueOf(wallet),
          ({ wallet }) => toJson(wallet),
        ),
        knownWallets.length,
      ),
    );
  return [...statements, ...movementStatements(changes.movements), ...tokenStatements(changes.tokens)];
}

type Movements = NonNullable<ChangeSet['wallet']>['movements'];

function movementStatements(all: Movements): Statement[] {
  const sorted = [...all].sort(byKey(({ row }) => row.movement.id));
  const fresh = sorted.filter((each) => each.expectedVersion === 0).map(({ row }) => row);
  const known = sorted.filter((each) => each.expectedVersion !== 0);
  const statements: Statement[] = [];
  if (fresh.length > 0)
    statements.push(
      statement(
        'apply-new-movements',
        NEW_MOVEMENTS,
        ...columns(
          fresh,
          ({ movement }) => bucketOfId(movement.id),
          ({ movement }) => movement.book,
          ({ movement }) => movement.id,
          ({ movement }) => movement.version,
          ({ movement }) => movement.kind,
          ({ movement }) => movement.state,
          ({ movement }) => movement.source.kind,
          ({ movement }) => text(movement.amountFen),
          ({ movement }) => text(movement.returnedFen),
          ({ movement }) => movement.networkKey,
          ({ movement }) => movement.atMs,
          ({ movement }) => movement.dueMs,
          ({ journalCount }) => journalCount,
          ({ postNo }) => postNo ?? null,
          ({ movement }) => toJson(movement),
        ),
      ),
    );
  if (known.length > 0)
    statements.push(
      statement(
        'apply-old-movements',
        OLD_MOVEMENTS,
        ...columns(
          known,
          ({ row }) => bucketOfId(row.movement.id),
          ({ row }) => row.movement.id,
          ({ expectedVersion }) => expectedVersion,
          ({ row }) => row.movement.version,
          ({ row }) => row.movement.state,
          ({ row }) => text(row.movement.returnedFen),
          ({ row }) => row.movement.dueMs,
          ({ row }) => row.journalCount,
          ({ row }) => row.postNo ?? null,
          ({ row }) => toJson(row.movement),
        ),
        known.length,
      ),
    );
  return statements;
}

function tokenStatements(all: readonly WalletToken[]): Statement[] {
  if (all.length === 0) return [];
  const sorted = [...all].sort(byKey(({ cardIndex }) => cardIndex));
  return [
    statement(
      'apply-tokens',
      NEW_TOKENS,
      ...columns(
        sorted,
        ({ cardIndex }) => cardIndex,
        ({ book }) => bucketOfBook(book),
        ({ book }) => book,
        ({ kind }) => kind,
        (token) => (token.kind === 'device-card' ? token.deviceCardId : null),
        (token) => (token.kind === 'pay-code' ? token.expiresMs : null),
        (token) => toJson(token),
      ),
    ),
  ];
}

const WALLETS = `SELECT w.body::text AS body FROM unnest($1::smallint[], $2::text[]) AS k(bucket, id)
  JOIN wallet w ON w.bucket = k.bucket AND w.id = k.id`;
const MOVEMENTS = `SELECT p.body::text AS body, p.journals, p.post_no
  FROM unnest($1::smallint[], $2::text[]) AS k(bucket, id)
  JOIN wallet_payment p ON p.bucket = k.bucket AND p.id = k.id`;
const TOKENS = 'SELECT body::text AS body FROM wallet_token WHERE card_index = ANY($1::text[])';

type Body = { readonly body: string };
type MovementTableRow = Body & { readonly journals: number; readonly post_no: number | null };

const movementOf = (row: MovementTableRow): WalletPaymentRow => ({
  movement: fromJson<WalletPayment>(row.body),
  journalCount: row.journals,
  ...(row.post_no === null ? {} : { postNo: row.post_no }),
});

/** A batch without wallets costs no question. */
export async function loadWallets(
  connection: HotConnection,
  { wallet: keys }: LoadKeys,
  once: Loaded['once'],
): Promise<WalletRows | undefined> {
  if (keys === undefined) return undefined;
  const books = [...new Set(keys.books)];
  const ids = new Set(keys.movements.map(({ id }) => id));
  for (const { subject } of once) if (subject?.kind === 'wallet-payment') ids.add(subject.id);
  const [wallets, movements, tokens] = await connection.query([
    statement('load-wallets', WALLETS, books.map(bucketOfBook), books),
    statement('load-movements', MOVEMENTS, [...ids].map(bucketOfId), [...ids]),
    statement('load-tokens', TOKENS, [...new Set(keys.tokens)]),
  ]);
  return {
    wallets: (wallets!.rows as Body[]).map(({ body }) => fromJson<Wallet>(body)),
    movements: (movements!.rows as unknown as MovementTableRow[]).map(movementOf),
    tokens: (tokens!.rows as Body[]).map(({ body }) => fromJson<WalletToken>(body)),
  };
}

const DUE_WALLETS = `(SELECT id AS book, NULL AS id, due_ms FROM wallet
    WHERE bucket = ANY($1::smallint[]) AND due_ms <= $2::bigint ORDER BY due_ms LIMIT $3::int)
  UNION ALL
  (SELECT book, id, due_ms FROM wallet_payment
    WHERE bucket = ANY($1::smallint[]) AND due_ms <= $2::bigint ORDER BY due_ms LIMIT $3::int)
  ORDER BY due_ms LIMIT $3::int`;

type One = (name: string, text: string, ...values: unknown[]) => Promise<unknown[]>;

export function walletLookups(
  one: One,
  buckets: () => number[],
): Pick<Store, 'dueWallets' | 'wallet' | 'movement' | 'movementByKey' | 'topUpByRefund' | 'walletToken'> {
  const body = async <T>(name: string, sql: string, ...values: unknown[]): Promise<T | null> => {
    const [row] = (await one(name, sql, ...values)) as Body[];
    return row === undefined ? null : fromJson<T>(row.body);
  };
  return {
    async dueWallets(nowMs, limit) {
      const rows = await one('due-wallets', DUE_WALLETS, buckets(), nowMs, limit);
      return (rows as { book: string; id: string | null }[]).map(
        ({ book, id }): DueWallet => ({
          book: book as WalletId,
          movementId: id as WalletPaymentId | null,
        }),
      );
    },
    wallet: (id) =>
      body<Wallet>(
        'wallet',
        'SELECT body::text AS body FROM wallet WHERE bucket = $1 AND id = $2',
        bucketOfBook(id),
        id,
      ),
    movement: (id) =>
      body<WalletPayment>(
        'movement',
        'SELECT body::text AS body FROM wallet_payment WHERE bucket = $1 AND id = $2',
        bucketOfId(id),
        id,
      ),
    movementByKey: (key) =>
      body<WalletPayment>(
        'movement-by-key',
        'SELECT body::text AS body FROM wallet_payment WHERE network_key = $1',
        key,
      ),
    topUpByRefund: (key) => {
      const [time = '', stan, acquirerId, forwarderId] = key.split('/');
      const network = { year: time.slice(0, 4), transmission: time.slice(4), stan, acquirerId, forwarderId };
      return body<WalletPayment>(
        'top-up-by-refund',
        `SELECT body::text AS body FROM wallet_payment
         WHERE kind = 'top-up' AND body @> $1::jsonb AND body @> '{"transfer":{"follow":{"byRefund":true}}}'
           AND body->'transfer'->'follow'->>'attempts' <> '0'`,
        JSON.stringify({ transfer: { follow: { network } } }),
      );
    },
    walletToken: (cardIndex) =>
      body<WalletToken>(
        'wallet-token',
        'SELECT body::text AS body FROM wallet_token WHERE card_index = $1',
        cardIndex,
      ),
  };
}
