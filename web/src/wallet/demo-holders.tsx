/** In a demonstration: who one can be, at one press. */
import { useTranslation } from 'react-i18next';
import { useHolderSession } from './session.tsx';
import css from './sign-in.module.css';
import type { DemoHolder } from './wallet-api.ts';

export interface DemoHoldersProps {
  readonly busy: boolean;
  readonly onChosen: (who: DemoHolder) => void;
}

export function DemoHolders({ busy, onChosen }: DemoHoldersProps) {
  const { t } = useTranslation('wallet');
  const { data } = useHolderSession();
  const holders = data?.signedIn === false ? (data.demoHolders ?? []) : [];
  if (holders.length === 0) return null;
  return (
    <section className={css.demo} aria-labelledby="demo-holders">
      <h2 id="demo-holders">{t('demo.title')}</h2>
      <p className="muted">{t('demo.lead')}</p>
      <ul>
        {holders.map((who) => (
          <li key={who.phone}>
            <button type="button" disabled={busy} onClick={() => onChosen(who)}>
              <strong>{who.name}</strong>
              <code>
                {who.phone} / {who.password}
              </code>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
