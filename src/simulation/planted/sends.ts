/** Faults of order and of repetition: what leaves too early, under a new name, or not at all. */
import type { ChangeSet, NetworkPort, Store } from '#engine';
import type { PlantedFault } from './index.ts';
import { mapPayments, onApply, onSend } from './tamper.ts';

/** The intent reaches the disk only with the next use of the store; the message has left by then. */
const commitAfterSend: PlantedFault = {
  zh: '先发送后提交',
  en: 'the message leaves before its intent is on disk',
  plant: () => {
    const held: { readonly lane: number; readonly changes: ChangeSet }[] = [];
    const store = (given: Store): Store => {
      const flush = async (): Promise<void> => {
        for (const { lane, changes } of held.splice(0)) await given.apply(lane, changes);
      };
      return {
        ...given,
        load: async (lane, keys) => {
          await flush();
          return given.load(lane, keys);
        },
        due: async (nowMs, limit) => {
          await flush();
          return given.due(nowMs, limit);
        },
        apply: async (lane, changes) => {
          await flush();
          const begins = changes.payments.every(({ expectedVersion }) => expectedVersion === 0);
          if (begins && changes.payments.length > 0) held.push({ lane, changes });
          else await given.apply(lane, changes);
        },
      };
    };
    return { ...onSend((network) => network), store };
  },
};

/** A refund that is repeated goes under a new trace number, and the network takes it for another one. */
const refundUnderNewKey: PlantedFault = {
  zh: '退货重发换了流水号',
  en: 'a repeated refund goes upstream under a new key',
  plant: () =>
    onSend(
      (network): NetworkPort => ({
        send: (request) => {
          if (request.message !== 'refund' || request.attempt === 1) return network.send(request);
          const stan = String((Number(request.network.stan) + 500_000) % 1_000_000).padStart(6, '0');
          return network.send({ ...request, network: { ...request.network, stan } });
        },
        sendOrder: (request) => network.sendOrder(request),
        sendInquiry: (request) => network.sendInquiry(request),
      }),
    ),
};

/** No answer in time is written down as a decline, and nothing is undone. */
const timeoutAsDecline: PlantedFault = {
  zh: '超时当作失败且不冲正',
  en: 'a timeout is taken for a decline, without a reversal',
  plant: () => {
    const dropped = new Set<string>();
    const bend = (changes: ChangeSet): ChangeSet => {
      const timeouts = new Set<string>();
      for (const { cancellation, expectedVersion } of changes.cancellations) {
        if (expectedVersion !== 0 || cancellation.door !== 'deadline') continue;
        timeouts.add(cancellation.paymentId);
        dropped.add(cancellation.id);
      }
      const cancellations = changes.cancellations.filter(({ cancellation }) => !dropped.has(cancellation.id));
      const declined = mapPayments(changes, (payment) => {
        if (payment.state !== 'unknown' || !timeouts.has(payment.id)) return payment;
        const { sinceMs, cancellationId: _id, lateApproval: _late, ...rest } = payment;
        return { ...rest, state: 'declined', outcome: 'switch-no-answer', by: 'host', endedMs: sinceMs };
      });
      return { ...declined, cancellations };
    };
    return {
      store: (store) => ({ ...store, apply: (lane, changes) => store.apply(lane, bend(changes)) }),
      network: (network) => ({
        send: (request) =>
          dropped.has(request.subject.cancellationId ?? '') ? Promise.resolve('sent') : network.send(request),
        sendOrder: (request) => network.sendOrder(request),
        sendInquiry: (request) => network.sendInquiry(request),
      }),
      answer: (answer) => answer,
    };
  },
};

/** What happened at the till is told to the network once; when nothing comes back nobody tells it again. */
const noticeNotRepeated: PlantedFault = {
  zh: '通知只发一次不重发',
  en: 'a notice is sent once and never repeated',
  plant: () =>
    onApply((changes) =>
      mapPayments(changes, (payment) =>
        payment.state === 'sent' && payment.isNotice === true
          ? { ...payment, replyDueMs: payment.startedMs + 7 * 86_400_000 }
          : payment,
      ),
    ),
};

export const sendFaults = {
  'notice-not-repeated': noticeNotRepeated,
  'commit-after-send': commitAfterSend,
  'refund-under-new-key': refundUnderNewKey,
  'timeout-as-decline': timeoutAsDecline,
} as const;
