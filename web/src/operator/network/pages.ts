import type { RouteObject } from 'react-router';

/** Below the operator's workspace. */
export const networkPages: RouteObject[] = [
  { path: '/operator/network', lazy: () => import('./network-page.tsx') },
  { path: '/operator/network/repair', lazy: () => import('./repair-page.tsx') },
  { path: '/operator/live', lazy: () => import('../live/live-page.tsx') },
];
