/**
 * TLS for listeners: reading its files with errors that say what to do, and the rule of where it is
 * required.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { BlockList, isIP } from 'node:net';

/** PEM texts. `ca`: whoever presents a client certificate must have it from there. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
}

export class ListenError extends Error {
  override readonly name = 'ListenError';
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/**
 * Is this an address that only the same machine can reach? A name other than `localhost` is not taken for
 * one.
 */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  if (bare === 'localhost') return true;
  const family = isIP(bare);
  return family !== 0 && LOOPBACK.check(bare, family === 4 ? 'ipv4' : 'ipv6');
}

/**
 * Off the loopback TLS is required: keys of merchants and masked journeys would cross the network in the
 * clear. The demo is no exception; it has another way out.
 * @throws ListenError
 */
export function assertListenAllowed(options: {
  readonly host: string;
  readonly tls: TlsFiles | null;
  readonly demo: boolean;
}): void {
  const { host, tls, demo } = options;
  if (tls !== null || isLoopback(host)) return;
  const wayOut = demo
    ? 'Listen on 127.0.0.1 (the default of the demo), or name a certificate and its key'
    : 'Name a certificate and its key, or listen on 127.0.0.1 behind a proxy of this machine that ends TLS';
  throw new ListenError(
    `Cannot listen on ${host.slice(0, 60)} without TLS: other machines can reach it. ${wayOut}.`,
  );
}

async function readPem(path: string, what: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    const why =
      code === 'ENOENT' ? 'there is no such file' : code === 'EACCES' ? 'this user may not read it' : code;
    throw new ListenError(`Cannot read the ${what} ${path}: ${why}.`);
  }
  if (!text.includes('-----BEGIN ')) {
    throw new ListenError(
      `Cannot use the ${what} ${path}: found no PEM text, expected a file with "-----BEGIN …-----".`,
    );
  }
  return text;
}

/**
 * Reads certificate and key (PEM) and checks that they belong together and are in force.
 * @throws ListenError
 */
export async function loadTls(
  files: { readonly certFile: string; readonly keyFile: string; readonly clientCaFile?: string },
  nowMs: number,
): Promise<TlsFiles> {
  const { certFile, keyFile, clientCaFile } = files;
  const [cert, key] = await Promise.all([readPem(certFile, 'certificate'), readPem(keyFile, 'key')]);
  let certificate: X509Certificate;
  let privateKey: ReturnType<typeof createPrivateKey>;
  try {
    certificate = new X509Certificate(cert);
  } catch {
    throw new ListenError(
      `Cannot use the certificate ${certFile}: its PEM text holds no readable X.509 certificate.`,
    );
  }
  try {
    privateKey = createPrivateKey(key);
  } catch {
    throw new ListenError(
      `Cannot use the key ${keyFile}: expected a private key in PEM without a passphrase.`,
    );
  }
  if (!certificate.checkPrivateKey(privateKey)) {
    throw new ListenError(
      `Cannot use the key ${keyFile}: it does not belong to the certificate ${certFile}.`,
    );
  }
  if (Date.parse(certificate.validTo) < nowMs) {
    throw new ListenError(`Cannot use the certificate ${certFile}: it ended on ${certificate.validTo}.`);
  }
  if (Date.parse(certificate.validFrom) > nowMs) {
    throw new ListenError(`Cannot use the certificate ${certFile}: it begins on ${certificate.validFrom}.`);
  }
  const ca = clientCaFile === undefined ? {} : { ca: await readPem(clientCaFile, 'client authority') };
  return { cert, key, ...ca };
}
