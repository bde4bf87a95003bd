/** Every page. A face lists its own in `pages.ts`, one lazy line each. */
import type { RouteObject } from 'react-router';
import { pages as cashier } from '../cashier/pages.ts';
import { pages as journey } from '../journey/pages.ts';
import { pages as merchant } from '../merchant/pages.ts';
import { pages as operator } from '../operator/pages.ts';
import { pages as payer } from '../payer/pages.ts';
import { pages as signIn } from '../sign-in/pages.ts';
import { pages as wallet } from '../wallet/pages.ts';
import { NotFound } from './not-found.tsx';
import { PageFailed, Shell } from './shell.tsx';

export const routes: RouteObject[] = [
  {
    element: <Shell />,
    // Until the first page's file is there nothing is drawn: a flash of a frame would be worse.
    hydrateFallbackElement: <></>,
    children: [
      {
        errorElement: <PageFailed />,
        children: [
          ...payer,
          ...cashier,
          ...merchant,
          ...operator,
          ...signIn,
          ...journey,
          ...wallet,
          { path: '*', element: <NotFound /> },
        ],
      },
    ],
  },
];
