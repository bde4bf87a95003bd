/** Tells others what happened: signed messages to endpoints of merchants, notices for people, texts for telephones. */
export { type AddressRules, mayCall, urlTrouble } from './address-rules.ts';
export { createContacts } from './contacts.ts';
export { makeId } from './ids.ts';
export { ENDPOINT_DISABLED, NOTICE_KINDS, noticeWords } from './notices.ts';
export { type Notifications, startNotifications } from './notifications.ts';
export * from './ports.ts';
export { WebhookRegistry, type WithSecret } from './registry.ts';
export { newSecret, signature, signedHeaders } from './signature.ts';
export { INSTITUTION_BOOK, NOUNS, type Noun, PATTERN, tellingOf, wanted } from './webhook-types.ts';
