/** The third step: every detail on one page, then the press that closes it, or back. */
import { useTranslation } from 'react-i18next';
import { isProblem } from '../shared/api.ts';
import { Countdown } from '../shared/countdown.tsx';
import { Problem } from '../shared/problem.tsx';
import { useSay } from '../shared/words.ts';
import css from './closing.module.css';
import { type ClosingStepProps, useStepBack } from './closing-proof.tsx';
import { confirmClosure } from './closure-api.ts';
import type { ClosureView } from './closure-shapes.ts';
import { DetailValue } from './detail-value.tsx';
import { ImpactBody } from './impact-body.tsx';
import { Fact, Facts } from './list.tsx';
import { Banner, Primary, Secondary } from './parts.tsx';
import { Steps } from './steps.tsx';
import { useAct } from './use-act.ts';
import { Column } from './wallet-frame.tsx';

/** The refusal carries the closing as it stands now. */
const closureIn = (error: unknown): ClosureView | null =>
  isProblem(error) && typeof error.body.closure === 'object' ? (error.body.closure as ClosureView) : null;

export function ClosingLast({ closure, onMoved }: ClosingStepProps) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const leave = useStepBack({ closure, onMoved });
  const confirm = useAct(async () => {
    try {
      onMoved(await confirmClosure(closure.id, closure.page.seen));
    } catch (failure) {
      const now = closureIn(failure);
      if (now !== null) onMoved(now);
      throw failure;
    }
  });
  const changed = isProblem(confirm.error) && confirm.error.code === 'closure-changed';
  const name = say(closure.page.impact.name);
  return (
    <Column
      alone
      title={t('flow.lastTitle')}
      up={{ to: '/wallet/services', name: t('flow.later') }}
      help="last"
      foot={
        <>
          {confirm.error === null || changed ? null : <Problem error={confirm.error} />}
          {leave.error === null ? null : <Problem error={leave.error} />}
          <Primary way="back" busy={confirm.busy} onPress={() => void confirm.run()}>
            {t(`flow.confirm.${closure.subject.kind}`)}
          </Primary>
          <Secondary disabled={confirm.busy || leave.busy} onPress={() => void leave.run()}>
            {t('flow.stepBack')}
          </Secondary>
        </>
      }
    >
      <Steps at={2} />
      {changed ? (
        <Banner tone="unknown" icon="alarm" title={t('flow.changed')}>
          {t('flow.changedLead')}
        </Banner>
      ) : null}
      <p className={css.subject}>{name}</p>
      <Facts>
        {closure.details.map(({ label, value }) => (
          <Fact key={label.en} name={say(label)}>
            <DetailValue value={value} />
          </Fact>
        ))}
      </Facts>
      <details className={css.again}>
        <summary>{t('flow.readAgain')}</summary>
        <ImpactBody page={closure.page} choices={closure.choices} />
      </details>
      {closure.expiresAt === null ? null : (
        <p className={css.until}>
          {t('flow.expires')} <Countdown to={closure.expiresAt} />
        </p>
      )}
    </Column>
  );
}
