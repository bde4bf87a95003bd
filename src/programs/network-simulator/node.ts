import {
  applyRecord,
  createNetworkActor,
  createNetworkState,
  type NetworkActor,
  type NetworkConfig,
  type NetworkRecord,
  type NetworkState,
} from '#simulation/network';
import type { Iso8583Message } from '#wire/iso8583';
import { openRecordLog, type RecordLog } from './record-log.ts';

/** The actor with its memory: what it decides is applied at once and durable before anybody hears of it. */
export interface NetworkNode {
  readonly actor: NetworkActor;
  readonly state: NetworkState;
  readonly log: RecordLog;
  /** Applies the records; resolves when they are on disk. */
  commit(records: readonly NetworkRecord[]): Promise<void>;
  /** The answer, once everything it depends on is on disk; null for none. */
  handle(message: Iso8583Message): Promise<Iso8583Message | null>;
}

export async function openNode(
  config: NetworkConfig,
  logFile: string,
  onFailure: (error: Error) => void,
): Promise<NetworkNode> {
  const state = createNetworkState();
  const log = await openRecordLog(logFile, (record) => applyRecord(state, record), onFailure);
  const actor = createNetworkActor(config, state);

  function commit(records: readonly NetworkRecord[]): Promise<void> {
    for (const record of records) applyRecord(state, record);
    return log.append(records);
  }

  await commit(actor.open(Date.now()));
  return {
    actor,
    state,
    log,
    commit,
    async handle(message) {
      const { answer, records } = actor.handle(message, Date.now());
      // Without records too: a repeated message is answered from what may still be on its way to the disk.
      await commit(records);
      return answer;
    },
  };
}
