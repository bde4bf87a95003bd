/** One act at an item: open, or shut with the reason; what it does is said before it is done. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActButton } from '../../shared/act-button.tsx';
import { api } from '../../shared/api.ts';
import { useSay } from '../../shared/words.ts';
import { ActFields, bodyOf, type Given } from './act-fields.tsx';
import css from './desk-act.module.css';
import type { Act } from './queue-data.ts';

/** What says no or takes away is cinnabar, as the way back is. */
const AWAY = /^(reject|refuse|keep)-/;

export interface DeskActProps {
  readonly act: Act;
  readonly onDone: () => void;
}

export function DeskAct({ act, onDone }: DeskActProps) {
  const { t } = useTranslation('operator');
  const say = useSay();
  const [given, setGiven] = useState<Given>({});
  const label = say(act.words);
  return (
    <div className={css.act}>
      <ActButton
        label={label}
        title={label}
        way={AWAY.test(act.act) ? 'back' : 'out'}
        disabled={!act.open}
        intent={JSON.stringify(given)}
        act={(key) => api.post(act.way.path, bodyOf(act, given), { key })}
        onDone={() => {
          setGiven({});
          onDone();
        }}
      >
        <p className={css.effect}>{say(act.effect)}</p>
        {act.gravity === 'final' ? <p className={css.final}>{t('acts.final')}</p> : null}
        <ActFields act={act} given={given} onGiven={setGiven} />
      </ActButton>
      {act.shut === null ? (
        act.fourEyes ? (
          <p className={css.note}>{t('acts.fourEyes')}</p>
        ) : null
      ) : (
        <p className={css.shut}>{say(act.shut)}</p>
      )}
    </div>
  );
}
