/** Tells the virtual terminals where the gateway listens now, and what they need to trust it. */
import { X509Certificate } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { type DataFolder, writePrivateFile } from './data-folder.ts';
import type { Settings } from './settings.ts';

interface TerminalTls {
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly serverName?: string;
}

interface Profile {
  readonly host: string;
  readonly port: number;
  readonly tls?: TerminalTls | boolean | null;
}

/** How clients of this machine reach and trust the listeners. */
export interface Reach {
  /** Address for terminals. */
  readonly host: string;
  /** Name or address for the URL of the API, an IPv6 address in brackets. */
  readonly urlHost: string;
  /** TLS of the terminals; null without. */
  readonly tls: { readonly certificate: X509Certificate; readonly caFile: string | null } | null;
}

const inUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** The certificate decides by which name it is trusted; one that signed itself is its own authority. */
export async function reachOf(settings: Settings): Promise<Reach> {
  const everywhere: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };
  const host = everywhere[settings.host] ?? settings.host;
  if (settings.tls === null) return { host, urlHost: inUrl(host), tls: null };
  const certificate = new X509Certificate(await readFile(settings.tls.certFile));
  const ownAuthority = certificate.checkIssued(certificate);
  const named = isNamed(certificate, host) || certificate.checkHost('localhost') === undefined;
  return {
    host,
    urlHost: named ? inUrl(host) : 'localhost',
    tls: { certificate, caFile: ownAuthority ? resolve(settings.tls.certFile) : null },
  };
}

function isNamed(certificate: X509Certificate, host: string): boolean {
  return (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined;
}

/** A name that the certificate carries, where it does not carry the address. */
function serverNameOf(certificate: X509Certificate, host: string): string | undefined {
  if (isNamed(certificate, host)) return undefined;
  const alternative = /DNS:([^,\s]+)/.exec(certificate.subjectAltName ?? '')?.[1];
  const common = /^CN=(.+)$/m.exec(certificate.subject)?.[1];
  return (alternative ?? common)?.replace(/^\*/, 'terminal');
}

/** A folder without profiles, as a restored one, is left as it is. */
export async function pointTerminals(data: DataFolder, reach: Reach, port: number): Promise<void> {
  const names = await readdir(data.terminals).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for (const name of names.filter((each) => each.endsWith('.json'))) {
    const path = join(data.terminals, name);
    const text = await readFile(path, 'utf8');
    const { tls: before, ...profile } = JSON.parse(text) as Profile;
    const tls = reach.tls === null ? null : await tlsOf(before, reach.tls, reach.host);
    const next = { ...profile, host: reach.host, port, ...(tls === null ? {} : { tls }) };
    const written = `${JSON.stringify(next, null, 2)}\n`;
    if (written !== text) await writePrivateFile(path, written);
  }
}

/** Keeps a certificate of the terminal's own, and an authority that was named by hand and still fits. */
async function tlsOf(
  before: Profile['tls'],
  { certificate, caFile }: NonNullable<Reach['tls']>,
  host: string,
): Promise<TerminalTls | true> {
  const { caFile: given, ...own } = typeof before === 'object' && before !== null ? before : {};
  const keep = given !== undefined && (await issued(given, certificate));
  const authority = keep ? given : caFile;
  const serverName = serverNameOf(certificate, host);
  const { serverName: _old, ...rest } = own;
  const tls = {
    ...(authority === null ? {} : { caFile: authority }),
    ...rest,
    ...(serverName === undefined ? {} : { serverName }),
  };
  return Object.keys(tls).length === 0 ? true : tls;
}

async function issued(caFile: string, certificate: X509Certificate): Promise<boolean> {
  try {
    return certificate.checkIssued(new X509Certificate(await readFile(caFile)));
  } catch {
    return false;
  }
}
