/** `<Journey paymentId/>` for who is signed in, `<Journey trackingToken/>` for a payer; fetched when it is needed. */
import { lazy, Suspense } from 'react';
import { Loading } from '../shared/states.tsx';
import type { Level } from './picture.ts';

export type JourneyProps =
  | {
      readonly paymentId: string;
      /** Less than one's own eyes; left out: all that the role may see. */
      readonly level?: Level;
      /** With the level of a payer: whose link it is; left out: the newest. */
      readonly cancellation?: string;
    }
  | { readonly trackingToken: string };

const Drawn = lazy(() => import('./journey.tsx'));

export function Journey(props: JourneyProps) {
  return (
    <Suspense fallback={<Loading lines={6} />}>
      <Drawn {...props} />
    </Suspense>
  );
}
