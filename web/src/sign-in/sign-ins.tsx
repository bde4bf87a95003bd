/** Where somebody is signed in, and the end of it elsewhere. */
import { useTranslation } from 'react-i18next';
import { ActButton } from '../shared/act-button.tsx';
import { api } from '../shared/api.ts';
import { Moment } from '../shared/moment.tsx';
import type { SignIn } from './own.ts';
import css from './security.module.css';

export interface SignInsProps {
  readonly signIns: readonly SignIn[];
  readonly onChanged: () => void;
}

const SYSTEMS = ['HarmonyOS', 'Android', 'iPhone', 'iPad', 'Windows', 'Mac OS', 'Linux'] as const;
const BROWSERS = ['MicroMessenger', 'Edg', 'Firefox', 'Chrome', 'Safari'] as const;

/** The browser’s own line is long and means nothing to its owner: two words of it do. */
function deviceOf(agent: string): string | null {
  const system = SYSTEMS.find((each) => agent.includes(each));
  const browser = BROWSERS.find((each) => agent.includes(each));
  const words = [browser, system].filter((each) => each !== undefined);
  return words.length === 0 ? null : words.join(', ');
}

export function SignIns({ signIns, onChanged }: SignInsProps) {
  const { t } = useTranslation('sign-in');
  return (
    <section className="card" aria-labelledby="sign-ins-title">
      <h2 id="sign-ins-title">{t('signIns.title')}</h2>
      <ul className={css.rows}>
        {signIns.map(({ id, current, startedAt, seenAt, proof, address, agent }) => (
          <li key={id}>
            <div>
              <strong>{deviceOf(agent) ?? t('signIns.unknown')}</strong>
              {current ? <span className={css.on}>{t('signIns.current')}</span> : null}
              <p className="muted">
                <Moment at={startedAt} style="minute" /> · {t(`signIns.proof.${proof}`)} ·{' '}
                <span className="number">{address}</span>
              </p>
              <p className="muted">
                {t('signIns.seen')} <Moment at={seenAt} style="minute" />
              </p>
            </div>
            {current ? null : (
              <ActButton
                label={t('signIns.end')}
                title={t('signIns.endTitle')}
                act={() => api.delete(`/v1/staff/me/sign-ins/${id}`)}
                onDone={onChanged}
              >
                <p>{t('signIns.endWhat')}</p>
              </ActButton>
            )}
          </li>
        ))}
      </ul>
      {signIns.length > 1 ? (
        <ActButton
          label={t('signIns.endOthers')}
          title={t('signIns.endOthersTitle')}
          act={() => api.delete('/v1/staff/me/sign-ins')}
          onDone={onChanged}
        >
          <p>{t('signIns.endOthersWhat')}</p>
        </ActButton>
      ) : null}
    </section>
  );
}
