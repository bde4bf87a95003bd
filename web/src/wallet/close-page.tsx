/** `/wallet/close/:kind/:id`: can it be closed, and what does that change? Nothing is begun before one goes on. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { CLOSURE_SUBJECTS, type ClosureSubjectKind } from '#domain/closure';
import { Problem } from '../shared/problem.tsx';
import { useSay } from '../shared/words.ts';
import { beginClosure, chooseIn, readImpact } from './closure-api.ts';
import type { Choices, ClosurePage, ClosureSubject } from './closure-shapes.ts';
import { Framed } from './framed.tsx';
import { ImpactBody } from './impact-body.tsx';
import { NotHere } from './not-here.tsx';
import { Primary, Secondary } from './parts.tsx';
import { Steps } from './steps.tsx';
import { useAct } from './use-act.ts';
import { useRefresh } from './use-wallet.ts';
import { Column, HolderPage } from './wallet-frame.tsx';

const isKind = (text: string): text is ClosureSubjectKind => CLOSURE_SUBJECTS.some((kind) => kind === text);
const NONE: Choices = { endDeductions: [], giveUp: null };

/** Where one came from. */
export const homeOf = ({ kind, id }: ClosureSubject): string =>
  ({
    service: `/wallet/services/${id}`,
    binding: `/wallet/cards/${id}`,
    'device-card': `/wallet/devices/${id}`,
    account: '/wallet/account/closing',
  })[kind];

export function Component() {
  const { kind = '', id = '' } = useParams();
  if (!isKind(kind)) return <NotHere />;
  return <HolderPage>{() => <Asking key={`${kind} ${id}`} subject={{ kind, id }} />}</HolderPage>;
}

function Asking({ subject }: { readonly subject: ClosureSubject }) {
  const { t } = useTranslation('wallet');
  const query = useQuery({
    queryKey: ['own', 'impact', subject.kind, subject.id],
    queryFn: ({ signal }) => readImpact(subject, { signal }),
    // What was read a minute ago may be wrong by now: the page is asked for when it is opened.
    staleTime: 0,
  });
  return (
    <Framed query={query} up={{ to: '/wallet/services', name: t('services.title') }}>
      {(page) => <Answered page={page} subject={subject} />}
    </Framed>
  );
}

function Answered({ page, subject }: { readonly page: ClosurePage; readonly subject: ClosureSubject }) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const [choices, setChoices] = useState<Choices>(() => ({
    ...NONE,
    endDeductions: page.impact.goesOn.filter(({ chosen }) => chosen).map(({ id }) => id),
  }));
  const yes = page.answer.verdict === 'YES' || page.answer.verdict === 'YES_WITH_REVIEW';
  const leave = (): void => void navigate(homeOf(subject));
  const begin = useAct(async () => {
    const begun = await beginClosure(subject);
    const same =
      JSON.stringify([...begun.choices.endDeductions].sort()) ===
        JSON.stringify([...choices.endDeductions].sort()) &&
      JSON.stringify(begun.choices.giveUp) === JSON.stringify(choices.giveUp);
    if (!same) await chooseIn(begun.id, choices);
    await refresh();
    await navigate(`/wallet/closings/${begun.id}`);
  });
  return (
    <Column
      alone
      title={t('impact.title')}
      up={{ to: homeOf(subject), name: say(page.impact.name) }}
      help="impact"
      foot={
        <>
          {begin.error === null ? null : <Problem error={begin.error} />}
          {yes ? (
            <Primary busy={begin.busy} onPress={() => void begin.run()}>
              {t('flow.goOn')}
            </Primary>
          ) : null}
          <Secondary onPress={leave}>{t(yes ? 'flow.keep' : 'flow.leave')}</Secondary>
        </>
      }
    >
      <Steps at={0} />
      <ImpactBody page={page} choices={choices} onChoices={setChoices} />
    </Column>
  );
}
