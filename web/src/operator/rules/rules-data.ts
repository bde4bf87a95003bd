/** The rules, their editions and what is proposed, as the server tells them. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useSession } from '../../app/session.tsx';
import { api, withQuery } from '../../shared/api.ts';
import type { Words } from '../../shared/words.ts';

export type Value = string | number | boolean;
export const LAYERS = ['platform', 'channel', 'institution', 'issuer', 'merchant'] as const;
export type Layer = (typeof LAYERS)[number];
export type Certainty = 'A' | 'B+' | 'B' | 'C' | 'P';

export interface Parameter extends Words {
  readonly key: string;
  readonly unit: string;
  readonly value: Value;
  readonly certainty: Certainty;
  readonly usually: boolean;
  readonly source: string;
  readonly layer: Layer;
}

interface RuleHead extends Words {
  readonly id: string;
  readonly source: string;
  readonly sourceZh: string | null;
  readonly certainty: Certainty;
  readonly from: string | null;
  readonly until: string | null;
  readonly channels: readonly string[] | null;
}

export interface Rule extends RuleHead {
  readonly parameters: readonly Parameter[];
}

export interface LayerValue {
  readonly layer: Layer;
  readonly owner: string;
  readonly from: string | null;
  readonly until: string | null;
  readonly here: boolean;
  readonly value: Value;
  readonly certainty: Certainty;
  readonly source: string;
  readonly won: boolean;
}

export interface RuleDetail extends RuleHead {
  readonly inForce: boolean;
  readonly versions: readonly RuleHead[];
  readonly parameters: readonly (Parameter & { readonly layers: readonly LayerValue[] })[];
}

export interface Change {
  readonly kind: 'rule' | 'value' | 'narrowing' | 'off' | 'calendar';
  readonly rule: string | null;
  readonly parameter: string | null;
  readonly layer: Layer;
  readonly owner: string;
  readonly from: string | null;
  readonly before: Value | null;
  readonly after: Value | null;
  readonly members: readonly string[];
}

export interface Told {
  readonly verdict: 'YES' | 'NO' | 'NOT_YET' | 'YES_WITH_REVIEW';
  readonly route: string | null;
  readonly reason: string | null;
  readonly amount: number | null;
  readonly feeReturned: number | null;
  readonly feeKept: number | null;
  readonly arrivalFrom: number | null;
  readonly arrivalTo: number | null;
  readonly approval: string | null;
  readonly deadline: string | null;
  readonly opensAt: string | null;
  readonly nextRoute: string | null;
}
export type Member = keyof Told;
/** In the order in which they matter. */
export const MEMBERS: readonly Member[] = [
  ...(['verdict', 'route', 'reason', 'amount', 'deadline', 'opensAt', 'approval', 'feeReturned'] as const),
  ...(['feeKept', 'arrivalFrom', 'arrivalTo', 'nextRoute'] as const),
];

export interface Difference {
  readonly payment: string;
  readonly paymentAmount: number;
  readonly asker: 'merchant' | 'payer';
  readonly before: Told;
  readonly after: Told;
  readonly changed: readonly Member[];
}

export interface Findings {
  readonly examined: number;
  readonly changed: number;
  readonly members: Readonly<Record<string, number>>;
  readonly items: readonly Difference[];
  readonly at: string;
}

export interface Trial extends Findings {
  readonly id: string;
  readonly state: 'waiting' | 'running' | 'done' | 'stopped' | 'failed';
  readonly base: number;
  readonly inForce: number;
  readonly restores: number | null;
  readonly effective: string;
  readonly startedBy: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly total: number | null;
  readonly changes: readonly Change[];
  readonly files: readonly string[];
}
export const isUnderWay = ({ state }: Trial): boolean => state === 'waiting' || state === 'running';

export interface Proposal {
  readonly id: string;
  readonly base: number;
  readonly restores: number | null;
  readonly state: 'open' | 'published' | 'rejected' | 'withdrawn';
  readonly outdated: boolean;
  readonly own: boolean;
  readonly effective: string;
  readonly reason: string;
  readonly changes: readonly Change[];
  readonly trial: Findings;
  readonly proposedBy: string;
  readonly proposedAt: string;
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
  readonly decisionReason: string | null;
}

