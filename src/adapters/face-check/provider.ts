/** A provider of face comparison that speaks our protocol: asked over HTTPS, answers by a signed call. */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Clock, FacePort, FaceQuestion } from '#engine';
import { isSigned, resultLine, signatureOf } from './signing.ts';

const ANSWER_MS = 10_000;
const ANSWER_BYTES_MAX = 16 * 1024;
const KEY_BYTES_MIN = 32;

/** The provider did not take the question, or not in our words. The text holds nothing of the person. */
export class FaceProviderError extends Error {
  override readonly name = 'FaceProviderError';
}

export interface FaceProviderOptions {
  /** Where it is asked, for example `https://face.example/yuanlu`. */
  readonly url: string;
  /** How people know it. */
  readonly name: string;
  readonly key: Uint8Array;
  readonly clock: Clock;
  readonly answerMs?: number;
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Names and numbers of people leave over TLS alone; a provider on this machine is for tests. */
function addressOf(url: string): URL {
  const found = URL.canParse(url) ? new URL(url) : null;
  const safe = found?.protocol === 'https:' || (found?.protocol === 'http:' && LOOPBACK.test(found.hostname));
  if (found === null || !safe || found.search !== '' || found.hash !== '')
    throw new FaceProviderError('The address of a face provider must be https and without a query');
  found.pathname = `${found.pathname.replace(/\/+$/, '')}/v1/checks`;
  return found;
}

function post(url: URL, body: string, headers: Record<string, string>, withinMs: number): Promise<string> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(withinMs);
    const length = String(Buffer.byteLength(body));
    const request = send(url, {
      method: 'POST',
      signal,
      headers: { ...headers, 'content-type': 'application/json', 'content-length': length },
    });
    request.on('error', () => reject(new FaceProviderError('the provider did not answer')));
    request.on('response', (response) => {
      const parts: Buffer[] = [];
      let size = 0;
      response.on('data', (part: Buffer) => {
        size += part.length;
        if (size <= ANSWER_BYTES_MAX) return void parts.push(part);
        response.destroy();
        reject(new FaceProviderError('the provider answered too much'));
      });
      response.on('error', () => reject(new FaceProviderError('the provider did not answer')));
      response.on('end', () => {
        if (response.statusCode === 201) resolve(Buffer.concat(parts).toString('utf8'));
        else reject(new FaceProviderError(`the provider answered ${response.statusCode ?? 'nothing'}`));
      });
    });
    request.end(body);
  });
}

/** The page to which the holder is sent must be the provider's own. */
function pageOf(answer: string, provider: URL): string {
  let told: unknown;
  try {
    told = JSON.parse(answer);
  } catch {
    throw new FaceProviderError('the provider answered no JSON');
  }
  const url = typeof told === 'object' && told !== null ? (told as { url?: unknown }).url : undefined;
  const page = typeof url === 'string' && URL.canParse(url) ? new URL(url) : null;
  if (page === null || page.origin !== provider.origin)
    throw new FaceProviderError('the provider named a page that is not its own');
  return page.href;
}

export function createFaceProvider(options: FaceProviderOptions): FacePort {
  const { name, key, clock, answerMs = ANSWER_MS } = options;
  if (key.length < KEY_BYTES_MIN)
    throw new FaceProviderError(`The key of a face provider must have at least ${KEY_BYTES_MIN} bytes`);
  const url = addressOf(options.url);
  return {
    provider: name,
    async begin({ checkId, nonce, name: person, idNumber, callbackUrl, untilMs }: FaceQuestion) {
      const question = { checkId, nonce, name: person, idNumber, callbackUrl, untilMs };
      const body = JSON.stringify(question);
      const time = String(clock.nowMs()).padStart(13, '0');
      const signed = { 'x-yuanlu-time': time, 'x-yuanlu-signature': signatureOf(key, time, body) };
      return { url: pageOf(await post(url, body, signed, answerMs), url) };
    },
    isGenuine: (result, signature, nowMs) => isSigned(key, resultLine(result), signature, nowMs),
  };
}
