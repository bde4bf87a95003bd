/** What the cardholder's pages read and ask of the API, as docs/openapi.json tells it. */
import { ApiProblem, api, type CallOptions, isProblem, NoAnswer, withQuery } from '../shared/api.ts';
import type { MovementView, WalletView } from './wallet-shapes.ts';

let csrf: string | null = null;
/** Of the cardholder's session: the staff's, in the same browser, is another. */
export const setHolderCsrf = (value: string | null): void => {
  csrf = value;
};
const own = (options: CallOptions = {}): CallOptions => ({ ...options, csrf });

let onEnded: () => void = () => {};
/** Of the frame: the server says that a sign-in of which the pages still know has ended. */
export const setOnHolderEnded = (value: () => void): void => {
  onEnded = value;
};
async function noticing<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (isProblem(error) && error.code === 'not-signed-in' && csrf !== null) onEnded();
    throw error;
  }
}

const FILE_WAIT_MS = 120_000;

/** What goes up or comes down as a file, and is no JSON. */
async function fileCall(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`/v1/wallet${path}`, {
      ...init,
      credentials: 'same-origin',
      signal: AbortSignal.timeout(FILE_WAIT_MS),
    });
  } catch (error) {
    throw new NoAnswer(String(error));
  }
  if (response.ok) return response;
  const body = (await response.json().catch(() => ({}))) as ConstructorParameters<typeof ApiProblem>[1];
  throw new ApiProblem(response.status, body, null);
}

export const wallet = {
  getFile: (path: string, language: string) =>
    noticing(fileCall(path, { headers: { 'accept-language': language } }).then((found) => found.blob())),
  postFile: (path: string, file: File) =>
    noticing(
      fileCall(path, {
        ...{ method: 'POST', body: file },
        headers: {
          'content-type': 'application/octet-stream',
          ...(csrf === null ? {} : { 'x-csrf-token': csrf }),
        },
      }),
    ),
  get: <T>(path: string, options?: CallOptions) => noticing(api.get<T>(`/v1/wallet${path}`, own(options))),
  post: <T>(path: string, body?: unknown, options?: CallOptions) =>
    noticing(api.post<T>(`/v1/wallet${path}`, body, own(options))),
  put: <T>(path: string, body: unknown, options?: CallOptions) =>
    noticing(api.put<T>(`/v1/wallet${path}`, body, own(options))),
  delete: <T>(path: string, options?: CallOptions) =>
    noticing(api.delete<T>(`/v1/wallet${path}`, own(options))),
};

/** A demonstration's cardholder: shown to everybody, as everybody may use it. */
export interface DemoHolder {
  readonly name: string;
  readonly phone: string;
  readonly password: string;
}
export interface SignedInHolder {
  readonly signedIn: true;
  readonly demo: boolean;
  readonly wallet: string;
  /** Masked. */
  readonly holder: { readonly name: string; readonly phone: string; readonly idNumber: string };
  readonly csrf: string;
  readonly endsAt: string;
}
export type HolderSession =
  | { readonly signedIn: false; readonly demo: boolean; readonly demoHolders?: readonly DemoHolder[] }
  | SignedInHolder;

export const readWallet = (options: CallOptions) => wallet.get<WalletView>('', options);
export interface Movements {
  readonly items: readonly MovementView[];
  readonly next: string | null;
}
export const readMovements = (cursor: string | null, options: CallOptions) =>
  wallet.get<Movements>(withQuery('/movements', { cursor }), options);
export const readMovement = (id: string, options: CallOptions) =>
  wallet.get<MovementView>(`/movements/${encodeURIComponent(id)}`, options);
