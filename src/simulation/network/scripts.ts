/** What a card made of its issuer's commands: the issuer notes it, once for each notice. */
import { EmvError, readChipData, readScriptResults } from '#wire/emv';
import { bytesOf, type Iso8583Message, parseNetworkField90, textOf, toHex } from '#wire/iso8583';
import { answerTo } from './answer.ts';
import type { ScriptReport } from './chip-scripts.ts';
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
    records: [{ type: 'script-told', atMs: nowMs, wireKey, original, ...reportsIn(message) }],
  };
}

/** DF31 of its chip data; a notice without it, or with one that cannot be read, tells that there was a script. */
function reportsIn(message: Iso8583Message): { readonly reports?: readonly ScriptReport[] } {
  try {
    const results = readChipData(bytesOf(message, 55) ?? new Uint8Array(0), 'loose').get('DF31');
    if (results === undefined) return {};
    const reports = readScriptResults(results).map(({ outcome, scriptId }) => ({
      id: toHex(scriptId),
      outcome,
    }));
    return { reports };
  } catch (error) {
    if (error instanceof EmvError) return {};
    throw error;
  }
}