export interface Edition {
  readonly no: number;
  readonly state: 'in-force' | 'waiting' | 'over';
  readonly effective: string | null;
  readonly publishedAt: string | null;
  readonly proposal: Proposal | null;
}

export interface RuleFile {
  readonly name: string;
  readonly content: string;
  readonly published: boolean;
  readonly overtaken: boolean;
}
export interface RuleFiles {
  readonly edition: number;
  readonly items: readonly RuleFile[];
}

interface Listed<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

const RULES = '/v1/operator/rules';
const key = (...parts: unknown[]) => ['rules', ...parts];

export const useRules = () =>
  useQuery({
    queryKey: key('list'),
    queryFn: () => api.get<Listed<Rule>>('/v1/rules'),
    select: ({ items }) => items,
  });

export const useRule = (id: string) =>
  useQuery({
    queryKey: key('rule', id),
    queryFn: () => api.get<RuleDetail>(`/v1/rules/${encodeURIComponent(id)}`),
  });

export const useEditions = () =>
  useQuery({
    queryKey: key('editions'),
    queryFn: () => api.get<Listed<Edition>>(`${RULES}/editions?limit=50`),
    select: ({ items }) => items,
  });

export const useEdition = (no: number) =>
  useQuery({
    queryKey: key('edition', no),
    queryFn: () => api.get<Edition>(`${RULES}/editions/${no}`),
  });

export const useFiles = (edition: number | null) =>
  useQuery({
    queryKey: key('files', edition),
    queryFn: () => api.get<RuleFiles>(withQuery(`${RULES}/files`, { edition })),
    enabled: edition === null || edition >= 0,
  });

export const useProposals = () =>
  useQuery({
    queryKey: key('proposals'),
    queryFn: () => api.get<Listed<Proposal>>(`${RULES}/proposals?limit=50`),
    select: ({ items }) => items,
    refetchInterval: 15_000,
  });

export const useProposal = (id: string) =>
  useQuery({
    queryKey: key('proposal', id),
    queryFn: () => api.get<Proposal>(`${RULES}/proposals/${encodeURIComponent(id)}`),
    refetchInterval: 15_000,
  });

export const useTrials = () =>
  useQuery({
    queryKey: key('trials'),
    queryFn: () => api.get<Listed<Trial>>(`${RULES}/trials`),
    select: ({ items }) => items,
    refetchInterval: 5_000,
  });

const TRIAL_EVERY_MS = 700;
export const useTrial = (id: string) =>
  useQuery({
    queryKey: key('trial', id),
    queryFn: () => api.get<Trial>(`${RULES}/trials/${encodeURIComponent(id)}`),
    refetchInterval: ({ state: { data } }) =>
      data !== undefined && isUnderWay(data) ? TRIAL_EVERY_MS : false,
  });

export interface DraftOrder {
  readonly parameter: string;
  readonly layer: Layer;
  readonly owner: string;
  readonly from: string;
  readonly value: Value;
  readonly certainty: Certainty;
  readonly source: string;
}
export interface Draft {
  readonly base: number;
  readonly files: readonly { readonly name: string; readonly content: string }[];
  readonly changes: readonly Change[];
}
export const draft = (order: DraftOrder) => api.post<Draft>(`${RULES}/draft`, order);

export interface TrialOrder {
  readonly files?: readonly { readonly name: string; readonly content: string }[];
  readonly restores?: number;
  readonly effective?: string;
}
export const startTrial = (order: TrialOrder) => api.post<Trial>(`${RULES}/trials`, order);
export const stopTrial = (id: string) => api.post<Trial>(`${RULES}/trials/${id}/stop`, {});
export const propose = (trial: string, reason: string) =>
  api.post<Proposal>(`${RULES}/proposals`, { trial, reason });
export const decide = (id: string, approve: boolean, reason: string) =>
  api.post<Proposal>(`${RULES}/proposals/${id}/decision`, {
    approve,
    ...(reason === '' ? {} : { reason }),
  });
export const withdraw = (id: string) => api.post<Proposal>(`${RULES}/proposals/${id}/withdraw`, {});

/** After something was published or decided: all of it is read anew. */
export function useForgetRules(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['rules'] });
}

/** May the one who is signed in change rules, or publish what somebody else changed? */
export function useMay(permission: string): boolean {
  const { data } = useSession();
  return data?.signedIn === true && data.can.includes(permission);
}
