/** Somebody new at a shop. */
import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { languageNow } from '../app/i18n.ts';
import type { SignedIn } from '../app/session.tsx';
import { api } from '../shared/api.ts';
import { Dialog } from '../shared/dialog.tsx';
import { Field } from '../shared/field.tsx';
import type { OneTime } from './one-time.tsx';
import { SHOP_ROLES } from './people.ts';
import css from './staff.module.css';
import { Trouble } from './trouble.tsx';

export interface AddStaffProps {
  readonly me: SignedIn;
  readonly onMade: (made: OneTime) => void;
}

export function AddStaff({ me, onMade }: AddStaffProps) {
  const { t } = useTranslation('sign-in');
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const add = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setError(null);
    try {
      const made = await api.post<OneTime>('/v1/staff', {
        ...Object.fromEntries(form),
        language: languageNow(),
      });
      setOpen(false);
      onMade(made);
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button
        type="primary"
        onClick={() => {
          setError(null);
          setOpen(true);
        }}
      >
        {t('staff.add')}
      </Button>
      <Dialog open={open} title={t('staff.add')} held={busy} onClose={() => setOpen(false)}>
        <form className="fields" onSubmit={(event) => void add(event)}>
          <Field label={t('staff.name')}>
            {(control) => <Input {...control} name="name" autoComplete="off" required maxLength={60} />}
          </Field>
          <Field label={t('login')} hint={t('staff.loginHint')}>
            {(control) => (
              <Input
                {...control}
                name="login"
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                required
                maxLength={40}
              />
            )}
          </Field>
          <Field label={t('staff.role')}>
            {(control) => (
              <select {...control} name="role" className={css.select}>
                {SHOP_ROLES.map((role) => (
                  <option key={role} value={role}>
                    {t(`common:roles.${role}`)}
                  </option>
                ))}
              </select>
            )}
          </Field>
          {me.staff.book === null ? (
            <Field label={t('staff.book')} hint={t('staff.bookHint')}>
              {(control) => <Input {...control} name="book" inputMode="numeric" required maxLength={40} />}
            </Field>
          ) : null}
          <p className="muted">{t('staff.addWhat')}</p>
          <Trouble error={error} />
          <div className={css.buttons}>
            <Button disabled={busy} onClick={() => setOpen(false)}>
              {t('common:act.leave')}
            </Button>
            <Button type="primary" htmlType="submit" loading={busy}>
              {t('staff.add')}
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  );
}
