import type { RouteObject } from 'react-router';

export const pages: RouteObject[] = [
  {
    path: '/cashier',
    lazy: () => import('./till-layout.tsx'),
    children: [
      { index: true, lazy: () => import('./sale-page.tsx') },
      { path: 'find', lazy: () => import('./find-page.tsx') },
      { path: 'today', lazy: () => import('./today-page.tsx') },
      { path: 'payment/:batch/:stan', lazy: () => import('./payment-page.tsx') },
    ],
  },
];
