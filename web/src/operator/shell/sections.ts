/** The sections of the operator's workspace, in their order. `words` is a key of `nav` in operator.json. */
export interface Section {
  readonly path: string;
  readonly words: 'queue' | 'payments' | 'cases' | 'books' | 'rules' | 'network' | 'live' | 'identity';
}

export const SECTIONS: readonly Section[] = [
  { path: '/operator', words: 'queue' },
  { path: '/operator/payments', words: 'payments' },
  { path: '/operator/cases', words: 'cases' },
  { path: '/operator/books', words: 'books' },
  { path: '/operator/rules', words: 'rules' },
  { path: '/operator/network', words: 'network' },
  { path: '/operator/live', words: 'live' },
  { path: '/operator/identity', words: 'identity' },
];
