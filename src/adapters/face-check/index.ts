/** Faces compared by a provider outside, by a protocol of our own: asked over TLS, answered by a signed call. */

export { createFaceProvider, FaceProviderError, type FaceProviderOptions } from './provider.ts';
export { resultLine, signatureOf, TIME_AROUND_MS } from './signing.ts';
