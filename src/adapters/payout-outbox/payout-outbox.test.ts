import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CancellationId, PaymentId } from '#domain/payment';
import type { WalletPaymentId } from '#domain/wallet';
import type { PayoutRequest } from '#engine';
import { createPayoutOutbox } from './index.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'yuanlu-payouts-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const request: PayoutRequest = {
  orderNo: '01H4S9X2M8K3P7QR-1',
  book: 'shop',
  of: {
    kind: 'bounced-refund',
    paymentId: 'pay_1' as PaymentId,
    cancellationId: 'can_1' as CancellationId,
  },
  amountFen: 4_000n,
  bank: '工商银行',
  accountCipher: 'sealed',
  accountMasked: '622202*********0008',
  holder: '王小明',
  orderedMs: Date.UTC(2026, 10, 25, 2, 0, 0),
};
const outbox = (openPan = async (_cipher: string) => '6222020000000000008') =>
  createPayoutOutbox({ folder: join(root, 'payouts'), security: { openPan } });

test('an order is one file, whole, for this user alone, with what the bank needs', async () => {
  await outbox().order(request);
  const folder = join(root, 'payouts');
  expect(await readdir(folder)).toEqual(['01H4S9X2M8K3P7QR-1.json']);
  const path = join(folder, '01H4S9X2M8K3P7QR-1.json');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({
    ...{ orderNo: request.orderNo, amountFen: '4000', currency: 'CNY', account: '6222020000000000008' },
    ...{ bank: '工商银行', holder: '王小明', orderedAt: '2026-11-25T10:00:00+08:00' },
  });
});

test('what came after an account was closed names its movement, and says what it is', async () => {
  const orderNo = 'W01H4S9X2M8K3P7QR-1';
  await outbox().order({
    ...{ ...request, orderNo },
    of: { kind: 'late-refund', movementId: 'wpm_1' as WalletPaymentId },
  });
  const told = JSON.parse(await readFile(join(root, 'payouts', `${orderNo}.json`), 'utf8'));
  expect(told).toMatchObject({ movement: 'wpm_1', holder: '王小明' });
  expect(told.purpose).toContain('销户后退款');
  expect(told).not.toHaveProperty('payment');
});

test('the same order handed over again changes nothing', async () => {
  await outbox().order(request);
  const path = join(root, 'payouts', `${request.orderNo}.json`);
  await writeFile(path, 'taken by the bank');
  await outbox().order(request);
  expect(await readFile(path, 'utf8')).toBe('taken by the bank');
});

test('an order that cannot be opened leaves nothing behind, and is told', async () => {
  const locked = outbox(async () => {
    throw new Error('the key is away');
  });
  await expect(locked.order(request)).rejects.toThrow('the key is away');
  await outbox().order(request);
  expect(await readdir(join(root, 'payouts'))).toEqual([`${request.orderNo}.json`]);
});

test.each(['../../etc/passwd', 'a b', ''])(
  'a number that is no file name is refused: "%s"',
  async (orderNo) => {
    await expect(outbox().order({ ...request, orderNo })).rejects.toThrow('no file name');
  },
);
