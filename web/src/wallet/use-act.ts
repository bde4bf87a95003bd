/** Something that is asked of the server once however often it is pressed, and what came of it. */
import { useRef, useState } from 'react';
import { isProblem, newKey } from '../shared/api.ts';

export interface Act<T> {
  readonly busy: boolean;
  readonly error: unknown;
  readonly run: (...given: T[]) => Promise<void>;
  readonly clear: () => void;
}

/**
 * `act` gets the key of the intent: while no answer told what became of it, a second press repeats it under the same
 * key, and the server does it once.
 */
export function useAct<T = void>(act: (key: string, ...given: T[]) => Promise<unknown>): Act<T> {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const pressed = useRef(false);
  const key = useRef<{ readonly of: string; readonly key: string } | null>(null);
  const run = async (...given: T[]): Promise<void> => {
    if (pressed.current) return;
    pressed.current = true;
    setBusy(true);
    setError(null);
    const of = JSON.stringify(given);
    if (key.current?.of !== of) key.current = { of, key: newKey() };
    try {
      await act(key.current.key, ...given);
      key.current = null;
    } catch (failure) {
      if (isProblem(failure) && failure.status < 500) key.current = null;
      setError(failure);
    } finally {
      pressed.current = false;
      setBusy(false);
    }
  };
  return { busy, error, run, clear: () => setError(null) };
}
