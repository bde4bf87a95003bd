import type { RouteObject } from 'react-router';

export const pages: RouteObject[] = [
  { path: '/journey/:paymentId', lazy: () => import('./journey-page.tsx') },
];
