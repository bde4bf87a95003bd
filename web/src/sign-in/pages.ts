import type { RouteObject } from 'react-router';

export const pages: RouteObject[] = [
  { path: '/sign-in', lazy: () => import('./sign-in-page.tsx') },
  { path: '/security', lazy: () => import('./security-page.tsx') },
  { path: '/staff', lazy: () => import('./staff-page.tsx') },
  { path: '/acts', lazy: () => import('./acts-page.tsx') },
];
