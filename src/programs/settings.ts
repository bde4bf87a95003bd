/** What may be set from outside: environment variables, each with a default that suits one machine. */
import { isIP } from 'node:net';
import { LOG_LEVELS, type LogLevel } from '#adapters/telemetry';
import { LIMITS, type Limits } from '#engine';

export interface Settings {
  readonly databaseUrl: string | null;
  readonly host: string;
  /** The people of the demonstration may sign in: their passwords are known, so this machine alone is served. */
  readonly demo: boolean;
  /** False: `npm start` brings up database and network alone, and servers are started on their own beside it. */
  readonly withServer: boolean;
  readonly apiPort: number;
  /** Address under which payers and shops reach the API, for links; left out: that of this machine. */
  readonly publicUrl: string | null;
  /** Proxies whose word on the caller's address is believed: doors without login count by address. */
  readonly trustProxy: readonly string[];
  readonly terminalPort: number;
  readonly networkPort: number;
  readonly networkControlPort: number;
  /** TLS of the API and the terminal gateway; `clientCaFile` asks terminals for a certificate of theirs. */
  readonly tls: {
    readonly certFile: string;
    readonly keyFile: string;
    readonly clientCaFile: string | null;
  } | null;
  /** TLS towards the network: the authority that signed its certificate, and our own where it asks for one. */
  readonly networkTls: {
    readonly caFile: string;
    readonly certFile: string | null;
    readonly keyFile: string | null;
  } | null;
  /** The token that guards the master key; null: the master key is in its file. */
  readonly pkcs11: Pkcs11Settings | null;
  readonly logLevel: LogLevel;
  /** How often the folder of clearing files is looked into, and a file of an open day matched again. */
  readonly clearingPollMs: number;
  readonly limits: Limits;
}

export interface Pkcs11Settings {
  readonly library: string;
  /** Label of the token. */
  readonly token: string;
  readonly pinFile: string;
  /** Master keys in the token are named so, with a number behind. */
  readonly label: string;
  /** PINs are translated in the memory of the program, as PKCS#11 has no command for it. */
  readonly pinsInProcess: boolean;
}

export class SettingError extends Error {
  override readonly name = 'SettingError';
}

function port(name: string, fallback: number): number {
  const text = process.env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535) {
    throw new SettingError(
      `Cannot use ${name}=${text.slice(0, 20)}: expected a port number from 0 to 65535 (0 = any free one)`,
    );
  }
  return value;
}

/** Waits that a demonstration or a test shortens; counts and lengths are not settings. */
const ADJUSTABLE = {
  YUANLU_REPLY_DUE_MS: 'replyDueMs',
  YUANLU_UNKNOWN_TOLD_MS: 'unknownToldMs',
  YUANLU_VOID_REPLY_MS: 'voidReplyMs',
  YUANLU_REPEAT_FIRST_MS: 'repeatFirstMs',
  YUANLU_REPEAT_MAX_MS: 'repeatMaxMs',
  YUANLU_TERMINAL_WAIT_MS: 'terminalWaitMs',
  YUANLU_CLEARING_FILE_DUE_MS: 'clearingFileDueMs',
  YUANLU_LEASE_MS: 'leaseMs',
  YUANLU_ZONE_KEY_OVERLAP_MS: 'zoneKeyOverlapMs',
} as const satisfies Record<string, keyof Limits>;

function milliseconds(name: string, fallback: number): number {
  const text = process.env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 10 || value > 86_400_000) {
    throw new SettingError(
      `Cannot use ${name}=${text.slice(0, 20)}: expected milliseconds from 10 to 86400000`,
    );
  }
  return value;
}

function limits(): Limits {
  const changed: { -readonly [K in keyof Limits]?: number } = {};
  for (const [name, key] of Object.entries(ADJUSTABLE)) changed[key] = milliseconds(name, LIMITS[key]);
  const all = { ...LIMITS, ...changed };
  // Three renewals may fail before the lease has run out.
  return { ...all, leaseRenewMs: Math.min(all.leaseRenewMs, Math.floor(all.leaseMs / 4)) };
}

const text = (name: string): string | null => {
  const value = process.env[name];
  return value === undefined || value === '' ? null : value;
};

/** Two files that mean something only together. */
function pair(first: string, second: string): readonly [string, string] | null {
  const [a, b] = [text(first), text(second)];
  if (a === null && b === null) return null;
  if (a === null || b === null) {
    throw new SettingError(
      `Cannot use ${a === null ? second : first} alone: set ${a === null ? first : second} too`,
    );
  }
  return [a, b];
}

function tlsFiles(): Settings['tls'] {
  const files = pair('YUANLU_TLS_CERT', 'YUANLU_TLS_KEY');
  return files === null
    ? null
    : { certFile: files[0], keyFile: files[1], clientCaFile: text('YUANLU_TLS_CLIENT_CA') };
}

