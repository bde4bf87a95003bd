import { parseArgs } from 'node:util';
import { StartError } from './start-error.ts';

export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
  /** Members must then show a certificate that this authority signed. */
  readonly clientCaFile: string | null;
}

export interface SimulatorOptions {
  readonly dataFolder: string;
  readonly clearingFolder: string;
  readonly keysFile: string;
  /** Null: the issuers look at no chip and no stripe. */
  readonly issuerKeysFile: string | null;
  /** A chip read without chip data is refused. */
  readonly demandsChipData: boolean;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly controlPort: number;
  readonly tls: TlsFiles | null;
  /** How long a cut-over lasts; meanwhile payments get 90. */
  readonly cutOverMs: number;
  readonly transactionsMax: number;
}

export const usage = `Usage: node src/programs/network-simulator/main.ts --data DIR --clearing-dir DIR --keys FILE [options]
  --data DIR             where the network and its issuers remember everything
  --clearing-dir DIR     where the clearing file of each day is put
  --keys FILE            zone keys, mode 0600: { "zoneMacKey": "hex", "zonePinKey": "hex" }
  --issuer-keys FILE     keys of the issuers, mode 0600: cryptograms and check digits of cards are checked
  --chip-data required   a card that was read by chip without chip data is refused (default: optional)
  --port N               port for members, 0 for any free one (default 8600)
  --control-port N       port of the control API on 127.0.0.1, 0 for any free one (default 8601)
  --host ADDRESS         address for members (default 127.0.0.1; any other needs TLS)
  --tls-cert FILE --tls-key FILE [--tls-client-ca FILE]
  --cut-over-ms N        how long a cut-over lasts (default 1000)
  --transactions-max N   transactions kept before the network answers 96 (default 1000000)`;

const texts = [
  ...['data', 'clearing-dir', 'keys', 'issuer-keys', 'chip-data', 'host', 'port', 'control-port'],
  ...['tls-cert', 'tls-key', 'tls-client-ca', 'cut-over-ms', 'transactions-max'],
] as const;

type Values = Readonly<Record<string, string | boolean | undefined>>;

function numberIn(values: Values, name: string, otherwise: number, max: number): number {
  const text = values[name];
  if (text === undefined) return otherwise;
  const value = typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= max)) {
    throw new StartError(
      `Reading --${name} failed: found "${String(text)}", expected 0 to ${max}.\n${usage}`,
    );
  }
  return value;
}

function required(values: Values, name: string): string {
  const text = values[name];
  if (typeof text !== 'string' || text === '') {
    throw new StartError(`Starting the network simulator failed: --${name} is missing.\n${usage}`);
  }
  return text;
}

function tlsOf(values: Values, host: string): TlsFiles | null {
  const certFile = values['tls-cert'];
  const keyFile = values['tls-key'];
  const clientCaFile = values['tls-client-ca'];
  if (typeof certFile === 'string' && typeof keyFile === 'string') {
    return { certFile, keyFile, clientCaFile: typeof clientCaFile === 'string' ? clientCaFile : null };
  }
  if (certFile !== undefined || keyFile !== undefined || clientCaFile !== undefined) {
    throw new StartError('Reading the TLS options failed: give both --tls-cert and --tls-key, or neither.');
  }
  if (!['127.0.0.1', '::1', 'localhost'].includes(host)) {
    throw new StartError(
      `Listening on ${host} failed: other machines can reach that address and nothing is encrypted. ` +
        'Give --tls-cert and --tls-key, or listen on 127.0.0.1.',
    );
  }
  return null;
}

function demandsChipData(text: string | boolean | undefined): boolean {
  if (text === undefined || text === 'optional') return false;
  if (text === 'required') return true;
  throw new StartError(`Reading --chip-data failed: found "${String(text)}", expected required or optional.`);
}

/** Null when only help was asked for. @throws StartError */
export function readOptions(args: readonly string[]): SimulatorOptions | null {
  let values: Values;
  try {
    const options = Object.fromEntries(texts.map((name) => [name, { type: 'string' as const }]));
    values = parseArgs({ args: [...args], options: { ...options, help: { type: 'boolean' } } }).values;
  } catch (error) {
    throw new StartError(`Reading the options failed: ${(error as Error).message}\n${usage}`);
  }
  if (values.help === true) return null;
  const host = typeof values.host === 'string' ? values.host : '127.0.0.1';
  return {
    dataFolder: required(values, 'data'),
    clearingFolder: required(values, 'clearing-dir'),
    keysFile: required(values, 'keys'),
    issuerKeysFile: typeof values['issuer-keys'] === 'string' ? values['issuer-keys'] : null,
    demandsChipData: demandsChipData(values['chip-data']),
    host,
    port: numberIn(values, 'port', 8600, 65_535),
    controlPort: numberIn(values, 'control-port', 8601, 65_535),
    tls: tlsOf(values, host),
    cutOverMs: numberIn(values, 'cut-over-ms', 1_000, 600_000),
    transactionsMax: numberIn(values, 'transactions-max', 1_000_000, 50_000_000),
  };
}
