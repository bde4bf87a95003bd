/** Faults of requests: who was not asked, and what is forgotten. */
import type { CancelRequest } from '#domain/request';
import type { PlantedFault } from './index.ts';
import { onLoad, onStore } from './tamper.ts';

/** Every request looks as if a supervisor had approved it and the institution had seen it. */
const approvalSkipped: PlantedFault = {
  zh: '跳过第二人审批',
  en: 'the approval of a second person is skipped',
  plant: () =>
    onLoad((loaded) => ({
      ...loaded,
      requests: loaded.requests.map((request): CancelRequest => ({ ...request, reviewedBy: 'nobody' })),
    })),
};

/** Requests that were opened before the last start are never looked at again. */
const requestForgotten: PlantedFault = {
  zh: '崩溃后忘记申请',
  en: 'the time limit of a request is forgotten after a crash',
  plant: ({ starts }) => {
    const openedIn = new Map<string, number>();
    return onStore((store) => ({
      ...store,
      apply: async (lane, changes) => {
        for (const { request, expectedVersion } of changes.requests)
          if (expectedVersion === 0) openedIn.set(request.id, starts());
        await store.apply(lane, changes);
      },
      due: async (nowMs, limit) =>
        (await store.due(nowMs, limit)).filter(
          ({ requestId }) => requestId === undefined || openedIn.get(requestId) === starts(),
        ),
    }));
  },
};

/** What a payer took back goes on as if the shop had it to decide still. */
const withdrawalIgnored: PlantedFault = {
  zh: '撤回申请后仍被处理',
  en: 'a request that was withdrawn is open again',
  plant: () =>
    onLoad((loaded) => ({
      ...loaded,
      requests: loaded.requests.map((request): CancelRequest => {
        if (request.state !== 'withdrawn') return request;
        const { endedMs, ...rest } = request;
        return { ...rest, state: 'asked', dueMs: endedMs + 1_800_000 };
      }),
    })),
};

export const requestFaults = {
  'approval-skipped': approvalSkipped,
  'request-forgotten': requestForgotten,
  'withdrawal-ignored': withdrawalIgnored,
} as const;
