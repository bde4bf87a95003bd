/** The whole platform: the server dies by `kill -9` after a message arrived and before that is on disk. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Platform } from './platform.ts';
import { WebhookReceiver } from './webhook-receiver.ts';

let platform: Platform;
let points: string;
beforeAll(async () => {
  points = await mkdtemp(join(tmpdir(), 'yuanlu-points-'));
  platform = await Platform.start({ YUANLU_CRASH_FOLDER: points });
}, 120_000);
afterAll(async () => {
  await platform?.close();
  await rm(points, { recursive: true, force: true });
});

test('a message is told again under the same id by the next process, and none is lost', async () => {
  await using receiver = await WebhookReceiver.open();
  const made = await platform.stack.api<{ id: string; secret: string }>('/v1/webhooks', 'merchant', {
    method: 'POST',
    body: JSON.stringify({ url: receiver.url, events: ['payment.*'] }),
    headers: { 'content-type': 'application/json' },
  });
  expect(made.status).toBe(201);
  const armed = join(points, 'webhook-sent');
  await writeFile(armed, '1');
  const terminal = await platform.terminal();
  expect((await terminal.sale({ amountFen: 4_200n, card: platform.card, entry: 'tap' })).result).toBe(
    'approved',
  );
  await receiver.until((all) => all.some(({ type }) => type === 'payment.approved'), 60_000);
  expect(existsSync(armed), 'the point was passed').toBe(false);
  expect(receiver.received.map(({ type }) => type)).toEqual([
    'payment.sent',
    'payment.sent',
    'payment.approved',
  ]);
  const [first, again, last] = receiver.received.map(({ id }) => id);
  expect(again).toBe(first);
  expect(last).not.toBe(first);
  // The reference library, with the clock of this machine, accepts every one of them.
  for (const { body, headers } of receiver.received)
    expect(new Webhook(made.body.secret).verify(body, headers as Record<string, string>)).toHaveProperty(
      'type',
    );
}, 120_000);
