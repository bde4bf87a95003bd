/** What the payer's door takes and tells. No login: a code, four typed details, or a key that opens one request. */
import type { RequestState } from '#domain/request';
import { ApiProblem, api, NoAnswer } from '../shared/api.ts';
import type { Words } from '../shared/words.ts';
import type { RequestKey } from './given.ts';

export interface Typed {
  readonly reference: string;
  readonly date: string;
  /** Whole fen. */
  readonly amount: number;
  readonly last4: string;
}
export type Named = { readonly code: string } | Typed;

export const PURPOSES = [
  'customer-request',
  'wrong-amount',
  'duplicate',
  'goods-returned',
  'goods-defective',
  'not-delivered',
  'unauthorised',
  'other',
] as const;
export type Purpose = (typeof PURPOSES)[number];

export interface Coded extends Words {
  readonly code: string;
}
export interface Rule extends Words {
  readonly id: string;
  readonly source: Words;
  readonly certainty: 'A' | 'B+' | 'B' | 'C' | 'P';
  readonly usually: boolean;
  readonly held: boolean;
}
export type RouteName = 'CLOSE' | 'REVERSAL' | 'VOID' | 'REFUND' | 'DISPUTE';
export interface Answer {
  readonly verdict: 'YES' | 'NO' | 'NOT_YET' | 'YES_WITH_REVIEW';
  readonly sentence: Words;
  readonly route: RouteName | null;
  readonly amount: number | null;
  readonly payerAmount: number | null;
  readonly payerFee: number | null;
  readonly destination: (Words & { readonly masked: string }) | null;
  readonly arrival: { readonly words: Words; readonly usually: boolean } | null;
  readonly evidence: {
    readonly items: readonly Coded[];
    readonly approval: 'none' | 'merchant' | 'supervisor' | 'review';
    readonly approvals: readonly { readonly by: string; readonly reason: Coded }[];
  } | null;
  readonly deadline: {
    readonly at: string;
    readonly usually: boolean;
    readonly thenRoute: RouteName | null;
  } | null;
  readonly opensAt: string | null;
  readonly reason: Coded | null;
  readonly next: {
    readonly route: RouteName;
    readonly at: 'here' | 'issuer' | 'institution';
    readonly opensAt: string | null;
    readonly until: string | null;
    readonly amount: number | null;
    readonly words: Words;
  } | null;
  readonly entitlement: { readonly until: string | null; readonly merchantDue: string | null } | null;
  readonly advice: readonly Coded[];
  readonly aftercare: readonly Coded[];
  readonly rules: readonly Rule[];
}

export interface LookedUp {
  readonly merchant: Words;
  readonly amount: number;
  readonly at: string;
  readonly card: string;
  readonly payment: {
    readonly state: string;
    readonly stateWords: Words;
    readonly nextCheckAt: string | null;
  };
  readonly answer: Answer;
  readonly requested: boolean;
  readonly request: {
    readonly state: string;
    readonly stateWords: Words;
    readonly dueAt: string | null;
  } | null;
  readonly wayBack: { readonly movement: string; readonly sentence: Words; readonly tracking: string } | null;
}

export const REQUEST_ENDS = ['finished', 'refused', 'withdrawn', 'expired', 'overtaken', 'failed'] as const;
export type { RequestState };

export interface PayerRequest {
  readonly id: string;
  readonly merchant: Words;
  readonly state: RequestState;
  readonly stateWords: Words;
  readonly amount: number | null;
  readonly reason: string;
  readonly purpose: Coded | null;
  readonly contact: { readonly phone: string | null; readonly email: string | null };
  readonly papersWanted: readonly (Coded & { readonly received: boolean })[];
  readonly papers: readonly {
    readonly kind: string;
    readonly size: number;
    readonly item: Coded;
    readonly at: string;
  }[];
  readonly canWithdraw: boolean;
  readonly approval: 'none' | 'supervisor' | 'review';
  readonly why: readonly Rule[];
  readonly refusal: { readonly stageWords: Words; readonly why: string } | null;
  readonly outcome: Coded | null;
  readonly dueAt: string | null;
  readonly arrival: 'confirmed' | 'not-confirmed' | null;
  readonly askedAt: string;
  readonly endedAt: string | null;
  readonly tracking: string | null;
}

export interface Wish {
  readonly purpose: Purpose;
  readonly reason: string;
  readonly language: 'zh' | 'en';
  readonly whenOpen: boolean;
  readonly phone?: string;
  readonly email?: string;
}

const REQUESTS = '/v1/public/requests';
const addressOf = ({ id }: RequestKey): string => `${REQUESTS}/${encodeURIComponent(id)}`;

export const lookUp = (named: Named, purpose: Purpose | null, signal?: AbortSignal): Promise<LookedUp> =>
  api.post(
    `${REQUESTS}/lookup`,
    { ...named, ...(purpose === null ? {} : { purpose }) },
    signal === undefined ? {} : { signal },
  );

export const askFor = (
  named: Named,
  wish: Wish,
  key: string,
): Promise<{ readonly request: PayerRequest; readonly token: string | null }> =>
  api.post(REQUESTS, { ...named, ...wish }, { key });

export const readRequest = (key: RequestKey, signal?: AbortSignal): Promise<PayerRequest> =>
  api.get(addressOf(key), { token: key.token, ...(signal === undefined ? {} : { signal }) });

export const moveRequest = (key: RequestKey, move: 'withdraw' | 'confirm-arrival'): Promise<PayerRequest> =>
  api.post(`${addressOf(key)}/${move}`, undefined, { token: key.token });

const UPLOAD_MAX_MS = 120_000;

/** Hands in a paper. The browser's older way of asking, for it alone tells how much has left. */
export function handIn(
  key: RequestKey,
  item: string,
  file: Blob,
  progress: (part: number) => void,
): Promise<PayerRequest> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open('POST', `${addressOf(key)}/evidence?item=${encodeURIComponent(item)}`);
    call.timeout = UPLOAD_MAX_MS;
    call.setRequestHeader('authorization', `Bearer ${key.token}`);
    call.setRequestHeader('content-type', 'application/octet-stream');
    call.upload.onprogress = ({ loaded, total }) => progress(total === 0 ? 0 : loaded / total);
    const lost = (): void => reject(new NoAnswer('upload'));
    call.onerror = lost;
    call.ontimeout = lost;
    call.onload = () => {
      let body: unknown = null;
      try {
        body = JSON.parse(call.responseText);
      } catch {
        // A proxy answered in its own words: the status is all there is.
      }
      if (call.status >= 200 && call.status < 300) return resolve(body as PayerRequest);
      const wait = Number(call.getResponseHeader('retry-after') ?? Number.NaN);
      reject(
        new ApiProblem(
          call.status,
          (body ?? {}) as ConstructorParameters<typeof ApiProblem>[1],
          Number.isNaN(wait) ? null : wait,
        ),
      );
    };
    call.send(file);
  });
}
