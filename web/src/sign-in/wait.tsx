/** Too many tries: how long until the next one is taken. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

const SECOND_MS = 1_000;

export function Wait({ seconds, onOver }: { readonly seconds: number; readonly onOver?: () => void }) {
  const { t } = useTranslation('sign-in');
  const [untilMs] = useState(() => Date.now() + seconds * SECOND_MS);
  const [leftS, setLeftS] = useState(seconds);
  useEffect(() => {
    const timer = setInterval(() => {
      const left = Math.ceil((untilMs - Date.now()) / SECOND_MS);
      setLeftS(Math.max(0, left));
      if (left <= 0) {
        clearInterval(timer);
        onOver?.();
      }
    }, SECOND_MS);
    return () => clearInterval(timer);
  }, [untilMs, onOver]);
  return (
    <div className="problem">
      <strong role="alert">{t('wait.title')}</strong>
      <p className="number">{leftS > 0 ? t('wait.left', { count: leftS }) : t('wait.over')}</p>
    </div>
  );
}
