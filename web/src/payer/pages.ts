import type { RouteObject } from 'react-router';

export const pages: RouteObject[] = [
  { path: '/', lazy: () => import('./front-page.tsx') },
  { path: '/answer', lazy: () => import('./answer-page.tsx') },
  { path: '/request', lazy: () => import('./request-page.tsx') },
  { path: '/follow/:token', lazy: () => import('./follow-page.tsx') },
];
