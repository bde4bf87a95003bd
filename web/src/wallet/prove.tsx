/** An act that may want to know anew who is there: it asks, in a sheet over the page, and goes on by itself. */
import { type ReactNode, useState } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../shared/dialog.tsx';
import { type Wanted, wantedBy } from './proof-kinds.ts';
import { ProveForm } from './prove-form.tsx';
import { useAct } from './use-act.ts';

export interface Proven {
  readonly busy: boolean;
  readonly error: unknown;
  readonly run: () => void;
  /** To be put anywhere on the page. */
  readonly dialog: ReactNode;
}

export function useProven(act: (key: string) => Promise<unknown>, onDone: () => unknown): Proven {
  const { t } = useTranslation('wallet');
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const doing = useAct(async (key) => {
    try {
      await act(key);
    } catch (failure) {
      const wants = wantedBy(failure);
      if (wants === null) throw failure;
      setWanted(wants);
      return;
    }
    await onDone();
  });
  const run = (): void => void doing.run();
  // Beside the page: the act may stand in a form of its own, and forms cannot stand in one another.
  const dialog = createPortal(
    <Dialog open={wanted !== null} title={t('prove.title')} onClose={() => setWanted(null)}>
      {wanted === null ? null : (
        <ProveForm
          ways={wanted.ways}
          act={wanted.act}
          onProved={() => {
            setWanted(null);
            run();
          }}
          onLeave={() => setWanted(null)}
        />
      )}
    </Dialog>,
    document.body,
  );
  return { busy: doing.busy, error: doing.error, run, dialog };
}
