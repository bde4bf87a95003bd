/**
 * The bank's channel as it is without a bank: a folder. Each order is a file of its own under its order number, for a
 * person or a program of the bank's to carry on. Written whole or not at all, readable by this user alone: it holds the
 * account number and the holder's name in clear, for the bank pays to nothing else.
 */
import { mkdir, open, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isoInZone, SHANGHAI } from '#domain/calendar';
import type { PayoutPort, PayoutRequest, SecurityModule } from '#engine';

export interface PayoutOutboxOptions {
  readonly folder: string;
  readonly security: Pick<SecurityModule, 'openPan'>;
}

const ORDER_NO = /^[0-9A-Z]{1,32}-\d{1,3}$/;

const PURPOSES = {
  'bounced-refund': '退货退票重付 refund returned, paid out',
  'late-refund': '销户后退款转付 refund after the account was closed, paid out',
} as const;

/** What the bank needs. `amountFen` is a whole number of fen. */
async function textOf(request: PayoutRequest, security: PayoutOutboxOptions['security']): Promise<string> {
  const { orderNo, amountFen, bank, holder, accountCipher, orderedMs, of } = request;
  const order = {
    orderNo,
    orderedAt: isoInZone(orderedMs, SHANGHAI),
    amountFen: amountFen.toString(),
    currency: 'CNY',
    bank,
    account: await security.openPan(accountCipher),
    holder,
    purpose: PURPOSES[of.kind],
    ...(of.kind === 'bounced-refund'
      ? { cancellation: of.cancellationId, payment: of.paymentId }
      : { movement: of.movementId }),
  };
  return `${JSON.stringify(order, null, 2)}\n`;
}

/** An order that is there already is left as it is: it is the same order, handed over again. */
export function createPayoutOutbox({ folder, security }: PayoutOutboxOptions): PayoutPort {
  return {
    async order(request) {
      if (!ORDER_NO.test(request.orderNo))
        throw new Error(`Cannot write a payout order: its number ${request.orderNo} is no file name`);
      const path = join(folder, `${request.orderNo}.json`);
      const there = await stat(path).catch(() => null);
      if (there !== null) return;
      const text = await textOf(request, security);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const temporary = `${path}.${process.pid}.tmp`;
      const file = await open(temporary, 'w', 0o600);
      try {
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, path);
      // The name too has to outlive a power cut before the engine takes the order for delivered.
      const entry = await open(folder, 'r');
      try {
        await entry.sync();
      } finally {
        await entry.close();
      }
    },
  };
}
