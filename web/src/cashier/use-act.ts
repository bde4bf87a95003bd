/**
 * One act of the till, from the press to its end. The key of the act is written down before it is sent, so that a page
 * that is loaded again finds it; nothing is ever sent a second time under another key without being asked.
 */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { keep, kept } from '../app/theme.ts';
import { type ApiProblem, isNoAnswer, isProblem, newKey, serverNowMs } from '../shared/api.ts';
import { type Act, type Doubt, type Order, till } from './till-api.ts';

/** What is remembered of an order: no secrets. A payer's code is one, and a card number may be typed there. */
export type Kept = Omit<Order, 'pin' | 'code' | 'approval' | 'confirm'>;

export type Phase =
  | { readonly is: 'idle' }
  /** On its way to the server, or under way at the terminal. `lostAt`: the server does not answer just now. */
  | {
      readonly is: 'under-way';
      readonly order: Kept;
      readonly act: Act | null;
      readonly lostAt: number | null;
    }
  /** The server answered that nothing of it arrived: nothing was sent. */
  | { readonly is: 'not-arrived'; readonly order: Kept }
  | { readonly is: 'doubted'; readonly order: Order; readonly doubts: readonly Doubt[] }
  | { readonly is: 'approval'; readonly order: Order; readonly problem: ApiProblem | null }
  | { readonly is: 'refused'; readonly order: Kept; readonly problem: ApiProblem }
  | { readonly is: 'ended'; readonly order: Kept; readonly act: Act };

const IDLE: Phase = { is: 'idle' };

/** It has its end, or nothing of it was sent: one may go elsewhere. A code that is shown may yet be paid. */
export const leavable = (phase: Phase): boolean =>
  phase.is === 'ended'
    ? phase.act.act !== 'show-code' || phase.act.result?.result !== 'approved'
    : phase.is !== 'under-way';

const FOLLOW_WAIT_S = 15;
const AGAIN_MS = 2_000;
const placeOf = (terminal: string): string => `yuanlu.till.${terminal}`;

interface Remembered {
  readonly key: string;
  readonly order: Kept;
}

function remembered(terminal: string): Remembered | null {
  try {
    const found = JSON.parse(kept(placeOf(terminal)) ?? 'null') as Remembered | null;
    return typeof found?.key === 'string' ? found : null;
  } catch {
    return null;
  }
}
const remember = (terminal: string, what: Remembered | null): void =>
  keep(placeOf(terminal), JSON.stringify(what));

const withoutSecrets = (given: Order): Kept => {
  const { pin: _pin, code: _code, approval: _approval, confirm: _confirm, ...order } = given;
  return order;
};

export interface Acting {
  readonly phase: Phase;
  /** A new intent, under a new key. */
  readonly begin: (order: Order) => void;
  /** The same intent under its key: after a warning, an approval, or where nothing had arrived. */
  readonly again: (order: Order) => void;
  readonly clear: () => void;
}

const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
    addEventListener('online', () => resolve(), { once: true, signal });
  });

export function useAct(terminal: string): Acting {
  const [phase, setPhase] = useState<Phase>(IDLE);
  const client = useQueryClient();
  const running = useRef<AbortController | null>(null);
  const key = useRef<string | null>(null);

  const fresh = useCallback((): AbortSignal => {
    running.current?.abort();
    running.current = new AbortController();
    return running.current.signal;
  }, []);

  const end = useCallback(
    (order: Kept, act: Act): void => {
      setPhase({ is: 'ended', order, act });
      void client.invalidateQueries({ queryKey: ['till'] });
    },
    [client],
  );

  /** Asks until the act has ended; a server that does not answer is asked again, the order is not sent again. */
  const follow = useCallback(
    async (order: Kept, first: Act | null, signal: AbortSignal): Promise<void> => {
      const name = key.current;
      if (name === null) return;
      let act = first;
      let lostAt: number | null = first === null ? serverNowMs() : null;
      while (!signal.aborted) {
        if (act?.state === 'ended') return end(order, act);
        setPhase({ is: 'under-way', order, act, lostAt });
        try {
          const known = { steps: act?.steps.length ?? 0, wait: lostAt === null ? FOLLOW_WAIT_S : 0 };
          const found: Act | null = await till.follow(terminal, name, known, signal);
          if (signal.aborted) return;
          // Nothing arrived so far: before anybody begins anew, this key must not arrive any more.
          const standing = found ?? (await till.forgo(terminal, name));
          if (signal.aborted) return;
          if (standing === null) {
            remember(terminal, null);
            key.current = null;
            return setPhase({ is: 'not-arrived', order });
          }
          [act, lostAt] = [standing, null];
        } catch {
          if (signal.aborted) return;
          lostAt ??= serverNowMs();
          setPhase({ is: 'under-way', order, act, lostAt });
          // A sign-in that ended is no word about the order: the frame asks who is there.
          await wait(AGAIN_MS, signal);
        }
      }
    },
    [terminal, end],
  );

  const send = useCallback(
    async (order: Order): Promise<void> => {
      const signal = fresh();
      const plain = withoutSecrets(order);
      const name = key.current;
      if (name === null) return;
      remember(terminal, { key: name, order: plain });
      setPhase({ is: 'under-way', order: plain, act: null, lostAt: null });
      try {
        const act = await till.begin(terminal, name, order);
        if (!signal.aborted) await follow(plain, act, signal);
      } catch (error) {
        if (signal.aborted) return;
        // Whether it arrived is not known: the key tells, as soon as the server answers.
        if (isNoAnswer(error) || !isProblem(error) || error.status >= 500) return follow(plain, null, signal);
        remember(terminal, null);
        if (error.code === 'till-maybe-paid')
          return setPhase({ is: 'doubted', order, doubts: error.body.doubts as readonly Doubt[] });
        if (error.code === 'till-approval-needed') return setPhase({ is: 'approval', order, problem: null });
        if (order.approval !== undefined) return setPhase({ is: 'approval', order, problem: error });
        setPhase({ is: 'refused', order: plain, problem: error });
      }
    },
    [terminal, follow, fresh],
  );

  const begin = useCallback(
    (order: Order): void => {
      key.current = newKey();
      void send(order);
    },
    [send],
  );
  const again = useCallback(
    (order: Order): void => {
      key.current ??= newKey();
      void send(order);
    },
    [send],
  );
  const clear = useCallback((): void => {
    running.current?.abort();
    key.current = null;
    remember(terminal, null);
    setPhase(IDLE);
  }, [terminal]);

  // An act that this page, or the one before it, began and did not see the end of.
  useEffect(() => {
    const before = remembered(terminal);
    setPhase(IDLE);
    if (before !== null) {
      key.current = before.key;
      void follow(before.order, null, fresh());
    }
    return () => running.current?.abort();
  }, [terminal, follow, fresh]);

  return { phase, begin, again, clear };
}
