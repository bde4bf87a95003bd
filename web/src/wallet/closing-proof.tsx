/** The second step: who is there? What is enough the answer says; closing is never harder than opening. */
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Countdown } from '../shared/countdown.tsx';
import { Problem } from '../shared/problem.tsx';
import { useSay } from '../shared/words.ts';
import { homeOf } from './close-page.tsx';
import css from './closing.module.css';
import { stepBack, takeProofs } from './closure-api.ts';
import type { ClosureView } from './closure-shapes.ts';
import { Secondary } from './parts.tsx';
import { ProveForm } from './prove-form.tsx';
import { Steps } from './steps.tsx';
import { useAct } from './use-act.ts';
import { Column } from './wallet-frame.tsx';

export interface ClosingStepProps {
  readonly closure: ClosureView;
  readonly onMoved: (closure: ClosureView) => void;
}

/** Leaving for good: nothing changes, and the page of the thing is open again. */
export function useStepBack({ closure, onMoved }: ClosingStepProps) {
  const navigate = useNavigate();
  return useAct(async () => {
    onMoved(await stepBack(closure.id));
    await navigate(homeOf(closure.subject));
  });
}

export function ClosingProof({ closure, phone, onMoved }: ClosingStepProps & { readonly phone: string }) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const leave = useStepBack({ closure, onMoved });
  const take = useAct(async () => onMoved(await takeProofs(closure.id)));
  const { ways, given } = closure.proofs;
  const left = ways.map((way) => way.filter((kind) => !given.includes(kind)));
  return (
    <Column
      alone
      title={t('flow.proofTitle')}
      up={{ to: '/wallet/services', name: t('flow.later') }}
      help="proof"
      foot={
        <>
          {leave.error === null ? null : <Problem error={leave.error} />}
          <Secondary disabled={leave.busy} onPress={() => void leave.run()}>
            {t('flow.stepBack')}
          </Secondary>
        </>
      }
    >
      <Steps at={1} />
      <p className={css.about}>{t('flow.closing', { name: say(closure.page.impact.name) })}</p>
      <ProveForm ways={left} act={closure.id} phone={phone} onProved={() => void take.run()} />
      {take.error === null ? null : <Problem error={take.error} />}
      {closure.expiresAt === null ? null : (
        <p className={css.until}>
          {t('flow.expires')} <Countdown to={closure.expiresAt} />
        </p>
      )}
    </Column>
  );
}
