/** The invitation to ask for the cancellation, and the form once it was accepted. */
import Button from 'antd/es/button';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { AskForm, type AskFormProps } from './ask-form.tsx';
import css from './ask-panel.module.css';

export interface AskPanelProps extends AskFormProps {
  readonly open: boolean;
  readonly onOpen: () => void;
}

export function AskPanel({ open, onOpen, ...form }: AskPanelProps) {
  const { t } = useTranslation('payer');
  const waits = form.found.answer.verdict === 'NOT_YET';
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!open) return;
    panel.current?.scrollIntoView({ block: 'start' });
    panel.current?.querySelector('h2')?.focus({ preventScroll: true });
  }, [open]);
  return (
    <section ref={panel} className={`card ${css.panel}`} aria-labelledby="ask">
      {open ? (
        <>
          <h2 id="ask" tabIndex={-1}>
            {t('ask.formTitle')}
          </h2>
          <AskForm {...form} />
        </>
      ) : (
        <>
          <h2 id="ask">{t(waits ? 'ask.laterTitle' : 'ask.title')}</h2>
          <p>{t(waits ? 'ask.laterLead' : 'ask.lead')}</p>
          <Button type="primary" danger size="large" block onClick={onOpen}>
            {t('ask.begin')}
          </Button>
        </>
      )}
    </section>
  );
}
