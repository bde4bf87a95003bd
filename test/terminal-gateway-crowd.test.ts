/** A thousand terminals on real sockets at once, slow and hostile ones among them: nobody delays another. */
import { expect, test } from 'vitest';
import type { Iso8583Message } from '#wire/iso8583';
import { Line, TerminalActor } from './terminal-gateway-terminal.ts';
import { until, useWorld } from './terminal-gateway-world.ts';

const at = useWorld();
const code = (answer: Iso8583Message) => answer.fields[39];
const idOf = (index: number): string => String(20_000_000 + index);

async function openAll(count: number): Promise<Line[]> {
  const lines: Line[] = [];
  // Fifty at a time: the system keeps a queue of connections that nobody took yet.
  for (let from = 0; from < count; from += 50)
    lines.push(
      ...(await Promise.all(
        Array.from({ length: Math.min(50, count - from) }, () => Line.open(at.world.port)),
      )),
    );
  return lines;
}

const closeAll = (lines: readonly Line[]): void => {
  for (const { socket } of lines) socket.destroy();
};

test('a thousand terminals, each on its own line: every one signs in and sells', async () => {
  const count = 1_000;
  await at.begin({ terminals: Array.from({ length: count }, (_, index) => idOf(index)) });
  const lines = await openAll(count);
  try {
    const actors = lines.map((_, index) => new TerminalActor(idOf(index)));
    const welcomes = await Promise.all(lines.map((line, index) => actors[index]!.signIn(line)));
    expect(new Set(welcomes.map(code))).toEqual(new Set(['00']));
    const sales = await Promise.all(lines.map((line, index) => line.ask(actors[index]!.sale())));
    expect(new Set(sales.map(code))).toEqual(new Set(['00']));
    // Each got the answer to its own question.
    expect(sales.every((sale, index) => sale.fields[41] === idOf(index))).toBe(true);
    expect(new Set(sales.map(({ fields }) => fields[37])).size).toBe(count);
    expect(at.world.store.payments()).toHaveLength(count);
    expect(at.world.gateway.status()).toMatchObject({ connections: count, underWay: 0 });
  } finally {
    closeAll(lines);
  }
});

test('terminals that wait, that send single bytes and that never read do not hold up one that works', async () => {
  const waiting = Array.from({ length: 40 }, (_, index) => idOf(index));
  await at.begin({ terminals: [...waiting, '10000001'] });
  const lines = await openAll(waiting.length + 120);
  try {
    const actors = waiting.map((id) => new TerminalActor(id));
    await Promise.all(actors.map((actor, index) => actor.signIn(lines[index]!)));
    at.world.network = ({ terminalId }) => (terminalId === '10000001' ? 'approved' : 'silent');
    for (const [index, actor] of actors.entries()) lines[index]!.write(actor.sale());
    // A frame that never ends, noise that looks like one, and questions whose answers nobody takes.
    for (const line of lines.slice(40, 80)) line.write(Uint8Array.of(0x00, 0x80, 0x60));
    for (const line of lines.slice(80, 120)) line.write(new Uint8Array(300).fill(0x01));
    for (const line of lines.slice(120)) {
      line.socket.pause();
      for (let sent = 0; sent < 20; sent += 1) line.write(new TerminalActor('10000001').echo());
    }
    await until(() => at.world.requests.length === 40);
    const terminal = new TerminalActor('10000001');
    const on = await at.line();
    await terminal.signIn(on);
    for (let sale = 0; sale < 5; sale += 1) expect(code(await on.ask(terminal.sale()))).toBe('00');
    // The forty wait for their bank still.
    expect(at.world.gateway.status().underWay).toBeGreaterThanOrEqual(40);
    expect(at.world.store.payments().filter(({ state }) => state === 'approved')).toHaveLength(5);
  } finally {
    closeAll(lines);
  }
});

test('over the share of a merchant the answer is busy, and comes at once; what was taken in goes on', async () => {
  const ids = Array.from({ length: 12 }, (_, index) => idOf(index));
  await at.begin({ terminals: ids, limits: { gatewayPerMerchantMax: 8 } });
  const lines = await openAll(ids.length);
  try {
    const actors = ids.map((id) => new TerminalActor(id));
    for (const [index, actor] of actors.entries()) await actor.signIn(lines[index]!);
    at.world.network = () => 'silent';
    for (const [index, actor] of actors.slice(0, 8).entries()) lines[index]!.write(actor.sale());
    await until(() => at.world.requests.length === 8);
    const late = await Promise.all(
      actors.slice(8).map((actor, index) => lines[8 + index]!.ask(actor.sale())),
    );
    expect(late.map(code)).toEqual(['96', '96', '96', '96']);
    expect(at.world.store.payments()).toHaveLength(8);
    const on = await at.line();
    const echo = (merchant: string) => new TerminalActor().managed('0820', '301', { 42: merchant });
    expect(code(await on.ask(echo('898000000000001')))).toBe('96');
    expect(code(await on.ask(echo('898000000000002')))).toBe('00');
  } finally {
    closeAll(lines);
  }
});