function networkTls(): Settings['networkTls'] {
  const caFile = text('YUANLU_NETWORK_TLS_CA');
  const own = pair('YUANLU_NETWORK_TLS_CERT', 'YUANLU_NETWORK_TLS_KEY');
  if (caFile === null && own !== null)
    throw new SettingError('Cannot use YUANLU_NETWORK_TLS_CERT without YUANLU_NETWORK_TLS_CA');
  return caFile === null ? null : { caFile, certFile: own?.[0] ?? null, keyFile: own?.[1] ?? null };
}

const LABEL = /^[a-z][a-z0-9-]{0,30}$/;

export function pkcs11Settings(): Pkcs11Settings | null {
  const library = text('YUANLU_PKCS11_LIBRARY');
  const [token, pinFile] = [text('YUANLU_PKCS11_TOKEN'), text('YUANLU_PKCS11_PIN_FILE')];
  if (library === null && token === null && pinFile === null) return null;
  if (library === null || token === null || pinFile === null)
    throw new SettingError(
      'Cannot use the PKCS#11 token: set YUANLU_PKCS11_LIBRARY, YUANLU_PKCS11_TOKEN (the label of the token) and ' +
        'YUANLU_PKCS11_PIN_FILE together',
    );
  const label = text('YUANLU_PKCS11_KEY') ?? 'yuanlu-master';
  if (!LABEL.test(label))
    throw new SettingError(
      `Cannot use YUANLU_PKCS11_KEY=${label.slice(0, 40)}: expected small letters, digits and hyphens, 31 at most`,
    );
  const pins = text('YUANLU_PKCS11_PINS') ?? 'refuse';
  if (pins !== 'refuse' && pins !== 'in-process')
    throw new SettingError(
      `Cannot use YUANLU_PKCS11_PINS=${pins.slice(0, 20)}: expected "refuse", or "in-process" to translate PINs in ` +
        'the memory of the program',
    );
  return { library, token, pinFile, label, pinsInProcess: pins === 'in-process' };
}

function logLevel(): LogLevel {
  const value = text('YUANLU_LOG') ?? 'warn';
  const level = LOG_LEVELS.find((each) => each === value);
  if (level === undefined)
    throw new SettingError(
      `Cannot use YUANLU_LOG=${value.slice(0, 20)}: expected one of ${LOG_LEVELS.join(', ')}`,
    );
  return level;
}

function trustProxy(): string[] {
  const proxies = (text('YUANLU_TRUST_PROXY') ?? '').split(',').map((each) => each.trim());
  const named = proxies.filter((each) => each !== '');
  const wrong = named.find((each) => isIP(each.replace(/\/\d{1,3}$/, '')) === 0);
  if (wrong !== undefined)
    throw new SettingError(
      `Cannot use YUANLU_TRUST_PROXY=${wrong.slice(0, 40)}: expected addresses such as 10.0.0.5 or 10.0.0.0/24, ` +
        'separated by commas',
    );
  return named;
}

function publicUrl(): string | null {
  const value = text('YUANLU_PUBLIC_URL');
  if (value === null) return null;
  const url = URL.canParse(value) ? new URL(value) : null;
  if (
    url === null ||
    !/^https?:$/.test(url.protocol) ||
    url.search !== '' ||
    url.hash !== '' ||
    url.username !== ''
  )
    throw new SettingError(
      `Cannot use YUANLU_PUBLIC_URL=${value.slice(0, 60)}: expected an address such as https://pay.example`,
    );
  return value.replace(/\/+$/, '');
}

function demo(): boolean {
  const value = text('YUANLU_DEMO') ?? 'on';
  if (value !== 'on' && value !== 'off')
    throw new SettingError(
      `Cannot use YUANLU_DEMO=${value.slice(0, 20)}: expected "on", or "off" for a server that others reach`,
    );
  return value === 'on';
}

function withServer(): boolean {
  const value = text('YUANLU_SERVER') ?? 'here';
  if (value !== 'here' && value !== 'elsewhere')
    throw new SettingError(
      `Cannot use YUANLU_SERVER=${value.slice(0, 20)}: expected "here", or "elsewhere" to start servers on their own`,
    );
  return value === 'here';
}

export function readSettings(): Settings {
  return {
    databaseUrl: text('DATABASE_URL'),
    host: (text('YUANLU_HOST') ?? '127.0.0.1').replace(/^\[(.*)\]$/, '$1'),
    demo: demo(),
    withServer: withServer(),
    apiPort: port('YUANLU_API_PORT', 8420),
    publicUrl: publicUrl(),
    trustProxy: trustProxy(),
    terminalPort: port('YUANLU_TERMINAL_PORT', 8583),
    networkPort: port('YUANLU_NETWORK_PORT', 8584),
    networkControlPort: port('YUANLU_NETWORK_CONTROL_PORT', 8585),
    tls: tlsFiles(),
    networkTls: networkTls(),
    pkcs11: pkcs11Settings(),
    logLevel: logLevel(),
    clearingPollMs: milliseconds('YUANLU_CLEARING_POLL_MS', 10_000),
    limits: limits(),
  };
}
