/** A code that comes by text: sent on demand, not more often than the server takes, typed here. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../shared/problem.tsx';
import { DemoText } from './demo-text.tsx';
import { Input } from './input.tsx';
import css from './sign-in.module.css';
import { useAct } from './use-act.ts';

/** So long a text is waited for before another one is asked for. */
const AGAIN_S = 60;

export interface CodeFieldProps {
  readonly value: string;
  readonly onText: (text: string) => void;
  readonly send: (key: string) => Promise<unknown>;
  readonly ready?: boolean;
  /** Where it goes, masked. */
  readonly to?: string;
  /** The server sent one with what was asked before. */
  readonly sentAlready?: boolean;
}

export function CodeField({ value, onText, send, ready = true, to, sentAlready = false }: CodeFieldProps) {
  const { t } = useTranslation('wallet');
  const [leftS, setLeftS] = useState(sentAlready ? AGAIN_S : 0);
  const [sent, setSent] = useState(sentAlready);
  const asking = useAct(async (key) => {
    await send(key);
    setSent(true);
    setLeftS(AGAIN_S);
  });
  const waiting = leftS > 0;
  useEffect(() => {
    if (!waiting) return;
    const timer = setInterval(() => setLeftS((left) => Math.max(0, left - 1)), 1_000);
    return () => clearInterval(timer);
  }, [waiting]);
  const hint = sent ? t(to === undefined ? 'code.sent' : 'code.sentTo', { phone: to ?? '' }) : t('code.hint');
  return (
    <div className={css.codeRow}>
      <Input
        label={t('code.label')}
        hint={hint}
        name="code"
        large
        autoComplete="one-time-code"
        inputMode="numeric"
        pattern="[0-9]{6}"
        maxLength={6}
        required
        value={value}
        onText={(text) => onText(text.replace(/\D/g, ''))}
      />
      <button
        type="button"
        className={css.send}
        disabled={!ready || waiting || asking.busy}
        onClick={() => void asking.run()}
      >
        {waiting ? t('code.again', { seconds: leftS }) : t(sent ? 'code.sendAgain' : 'code.send')}
      </button>
      {sent ? <DemoText onCode={onText} /> : null}
      {asking.error === null ? null : <Problem error={asking.error} />}
    </div>
  );
}
