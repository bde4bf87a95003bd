/** The slip of a request: where it stands in one word, what follows, and the way so far. */
import { useTranslation } from 'react-i18next';
import { Countdown } from '../shared/countdown.tsx';
import { Moment } from '../shared/moment.tsx';
import { Money } from '../shared/money.tsx';
import { useSay } from '../shared/words.ts';
import { AnswerRules } from './answer-rules.tsx';
import sheet from './answer-sheet.module.css';
import { Heading } from './heading.tsx';
import type { PayerRequest, RequestState } from './payer-api.ts';
import css from './request-sheet.module.css';
import { type Step, stepsOf } from './request-steps.ts';
import { Stamp } from './stamp.tsx';
import type { Tone } from './verdict-of.ts';

const TONES: Readonly<Record<RequestState, Tone>> = {
  asked: 'wait',
  escalated: 'wait',
  papers: 'wait',
  approval: 'wait',
  review: 'wait',
  waiting: 'wait',
  carrying: 'back',
  arriving: 'back',
  finished: 'yes',
  refused: 'no',
  withdrawn: 'no',
  expired: 'no',
  overtaken: 'back',
  failed: 'no',
};

export interface RequestSheetProps {
  readonly request: PayerRequest;
  /** The last look failed: what is shown is older. */
  readonly stale: boolean;
  readonly again: () => void;
}

export function RequestSheet({ request, stale, again }: RequestSheetProps) {
  const { t } = useTranslation('payer');
  const say = useSay();
  const { state, merchant, amount, askedAt, dueAt } = request;
  const tone = TONES[state];
  return (
    <article className={sheet.sheet}>
      <div className={sheet.head}>
        <div>
          <p className={sheet.merchant}>{say(merchant)}</p>
          <p className={sheet.when}>
            {t('request.askedAt')} <Moment at={askedAt} />
          </p>
        </div>
        {amount === null ? null : <Money fen={amount} className={sheet.amount ?? ''} />}
      </div>
      <div className={`${sheet.verdict} ${sheet[tone]}`} role="status">
        <Stamp tone={tone} />
        <div>
          <p className={sheet.kicker}>{t('request.kicker')}</p>
          <Heading className={sheet.word}>{t(`stateTitle.${state}`)}</Heading>
          <p className={sheet.sentence}>{t(`state.${state}`)}</p>
          {dueAt === null ? null : (
            <p className={css.due}>
              {t(state === 'arriving' ? 'request.untilArrival' : 'request.until')}{' '}
              <Moment at={dueAt} style="minute" /> · <Countdown to={dueAt} onEnd={again} />
            </p>
          )}
        </div>
      </div>
      {stale ? (
        <p role="alert" className={css.stale}>
          {t('request.stale')}
        </p>
      ) : null}
      <Why request={request} />
      <ol className={css.steps} aria-label={t('request.way')}>
        {stepsOf(request).map((step) => (
          <StepLine key={step.name} step={step} />
        ))}
      </ol>
      <Told request={request} />
      <AnswerRules rules={request.why} />
    </article>
  );
}

function Why({ request: { refusal, outcome } }: { readonly request: PayerRequest }) {
  const { t } = useTranslation('payer');
  const say = useSay();
  if (refusal === null && outcome === null) return null;
  return (
    <div className={sheet.part}>
      <h2>{t('request.why')}</h2>
      {refusal === null ? null : <p className={css.quote}>{refusal.why}</p>}
      {outcome === null ? null : <p>{say(outcome)}</p>}
      <h3>{t('answer.instead')}</h3>
      <ul className={sheet.list}>
        <li>{t('request.insteadShop')}</li>
        <li>{t('request.insteadAgain')}</li>
        <li>{t('request.insteadComplain')}</li>
      </ul>
    </div>
  );
}

function StepLine({ step: { name, state } }: { readonly step: Step }) {
  const { t } = useTranslation('payer');
  return (
    <li className={css[state]} {...(state === 'here' ? { 'aria-current': 'step' as const } : {})}>
      <span>{t(`step.${name}`)}</span>
      <small>{t(`stepState.${state}`)}</small>
    </li>
  );
}

/** What was told with the request, back as text. */
function Told({ request }: { readonly request: PayerRequest }) {
  const { t } = useTranslation('payer');
  const say = useSay();
  const { purpose, reason, contact } = request;
  const contacts = [contact.phone, contact.email].filter((each) => each !== null);
  return (
    <dl className={css.told}>
      {purpose === null ? null : (
        <div>
          <dt>{t('ask.purpose')}</dt>
          <dd>{say(purpose)}</dd>
        </div>
      )}
      <div>
        <dt>{t('request.reason')}</dt>
        <dd>{reason}</dd>
      </div>
      {contacts.length === 0 ? null : (
        <div>
          <dt>{t('request.contact')}</dt>
          <dd className="number">{contacts.join(' · ')}</dd>
        </div>
      )}
    </dl>
  );
}
