/** Where the programs will listen, tried before anything is made: a port that is taken costs no database. */
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertListenAllowed, loadTls } from '#adapters/http-api/tls';
import { SettingError, type Settings } from './settings.ts';

/** Programs of a supervisor that was killed need a moment to end. */
const RELEASED_WITHIN_MS = 2_000;

export interface Place {
  readonly what: string;
  readonly setting: string;
  readonly host: string;
  readonly port: number;
}

/** Reads the certificate, and refuses an address that would be open without one. @throws Error in words. */
export async function checkHost(settings: Settings): Promise<void> {
  const tls =
    settings.tls === null
      ? null
      : await loadTls({ certFile: settings.tls.certFile, keyFile: settings.tls.keyFile }, Date.now());
  assertListenAllowed({ ...settings, tls });
}

/** @throws SettingError naming the first port that cannot be had, and the way out. */
export async function checkPorts(settings: Settings): Promise<void> {
  const { host } = settings;
  const places: readonly Place[] = [
    { what: 'the API', setting: 'YUANLU_API_PORT', host, port: settings.apiPort },
    { what: 'terminals', setting: 'YUANLU_TERMINAL_PORT', host, port: settings.terminalPort },
    { what: 'the network', setting: 'YUANLU_NETWORK_PORT', host: '127.0.0.1', port: settings.networkPort },
    {
      what: 'the control of the network',
      setting: 'YUANLU_NETWORK_CONTROL_PORT',
      host: '127.0.0.1',
      port: settings.networkControlPort,
    },
  ];
  // Servers that were started on their own hold theirs.
  const ours = settings.withServer ? places : places.slice(2);
  for (const [index, place] of ours.entries()) {
    const same = ours.slice(0, index).find(({ port }) => port !== 0 && port === place.port);
    if (same !== undefined) {
      throw new SettingError(
        `Cannot use ${place.setting}=${place.port}: ${same.setting} is the same port. Choose another one, or 0.`,
      );
    }
    await tryPlace(place);
  }
}

async function tryPlace(place: Place): Promise<void> {
  const untilMs = Date.now() + RELEASED_WITHIN_MS;
  for (;;) {
    const error = await listenOnce(place);
    if (error === null) return;
    if (error.code !== 'EADDRINUSE' || Date.now() > untilMs) throw listenTrouble(place, error);
    await sleep(100);
  }
}

function listenOnce({ host, port }: Place): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', resolve);
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)));
  });
}

/** The commonest reasons not to start, with the way out; any other error as it is. */
export function listenTrouble(place: Place, error: unknown): Error {
  const { what, setting, host, port } = place;
  const text = String(error);
  if (text.includes('EADDRINUSE')) {
    return new SettingError(
      `Port ${port} for ${what} is taken by another program. Stop that one, or choose another port: ` +
        `${setting}=0 npm start (0 takes any free one).`,
    );
  }
  if (text.includes('EACCES')) {
    return new SettingError(
      `This user may not listen on port ${port} for ${what}. Choose one above 1023: ` +
        `${setting}=0 npm start (0 takes any free one).`,
    );
  }
  if (/EADDRNOTAVAIL|ENOTFOUND|EAI_AGAIN|EINVAL/.test(text)) {
    return new SettingError(
      `Cannot listen on ${host} for ${what}: it is no address of this machine. Choose one of its own: ` +
        'YUANLU_HOST=127.0.0.1 npm start.',
    );
  }
  return error instanceof Error ? error : new Error(text);
}
