/** The schema of a document of facts about something that ends, written from the table of facts. */
import type { ASKERS } from '../answer/index.ts';
import {
  factSchema,
  ID_SHAPE,
  type Json,
  meaning,
  NOW_SHAPE,
  oneOfShape,
  RULES_SHAPE,
} from '../document/index.ts';
import { CLOSURE_FACT_TABLE, type ClosureFactName, closureFallbackOf } from './fact-table.ts';
import { CLOSURE_ROUTES, CLOSURE_SUBJECTS, type ClosureRoute, type ClosureSubjectKind } from './subject.ts';

const KIND_MEANINGS: Readonly<Record<ClosureSubjectKind, string>> = {
  service: 'a service of a wallet 服务',
  binding: 'a bank card that is bound to a wallet 绑定的银行卡',
  'device-card': 'a card on a phone or watch 设备卡',
  account: 'the payment account itself 支付账户',
};

const ROUTE_MEANINGS: Readonly<Record<ClosureRoute, string>> = {
  SERVICE_OFF: 'switch a service off 关闭服务',
  SERVICE_ON: 'switch a service on 开通服务',
  UNBIND: 'take a bank card off the wallet 解绑',
  TOKEN_REMOVE: 'remove a card from a device 移除设备卡',
  ACCOUNT_CLOSE: 'close the account 注销账户',
  TAKE_BACK: 'take a closing back 撤回注销',
  ERASE: 'erase what is kept of a closed account 删除资料',
};

export function closureDocumentSchema(): Json {
  const facts = Object.fromEntries(
    (Object.keys(CLOSURE_FACT_TABLE) as ClosureFactName[]).map((name) => [
      name,
      factSchema(CLOSURE_FACT_TABLE[name], closureFallbackOf(name)),
    ]),
  );
  return {
    title: 'Yuanlu fact document about something that ends',
    description:
      'One case of «can this be ended?» 可以关闭吗?, told by facts alone. Numbers are whole; amounts are fen.',
    type: 'object',
    additionalProperties: false,
    required: ['now', 'subject', 'facts'],
    properties: {
      now: NOW_SHAPE,
      subject: {
        type: 'object',
        additionalProperties: false,
        required: ['kind'],
        properties: { kind: meaning(CLOSURE_SUBJECTS, KIND_MEANINGS), id: ID_SHAPE },
      },
      question: {
        type: 'object',
        additionalProperties: false,
        description: 'Who asks for what. Left out: the holder asks whether the subject can be ended.',
        properties: {
          asker: {
            ...oneOfShape({
              payer: 'the holder',
              operator: 'staff of the institution, for the holder',
              merchant: 'a shop',
              terminal: 'a POS terminal',
              deadline: 'the host itself, because a waiting time is over',
            } satisfies Record<(typeof ASKERS)[number], string>),
            default: 'payer',
          },
          route: {
            ...meaning(CLOSURE_ROUTES, ROUTE_MEANINGS),
            description: 'Insists on one route. Left out: the one that ends the subject.',
          },
        },
      },
      facts: {
        type: 'object',
        additionalProperties: false,
        required: ['state'],
        description:
          'What is known. `service` is needed for a service, `closesAt` for an account that is closing, ' +
          '`closedAt` or `keptUntil` for one that is closed.',
        properties: facts,
      },
      ...RULES_SHAPE,
    },
  };
}
