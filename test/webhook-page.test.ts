/** docs/webhooks.md names every type of message, and its code checks what is sent. */
import { createHmac } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { newSecret, signedHeaders, tellingOf } from '#adapters/notifications';
import { EVENT_KINDS, type EventKind, HOLDER_EVENT_KINDS, TERMINAL_EVENT_KINDS } from '#domain/wording';
import { isGenuine } from '../src/programs/cli/webhook-listener.ts';

const PAGE = new URL('../docs/webhooks.md', import.meta.url);
const IDS = {
  book: 'wal_1',
  paymentId: 'pay_1',
  cancellationId: 'can_1',
  orderId: 'ord_1',
  body: { requestId: 'req_1' },
};
/** Of a terminal, which belongs to no payment. */
const OF_TERMINALS: readonly EventKind[] = TERMINAL_EVENT_KINDS;

function table(): string {
  const kinds = new Map<string, string[]>();
  const told = EVENT_KINDS.filter((each) => !OF_TERMINALS.includes(each));
  for (const kind of [...told, ...HOLDER_EVENT_KINDS]) {
    const type = tellingOf({ kind, ...IDS } as never)?.type;
    if (type != null) kinds.set(type, [...(kinds.get(type) ?? []), kind]);
  }
  const rows = [...kinds].sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = rows.map(
    ([type, events]) => `| \`${type}\` | ${events.map((each) => `\`${each}\``).join(', ')} |`,
  );
  return ['', '| type | event |', '|---|---|', ...lines, ''].join('\n');
}

test('docs/webhooks.md names every type', () => {
  const page = readFileSync(PAGE, 'utf8');
  const made = page.replace(
    /(<!-- types -->)[\s\S]*(<!-- end of types -->)/,
    (_all, first, last) => `${first}${table()}${last}`,
  );
  if (made !== page) writeFileSync(PAGE, made);
  expect(
    made === page,
    'docs/webhooks.md was stale and has been rewritten: look at it, keep it, run again',
  ).toBe(true);
});

test('what the page and the listener say of signatures is what is sent', () => {
  const [secret, other] = [newSecret(), newSecret()];
  const body = '{"type":"payment.approved"}';
  const nowMs = Date.now();
  const headers = signedHeaders([other, secret], 'msg_1', nowMs, body);
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const byPage = createHmac('sha256', key)
    .update(`msg_1.${headers['webhook-timestamp']}.${body}`)
    .digest('base64');
  expect(headers['webhook-signature']?.split(' ')).toContain(`v1,${byPage}`);
  const given = {
    id: 'msg_1',
    atS: Number(headers['webhook-timestamp']),
    signatures: headers['webhook-signature']!,
  };
  expect(isGenuine(secret, given, body, nowMs)).toBe(true);
  expect(isGenuine(secret, given, `${body} `, nowMs)).toBe(false);
  expect(isGenuine(newSecret(), given, body, nowMs)).toBe(false);
  expect(isGenuine(secret, given, body, nowMs + 301_000)).toBe(false);
  expect(isGenuine(secret, { ...given, atS: Number.NaN }, body, nowMs)).toBe(false);
});
