import type { RouteObject } from 'react-router';

/** Below the operator's workspace. */
export const rulesPages: RouteObject[] = [
  { path: '/operator/rules', lazy: () => import('./rules-page.tsx') },
  { path: '/operator/rules/rule/:id', lazy: () => import('./rule-page.tsx') },
  { path: '/operator/rules/change', lazy: () => import('./change-page.tsx') },
  { path: '/operator/rules/trials/:id', lazy: () => import('./trial-page.tsx') },
  { path: '/operator/rules/proposals', lazy: () => import('./proposals-page.tsx') },
  { path: '/operator/rules/proposals/:id', lazy: () => import('./proposal-page.tsx') },
  { path: '/operator/rules/history', lazy: () => import('./history-page.tsx') },
  { path: '/operator/rules/history/:no', lazy: () => import('./edition-page.tsx') },
  { path: '/operator/rules/files', lazy: () => import('./files-page.tsx') },
];
