/** Can it be cancelled? One sentence, then what people ask next, then the rules behind it. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Countdown } from '../shared/countdown.tsx';
import { Moment } from '../shared/moment.tsx';
import { Money } from '../shared/money.tsx';
import { useSay } from '../shared/words.ts';
import css from './answer-card.module.css';
import type { Asked, Payment } from './merchant-api.ts';

const TONES = { YES: 'yes', YES_WITH_REVIEW: 'yes', NOT_YET: 'unknown', NO: 'no' } as const;

export interface AnswerCardProps {
  readonly answer: Asked;
  readonly payment: Payment;
  readonly again: () => void;
  /** The act that the answer allows. */
  readonly children?: ReactNode;
}

export function AnswerCard({ answer, payment, again, children }: AnswerCardProps) {
  const { t } = useTranslation('merchant');
  const say = useSay();
  const open = payment.state === 'sent' || payment.state === 'unknown';
  const tone = open ? 'unknown' : TONES[answer.verdict];
  return (
    <section className={`card ${css.answer}`} data-tone={tone} aria-labelledby="answer-title">
      <h2 id="answer-title" className={css.kicker}>
        {t('answer.title')}
      </h2>
      <p className={css.verdict}>{t(`answer.verdict.${open ? 'UNKNOWN' : answer.verdict}`)}</p>
      <p className={css.sentence}>{say(answer.sentence)}</p>
      {children}
      <Facts answer={answer} payment={payment} again={again} />
      <Instead answer={answer} />
      <Rules answer={answer} />
    </section>
  );
}

function Facts({ answer, payment, again }: Omit<AnswerCardProps, 'children'>) {
  const { t } = useTranslation('merchant');
  const say = useSay();
  const { route, deadline, opensAt, destination, arrival, fee, evidence } = answer;
  return (
    <dl className={css.facts}>
      {payment.nextCheckAt === null ? null : (
        <Fact name={t('answer.nextCheck')}>
          <Countdown to={payment.nextCheckAt} onEnd={again} />
        </Fact>
      )}
      {route === null ? null : <Fact name={t('answer.way')}>{t(`route.${route}`)}</Fact>}
      {deadline === null ? null : (
        <Fact name={t('answer.deadline')}>
          <Countdown to={deadline.at} onEnd={again} />
          <small>
            <Moment at={deadline.at} style="minute" />
            {deadline.usually ? ` · ${t('answer.usually')}` : ''}
          </small>
        </Fact>
      )}
      {opensAt === null ? null : (
        <Fact name={t('answer.opensAt')}>
          <Moment at={opensAt} style="minute" />
        </Fact>
      )}
      {destination === null ? null : <Fact name={t('answer.destination')}>{say(destination)}</Fact>}
      {arrival === null ? null : (
        <Fact name={t('answer.arrival')}>
          {say(arrival.words)}
          {arrival.usually ? <small>{t('answer.usually')}</small> : null}
        </Fact>
      )}
      {fee === null ? null : (
        <Fact name={t('answer.fee')}>
          {t('answer.feeReturned')} <Money fen={fee.returned} />
          <small>
            {t('answer.feeKept')} <Money fen={fee.kept} />
          </small>
        </Fact>
      )}
      {evidence === null ? null : (
        <Fact name={t('answer.papers')}>
          {evidence.items.length === 0
            ? t('answer.noPapers')
            : evidence.items.map(say).join(t('answer.comma'))}
          {evidence.approval === 'none' ? null : <small>{t(`answer.approval.${evidence.approval}`)}</small>}
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Instead({ answer: { verdict, next, advice, aftercare } }: { readonly answer: Asked }) {
  const { t } = useTranslation('merchant');
  const say = useSay();
  const lines = [
    ...(next === null || verdict === 'YES' || verdict === 'YES_WITH_REVIEW' ? [] : [say(next.words)]),
    ...advice.map(say),
    ...aftercare.map(say),
  ];
  if (lines.length === 0) return null;
  return (
    <div className={css.instead}>
      <h3>{t(verdict === 'NO' || verdict === 'NOT_YET' ? 'answer.instead' : 'answer.also')}</h3>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}

function Rules({ answer: { rules } }: { readonly answer: Asked }) {
  const { t } = useTranslation('merchant');
  const say = useSay();
  if (rules.length === 0) return null;
  return (
    <details className={css.rules}>
      <summary>{t('answer.rules', { count: rules.length })}</summary>
      <ul>
        {rules.map((rule) => (
          <li key={rule.id} data-held={rule.held}>
            <span className={css.rule}>{rule.id}</span> {say(rule)}
            <small>{typeof rule.source === 'string' ? rule.source : say(rule.source)}</small>
          </li>
        ))}
      </ul>
    </details>
  );
}
