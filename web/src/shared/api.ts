/** The one way to the server: JSON both ways, errors as problems (RFC 9457), a header against forged requests. */
import { languageNow } from '../app/i18n.ts';
import { isAttended } from './touch.ts';

interface ProblemBody {
  readonly code?: string;
  readonly title?: string;
  readonly titleZh?: string;
  readonly detail?: string;
  readonly detailZh?: string;
  readonly retry?: string;
  readonly requestId?: string;
  readonly errors?: readonly { readonly in: string; readonly pointer: string; readonly detail: string }[];
  readonly [member: string]: unknown;
}

/** The server answered, and refused. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  /** Of the catalogue of outcomes; empty when the answer was none of this server's. */
  readonly code: string;
  readonly body: ProblemBody;
  /** How long the server asks to wait; `null` when it does not say. */
  readonly waitSeconds: number | null;

  constructor(status: number, body: ProblemBody, waitSeconds: number | null) {
    super(body.title ?? `HTTP ${status}`);
    this.status = status;
    this.code = body.code ?? '';
    this.body = body;
    this.waitSeconds = waitSeconds;
  }
}

/** No answer arrived: whether the server did what was asked is not known. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

export const isProblem = (error: unknown): error is ApiProblem => error instanceof ApiProblem;
export const isNoAnswer = (error: unknown): error is NoAnswer => error instanceof NoAnswer;

let csrf: string | null = null;
export const setCsrf = (value: string | null): void => {
  csrf = value;
};

/** Asks who is there, once more; false: nobody proved it. */
type Prover = () => Promise<boolean>;
let prover: Prover | null = null;
/** Of the frame: an act that wants a fresh proof asks for it and is then sent again, on whichever page it is. */
export const setProver = (value: Prover | null): void => {
  prover = value;
};
let onEnded: () => void = () => {};
/** Of the frame: the server says that a sign-in of which the pages still know has ended. */
export const setOnEnded = (value: () => void): void => {
  onEnded = value;
};

/** How far the server's clock is ahead of this device's: countdowns end when the server's does. */
let aheadMs = 0;
const CLOCK_GRAIN_MS = 2_000;
export const serverNowMs = (): number => Date.now() + aheadMs;

function readClock(response: Response): void {
  const told = Date.parse(response.headers.get('date') ?? '');
  if (Number.isNaN(told)) return;
  const difference = told - Date.now();
  aheadMs = Math.abs(difference) < CLOCK_GRAIN_MS ? 0 : difference;
}

const KEY_BYTES = 16;
/** A name for one intent: repeated with it, the server does the thing once. Works without TLS too. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Idempotency-Key. */
  readonly key?: string;
  /** Bearer token of a page that has one of its own, for example a payer's request. */
  readonly token?: string;
  /** Asked by the page itself, without its person: it keeps nobody signed in. A page left alone reads all so. */
  readonly quiet?: boolean;
  /** Of another session than the staff's: its own header against forged requests, and its own proofs. */
  readonly csrf?: string | null;
}

const WAIT_MAX_MS = 40_000;

async function call<T>(method: string, path: string, body: unknown, options: CallOptions): Promise<T> {
  const { signal, key, token, quiet = method === 'GET' && !isAttended() } = options;
  const ofStaff = options.csrf === undefined;
  const guard = options.csrf === undefined ? csrf : options.csrf;
  const late = AbortSignal.timeout(WAIT_MAX_MS);
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: {
        accept: 'application/json, application/problem+json',
        'accept-language': languageNow(),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(method === 'GET' || guard === null ? {} : { 'x-csrf-token': guard }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        ...(quiet ? { 'x-quiet': '1' } : {}),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      credentials: 'same-origin',
      signal: signal === undefined ? late : AbortSignal.any([signal, late]),
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new NoAnswer(String(error));
  }
  readClock(response);
  const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
  const parsed: unknown = isJson ? await response.json().catch(() => null) : null;
  if (response.ok) return parsed as T;
  const wait = Number(response.headers.get('retry-after') ?? Number.NaN);
  const problem = new ApiProblem(
    response.status,
    (parsed ?? {}) as ProblemBody,
    Number.isNaN(wait) ? null : wait,
  );
  if (ofStaff && problem.code === 'proof-needed' && prover !== null && (await prover()))
    return call<T>(method, path, body, options);
  if (problem.code === 'not-signed-in' && csrf !== null && ofStaff && token === undefined) onEnded();
  throw problem;
}

export const api = {
  get: <T>(path: string, options: CallOptions = {}) => call<T>('GET', path, undefined, options),
  post: <T>(path: string, body: unknown, options: CallOptions = {}) => call<T>('POST', path, body, options),
  put: <T>(path: string, body: unknown, options: CallOptions = {}) => call<T>('PUT', path, body, options),
  patch: <T>(path: string, body: unknown, options: CallOptions = {}) => call<T>('PATCH', path, body, options),
  delete: <T>(path: string, options: CallOptions = {}) => call<T>('DELETE', path, undefined, options),
};

/** `/v1/payments` and what is set of `query`. */
export function withQuery(
  path: string,
  query: Readonly<Record<string, string | number | boolean | null | undefined>>,
): string {
  const set = Object.entries(query).filter(
    ([, value]) => value !== null && value !== undefined && value !== '',
  );
  const text = new URLSearchParams(set.map(([name, value]) => [name, String(value)])).toString();
  return text === '' ? path : `${path}?${text}`;
}
