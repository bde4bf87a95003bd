import type { Outcome } from '#domain/outcome';
import type { Terminal } from '#domain/terminal';
import type { Engine, Merchant, SecurityModule, WrappedKey } from '#engine';
import type { PosSender } from '#engine/translate';
import { bytesOf, type DialectProfile, type Iso8583Message, macInputPos } from '#wire/iso8583';

export interface Known {
  readonly merchant: Merchant;
  readonly terminal: Terminal;
}

/** Who asks, and whether it is the way back that they ask for. */
export interface Asker extends PosSender {
  readonly kind: string;
}

/** The registered terminal, or why it may not speak. A blocked one may still undo what it did. */
export async function findTerminal(
  engine: Engine,
  sender: PosSender,
  options: { readonly fresh?: boolean; readonly blockedMay?: boolean } = {},
): Promise<Known | Outcome> {
  const merchant = await engine.merchant(sender.merchantId);
  if (merchant === null) return 'terminal-unknown';
  const terminal = await engine.terminal(sender.merchantId, sender.terminalId, options.fresh);
  if (terminal === null) return 'terminal-unknown';
  if (terminal.status === 'blocked' && options.blockedMay !== true) return 'terminal-blocked';
  return { merchant, terminal };
}

/**
 * Checks F64. What is remembered of the terminal may be older than its last sign-in, which another process may
 * have served: a code that fails is checked once more under freshly read keys. A reversal may still carry the
 * code of the key before, because the terminal made it when that key was in force.
 */
export async function authenticate(
  parts: { readonly engine: Engine; readonly security: SecurityModule },
  request: Asker,
  message: Iso8583Message,
  body: Uint8Array,
  { mac: { algorithm, form } }: DialectProfile,
): Promise<Known | Outcome> {
  const blockedMay = request.kind === 'reversal';
  const known = await findTerminal(parts.engine, request, { blockedMay });
  if (typeof known === 'string') return known;
  const mac = bytesOf(message, 64);
  if (mac === undefined) return 'message-malformed';
  const data = macInputPos(body);
  const good = (key: string | null): Promise<boolean> =>
    key === null
      ? Promise.resolve(false)
      : parts.security.verifyMac(algorithm, key as WrappedKey, data, mac, form);
  if (await good(known.terminal.keys.macKey)) return known;

  const again = await findTerminal(parts.engine, request, { fresh: true, blockedMay });
  if (typeof again === 'string') return again;
  const { macKey, previousMacKey } = again.terminal.keys;
  if (macKey === null) return 'terminal-not-signed-in';
  if (macKey !== known.terminal.keys.macKey && (await good(macKey))) return again;
  return request.kind === 'reversal' && (await good(previousMacKey)) ? again : 'mac-wrong';
}
