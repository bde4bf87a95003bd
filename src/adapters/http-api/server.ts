/** The HTTP server under the API: sizes, times and counts bounded before a request exists. */
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Limits } from '#engine';
import { PROBLEM_TYPE, problemBody } from './problems.ts';
import type { TlsFiles } from './tls.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export function makeServer(handler: Handler, limits: Limits, tls: TlsFiles | null): Server {
  const bounds = {
    maxHeaderSize: limits.httpHeaderBytesMax,
    requestTimeout: limits.httpReceiveMs,
    headersTimeout: limits.httpReceiveMs,
    keepAliveTimeout: limits.httpIdleMs,
    connectionsCheckingInterval: 5_000,
  };
  const server: Server =
    tls === null
      ? createServer(bounds, handler)
      : (createTlsServer(
          {
            ...bounds,
            cert: tls.cert,
            key: tls.key,
            minVersion: 'TLSv1.2',
            handshakeTimeout: limits.httpReceiveMs,
            ...(tls.ca === undefined ? {} : { ca: tls.ca, requestCert: true, rejectUnauthorized: true }),
          },
          handler,
        ) as unknown as Server);
  server.maxConnections = limits.httpConnectionsMax;
  server.maxHeadersCount = 100;
  return server;
}

/** Answers what never became a request: broken syntax, headers too large, too slow. */
export function refuseClient(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const tooLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const tooSlow = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const status = tooLarge ? 431 : tooSlow ? 408 : 400;
  const detail = tooLarge
    ? 'The address and headers are too large.'
    : tooSlow
      ? 'The request did not arrive in time.'
      : 'This is no HTTP request.';
  const body = JSON.stringify(
    problemBody(tooLarge ? 'input-too-large' : 'input-not-valid', { status, detail }, '', null),
  );
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: ${PROBLEM_TYPE}\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
