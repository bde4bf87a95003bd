/** People, and what they did, as they are shown. */
import type { StaffAct, StaffMember } from '#adapters/postgres';
import { instant } from '../answers/answer-view.ts';
import type { StaffActView, StaffView } from './schemas-staff.ts';

export function staffView(member: StaffMember, nowMs: number): StaffView {
  const { id, login, name, role, book, language, locked, demo, oneTimeMs, totpSealed } = member;
  const password = oneTimeMs === null ? 'own' : oneTimeMs > nowMs ? 'one-time' : 'one-time-over';
  return {
    ...{ id, login, name, role, book, language, locked, demo, password, codes: totpSealed !== null },
    ...{ createdAt: instant(member.createdMs), createdBy: member.createdBy },
  };
}

export function actView(act: StaffAct): StaffActView {
  const { no, atMs, staffId, who, role, book, subject, requestId, address, end } = act;
  return {
    ...{
      no,
      at: instant(atMs),
      staff: staffId,
      person: act.personId ?? null,
      who,
      role,
      book,
      act: act.act,
      subject,
    },
    ...{ outcome: end?.outcome ?? null, status: end?.status ?? null },
    ...{ endedAt: end === null ? null : instant(end.atMs), requestId, address },
  };
}
