/** Messages that manage a terminal: keys, parameters, lists, and the line itself. Only receipts carry a MAC. */
import { management, privateData } from './pos-parts.ts';
import type { MessageRow } from './row.ts';

export type ManagementMessageId =
  | 'sign-in'
  | 'sign-off'
  | 'echo'
  | 'points-sign-in'
  | 'parameter-download'
  | 'parameter-end'
  | 'status-upload'
  | 'program-download'
  | 'program-end'
  | 'ca-key-query'
  | 'ca-key-download'
  | 'ca-key-end'
  | 'ic-parameter-query'
  | 'ic-parameter-download'
  | 'ic-parameter-end'
  | 'blacklist-download'
  | 'blacklist-end'
  | 'contactless-parameter-download'
  | 'contactless-parameter-end'
  | 'no-pin-list-download'
  | 'no-pin-list-end'
  | 'no-pin-blacklist-download'
  | 'no-pin-blacklist-end'
  | 'transport-key-download'
  | 'master-key-download'
  | 'master-key-enable'
  | 'signature-upload'
  | 'receipt-upload';

type Row = MessageRow<ManagementMessageId>;

const asked0800 = { ...management, requestMti: '0800', responseMti: '0810' } as const;
const asked0820 = { ...management, requestMti: '0820', responseMti: '0830' } as const;

/** F11 is absent in most programs and present in some. */
const loading = {
  request: { mandatory: [41, 42, 60], conditional: [11, 62, 63] },
  response: { mandatory: [39], conditional: [11, 12, 13, 32, 37, 41, 42, 60, 62, 63] },
} as const;

function load(id: ManagementMessageId, zh: string, en: string, ...networkCodes: string[]): Row {
  return { ...asked0800, ...loading, id, zh, en, networkCodes };
}

function query(id: ManagementMessageId, zh: string, en: string, ...networkCodes: string[]): Row {
  return { ...asked0820, ...loading, id, zh, en, networkCodes };
}

/** A signed receipt: receipt data in F55, the picture in F62. Two programs, two MTIs. */
const signature = {
  ...management,
  transactionType: '07',
  echoes: [2, 4, 11, 15, 37, 41, 42, 60],
  request: {
    mandatory: [11, 41, 42, 60, 62, 64],
    conditional: [2, 4, 15, 22, 25, 37, 38, 49, 53, 55, ...privateData.filter((field) => field !== 62)],
  },
  response: { mandatory: [11, 39, 41, 42], conditional: [2, 4, 12, 13, 15, 32, 37, 60, 62, 63, 64] },
  mac: true,
} as const;

export const managementRows: readonly Row[] = [
  {
    ...asked0800,
    id: 'sign-in',
    zh: '签到',
    en: 'sign-in',
    networkCodes: ['001', '003', '004', '005', '006'],
    // One captured answer to a sign-in with SM4 keys has a code of its own.
    answerCodes: ['011'],
    request: { mandatory: [11, 41, 42, 60], conditional: [53, 62, 63] },
    response: {
      mandatory: [11, 12, 13, 39, 41, 42, 60],
      conditional: [32, 37, 53, 56, 62, 63],
    },
  },
  {
    ...asked0820,
    id: 'sign-off',
    zh: '签退',
    en: 'sign-off',
    networkCodes: ['002'],
    request: { mandatory: [11, 41, 42, 60], conditional: [63] },
    response: { mandatory: [11, 39, 41, 42, 60], conditional: [12, 13, 32, 37, 63] },
  },
  {
    ...asked0820,
    id: 'echo',
    zh: '回响测试',
    en: 'line test',
    networkCodes: ['301'],
    request: { mandatory: [41, 42, 60], conditional: [11] },
    response: { mandatory: [39], conditional: [11, 12, 13, 32, 37, 41, 42, 60] },
  },
  query('points-sign-in', '收银员积分签到', 'cashier signs in for points', '401'),
  load('parameter-download', '参数传递', 'parameter download', '360'),
  load('parameter-end', '参数传递结束', 'end of parameter download', '361'),
  query('status-upload', '状态上送', 'status upload', '362'),
  load('program-download', 'TMS参数下载', 'download from the terminal manager', '364'),
  load('program-end', 'TMS参数下载结束', 'end of the download from the terminal manager', '365'),
  query('ca-key-query', 'CA公钥查询', 'query of CA public keys', '372'),
  load('ca-key-download', 'CA公钥下载', 'download of a CA public key', '370', '373'),
  load('ca-key-end', 'CA公钥下载结束', 'end of the download of CA public keys', '371'),
  query('ic-parameter-query', 'IC卡参数查询', 'query of chip parameters', '382'),
  load('ic-parameter-download', 'IC卡参数下载', 'download of chip parameters', '380'),
  load('ic-parameter-end', 'IC卡参数下载结束', 'end of the download of chip parameters', '381'),
  load('blacklist-download', '卡BIN黑名单下载', 'download of the card blacklist', '390'),
  load('blacklist-end', '卡BIN黑名单下载结束', 'end of the download of the card blacklist', '391'),
  load('contactless-parameter-download', '非接参数下载', 'download of contactless parameters', '394'),
  load(
    'contactless-parameter-end',
    '非接参数下载结束',
    'end of the download of contactless parameters',
    '395',
  ),
  load('no-pin-list-download', '免密新增BIN下载', 'download of the no-PIN list', '396'),
  load('no-pin-list-end', '免密新增BIN下载结束', 'end of the download of the no-PIN list', '397'),
  load('no-pin-blacklist-download', '免密BIN黑名单下载', 'download of the no-PIN blacklist', '398'),
  load('no-pin-blacklist-end', '免密BIN黑名单下载结束', 'end of the download of the no-PIN blacklist', '399'),
  load(
    'transport-key-download',
    '主密钥传输公钥下载',
    'download of the key that carries the master key',
    '352',
  ),
  load('master-key-download', '主密钥下载', 'download of the master key', '350'),
  load('master-key-enable', '主密钥启用', 'start using the master key', '351'),
  {
    ...signature,
    id: 'signature-upload',
    zh: '电子签名上送',
    en: 'signature upload',
    requestMti: '0820',
    responseMti: '0830',
    networkCodes: ['301'],
  },
  {
    ...signature,
    id: 'receipt-upload',
    zh: '电子签购单上送',
    en: 'receipt upload',
    requestMti: '0920',
    responseMti: '0930',
    networkCodes: ['000', '301'],
  },
];
