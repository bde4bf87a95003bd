/** What a card made of its issuer's commands: the issuer notes it, once for each notice. */
import { type Iso8583Message, parseNetworkField90, textOf } from '#wire/iso8583';
import { answerTo } from './answer.ts';
import { type NetworkRecord, type NetworkState, wireKeyOf } from './state.ts';

export function answerScript(
  state: NetworkState,
  message: Iso8583Message,
  nowMs: number,
): { readonly answer: Iso8583Message; readonly records: readonly NetworkRecord[] } {
  const only = (code: string) => ({ answer: answerTo(message, code), records: [] });
  const text = (field: number): string => textOf(message, field) ?? '';
  const f90 = text(90);
  if (f90.length !== 42) return only('30');
  const { trace, transmissionTime, acquirer, forwarder } = parseNetworkField90(f90);
  const original = wireKeyOf({
    ...{ transmission: transmissionTime, stan: trace, acquirerId: acquirer, forwarderId: forwarder },
  });
  if (!state.byWireKey.has(original)) return only('25');
  const wireKey = wireKeyOf({
    ...{ transmission: text(7), stan: text(11), acquirerId: text(32), forwarderId: text(33) },
  });
  if (state.scripts.has(wireKey)) return only('00');
  return {
    answer: answerTo(message, '00'),
    records: [{ type: 'script-told', atMs: nowMs, wireKey, original }],
  };
}
