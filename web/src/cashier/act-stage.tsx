/** The place of the act that is under way: what happens, questions in between, and the big result. */
import Button from 'antd/es/button';
import { useTranslation } from 'react-i18next';
import { Page } from '../shared/page.tsx';
import { Problem } from '../shared/problem.tsx';
import css from './act-stage.module.css';
import { ApprovalForm } from './approval-form.tsx';
import { DoubtQuestion } from './doubt-question.tsx';
import { Progress } from './progress.tsx';
import { ResultSheet } from './result-sheet.tsx';
import { ShownCode } from './shown-code.tsx';
import { useTill } from './till-context.ts';

export function ActStage() {
  const { t } = useTranslation('cashier');
  const { acting } = useTill();
  const { phase, again, clear } = acting;
  switch (phase.is) {
    case 'idle':
      return null;
    case 'under-way':
      return <Progress order={phase.order} act={phase.act} lostAt={phase.lostAt} />;
    case 'not-arrived':
      return (
        <Page title={t('notArrived.title')} lead={t('notArrived.lead')}>
          <div className={css.buttons}>
            {phase.order.act === 'sale' || phase.order.act === 'preauth' ? null : (
              <Button type="primary" size="large" onClick={() => again(phase.order)}>
                {t('notArrived.again')}
              </Button>
            )}
            <Button size="large" onClick={clear}>
              {t('notArrived.leave')}
            </Button>
          </div>
        </Page>
      );
    case 'doubted':
      return <DoubtQuestion order={phase.order} doubts={phase.doubts} />;
    case 'approval':
      return <ApprovalForm order={phase.order} problem={phase.problem} />;
    case 'refused':
      return (
        <Page title={t('refused.title')} lead={t('refused.lead')}>
          <Problem error={phase.problem} />
          <div className={css.buttons}>
            <Button type="primary" size="large" onClick={clear}>
              {t('refused.leave')}
            </Button>
          </div>
        </Page>
      );
    case 'ended':
      if (phase.act.act === 'show-code' && phase.act.result?.result === 'approved')
        return <ShownCode act={phase.act} result={phase.act.result} />;
      return <ResultSheet act={phase.act} />;
  }
}
