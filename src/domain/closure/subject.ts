/** What a holder may end, and by which way. The same words in the answer, the flow and the API. */

/** The last two are questions alone: can a closing be taken back, and can what is kept be erased? */
export const CLOSURE_ROUTES = [
  'SERVICE_OFF',
  'SERVICE_ON',
  'UNBIND',
  'TOKEN_REMOVE',
  'ACCOUNT_CLOSE',
  'TAKE_BACK',
  'ERASE',
] as const;
export type ClosureRoute = (typeof CLOSURE_ROUTES)[number];

export const CLOSURE_SUBJECTS = ['service', 'binding', 'device-card', 'account'] as const;
export type ClosureSubjectKind = (typeof CLOSURE_SUBJECTS)[number];

/** `id` of an account is that of its wallet. */
export interface ClosureSubject {
  readonly kind: ClosureSubjectKind;
  readonly id: string;
}

const ENDING: Readonly<Record<ClosureSubjectKind, ClosureRoute>> = {
  service: 'SERVICE_OFF',
  binding: 'UNBIND',
  'device-card': 'TOKEN_REMOVE',
  account: 'ACCOUNT_CLOSE',
};

/** The route that ends a subject. */
export const closingRouteOf = ({ kind }: Pick<ClosureSubject, 'kind'>): ClosureRoute => ENDING[kind];

export const sameSubject = (one: ClosureSubject, other: ClosureSubject): boolean =>
  one.kind === other.kind && one.id === other.id;
