import type { RouteObject } from 'react-router';

/** Below the operator's workspace: reports of loss. */
export const casePages: RouteObject[] = [
  { path: '/operator/cases', lazy: () => import('./cases-page.tsx') },
  { path: '/operator/cases/:id', lazy: () => import('./case-page.tsx') },
];
