/** A query read in pages within the snapshot of its transaction: memory holds one page. */
import type pg from 'pg';

const PAGE = 1_000;

export async function* pagesOf<T extends pg.QueryResultRow>(
  client: pg.Client,
  name: string,
  sql: string,
): AsyncGenerator<readonly T[]> {
  await client.query(`DECLARE ${name} NO SCROLL CURSOR FOR ${sql}`);
  for (;;) {
    const { rows } = await client.query<T>(`FETCH ${PAGE} FROM ${name}`);
    if (rows.length === 0) break;
    yield rows;
  }
  await client.query(`CLOSE ${name}`);
}
