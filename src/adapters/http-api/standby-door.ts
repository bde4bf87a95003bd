/**
 * What a server that waits for buckets says at its address: that it is alive and not ready, so that a balancer or a
 * client goes to the one that serves. Everything else is answered `busy`, without looking at it.
 */
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Limits } from '#engine';
import { PROBLEM_TYPE, problemBody } from './problems.ts';
import { makeServer, refuseClient } from './server.ts';
import type { TlsFiles } from './tls.ts';

export interface StandbyDoorOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly tls: TlsFiles | null;
  readonly limits: Limits;
}

export interface StandbyDoor {
  readonly port: number;
  /** Frees the address for the API itself. */
  close(): Promise<void>;
}

const STANDBY = {
  ready: false,
  parts: {
    standby: {
      ok: false,
      zh: '备用：另一个进程正在服务，本进程等待接管',
      en: 'standby: another process serves, this one waits to take over',
    },
  },
} as const;
const RETRY_AFTER_S = '1';

function answer(url: string, response: ServerResponse): void {
  const path = url.split('?')[0];
  const send = (status: number, type: string, body: unknown): void => {
    // One answer a connection: the next one has to find who serves by then.
    response.writeHead(status, { 'content-type': type, 'retry-after': RETRY_AFTER_S, connection: 'close' });
    response.end(JSON.stringify(body));
  };
  if (path === '/health') send(200, 'application/json', { alive: true });
  else if (path === '/ready') send(503, 'application/json', STANDBY);
  else {
    const { zh: detailZh, en: detail } = STANDBY.parts.standby;
    send(503, PROBLEM_TYPE, problemBody('busy', { detail, detailZh }, '', null));
  }
}

/** @throws the error of listening, such as EADDRINUSE. */
export async function openStandbyDoor({ host, port, tls, limits }: StandbyDoorOptions): Promise<StandbyDoor> {
  const server = makeServer(
    (request, response) => {
      request.resume();
      answer(request.url ?? '', response);
    },
    limits,
    tls,
  );
  server.on('clientError', refuseClient);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
