/** Codes at the till in the acquirer's own messages on a whole platform: shown, scanned, asked about, given back. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Platform } from './platform.ts';

let platform: Platform;
beforeAll(async () => {
  platform = await Platform.start();
});
afterAll(async () => {
  await platform?.close();
});

async function says(args: string, ...texts: readonly (string | RegExp)[]): Promise<string> {
  const { out, err } = await platform.yuanlu(...args.split(' '));
  for (const text of texts) expect(out + err).toMatch(text);
  return out;
}

it('a code is shown and scanned, the query tells, it goes back by till and office', async () => {
  await says('terminals dialects 31010001 acquirer-code --reason codes', '31010001');
  await says('terminal qr show 12.00', /For the payer's app, RMB 12.00/, /000201/);
  await says('order scan last --notice never', /paid/);
  await says('terminal qr query', 'CODE QUERY', /RMB 12.00/, /Approved/);
  await says('explain last', /^Yes\./);
  await says('terminal qr refund 2.00', /REFUND \(CODE\)/, /RMB -2.00/, /Approved/);
  await says('cancel last', /10.00/);
  await says('terminal settle', /balance/i);
  expect((await platform.verify()).faults).toEqual([]);
}, 120_000);
