export * from './network.ts';
export * from './network-inquiry.ts';
export * from './network-keys.ts';
export * from './network-management.ts';
export * from './network-order.ts';
export * from './pos.ts';
