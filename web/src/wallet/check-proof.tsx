/** Checked by somebody else: staff at a counter by a code that one says there, or a provider who compares the face. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Countdown } from '../shared/countdown.tsx';
import { Problem } from '../shared/problem.tsx';
import { Fetched } from '../shared/states.tsx';
import { useLanguage } from '../shared/words.ts';
import { Primary } from './parts.tsx';
import css from './prove-form.module.css';
import { useAct } from './use-act.ts';
import { wallet } from './wallet-api.ts';

interface Check {
  readonly id: string;
  readonly state: 'open' | 'passed' | 'failed' | 'over';
  readonly until: string;
  /** Told once. */
  readonly code: string | null;
  readonly url: string | null;
}
interface Consents {
  readonly face: {
    readonly provider: string | null;
    readonly edition: string;
    readonly words: { readonly zh: readonly string[]; readonly en: readonly string[] };
    readonly given: { readonly at: string } | null;
  };
}
const AGAIN_MS = 3_000;

export interface CheckProofProps {
  readonly act: string | null;
  readonly onProved: () => void;
}

const begin = (kind: 'staff' | 'face', act: string | null) =>
  wallet.post<Check>('/checks', { kind, ...(act === null ? {} : { act }) });

/** What comes of a check, looked at until it has an end. */
function useCheck(begun: Check | null, onProved: () => void): Check['state'] {
  const { data } = useQuery({
    queryKey: ['own', 'check', begun?.id],
    queryFn: ({ signal }) => wallet.get<Check>(`/checks/${begun?.id ?? ''}`, { signal, quiet: true }),
    enabled: begun !== null,
    refetchInterval: ({ state }) =>
      state.data === undefined || state.data.state === 'open' ? AGAIN_MS : false,
  });
  const state = data?.state ?? 'open';
  useEffect(() => {
    if (state === 'passed') onProved();
  }, [state, onProved]);
  return state;
}

export function StaffProof({ act, onProved }: CheckProofProps) {
  const { t } = useTranslation('wallet');
  const [check, setCheck] = useState<Check | null>(null);
  const asking = useAct(async () => setCheck(await begin('staff', act)));
  const state = useCheck(check, onProved);
  return (
    <div className={css.one}>
      <h2>{t('prove.kind.staff')}</h2>
      <p>{t('prove.staffLead')}</p>
      {check?.code === null || check === null ? null : (
        <div className={css.code} role="status">
          <p>{t('prove.staffCode')}</p>
          <p className={`number ${css.digits}`}>{check.code.replace(/(\d{4})(?=\d)/, '$1 ')}</p>
          <p>
            <Countdown to={check.until} />
          </p>
        </div>
      )}
      {state === 'failed' || state === 'over' ? (
        <p role="alert" className={css.fault}>
          {t(`prove.check.${state}`)}
        </p>
      ) : null}
      {asking.error === null ? null : <Problem error={asking.error} />}
      {check !== null && state === 'open' ? (
        <p className="muted">{t('prove.staffWaits')}</p>
      ) : (
        <Primary busy={asking.busy} onPress={() => void asking.run()}>
          {t('prove.act.staff')}
        </Primary>
      )}
    </div>
  );
}

export function FaceProof({ act, onProved }: CheckProofProps) {
  const { t } = useTranslation('wallet');
  const consents = useQuery({
    queryKey: ['own', 'consents'],
    queryFn: ({ signal }) => wallet.get<Consents>('/consents', { signal }),
  });
  return (
    <div className={css.one}>
      <h2>{t('prove.kind.face')}</h2>
      <Fetched query={consents} lines={4}>
        {({ face }) =>
          face.provider === null ? (
            <p>{t('prove.faceNot')}</p>
          ) : (
            <Face face={face} act={act} onProved={onProved} />
          )
        }
      </Fetched>
    </div>
  );
}

/** The consent is a page of its own: nothing begins before it, and the other ways stand right below. */
function Face({ face, act, onProved }: CheckProofProps & Consents) {
  const { t } = useTranslation('wallet');
  const language = useLanguage();
  const [agreed, setAgreed] = useState(false);
  const [check, setCheck] = useState<Check | null>(null);
  const starting = useAct(async () => {
    if (face.given === null) await wallet.post('/consents', { kind: 'face', edition: face.edition });
    setCheck(await begin('face', act));
  });
  const state = useCheck(check, onProved);
  if (check?.url !== undefined && check.url !== null && state === 'open')
    return (
      <p>
        <a href={check.url} target="_blank" rel="noreferrer">
          {t('prove.faceGo')}
        </a>
      </p>
    );
  return (
    <>
      {face.words[language].map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      <label className={css.consent}>
        <input type="checkbox" checked={agreed} onChange={({ target }) => setAgreed(target.checked)} />
        <span>{t('prove.faceConsent')}</span>
      </label>
      {state === 'failed' || state === 'over' ? (
        <p role="alert" className={css.fault}>
          {t(`prove.check.${state}`)}
        </p>
      ) : null}
      {starting.error === null ? null : <Problem error={starting.error} />}
      <Primary busy={starting.busy} disabled={!agreed} onPress={() => void starting.run()}>
        {t('prove.act.face')}
      </Primary>
    </>
  );
}
