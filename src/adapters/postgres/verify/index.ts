/**
 * Recomputes everything that can be recomputed: journals balance, accounts walk from 1 without a gap, every
 * payment agrees with its ways back, its entries, its fees and its keys, every open batch with what was
 * made in it, and events have no hole. Reads one snapshot, a page at a time, and changes nothing.
 */

import pg from 'pg';
import type { Fault, IssuerExpectation } from './fault.ts';
import { judgedPayments } from './journeys.ts';
import { judgedOrders } from './orders.ts';
import { shopFaults } from './shops.ts';
import { tableFaults } from './table-laws.ts';
import { terminalFaults } from './terminals.ts';
import { askedOutside, judgedWallets } from './wallets.ts';

export type { Fault, IssuerExpectation } from './fault.ts';

export interface VerifyReport {
  readonly payments: number;
  readonly cancellations: number;
  readonly journals: number;
  readonly entries: number;
  readonly open: number;
  readonly faults: readonly Fault[];
}

export interface VerifyOptions {
  readonly url: string;
  readonly onProgress?: (done: number, of: number) => void;
  /** Called with batches of payments; gives faults found at the issuers. */
  readonly matchIssuers?: (batch: readonly IssuerExpectation[]) => Promise<readonly Fault[]>;
  readonly faultsMax?: number;
}

interface Counts {
  readonly payments: string;
  readonly journals: string;
  readonly entries: string;
}

async function verifySnapshot(client: pg.Client, options: VerifyOptions): Promise<VerifyReport> {
  const faultsMax = options.faultsMax ?? 100;
  const faults: Fault[] = [];
  const add = (more: readonly Fault[]): void => {
    for (const fault of more) if (faults.length < faultsMax) faults.push(fault);
  };
  const counted = await client.query<Counts>(
    `SELECT (SELECT count(*) FROM payment) AS payments, (SELECT count(*) FROM journal) AS journals,
       (SELECT coalesce(sum(cardinality(accounts)), 0) FROM journal) AS entries`,
  );
  const counts = counted.rows[0]!;
  add(await tableFaults(client, faultsMax));
  for await (const more of shopFaults(client)) add(more);
  for await (const more of terminalFaults(client)) add(more);
  for await (const more of judgedOrders(client)) add(more);
  for await (const page of judgedWallets(client)) {
    add(page.faults);
    if (options.matchIssuers !== undefined) add(await options.matchIssuers(page.expectations));
  }
  let [payments, open, cancellations] = [0, 0, 0];
  for await (const page of judgedPayments(client)) {
    add(page.faults);
    if (options.matchIssuers !== undefined)
      add(await options.matchIssuers(await askedOutside(client, page.expectations)));
    payments += page.payments;
    open += page.open;
    cancellations += page.cancellations;
    options.onProgress?.(payments, Number(counts.payments));
  }
  return {
    payments,
    cancellations,
    journals: Number(counts.journals),
    entries: Number(counts.entries),
    open,
    faults,
  };
}

export async function verifyBooks(options: VerifyOptions): Promise<VerifyReport> {
  const client = new pg.Client({ connectionString: options.url, application_name: 'yuanlu verify' });
  await client.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const report = await verifySnapshot(client, options);
    await client.query('COMMIT');
    return report;
  } finally {
    await client.end();
  }
}
