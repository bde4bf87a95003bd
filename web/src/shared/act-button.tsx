/**
 * An act that cannot be taken back. It says first what will happen, is done once however often it is pressed, and
 * when no answer came it is repeated under the same key, so that the server does it once too.
 */
import Button from 'antd/es/button';
import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import css from './act-button.module.css';
import { isProblem, newKey } from './api.ts';
import { Dialog } from './dialog.tsx';
import { Problem } from './problem.tsx';

export interface ActButtonProps {
  /** On the button, and again on the one that does it: a verb and its object. */
  readonly label: string;
  readonly title: string;
  /** What will happen, in whole sentences. Fields of the act may stand here as well. */
  readonly children: ReactNode;
  /** Carries it out under the key; what it throws is shown, and it can be tried again under the same key. */
  readonly act: (key: string) => Promise<unknown>;
  readonly onDone?: () => void;
  /** `back` gives money back or takes something away; `out` moves forward. */
  readonly way?: 'back' | 'out';
  readonly disabled?: boolean;
  /** False while what stands in the dialog cannot be carried out. */
  readonly ready?: boolean;
  /** What is to be done differs from what the key stands for: another one is made when this changes. */
  readonly intent?: string;
}

export function ActButton(props: ActButtonProps) {
  const { label, title, children, act, onDone, way = 'back', disabled = false, intent = '' } = props;
  const { ready = true } = props;
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const pressed = useRef(false);
  const kept = useRef<{ intent: string; key: string } | null>(null);
  /** No answer told what became of it: asked for once more, the same intent keeps its key, and is done once. */
  const unsure = useRef(false);

  const begin = (): void => {
    if (!unsure.current) kept.current = null;
    setError(null);
    setOpen(true);
  };
  const carryOut = async (): Promise<void> => {
    // The state of the button is a moment late for a second press; this is not.
    if (pressed.current) return;
    pressed.current = true;
    setBusy(true);
    setError(null);
    if (kept.current?.intent !== intent) kept.current = { intent, key: newKey() };
    try {
      await act(kept.current.key);
      unsure.current = false;
      setOpen(false);
      onDone?.();
    } catch (failure) {
      unsure.current = !isProblem(failure) || failure.status >= 500;
      setError(failure);
    } finally {
      pressed.current = false;
      setBusy(false);
    }
  };
  return (
    <>
      <Button danger={way === 'back'} disabled={disabled} onClick={begin}>
        {label}
      </Button>
      <Dialog open={open} title={title} held={busy} onClose={() => setOpen(false)}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void carryOut();
          }}
        >
          {children}
          {error === null ? null : <Problem error={error} />}
          <div className={css.buttons}>
            <Button disabled={busy} onClick={() => setOpen(false)}>
              {t('act.leave')}
            </Button>
            <Button type="primary" danger={way === 'back'} htmlType="submit" loading={busy} disabled={!ready}>
              {label}
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  );
}
