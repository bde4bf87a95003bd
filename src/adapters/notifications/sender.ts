/** One POST of one message: only what its name resolved to here is called, and no redirect is followed. */
import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { type AddressRules, hostOf, mayCall, urlTrouble } from './address-rules.ts';

export interface SendOptions {
  readonly rules: AddressRules;
  /** From the first look at the name to the last byte of the reply. */
  readonly replyMs: number;
  readonly replyBytesMax: number;
  /** Names to addresses; left out, the system's resolver. */
  readonly resolve?: (host: string) => Promise<readonly LookupAddress[]>;
  /** More authorities to trust, for tests and for closed networks. */
  readonly ca?: string;
}

/** `status` is what the endpoint answered; `error` why there is none, in words that hold nothing of the message. */
export interface Sent {
  readonly status: number | null;
  readonly error: string | null;
}

/** Connections are kept for a while: the address of each was checked when it was made. */
const KEPT = { keepAlive: true, maxFreeSockets: 64, timeout: 10_000 } as const;
const httpAgent = new HttpAgent(KEPT);
const httpsAgent = new HttpsAgent(KEPT);

class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

const bySystem = (host: string): Promise<readonly LookupAddress[]> =>
  new Promise((resolve, reject) => {
    dnsLookup(host, { all: true }, (error, found) => (error === null ? resolve(found) : reject(error)));
  });

/** Every address of the name must be allowed: of a name with one foot inside nothing is called. */
function guardedLookup(options: SendOptions): LookupFunction {
  const resolve = options.resolve ?? bySystem;
  return (host, given, callback) => {
    resolve(host).then(
      (found) => {
        const refused = found.find(({ address }) => !mayCall(address, options.rules));
        if (refused !== undefined || found.length === 0) {
          callback(new AddressRefused('the name leads into a private network'), '', 0);
        } else if (given.all === true) {
          callback(null, [...found]);
        } else {
          callback(null, found[0]!.address, found[0]!.family);
        }
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    );
  };
}

/** Codes of the system and of TLS say enough; a text of a driver could hold the address with its query. */
function errorText(error: unknown, timedOut: boolean): string {
  if (timedOut) return 'no answer in time';
  if (error instanceof AddressRefused) return error.message;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^[A-Z0-9_]{2,60}$/.test(code) ? code : 'the connection failed';
}

/** Takes in what the endpoint says, up to a bound, and throws it away: only the status counts. */
function drain(response: IncomingMessage, bytesMax: number, done: () => void): void {
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > bytesMax) response.destroy();
  });
  response.on('close', done);
  response.on('error', () => {});
}

interface Post {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly signal: AbortSignal;
  readonly options: SendOptions;
}

function post(
  { url, headers, body, signal, options }: Post,
  resolve: (sent: Sent) => void,
  again: () => void,
): void {
  const secure = url.protocol === 'https:';
  const host = hostOf(url);
  const ask = secure ? httpsRequest : httpRequest;
  const request = ask(
    url,
    {
      method: 'POST',
      agent: secure ? httpsAgent : httpAgent,
      signal,
      lookup: guardedLookup(options),
      headers: {
        ...headers,
        'content-type': 'application/json',
        'content-length': body.length,
        'user-agent': 'Yuanlu-Webhooks/1',
        accept: '*/*',
      },
      maxHeaderSize: 16_384,
      ...(secure && isIP(host) === 0 ? { servername: host } : {}),
      ...(secure && options.ca !== undefined ? { ca: options.ca } : {}),
    },
    (response) => {
      const status = response.statusCode ?? null;
      drain(response, options.replyBytesMax, () => resolve({ status, error: null }));
    },
  );
  request.on('error', (error: NodeJS.ErrnoException) => {
    // The other side may close a kept connection just when it is used again: that says nothing of the endpoint.
    if (request.reusedSocket && error.code === 'ECONNRESET' && !signal.aborted) again();
    else resolve({ status: null, error: errorText(error, signal.aborted) });
  });
  request.end(body);
}

/** Never throws: whatever happens is a result. */
export function send(
  target: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  options: SendOptions,
): Promise<Sent> {
  const trouble = urlTrouble(target, options.rules);
  if (trouble !== null) return Promise.resolve({ status: null, error: `the address ${trouble}` });
  const signal = AbortSignal.timeout(options.replyMs);
  const given: Post = { url: new URL(target), headers, body: Buffer.from(body, 'utf8'), signal, options };
  return new Promise((resolve) => {
    const once = (): void => post(given, resolve, once);
    once();
  });
}
