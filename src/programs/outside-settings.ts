/** Who outside is asked about cardholders: a centre that brings texts to telephones, a provider that compares faces. */
import { readFile } from 'node:fs/promises';
import { createFaceProvider } from '#adapters/face-check';
import { SmppLine } from '#adapters/sms';
import type { Clock, FacePort, SmsPort } from '#engine';
import { SettingError } from './settings.ts';

const text = (name: string): string | null => {
  const value = process.env[name];
  return value === undefined || value === '' ? null : value;
};

/** All of them, or null where none is set. */
function together<K extends string>(names: readonly K[]): Readonly<Record<K, string>> | null {
  const given = names.map((name) => [name, text(name)] as const);
  if (given.every(([, value]) => value === null)) return null;
  const missing = given.find(([, value]) => value === null)?.[0];
  if (missing !== undefined)
    throw new SettingError(`Cannot use ${names.filter((name) => text(name)).join(', ')}: set ${missing} too`);
  return Object.fromEntries(given) as Record<K, string>;
}

async function secretIn(name: string, file: string): Promise<string> {
  const content = await readFile(file, 'utf8').catch(() => null);
  const secret = content?.trim() ?? '';
  if (secret === '') throw new SettingError(`Cannot use ${name}: the file cannot be read, or is empty`);
  return secret;
}

function portOf(name: string, fallback: number): number {
  const value = text(name) ?? String(fallback);
  const port = /^\d{1,5}$/.test(value) ? Number(value) : 0;
  if (port < 1 || port > 65_535)
    throw new SettingError(
      `Cannot use ${name}=${value.slice(0, 20)}: expected a port number from 1 to 65535`,
    );
  return port;
}

async function smppTls(): Promise<{ readonly ca?: string } | null> {
  const value = text('YUANLU_SMPP_TLS') ?? 'on';
  if (value !== 'on' && value !== 'off')
    throw new SettingError(
      `Cannot use YUANLU_SMPP_TLS=${value.slice(0, 20)}: expected "on", or "off" for a line of your own`,
    );
  if (value === 'off') return null;
  const ca = text('YUANLU_SMPP_CA');
  return ca === null ? {} : { ca: await secretIn('YUANLU_SMPP_CA', ca) };
}

/** Texts of SMPP hold these in fields of fixed length. */
const SYSTEM_ID_MAX = 15;
const PASSWORD_MAX = 8;
const SENDER = /^(?:\d{1,20}|[A-Za-z0-9 ]{1,11})$/;

/** A line to the centre, opened by `start`; null: texts stay in the outbox of this machine. */
export async function smsCentre(log: (event: string) => void): Promise<(SmsPort & { start(): void }) | null> {
  const set = together([
    'YUANLU_SMPP_HOST',
    'YUANLU_SMPP_SYSTEM_ID',
    'YUANLU_SMPP_PASSWORD_FILE',
    'YUANLU_SMPP_SENDER',
  ]);
  if (set === null) return null;
  const systemId = set.YUANLU_SMPP_SYSTEM_ID;
  const sender = set.YUANLU_SMPP_SENDER;
  const password = await secretIn('YUANLU_SMPP_PASSWORD_FILE', set.YUANLU_SMPP_PASSWORD_FILE);
  if (systemId.length > SYSTEM_ID_MAX || password.length > PASSWORD_MAX)
    throw new SettingError(
      `Cannot use YUANLU_SMPP_SYSTEM_ID or its password: SMPP 3.4 takes ${SYSTEM_ID_MAX} and ${PASSWORD_MAX} ` +
        'characters',
    );
  if (!SENDER.test(sender))
    throw new SettingError(
      'Cannot use YUANLU_SMPP_SENDER: expected up to 20 digits, or up to 11 letters and digits',
    );
  const tls = await smppTls();
  const port = portOf('YUANLU_SMPP_PORT', tls === null ? 2775 : 3550);
  const systemType = text('YUANLU_SMPP_SYSTEM_TYPE') ?? '';
  const host = set.YUANLU_SMPP_HOST;
  return new SmppLine({ host, port, tls, systemId, password, systemType, sender, log });
}

/** Null: no faces are compared, and staff check who somebody is. */
export async function faceProvider(clock: Clock): Promise<FacePort | null> {
  const set = together(['YUANLU_FACE_URL', 'YUANLU_FACE_NAME', 'YUANLU_FACE_KEY_FILE']);
  if (set === null) return null;
  const hex = await secretIn('YUANLU_FACE_KEY_FILE', set.YUANLU_FACE_KEY_FILE);
  if (!/^(?:[0-9a-fA-F]{2}){32,}$/.test(hex))
    throw new SettingError('Cannot use YUANLU_FACE_KEY_FILE: expected 64 hexadecimal characters or more');
  const key = new Uint8Array(Buffer.from(hex, 'hex'));
  return createFaceProvider({ url: set.YUANLU_FACE_URL, name: set.YUANLU_FACE_NAME, key, clock });
}
