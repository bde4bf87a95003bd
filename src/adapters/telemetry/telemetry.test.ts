import { describe, expect, test } from 'vitest';
import { createTelemetry, maskLine } from './index.ts';

function made(): { telemetry: ReturnType<typeof createTelemetry>; lines: string[] } {
  const lines: string[] = [];
  return {
    telemetry: createTelemetry({
      level: 'debug',
      destination: { write: (line: string) => void lines.push(line) },
    }),
    lines,
  };
}

describe('the log', () => {
  test('hides secrets by name and masks card numbers anywhere, as JSON', () => {
    const { telemetry, lines } = made();
    telemetry.log.info(
      {
        pan: '6222021234560005',
        request: { track2: '6222021234560005=30122010', deep: { macKey: 'wrapped' } },
        note: 'card 6222 0212 3456 0005',
      },
      'sale with 6222021234560005',
    );
    const [line = ''] = lines;
    expect(JSON.parse(line)).toMatchObject({
      level: 'info',
      pan: '[hidden]',
      request: { track2: '[hidden]', deep: { macKey: '[hidden]' } },
      note: 'card 622202******0005',
      msg: 'sale with 622202******0005',
    });
    expect(line).not.toMatch(/6222021234560005|wrapped/);
  });

  test.each([
    ['a card number as a bare number', '{"value":6222021234560005}', '{"value":6222020000000005}'],
    ['one in a list', '[6222021234560005,1]', '[6222020000000005,1]'],
    ['an instant', '{"atMs":1764000000000}', '{"atMs":1764000000000}'],
    ['an instant that ends the object', '{"a":1,"atMs":1764000000000}', '{"a":1,"atMs":1764000000000}'],
    ['a long fraction', '{"share":0.12345678901234567}', '{"share":0.12345600000004567}'],
    ['a text', '{"text":"x6222021234560005y"}', '{"text":"x622202******0005y"}'],
    ['a text that looks like a member', '{"text":"a:6222021234560005,"}', '{"text":"a:6222020000000005,"}'],
  ])('%s keeps the line readable by machines', (_name, line, masked) => {
    expect(maskLine(line)).toBe(masked);
    expect(() => JSON.parse(maskLine(line))).not.toThrow();
  });

  test('a stack in an error is masked too', () => {
    const { telemetry, lines } = made();
    telemetry.log.error({ err: new Error('no card 6222021234560005') }, 'failed');
    expect(lines.join('')).not.toContain('6222021234560005');
    expect(JSON.parse(lines[0] ?? '').msg).toBe('failed');
  });
});

describe('the metrics', () => {
  test('one helper per event: metric and log record together', async () => {
    const { telemetry, lines } = made();
    telemetry.paymentEnded({ outcome: 'approved', book: 'shop', tookMs: 120 });
    telemetry.paymentEnded({ outcome: 'funds-insufficient', book: 'shop', tookMs: 80 });
    telemetry.cancellationMoved({ route: 'VOID', state: 'done', book: 'shop' });
    telemetry.batchApplied({ lane: 1, commands: 7, tookMs: 3 });
    telemetry.trouble({ where: 'network send', message: 'broke at 6222021234560005' });
    const { body, contentType } = await telemetry.render();
    expect(contentType).toContain('text/plain');
    expect(body).toContain('yuanlu_payments_total{outcome="approved"} 1');
    expect(body).toContain('yuanlu_payment_seconds_count{kind="declined"} 1');
    expect(body).toContain('yuanlu_cancellation_moves_total{route="VOID",state="done"} 1');
    expect(body).toContain('yuanlu_batch_commands_sum{lane="1"} 7');
    expect(body).toContain('yuanlu_troubles_total{where="network send"} 1');
    expect(body).not.toContain('book=');
    const records = lines.map((line) => JSON.parse(line) as { event: string; level: string; msg: string });
    expect(records.map(({ event }) => event)).toEqual([
      'payment-ended',
      'payment-ended',
      'cancellation-moved',
      'batch-applied',
      'trouble',
    ]);
    expect(records.at(-1)).toMatchObject({ level: 'warn', msg: 'broke at 622202******0005' });
  });

  test('gauges are asked when somebody looks; one that fails leaves the others standing', async () => {
    const { telemetry } = made();
    let queued = 3;
    telemetry.watch({
      queuedCommands: () => queued,
      unknownPayments: async () => Promise.reject(new Error('no database')),
    });
    telemetry.watch({ networkUp: () => 1 });
    expect((await telemetry.render()).body).toContain('yuanlu_lane_queue 3');
    queued = 4;
    const { body } = await telemetry.render();
    expect(body).toContain('yuanlu_lane_queue 4');
    expect(body).toContain('yuanlu_network_up 1');
    expect(body).toContain('yuanlu_payments_without_outcome Nan');
  });

  test('a label that is not from a closed list has at most sixty values', async () => {
    const { telemetry } = made();
    for (let index = 0; index < 200; index += 1) telemetry.trouble({ where: `place ${index}`, message: 'x' });
    const { body } = await telemetry.render();
    expect(body.match(/^yuanlu_troubles_total\{/gm)).toHaveLength(61);
    expect(body).toContain('yuanlu_troubles_total{where="other"} 140');
  });

  test('two programs in one process do not share their metrics', async () => {
    const [one, other] = [made().telemetry, made().telemetry];
    one.trouble({ where: 'here', message: 'x' });
    expect((await other.render()).body).not.toContain('where="here"');
  });
});
