/** Who is there? One proof after the other, by the way that the person chooses of those that are enough. */
import { useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../shared/problem.tsx';
import { Loading } from '../shared/states.tsx';
import { FaceProof, StaffProof } from './check-proof.tsx';
import { CodeField } from './code-field.tsx';
import { Input } from './input.tsx';
import { Primary, Secondary } from './parts.tsx';
import {
  NotGiven,
  offeredNow,
  type ProofKind,
  type ProofWays,
  proveByCode,
  proveByPasskey,
  proveByPassword,
  readOffered,
  sendProofCode,
  without,
} from './proof-kinds.ts';
import css from './prove-form.module.css';
import { useAct } from './use-act.ts';

export interface ProveFormProps {
  /** What is left of each way. */
  readonly ways: ProofWays;
  /** For this act alone; null: for what the session asks. */
  readonly act: string | null;
  /** Masked: where the text goes. */
  readonly phone?: string;
  readonly onProved: () => void;
  readonly onLeave?: () => void;
}

/** The order in which people reach for them. */
const ORDER: readonly ProofKind[] = ['password', 'sms-code', 'passkey', 'face', 'staff'];
const rank = (way: readonly ProofKind[]): number =>
  way.length * 10 + Math.max(0, ...way.map((kind) => ORDER.indexOf(kind)));
const first = (way: readonly ProofKind[]): ProofKind | null =>
  [...way].sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b))[0] ?? null;

export function ProveForm(props: ProveFormProps) {
  // What this person has set up, and this browser can do: a way that nobody can go is none.
  const offered = useQuery({
    queryKey: ['own', 'proofs-offered'],
    queryFn: ({ signal }) => readOffered({ signal }),
  });
  if (offered.isPending) return <Loading lines={3} />;
  return <Proving {...props} ways={offeredNow(props.ways, offered.data ?? null)} />;
}

function Proving({ ways: given, act, phone, onProved, onLeave }: ProveFormProps) {
  const { t } = useTranslation('wallet');
  const [proven, setProven] = useState<readonly ProofKind[]>([]);
  const ways = proven.reduce(without, given).toSorted((a, b) => rank(a) - rank(b));
  const [chosen, setChosen] = useState<string | null>(null);
  const way = ways.find((each) => first(each) === chosen) ?? ways[0] ?? [];
  const kind = first(way);
  const proved = useCallback(() => {
    if (kind === null) return;
    setProven((before) => [...before, kind]);
    if (without(given, kind).some((each) => each.every((other) => proven.includes(other)))) onProved();
  }, [kind, given, proven, onProved]);
  // By what is to be done next: ways that begin alike are told apart when they part.
  const others = [...new Set(ways.map(first))].filter((each) => each !== null && each !== kind);
  return (
    <div className={css.prove}>
      {way.length > 1 ? <p className={css.left}>{t('prove.left', { count: way.length })}</p> : null}
      {kind === 'staff' ? <StaffProof act={act} onProved={proved} /> : null}
      {kind === 'face' ? <FaceProof act={act} onProved={proved} /> : null}
      {kind === null || kind === 'staff' || kind === 'face' ? null : (
        <One key={kind} kind={kind} act={act} onProved={proved} {...(phone === undefined ? {} : { phone })} />
      )}
      {others.length === 0 ? null : (
        <div className={css.others}>
          <p>{t('prove.otherwise')}</p>
          {others.map((each) => (
            <button key={each} type="button" onClick={() => setChosen(each)}>
              {t(`prove.kind.${each}`)}
            </button>
          ))}
        </div>
      )}
      {onLeave === undefined ? null : <Secondary onPress={onLeave}>{t('prove.leave')}</Secondary>}
    </div>
  );
}

interface OneProps {
  readonly kind: 'password' | 'sms-code' | 'passkey';
  readonly act: string | null;
  readonly phone?: string;
  readonly onProved: () => void;
}

function One({ kind, act, phone, onProved }: OneProps) {
  const { t } = useTranslation('wallet');
  const [text, setText] = useState('');
  const proving = useAct(async () => {
    if (kind === 'password') await proveByPassword(text, act);
    if (kind === 'sms-code') await proveByCode(text);
    if (kind === 'passkey') await proveByPasskey(act);
    onProved();
  });
  const { error } = proving;
  return (
    <form
      className={css.one}
      onSubmit={(event) => {
        event.preventDefault();
        // What it interrupts may be a form as well, and is none of this press.
        event.stopPropagation();
        void proving.run();
      }}
    >
      {kind === 'password' ? (
        <Input
          label={t('signIn.password')}
          name="password"
          type="password"
          autoComplete="current-password"
          maxLength={256}
          required
          value={text}
          onText={setText}
        />
      ) : null}
      {kind === 'sms-code' ? (
        <CodeField
          value={text}
          onText={setText}
          send={() => sendProofCode(act)}
          {...(phone === undefined ? {} : { to: phone })}
        />
      ) : null}
      {kind === 'passkey' ? (
        <>
          <h2>{t('prove.kind.passkey')}</h2>
          <p className="muted">{t('prove.passkeyLead')}</p>
        </>
      ) : null}
      {error instanceof NotGiven ? (
        <p role="alert" className={css.fault}>
          {t('prove.notGiven')}
        </p>
      ) : error === null ? null : (
        <Problem error={error} />
      )}
      <Primary submit busy={proving.busy}>
        {t(`prove.act.${kind}`)}
      </Primary>
    </form>
  );
}
