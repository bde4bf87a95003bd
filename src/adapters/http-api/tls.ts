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
 * Off the loopback TLS is required: keys, passwords and masked journeys would cross the network in the clear. The
 * demonstration does not leave the loopback at all, with TLS or without, nor is it published behind a proxy: everybody
 * knows its passwords, and what a proxy passes on may look like a caller of this machine.
 * @throws ListenError
 */
export function assertListenAllowed(options: {
  readonly host: string;
  readonly tls: TlsFiles | null;
  readonly demo: boolean;
  /** The address that others know the server by. */
  readonly publicUrl: string | null;
}): void {
  const { host, tls, demo, publicUrl } = options;
  if (demo && publicUrl !== null && !isLoopback(new URL(publicUrl).hostname))
    throw new ListenError(
      `Cannot serve ${publicUrl.slice(0, 60)} in demo mode: everybody knows the passwords of the demonstration. ` +
        'Start with YUANLU_DEMO=off; "./yuanlu staff add" makes people of your own.',
    );
  if (isLoopback(host)) return;
  const where = host.slice(0, 60);
  if (demo)
    throw new ListenError(
      `Cannot listen on ${where} in demo mode: other machines can reach it, and everybody knows the passwords of ` +
        'the demonstration. Listen on 127.0.0.1 (the default), or start with YUANLU_DEMO=off and a certificate: then ' +
        'nobody of the demonstration can sign in, and "./yuanlu staff add" makes people of your own.',
    );
  if (tls === null)
    throw new ListenError(
      `Cannot listen on ${where} without TLS: other machines can reach it. Name a certificate and its key, or ` +
        'listen on 127.0.0.1 behind a proxy of this machine that ends TLS.',
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
