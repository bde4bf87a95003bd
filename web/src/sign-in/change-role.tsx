/** Another role for somebody: in force at once. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActButton } from '../shared/act-button.tsx';
import { api } from '../shared/api.ts';
import { Field } from '../shared/field.tsx';
import { type Person, SHOP_ROLES } from './people.ts';
import css from './staff.module.css';

export function Changing({ person, onChanged }: { readonly person: Person; readonly onChanged: () => void }) {
  const { t } = useTranslation('sign-in');
  const [role, setRole] = useState(person.role);
  return (
    <ActButton
      label={t('staff.changeRole')}
      title={t('staff.changeRoleTitle', { name: person.name })}
      intent={role}
      act={() => api.post(`/v1/staff/${person.id}`, { role })}
      onDone={onChanged}
    >
      <Field label={t('staff.role')}>
        {(control) => (
          <select
            {...control}
            className={css.select}
            value={role}
            onChange={(event) => setRole(event.target.value as Person['role'])}
          >
            {SHOP_ROLES.map((each) => (
              <option key={each} value={each}>
                {t(`common:roles.${each}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <p>{t('staff.changeRoleWhat')}</p>
    </ActButton>
  );
}
