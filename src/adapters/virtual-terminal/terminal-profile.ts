import { constants, type FileHandle, open } from 'node:fs/promises';

const FILE_BYTES_MAX = 16 * 1024;
const GROUP_AND_OTHERS = 0o077;
/** Id 60, network 0003, no source address. */
const DEFAULT_TPDU = '6000030000';
/** Card payment, software 31, normal operation. */
const DEFAULT_HEADER = '603100000000';

/** The profile file cannot be used. The text names file, entry and the way out, never the key. */
export class TerminalProfileError extends Error {
  override readonly name = 'TerminalProfileError';
}

export interface TerminalTls {
  /** PEM files; without `caFile` the system's authorities count. */
  readonly caFile?: string | undefined;
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
  /** Name to check in the certificate, where it is not the host. */
  readonly serverName?: string | undefined;
}

export interface TerminalAddress {
  readonly host: string;
  readonly port: number;
}

/** 003 double length, 004 with a track key, 005 and 006 SM4; 001 only where a host still takes it. */
export type SignInCode = '001' | '003' | '004' | '005' | '006';

const OTHERS_MAX = 7;

/** What a technician loads into a terminal before its first sign-in. */
export interface TerminalProfile {
  /** F42, up to 15 characters. */
  readonly merchantId: string;
  /** F41, up to 8 characters. */
  readonly terminalId: string;
  /** Printed on slips. */
  readonly merchantName: string | null;
  /** Terminal master key, 16 or 32 hexadecimal characters. Clear, therefore the file's mode is 0600. */
  readonly masterKeyHex: string;
  /** Ten digits: id, destination, source. */
  readonly tpdu: string;
  /** Twelve digits. */
  readonly header: string;
  readonly host: string;
  readonly port: number;
  /** Further addresses of the same host, tried in this order when the one in use does not answer. */
  readonly others?: readonly TerminalAddress[];
  readonly tls: TerminalTls | null;
  /** 60.3 of the sign-in; says how wide the key slots of its answer are. */
  readonly signInCode: SignInCode;
}

/**
 * Reads `{ merchantId, terminalId, masterKeyHex, host, port }` and, where given, `tpdu`, `header`,
 * `merchantName`, `others` (a list of `{ host, port }`), `signInCode` (`001`, `003` to `006`; default `003`) and
 * `tls` (`true`, or an object with
 * `caFile`, `certFile`, `keyFile`, `serverName`).
 *
 * @throws TerminalProfileError when the file is absent, open to others, or an entry is wrong.
 */
export async function loadTerminalProfile(path: string): Promise<TerminalProfile> {
  const text = await readPrivateFile(path);
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new TerminalProfileError(`Cannot load the terminal profile ${path}: it is not JSON`);
  }
  return parseProfile(path, content);
}

function parseProfile(path: string, content: unknown): TerminalProfile {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new TerminalProfileError(`Cannot load the terminal profile ${path}: expected one JSON object`);
  }
  const entries: Record<string, unknown> = { ...content };
  const text = (name: string, pattern: RegExp, wanted: string, fallback?: string): string => {
    const value = entries[name] ?? fallback;
    if (typeof value === 'string' && pattern.test(value)) return value;
    const found = value === undefined ? 'nothing' : describeWrong(value);
    throw new TerminalProfileError(
      `Cannot load the terminal profile ${path}: ${name} is ${found}, expected ${wanted}`,
    );
  };
  const { port, merchantName } = entries;
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new TerminalProfileError(
      `Cannot load the terminal profile ${path}: port is ${describeWrong(port)}, expected 1 to 65535`,
    );
  }
  return {
    merchantId: text('merchantId', /^[\x21-\x7e]{1,15}$/, '1 to 15 printable characters'),
    terminalId: text('terminalId', /^[\x21-\x7e]{1,8}$/, '1 to 8 printable characters'),
    merchantName:
      merchantName === undefined || merchantName === null
        ? null
        : text('merchantName', /^.{1,60}$/u, '1 to 60 characters'),
    masterKeyHex: text(
      'masterKeyHex',
      /^([0-9A-Fa-f]{16}|[0-9A-Fa-f]{32})$/,
      '16 or 32 hexadecimal characters',
    ),
    tpdu: text('tpdu', /^\d{10}$/, '10 digits: id, destination, source', DEFAULT_TPDU),
    header: text('header', /^\d{12}$/, '12 digits', DEFAULT_HEADER),
    host: text('host', /^[^\s/]{1,253}$/, 'a host name or address'),
    port,
    ...parseOthers(path, entries.others),
    tls: parseTls(path, entries.tls),
    signInCode: text(
      'signInCode',
      /^00[13456]$/,
      '001, 003, 004, 005 or 006',
      '003',
    ) as TerminalProfile['signInCode'],
  };
}

