/** The notice: what was closed and when, what to expect, what else pays, and opening it again. */
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Moment } from '../shared/moment.tsx';
import { useSay } from '../shared/words.ts';
import css from './closing.module.css';
import type { ClosureView } from './closure-shapes.ts';
import { DetailValue } from './detail-value.tsx';
import { Fact, Facts, Group, Row } from './list.tsx';
import { Primary, Seal } from './parts.tsx';
import { Steps } from './steps.tsx';
import { Column } from './wallet-frame.tsx';

const AGAIN = {
  service: (id: string) => `/wallet/services/${id}`,
  binding: () => '/wallet/cards/new',
  'device-card': () => '/wallet/devices/new',
  account: () => '/wallet/account/closing',
} as const;

export function ClosingDone({ closure }: { readonly closure: ClosureView }) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const navigate = useNavigate();
  const { subject, page, endedAt, details, choices } = closure;
  const { impact, answer } = page;
  const ended = impact.goesOn.filter(({ id }) => choices.endDeductions.includes(id));
  const going = impact.goesOn.filter(({ id, mayEnd }) => mayEnd && !choices.endDeductions.includes(id));
  return (
    <Column
      alone
      title={t(`done.title.${subject.kind}`, { name: say(impact.name) })}
      help="done"
      foot={
        <Primary
          onPress={() =>
            void navigate(subject.kind === 'account' ? '/wallet/account/closing' : '/wallet/services')
          }
        >
          {t('done.finish')}
        </Primary>
      }
    >
      <Steps at={3} />
      <div className={css.notice} role="status">
        <Seal tone="back">{t(`done.seal.${subject.kind}`)}</Seal>
        {endedAt === null ? null : (
          <p>
            {t('done.since')} <Moment at={endedAt} />
          </p>
        )}
        <p>{t(`done.lead.${subject.kind}`)}</p>
      </div>
      {answer.aftercare.length === 0 ? null : (
        <Group title={t('done.expect')}>
          {answer.aftercare.map((each) => (
            <Row key={each.code} icon="clock" title={say(each)} />
          ))}
        </Group>
      )}
      {going.length === 0 && ended.length === 0 ? null : (
        <Group title={t('done.contracts')}>
          {ended.map(({ id, name }) => (
            <Row key={id} icon="check" tone="yes" title={say(name)} sub={t('done.ended')} />
          ))}
          {going.map(({ id, name }) => (
            <Row
              key={id}
              icon="deduction"
              tone="unknown"
              title={say(name)}
              sub={t('done.goesOn')}
              to={`/wallet/deductions/${id}`}
            />
          ))}
        </Group>
      )}
      {impact.otherWays.length === 0 ? null : (
        <Group title={t('impact.otherWays')}>
          {impact.otherWays.map(({ how, words }) => (
            <Row key={`${how} ${words.zh}`} icon="check" tone="yes" title={say(words)} />
          ))}
        </Group>
      )}
      <Group title={t('done.watch')}>
        <Row icon="bills" title={t('done.bills')} sub={t('done.billsLead')} to="/wallet/bills" />
        <Row
          icon="plus"
          tone="out"
          title={t(`done.again.${subject.kind}`)}
          sub={t(`done.againLead.${subject.kind}`)}
          to={AGAIN[subject.kind](subject.id)}
        />
      </Group>
      <details className={css.again}>
        <summary>{t('done.details')}</summary>
        <Facts>
          {details.map(({ label, value }) => (
            <Fact key={label.en} name={say(label)}>
              <DetailValue value={value} />
            </Fact>
          ))}
          <Fact name={t('done.number')}>
            <span className="number">{closure.id}</span>
          </Fact>
        </Facts>
      </details>
    </Column>
  );
}
