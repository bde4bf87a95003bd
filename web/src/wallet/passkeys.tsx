/** The device's own fingerprint, face or PIN as a proof: set up here, taken away here. */
import { type PublicKeyCredentialCreationOptionsJSON, startRegistration } from '@simplewebauthn/browser';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { momentText } from '../shared/moment.tsx';
import { Problem } from '../shared/problem.tsx';
import { useLanguage } from '../shared/words.ts';
import { Group, Row } from './list.tsx';
import { NotGiven, passkeysWork } from './proof-kinds.ts';
import { useProven } from './prove.tsx';
import { useRefresh } from './use-wallet.ts';
import { wallet } from './wallet-api.ts';

interface Passkey {
  readonly id: string;
  readonly label: string;
  readonly addedAt: string;
  readonly usedAt: string | null;
}

async function addPasskey(label: string): Promise<void> {
  const { options } = await wallet.post<{ options: PublicKeyCredentialCreationOptionsJSON }>(
    '/passkeys/options',
    undefined,
  );
  let answer: Awaited<ReturnType<typeof startRegistration>>;
  try {
    answer = await startRegistration({ optionsJSON: options });
  } catch (error) {
    throw new NotGiven(error instanceof Error ? error.name : 'unknown', { cause: error });
  }
  await wallet.post('/passkeys', { label, answer });
}

export function Passkeys() {
  const { t } = useTranslation('wallet');
  const language = useLanguage();
  const refresh = useRefresh();
  const list = useQuery({
    queryKey: ['own', 'passkeys'],
    queryFn: ({ signal }) => wallet.get<{ readonly items: readonly Passkey[] }>('/passkeys', { signal }),
  });
  const add = useProven(() => addPasskey(t('passkey.label')), refresh);
  const passkeys = list.data?.items ?? [];
  return (
    <>
      <Group title={t('passkey.title')} note={t(passkeysWork() ? 'passkey.lead' : 'passkey.not')}>
        {passkeys.map((passkey) => (
          <Passkey key={passkey.id} passkey={passkey} at={momentText(passkey.addedAt, language, 'minute')} />
        ))}
        <Row
          icon="plus"
          tone="out"
          title={t('passkey.add')}
          disabled={!passkeysWork() || add.busy}
          onPress={add.run}
        />
      </Group>
      {add.dialog}
      {add.error === null ? null : add.error instanceof NotGiven ? (
        <p role="alert">{t('prove.notGiven')}</p>
      ) : (
        <Problem error={add.error} />
      )}
    </>
  );
}

function Passkey({ passkey, at }: { readonly passkey: Passkey; readonly at: string }) {
  const { t } = useTranslation('wallet');
  const refresh = useRefresh();
  const remove = useProven(() => wallet.delete(`/passkeys/${passkey.id}`), refresh);
  return (
    <Row
      icon="lock"
      title={passkey.label}
      sub={t('passkey.since', { at })}
      value={t('passkey.remove')}
      disabled={remove.busy}
      onPress={remove.run}
    >
      {remove.dialog}
      {remove.error === null ? null : <Problem error={remove.error} />}
    </Row>
  );
}