function parseOthers(path: string, value: unknown): Pick<TerminalProfile, 'others'> {
  if (value === undefined || value === null) return {};
  const isAddress = (each: unknown): each is TerminalAddress => {
    if (typeof each !== 'object' || each === null) return false;
    const { host, port } = each as Record<string, unknown>;
    const known = typeof host === 'string' && /^[^\s/]{1,253}$/.test(host);
    return known && typeof port === 'number' && Number.isInteger(port) && port >= 1 && port <= 65_535;
  };
  if (Array.isArray(value) && value.length <= OTHERS_MAX && value.every(isAddress))
    return { others: value.map(({ host, port }) => ({ host, port })) };
  throw new TerminalProfileError(
    `Cannot load the terminal profile ${path}: others is ${describeWrong(value)}, expected a list of at most ` +
      `${OTHERS_MAX} addresses such as { "host": "10.0.0.6", "port": 8583 }`,
  );
}

function parseTls(path: string, value: unknown): TerminalTls | null {
  if (value === undefined || value === null || value === false) return null;
  if (value === true) return {};
  if (typeof value !== 'object') {
    throw new TerminalProfileError(
      `Cannot load the terminal profile ${path}: tls is ${describeWrong(value)}, expected true or an object`,
    );
  }
  const tls: Record<string, string> = {};
  for (const [name, part] of Object.entries(value)) {
    const known = ['caFile', 'certFile', 'keyFile', 'serverName'].includes(name);
    if (!known || typeof part !== 'string' || part === '') {
      throw new TerminalProfileError(
        `Cannot load the terminal profile ${path}: tls.${name} is ${describeWrong(part)}, ` +
          'expected caFile, certFile, keyFile or serverName with a text',
      );
    }
    tls[name] = part;
  }
  return tls;
}

/** Says what kind of thing was found; a wrong entry may still be a key. */
function describeWrong(value: unknown): string {
  if (typeof value === 'string') return `a text of ${value.length} characters`;
  return typeof value === 'number' ? String(value) : value === null ? 'null' : `of type ${typeof value}`;
}

async function readPrivateFile(path: string): Promise<string> {
  let file: FileHandle;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    const hint = code === 'ENOENT' ? 'it does not exist; start the platform once to get one' : code;
    throw new TerminalProfileError(`Cannot load the terminal profile ${path}: ${hint}`);
  }
  try {
    const status = await file.stat();
    if (!status.isFile() || status.size > FILE_BYTES_MAX) {
      throw new TerminalProfileError(
        `Cannot load the terminal profile ${path}: expected a file of at most ${FILE_BYTES_MAX} bytes`,
      );
    }
    if ((status.mode & GROUP_AND_OTHERS) !== 0) {
      const mode = (status.mode & 0o777).toString(8).padStart(4, '0');
      throw new TerminalProfileError(
        `Cannot load the terminal profile ${path}: it holds a master key and has mode ${mode}, ` +
          `which lets other users at it. Run: chmod 600 '${path}'`,
      );
    }
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}
