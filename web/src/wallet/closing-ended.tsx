/** A closing that changed nothing: left, expired, refused, or something else ended its subject first. */
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Moment } from '../shared/moment.tsx';
import { useSay } from '../shared/words.ts';
import { homeOf } from './close-page.tsx';
import css from './closing.module.css';
import type { ClosureView } from './closure-shapes.ts';
import { Primary, Seal, type Tone } from './parts.tsx';
import { Column } from './wallet-frame.tsx';

const TONES: Readonly<Record<string, Tone>> = { overtaken: 'unknown', refused: 'back', expired: 'still' };

export function ClosingEnded({ closure }: { readonly closure: ClosureView }) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const navigate = useNavigate();
  const { state, stateWords, page, endedAt, subject } = closure;
  return (
    <Column
      alone
      title={say(page.impact.name)}
      help="ended"
      foot={<Primary onPress={() => void navigate(homeOf(subject))}>{t('ended.look')}</Primary>}
    >
      <div className={css.notice} role="status">
        <Seal tone={TONES[state] ?? 'still'}>{t(`ended.seal.${state}`)}</Seal>
        <p>{say(stateWords)}</p>
        {endedAt === null ? null : (
          <p className="muted">
            <Moment at={endedAt} />
          </p>
        )}
        <p>{t(`ended.lead.${state}`)}</p>
        {state === 'refused' ? <p>{say(page.answer.sentence)}</p> : null}
      </div>
    </Column>
  );
}
