import type { RouteObject } from 'react-router';

export const pages: RouteObject[] = [
  { path: '/merchant', lazy: () => import('./payments-page.tsx') },
  { path: '/merchant/payments/:id', lazy: () => import('./payment-page.tsx') },
  { path: '/merchant/requests', lazy: () => import('./requests-page.tsx') },
  { path: '/merchant/requests/:id', lazy: () => import('./request-page.tsx') },
  { path: '/merchant/orders', lazy: () => import('./orders-page.tsx') },
  { path: '/merchant/orders/:id', lazy: () => import('./order-page.tsx') },
  { path: '/merchant/terminals', lazy: () => import('./terminals-page.tsx') },
  { path: '/merchant/terminals/:id/:product', lazy: () => import('./switch-page.tsx') },
  { path: '/merchant/webhooks', lazy: () => import('./webhooks-page.tsx') },
  { path: '/merchant/notices', lazy: () => import('./notices-page.tsx') },
];
