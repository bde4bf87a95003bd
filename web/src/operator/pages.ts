import type { RouteObject } from 'react-router';
import { casePages } from './cases/pages.ts';
import { networkPages } from './network/pages.ts';
import { rulesPages } from './rules/pages.ts';

/** The operator's pages stand inside one workspace: its sections are in `shell/sections.ts`. */
export const pages: RouteObject[] = [
  {
    path: '/operator',
    lazy: () => import('./shell/operator-shell.tsx'),
    children: [
      { index: true, lazy: () => import('./queue/queue-page.tsx') },
      { path: 'queue/:kind/:key', lazy: () => import('./queue/item-page.tsx') },
      { path: 'payments', lazy: () => import('./payments/search-page.tsx') },
      { path: 'payments/:id', lazy: () => import('./payments/payment-page.tsx') },
      { path: 'books', lazy: () => import('./books/balances-page.tsx') },
      { path: 'books/journal', lazy: () => import('./books/journal-page.tsx') },
      { path: 'books/trial', lazy: () => import('./books/trial-page.tsx') },
      { path: 'books/verify', lazy: () => import('./books/verify-page.tsx') },
      { path: 'identity', lazy: () => import('./identity/identity-page.tsx') },
      ...casePages,
      ...rulesPages,
      ...networkPages,
    ],
  },
];
